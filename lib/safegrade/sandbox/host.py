"""Start processes that can do nothing but compute: no network, nothing to see, and limits on all that they use.

One warm process has imported what notebooks import. For each submission it makes a copy of itself, which goes into
namespaces and folders of its own before anything of a student's is run in it.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from attrs import asdict, define

from safegrade.sandbox.bubblewrap import (
    GET_A_SANDBOX,
    WORK,
    SandboxError,
    command,
    empty_folders,
    environment,
    find_bubblewrap,
    visible,
)
from safegrade.sandbox.channel import Channel
from safegrade.sandbox.memory_group import MemoryGroup, make_memory_group
from safegrade.sandbox.processor import Processor, hold
from safegrade.sandbox.terms import END, STARTED, WORKED, Limits, Mode, Request, Settings

__all__ = ["UNSAFE", "Limits", "Place", "SandboxError", "Warm"]

UNSAFE = "UNSAFE: students' code runs WITHOUT A SANDBOX, as you. It can read and change whatever you can."
_STARTING_SECONDS = 60.0
_MOST_OF_A_WORD = 200
_SECONDS_FOR_A_REASON, _SECONDS_TO_END = 0.2, 5
_FOLDERS = 4
# What comes to the host is no more than outputs with their pictures, or a verdict: bytes, and things in it.
_MOST_BYTES, _MOST_THINGS = 12 << 20, 1_000_000


@define
class Place:
    """A process in a sandbox, and the two connections to it.

    Args:
        channel: to what runs in it.
        leash: to its warden. Whoever drops it ends everything in there.
        processor: the one that it runs on.
        group: its memory group, where one can be had.
        folder: where it works, if that is a folder of this machine (only without a sandbox).
        server: the warm process, if it was started for this place alone.
    """

    channel: Channel
    leash: socket.socket
    processor: Processor
    group: MemoryGroup | None = None
    folder: Path | None = None
    server: subprocess.Popen[bytes] | None = None
    _reason: str = ""

    def tell(self, word: bytes) -> None:
        """Tell the warden a word: ``INTERRUPT`` the cell that runs, or ``CUT`` off what runs cells."""
        with contextlib.suppress(OSError):
            self.leash.send(word)

    def reason(self) -> str:
        """Why the warden has ended it; empty if it has not.

        Raises:
            SandboxError: the warden was ended itself, which nothing in there can do.
        """
        if self._reason:
            return self._reason
        with contextlib.suppress(OSError):
            self.leash.settimeout(_SECONDS_FOR_A_REASON)
            if word := self.leash.recv(_MOST_OF_A_WORD):
                return word.decode("utf-8", "replace")
            raise SandboxError("The sandbox was ended from outside, perhaps for want of memory.", "Mark it again.")
        return ""

    def worked(self) -> float:
        """Seconds that the processor has worked for everything in there; 0.0 once it has ended."""
        with contextlib.suppress(OSError):
            self.leash.settimeout(_SECONDS_FOR_A_REASON)
            self.leash.send(WORKED)
            # Before that, it may have said why it is about to end.
            while word := self.leash.recv(_MOST_OF_A_WORD):
                if word.startswith(WORKED):
                    return float(word.removeprefix(WORKED))
                self._reason = word.decode("utf-8", "replace")
        return 0.0

    def end(self) -> None:
        """End everything in there, and wait until it is gone."""
        self.channel.close()
        with contextlib.suppress(OSError):
            self.leash.send(END)
            self.leash.settimeout(_SECONDS_TO_END)
            while self.leash.recv(_MOST_OF_A_WORD):
                pass
        self.leash.close()
        if self.server is not None:
            self.server.kill()
            self.server.wait()
        if self.group is not None:
            self.group.remove()
        self.processor.release()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


class Warm(contextlib.AbstractContextManager["Warm", None]):
    """A warm process, and the sandboxes that it makes. Close it, or use it in ``with``.

    Args:
        limits: for each submission.
        unsafe: run without a sandbox.
        nested: make a sandbox for each copy within that of the warm process; where that is not possible, each
            submission has one made from nothing, with its imports.
        libraries: names of packages that the course's own code imports. They are seen in the sandbox wherever they
            are installed, and imported early, so that no student's file takes their place.

    Raises:
        SandboxError: a sandbox cannot be made here.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        unsafe: bool = False,
        nested: bool = True,
        libraries: tuple[str, ...] = (),
    ) -> None:
        self.limits = limits or Limits()
        self.unsafe = unsafe
        self.mode: Mode = "bare" if unsafe else "nested" if nested else "single"
        self._libraries = libraries
        self._folder = Path(tempfile.mkdtemp(prefix="safegrade-")) if unsafe else None
        self.process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        # Threads of a Dask worker ask as well.
        self._turn = threading.Lock()
        # A first start shows whether it works here at all.
        if self._start() != self.mode:
            # Namespaces cannot be made within namespaces here.
            self.mode = "single"
            self._restart()

    def _start(self) -> str:
        """Start a warm process; give the mode in which it can work."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with contextlib.ExitStack() as undo, theirs, tempfile.TemporaryFile() as errors:
            undo.callback(ours.close)
            try:
                process = subprocess.Popen(  # noqa: S603  our own program
                    self._command(theirs.fileno()),
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    env=environment(home=str(self._folder), temporary=str(self._folder)) if self.unsafe else {},
                    start_new_session=True,
                )
            except OSError as error:
                raise SandboxError(f"bubblewrap does not start ({error}).", GET_A_SANDBOX) from error
            theirs.close()
            ours.settimeout(_STARTING_SECONDS)
            with contextlib.suppress(OSError):
                if ready := ours.recv(100).decode():
                    undo.pop_all()
                    self.process, self._control = process, ours
                    return ready
            process.kill()
            process.wait()
            errors.seek(0)
            lines = errors.read(20_000).decode("utf-8", "replace").strip().splitlines()
            reason = lines[-1] if lines else "it does not start"
            raise SandboxError(f"No sandbox can be made here: {reason}.", GET_A_SANDBOX)

    def _command(self, control: int) -> list[str]:
        """The command that starts a warm process, which is asked for copies on the control."""
        seen = [] if self.unsafe else visible(self._libraries)
        settings = Settings(self.mode, self.limits, empty_folders(seen), list(self._libraries))
        keeper = [sys.executable, "-P", "-s", "-W", "ignore", "-m", "safegrade.sandbox.keeper"]
        program = [*keeper, str(control), json.dumps(asdict(settings))]
        # In the one that is made for a single submission, the empty folders are the submission's own.
        disk = self.limits.disk if self.mode == "single" else None
        return program if self.unsafe else command(find_bubblewrap(), program, seen, disk=disk)

    def start(self, program: str, copies: int = 0) -> Place:
        """Start a fresh process in a sandbox of its own. Copies of this process may ask the same warm process.

        Args:
            program: ``module:function``. The warm process calls it once; it gives the function that each copy calls
                with its channel.
            copies: how many copies of itself it will be asked for; they do not count among its processes.

        Raises:
            SandboxError: it does not start.
        """
        with self._turn:
            is_owner = os.getpid() == self._owner
            if self.mode == "single" and not is_owner:
                # What was made for one submission is not shared.
                self._stop()
            if is_owner and self.process is not None and self.process.poll() is not None:
                # What it leaves behind may answer a moment longer, and take a submission with it.
                self._restart()
            with contextlib.suppress(OSError):
                return self._ask_for_copy(program, copies)
            # Somebody has ended the warm process; another is soon made.
            self._restart()
            try:
                return self._ask_for_copy(program, copies)
            except OSError as error:
                raise SandboxError(f"The sandbox has broken: {error}.") from error

    def _ask_for_copy(self, program: str, copies: int) -> Place:
        control, server = self._control, None
        if self.mode == "single":
            if self.process is None:
                self._start()
            control, server = self._control, self.process
            self.process = None
        folder = Path(tempfile.mkdtemp(dir=self._folder)) if self._folder else None
        connection, their_connection = socket.socketpair()
        leash, their_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Its folders lie in memory, too.
        group = make_memory_group(self.limits.memory + _FOLDERS * self.limits.disk)
        channel = Channel(connection, _MOST_BYTES, _MOST_THINGS)
        place = Place(channel, leash, hold(), group, folder, server)
        try:
            with their_connection, their_leash:
                asked = Request(program, str(folder or WORK), copies, place.processor.number)
                sent = [their_connection.fileno(), their_leash.fileno(), *([group.processes] if group else [])]
                socket.send_fds(control, [json.dumps(asdict(asked)).encode()], sent)
            leash.settimeout(_STARTING_SECONDS)
            if leash.recv(100) != STARTED:
                raise OSError("it did not start")  # noqa: TRY301  handled as an end of the connection is
        except OSError:
            place.end()
            raise
        finally:
            if server is not None:
                control.close()
        return place

    def _restart(self) -> None:
        self._stop()
        self._start()

    def _stop(self) -> None:
        if self.process is None:
            return
        self._control.close()
        if os.getpid() == self._owner:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(0.5)
            self.process.kill()
            self.process.wait()
        # Of another process, others still ask it.
        self.process, self._owner = None, os.getpid()

    def close(self) -> None:
        """End the warm process, and all that it has started."""
        if os.getpid() != self._owner:
            return
        self._stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def __exit__(self, *_: object) -> None:
        self.close()
