"""The warmed process: it has imported what nbgrader and our own commands import, and each start is a copy of it.

``python process.py FOLDER`` listens at ``FOLDER/socket`` until its own standard input is closed. It reads no settings
and opens no file: whatever a command does, it does in its copy.
"""

import atexit
import contextlib
import importlib
import json
import os
import pkgutil
import runpy
import select
import socket
import sys
import tempfile
import threading
import time
import types

# With what these import in their turn. Nothing that needs numpy, which would start threads: those a copy would lack.
IMPORTED = (
    *("alembic.config", "nbgrader.apps", "nbgrader.converters", "nbgrader.plugins", "nbgrader.server_extensions"),
    *("nbconvert.exporters", "nbclient", "jupyter_client", "jupyter_client.provisioning", "rich.console", "rich.table"),
    *("sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql", "concurrent.futures.process"),
    *("sqlite3", "multiprocessing.synchronize", "tarasoff.cli"),
)
ROOMS = (
    *("nbgrader.apps", "nbgrader.preprocessors", "safegrade"),
    *("tarasoff.assignment", "tarasoff.authoring", "tarasoff.engine", "tarasoff.marking"),
)
# What runs in a sandbox is started by itself.
LEFT_OUT = ("safegrade.sandbox.", "safegrade.code.")


def warm_up(folder):
    # As in tests/conftest.py: what takes a second to import, and is used by nothing here.
    sys.modules["rfc3987_syntax"] = None
    for name in IMPORTED:
        importlib.import_module(name)
    for room in ROOMS:
        found = importlib.import_module(room)
        for module in pkgutil.walk_packages(found.__path__, f"{room}."):
            if not module.name.startswith(LEFT_OUT):
                importlib.import_module(module.name)
    # What is tried before it is handed out is made by nbgrader, which this starts with the Python in which it runs.
    sys.modules["safegrade.desk.rehearsal"].sys = types.SimpleNamespace(executable=f"{folder}/python")
    assert "numpy" not in sys.modules
    assert threading.active_count() == 1
    assert tempfile.tempdir is None


def serve(folder):
    """Copy this process for each command. Returns in a copy only, with what it is to do."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{folder}/socket")
        server.listen()
        print("ready", flush=True)  # noqa: T201  who started this waits for it
        while 0 not in select.select([server, 0], [], [])[0]:
            asking, _ = server.accept()
            if not os.fork():
                server.close()
                return answer(asking)
            asking.close()
            # Nothing is to be left of those that have ended.
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    continue
    sys.exit()


def answer(asking):
    """Tell who asked the process id, and at the end the status. Returns in a copy only, with what it is to do."""
    with asking:
        _, streams, _, _ = socket.recv_fds(asking, 1, 3)
        with asking.makefile("rb") as file:
            asked = json.load(file)
        if running := os.fork():
            for stream in (0, 1, 2, *streams):
                os.close(stream)
            asking.sendall(b"%d\n" % running)
            asking.sendall(b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(running, 0)[1]))
            os._exit(0)
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    return asked


def become(asked):
    """Go on as the command that was asked for: what follows is what Python does with a script."""
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    sys.argv = asked["argv"]
    sys.path[0] = os.path.dirname(sys.argv[0])  # noqa: PTH120
    status = 0
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        status = end.code or 0
    # As Python ends, but for taking every module to pieces, which takes longer than most commands.
    threading._shutdown()  # noqa: SLF001
    atexit._run_exitfuncs()  # noqa: SLF001
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)


if __name__ == "__main__":
    warm_up(sys.argv[1])
    become(serve(sys.argv[1]))
