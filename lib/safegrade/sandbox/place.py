"""A process in a sandbox, as the host sees it: a channel to what runs in there, and a leash to its warden."""

import contextlib
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from safegrade.sandbox.bubblewrap import SandboxError
from safegrade.sandbox.channel import Channel
from safegrade.sandbox.terms import END

if TYPE_CHECKING:
    import subprocess

_MOST_OF_A_WORD = 200
_SECONDS_FOR_A_REASON, _SECONDS_TO_END = 0.2, 5


@frozen
class Place:
    """A process in a sandbox, and the two connections to it.

    Args:
        channel: to what runs in it.
        leash: to its warden. Whoever drops it ends everything in there.
        folder: where it works, if that is a folder of this machine (only without a sandbox).
        server: the warm process, if it was started for this place alone.
    """

    channel: Channel
    leash: socket.socket
    folder: Path | None = None
    server: "subprocess.Popen[bytes] | None" = None

    def tell(self, word: bytes) -> None:
        """Tell the warden a word: ``INTERRUPT`` the cell that runs, or ``CUT`` off what runs cells."""
        with contextlib.suppress(OSError):
            self.leash.send(word)

    def reason(self) -> str:
        """Why the warden has ended it; empty if it has not.

        Raises:
            SandboxError: the warden was ended itself, which nothing in there can do.
        """
        with contextlib.suppress(OSError):
            self.leash.settimeout(_SECONDS_FOR_A_REASON)
            if reason := self.leash.recv(_MOST_OF_A_WORD):
                return reason.decode("utf-8", "replace")
            raise SandboxError("The sandbox was ended from outside, perhaps for want of memory.", "Mark it again.")
        return ""

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
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
