"""What a plan asks of the site while it is decided: functions that its maker gives it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hint:
    """A problem of the whole file, and the `options` that would mend it."""

    code: str
    detail: Mapping[str, Any]
    options: Mapping[str, Any]


# Unknown keys -> for some of them the one key that was probably meant.
Suggest = Callable[[list[str]], Mapping[str, str]]
# Usernames, folded -> those of them that somebody has.
Taken = Callable[[list[str]], set[str]]
# Unknown keys of children, and whether others were found -> what would find them.
type AskForHint = Callable[[Sequence[str], bool], Hint | None]
