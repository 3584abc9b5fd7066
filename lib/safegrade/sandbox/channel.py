"""Messages between two processes that do not trust each other: a length, then JSON. Never a pickle, never code."""

import contextlib
import json
import os
import socket
import time
from collections.abc import Iterator
from typing import Any

# Bytes that one message may hold. A table of a million numbers fits.
MOST_BYTES = 32 << 20
_LENGTH_BYTES = 4


class ChannelError(Exception):
    """The other side has ended, or has sent something that is not a message."""


class LateError(ChannelError):
    """The other side did not answer in time."""


class Channel:
    """One end of a connection between two processes: a connected stream socket, which it owns.

    Deadlines are the latest moment, in seconds of the monotonic clock; None waits for ever.

    Args:
        connection: the socket.
        most_bytes: that a message may hold which comes here.
        most_things: lists, dictionaries and what is in them, that it may hold; as objects, each takes much more room.
    """

    def __init__(self, connection: socket.socket, most_bytes: int = MOST_BYTES, most_things: int = MOST_BYTES) -> None:
        self._connection = connection
        self._most_bytes, self._most_things = most_bytes, most_things
        self.close = connection.close

    def send(self, message: Any, descriptor: int | None = None, deadline: float | None = None) -> None:
        """Send what JSON can hold, and an open file with it if one is given; the other side receives a copy of that.

        Raises:
            LateError: the other side did not take it in time.
            ChannelError: the other side has ended, or the message is too large.
        """
        body = json.dumps(message, separators=(",", ":")).encode("ascii")
        if len(body) > MOST_BYTES:
            raise ChannelError("too large to be carried")
        length = len(body).to_bytes(_LENGTH_BYTES, "big")
        with _ended_or_late():
            self._wait(deadline)
            if descriptor is None:
                self._connection.sendall(length + body)
            else:
                socket.send_fds(self._connection, [length[:1]], [descriptor])
                self._connection.sendall(length[1:] + body)

    def receive(self, deadline: float | None = None) -> Any:
        """Wait for a message; open files that come with it are closed.

        Raises:
            LateError: it did not come in time.
            ChannelError: the other side has ended, or has sent something that is not a message.
        """
        message, descriptor = self.receive_with(deadline)
        if descriptor is not None:
            os.close(descriptor)
        return message

    def receive_with(self, deadline: float | None = None) -> tuple[Any, int | None]:
        """Wait for a message, and for the open file that may come with it."""
        descriptors: list[int] = []
        kept = None
        try:
            with _ended_or_late():
                size = int.from_bytes(self._read(_LENGTH_BYTES, deadline, descriptors), "big")
                if size > self._most_bytes:
                    raise ChannelError("a message that is too large")
                body = self._read(size, deadline, descriptors)
                if sum(map(body.count, (b"[", b"{", b","))) > self._most_things:
                    raise ChannelError("a message of too many things")
                message = json.loads(body)
            kept = descriptors[0] if descriptors else None
        except (ValueError, RecursionError) as error:
            raise ChannelError("what came is not a message") from error
        finally:
            for descriptor in descriptors:
                if descriptor != kept:
                    with contextlib.suppress(OSError):
                        os.close(descriptor)
        return message, kept

    def _read(self, size: int, deadline: float | None, descriptors: list[int]) -> bytes:
        """Read so many bytes; add the open files that come with them to the descriptors."""
        parts = []
        while size:
            self._wait(deadline)
            # Only a file that is sent on purpose is taken; all others the kernel would open here are closed.
            part, files, _, _ = socket.recv_fds(self._connection, min(size, 1 << 20), 4)
            descriptors += files
            if not part:
                raise ChannelError("the other side has ended")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _wait(self, deadline: float | None) -> None:
        seconds_left = None if deadline is None else deadline - time.monotonic()
        if seconds_left is not None and seconds_left <= 0:
            raise TimeoutError
        self._connection.settimeout(seconds_left)


@contextlib.contextmanager
def _ended_or_late() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise LateError("no answer in time") from error
    except OSError as error:
        raise ChannelError("the other side has ended") from error
