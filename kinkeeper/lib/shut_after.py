"""An end to a conversation over the network, however slowly the other side drips."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def shut_after(sock: socket.socket, seconds: float, over: threading.Event) -> Iterator[None]:
    """Shuts the socket by force when the block takes longer; `over` says that it did. A timeout of
    the socket itself limits each read alone."""
    timer = threading.Timer(seconds, _shut, [sock, over])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(sock: socket.socket, over: threading.Event) -> None:
    over.set()
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not the TLS one: its reader is at work
    except OSError:
        return
