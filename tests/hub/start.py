"""Start a JupyterHub to try things on: python tests/hub/start.py FOLDER [PORT].

What is in the folder stays: who stops it and starts it again finds the same homes and the same gradebook.
"""

import filecmp
import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STUDENTS = ("ada", "ben")
ASSIGNMENT = "ps1-limits"
# Everybody is one account here: nbgrader would take the account's name for the student's.
NAMES = """
import os

from nbgrader.exchange.default import fetch_feedback, submit

fetch_feedback.get_username = submit.get_username = lambda: os.environ["JUPYTERHUB_USER"]
"""
STUDENT = f"""{NAMES}
c = get_config()
c.CourseDirectory.course_id = "tarasoff"
c.Exchange.root = {{exchange!r}}
c.Authenticator.plugin_class = "nbgrader.auth.jupyterhub.JupyterHubAuthPlugin"
"""
TEACHER = """
# As the hub has it.
c.Exchange.root = {exchange!r}
# One account hands in for everybody.
c.ExchangeCollect.check_owner = False
"""
# Without this the browser leaves formgrader's tab blank.
FRAMES = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
NOT_FOR_STUDENTS = ("formgrader", "course_list")
NOT_SHOWN = ("formgrader", "course-list", "create-assignment")


def proxy():
    """Set up the hub's proxy, once."""
    stamp = HERE / "node_modules" / ".set-up"
    if stamp.is_file() and filecmp.cmp(stamp, HERE / "package-lock.json", shallow=False):
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    env = {**os.environ, "npm_config_cache": str(ROOT / "build" / "npm")}
    done = subprocess.run(command, cwd=HERE, env=env, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit("npm could not set up the proxy in tests/hub. It needs the npm registry, once; then run this again.")
    shutil.copy(HERE / "package-lock.json", stamp)


def lay_out(folder):
    """Make the homes, the exchange and the settings, where they are not there yet."""
    for place in ("exchange", "settings/teacher/labconfig", "settings/student/labconfig"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    # Anybody who hands in writes there.
    (folder / "exchange").chmod(0o777)
    exchange = str(folder / "exchange")
    course = folder / "homes" / "teacher"
    if not course.exists():
        shutil.copytree(ROOT / "source" / ASSIGNMENT, course / "source" / ASSIGNMENT)
        settings = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8") + TEACHER.format(exchange=exchange)
        (course / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    for student in STUDENTS:
        if not (folder / "homes" / student).exists():
            leave = shutil.ignore_patterns("answers.json", ".ipynb_checkpoints")
            shutil.copytree(ROOT / "course", folder / "homes" / student / "course", ignore=leave)
    write(folder / "settings/student/nbgrader_config.py", STUDENT.format(exchange=exchange))
    write(folder / "settings/teacher/jupyter_server_config.json", {"ServerApp": {"tornado_settings": FRAMES}})
    off = {f"nbgrader.server_extensions.{name}": False for name in NOT_FOR_STUDENTS}
    write(folder / "settings/student/jupyter_server_config.json", {"ServerApp": {"jpserver_extensions": off}})
    quiet = {"@jupyterlab/apputils-extension:announcements": True}
    hidden = {f"@jupyter/nbgrader:{name}": True for name in NOT_SHOWN}
    for kind, disabled in (("teacher", quiet), ("student", quiet | hidden)):
        write(folder / f"settings/{kind}/labconfig/page_config.json", {"disabledExtensions": disabled})


def write(file, what):
    """Write text, or JSON."""
    file.write_text(what if isinstance(what, str) else json.dumps(what, indent=1), encoding="utf-8")


def passwords(folder):
    """The passwords of this hub, made once; nobody else on the machine can read them."""
    found = []
    for name, size in (("teacher", 24), ("students", 9)):
        file = folder / f"password-{name}"
        if not file.exists():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as opened:
                opened.write(secrets.token_urlsafe(size))
        found.append(file.read_text(encoding="utf-8"))
    return found


def main():
    folder = Path(sys.argv[1]).resolve()
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 8000
    proxy()
    lay_out(folder)
    teacher, students = passwords(folder)
    sys.stdout.write(
        f"The hub opens at http://127.0.0.1:{port} in a moment; Ctrl-C stops it.\n"
        f"  teacher   {teacher}\n"
        f"  ada, ben  {students}\n"
        f"The teacher has {ASSIGNMENT} in source/, and Nbgrader > Formgrader;\n"
        "students find it in Nbgrader > Assignment List once it is released.\n"
        "Everybody is your own account: to try things on, not for real students.\n"
        f"All of it lies in {folder}.\n"
    )
    sys.stdout.flush()
    os.environ |= {"HUB_FOLDER": str(folder), "HUB_PORT": str(port)}
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.chdir(folder)
    command = [str(Path(sys.executable).parent / "jupyterhub"), "--config", str(HERE / "jupyterhub_config.py")]
    os.execv(command[0], [*command, "--log-level", os.environ.get("HUB_LOG", "WARN")])  # noqa: S606  our own command


if __name__ == "__main__":
    main()
