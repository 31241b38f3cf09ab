"""What stays the same within a request is asked for once.

Settings are read by the gate, by readings and by what is around every page. Outside a request
nothing is remembered: a worker lives for weeks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_known: ContextVar[dict[str, Any] | None] = ContextVar("known", default=None)


@contextmanager
def one_request() -> Iterator[None]:
    before = _known.set({})
    try:
        yield
    finally:
        _known.reset(before)


def once[T](name: str, ask: Callable[[], T]) -> T:
    """What `ask` answered the first time in this request. Nobody changes what it is given."""
    known = _known.get()
    if known is None:
        return ask()
    if name not in known:
        known[name] = ask()
    found: T = known[name]
    return found


def forget() -> None:
    """For whatever writes what is remembered."""
    known = _known.get()
    if known is not None:
        known.clear()
