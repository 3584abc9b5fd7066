"""A command of the warmed process, as a test starts it: it hands over what it was given, and ends as that ends.

This file is copied under the name of each command, such as ``nbgrader``, into a folder on the PATH.
"""

import contextlib
import json
import os
import signal
import socket
import sys

FOLDER, NAME = os.path.split(__file__)
REAL = os.path.join(os.path.dirname(sys.executable), NAME)  # noqa: PTH118, PTH120  importing pathlib takes as long again


def main():
    with open(os.path.join(FOLDER, "env.json"), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        warmed = json.load(file)
    # Python reads these once, as it starts.
    if {name: os.environ.get(name) for name in warmed} != warmed:
        os.execv(REAL, [REAL, *sys.argv[1:]])  # noqa: S606
    asked = {"argv": [REAL, *sys.argv[1:]], "cwd": os.getcwd(), "env": dict(os.environ)}  # noqa: PTH109
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(os.path.join(FOLDER, "socket"))  # noqa: PTH118
        socket.send_fds(server, [b"."], [0, 1, 2])
        server.sendall(json.dumps(asked).encode())
        server.shutdown(socket.SHUT_WR)
        with server.makefile(encoding="utf-8") as answer:
            running = int(answer.readline())
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda number, _: os.kill(running, number))
            status = int(answer.readline())
    if status < 0:
        with contextlib.suppress(ValueError):
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sys.exit(status)


if __name__ == "__main__":
    main()
