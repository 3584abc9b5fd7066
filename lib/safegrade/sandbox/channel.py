"""Messages between two processes that do not trust each other: a length, then JSON. Never a pickle, never code."""

import contextlib
import json
import os
import socket
import time
from typing import Any

# What one message may hold. A table of a million numbers fits.
MOST = 32 << 20

_HEAD = 4


class LinkError(Exception):
    """The other side has ended, or has sent what is no message."""


class LateError(LinkError):
    """The other side did not answer in time."""


class Link:
    """One end of a connection.

    Args:
        end: a connected stream socket. The link owns it.
        most: how many bytes a message may hold.
    """

    def __init__(self, end: socket.socket, most: int = MOST) -> None:
        self._end = end
        self._most = most

    def send(self, message: Any, descriptor: int | None = None, deadline: float | None = None) -> None:
        """Send a message, and with it an open file, if one is given.

        Raises:
            LinkError: the other side has ended, or the message is too large.
        """
        body = json.dumps(message, separators=(",", ":")).encode("ascii")
        if len(body) > self._most:
            raise LinkError("too large to be carried")
        head = len(body).to_bytes(_HEAD, "big")
        try:
            self._wait(deadline)
            if descriptor is None:
                self._end.sendall(head + body)
            else:
                socket.send_fds(self._end, [head[:1]], [descriptor])
                self._end.sendall(head[1:] + body)
        except TimeoutError as error:
            raise LateError from error
        except OSError as error:
            raise LinkError("the other side has ended") from error

    def receive(self, deadline: float | None = None) -> Any:
        """Wait for a message; open files that come with it are closed.

        Args:
            deadline: until when, on the monotonic clock; for ever, if none is given.

        Raises:
            LateError: it did not come in time.
            LinkError: the other side has ended, or has sent what is no message.
        """
        message, descriptor = self.receive_with(deadline)
        if descriptor is not None:
            os.close(descriptor)
        return message

    def receive_with(self, deadline: float | None = None) -> tuple[Any, int | None]:
        """Wait for a message, and for the open file that may come with it."""
        descriptors: list[int] = []
        try:
            head = self._exactly(_HEAD, deadline, descriptors)
            size = int.from_bytes(head, "big")
            if size > self._most:
                raise LinkError("a message that is too large")  # noqa: TRY301  its files are closed below
            message = json.loads(self._exactly(size, deadline, descriptors))
        except (ValueError, RecursionError) as error:
            _close(descriptors)
            raise LinkError("what came is no message") from error
        except BaseException:
            _close(descriptors)
            raise
        _close(descriptors[1:])
        return message, (descriptors[0] if descriptors else None)

    def _exactly(self, size: int, deadline: float | None, descriptors: list[int]) -> bytes:
        parts = []
        while size:
            try:
                self._wait(deadline)
                # Only a file that is sent on purpose is taken; all others the kernel would open here are closed.
                part, came, _, _ = socket.recv_fds(self._end, min(size, 1 << 20), 4)
            except TimeoutError as error:
                raise LateError("no answer in time") from error
            except OSError as error:
                raise LinkError("the other side has ended") from error
            descriptors += came
            if not part:
                raise LinkError("the other side has ended")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _wait(self, deadline: float | None) -> None:
        if deadline is None:
            self._end.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._end.settimeout(left)

    def close(self) -> None:
        """End the connection."""
        self._end.close()


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptor)
