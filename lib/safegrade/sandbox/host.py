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
from types import TracebackType
from typing import Self

from attrs import asdict

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
from safegrade.sandbox.place import Place
from safegrade.sandbox.terms import STARTED, Limits, Mode, Request, Settings

__all__ = ["UNSAFE", "Limits", "Place", "SandboxError", "Warm"]

UNSAFE = "UNSAFE: students' code runs WITHOUT A SANDBOX, as you. It can read and change whatever you can."
_STARTING_SECONDS = 60.0


class Warm:
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
        self.process, self._control, ready = self._started()
        if ready != self.mode:
            # Namespaces cannot be made within namespaces here.
            self._stop()
            self.mode = "single"
            self.process, self._control, _ = self._started()

    def _started(self) -> tuple["subprocess.Popen[bytes]", socket.socket, str]:
        """Start a warm process; give it, its control, and the mode in which it can work."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as errors:
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
                ours.close()
                raise SandboxError(f"bubblewrap does not start ({error}).", GET_A_SANDBOX) from error
            except SandboxError:
                ours.close()
                raise
            theirs.close()
            ours.settimeout(_STARTING_SECONDS)
            with contextlib.suppress(OSError):
                if ready := ours.recv(100).decode():
                    return process, ours, ready
            ours.close()
            process.kill()
            process.wait()
            errors.seek(0)
            lines = errors.read(20_000).decode("utf-8", "replace").strip().splitlines()
            reason = lines[-1] if lines else "it does not start"
            raise SandboxError(f"No sandbox can be made here: {reason}.", GET_A_SANDBOX)

    def _command(self, control: int) -> list[str]:
        """The command that starts a warm process.

        Args:
            control: the socket on which it is asked for copies.
        """
        seen = [] if self.unsafe else visible(self._libraries)
        settings = Settings(self.mode, self.limits, empty_folders(seen), list(self._libraries))
        zygote = [sys.executable, "-P", "-s", "-W", "ignore", "-m", "safegrade.sandbox.zygote"]
        program = [*zygote, str(control), settings.to_json()]
        # In the one that is made for a single submission, the empty folders are the submission's own.
        disk = self.limits.disk if self.mode == "single" else None
        return program if self.unsafe else command(find_bubblewrap(), program, seen, disk=disk)

    def start(self, program: str, copies: int = 0) -> Place:
        """Start a fresh process in a sandbox of its own.

        Copies of this process may ask the same warm process: it makes a copy of itself for each that asks.

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
            try:
                return self._ask_for_copy(program, copies)
            except OSError:
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
                self.process, self._control, _ = self._started()
            control, server = self._control, self.process
            self.process = None
        folder = Path(tempfile.mkdtemp(dir=self._folder)) if self._folder else None
        connection, their_connection = socket.socketpair()
        leash, their_leash = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        place = Place(Channel(connection), leash, folder, server)
        try:
            with their_connection, their_leash:
                request = json.dumps(asdict(Request(program, str(folder or WORK), copies))).encode()
                socket.send_fds(control, [request], [their_connection.fileno(), their_leash.fileno()])
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
        self.process, self._control, _ = self._started()

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
