"""What a merge moved, exactly: written when it is made, read when it is taken back."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from kinkeeper.families.models import Relationship


@dataclass(frozen=True)
class Tie:
    """A relationship's row without its two ends."""

    state: str
    kind: str
    kind_text: str
    sources: tuple[str, ...]
    reason: str
    since: datetime
    changed_by: int | None
    changed_by_name: str
    version: int
    reach: tuple[int, ...] | None = None
    awaits_way_in: bool = False
    starts_on: date | None = None
    ends_on: date | None = None

    @classmethod
    def of(cls, pair: Relationship) -> "Tie":
        return cls(
            pair.state,
            pair.kind,
            pair.kind_text,
            tuple(pair.sources),
            pair.reason,
            pair.since,
            pair.changed_by,
            pair.changed_by_name,
            pair.version,
            None if pair.reach is None else tuple(pair.reach),
            pair.awaits_way_in,
            pair.starts_on,
            pair.ends_on,
        )

    @property
    def columns(self) -> dict[str, Any]:
        """As the row's columns, but for the version, which a trigger counts."""
        reach = None if self.reach is None else list(self.reach)
        columns = asdict(self) | {"sources": list(self.sources), "reach": reach}
        del columns["version"]
        return columns

    def same_act(self, other: "Tie") -> bool:
        """Whether nobody ended, blocked, granted or connected between the two."""
        mine = (self.state, self.reason, self.since, self.changed_by, self.changed_by_name)
        return mine == (
            other.state,
            other.reason,
            other.since,
            other.changed_by,
            other.changed_by_name,
        )


@dataclass(frozen=True)
class Moved:
    """One other end (its internal ID): the pair as each account had it, and as the merge left
    it with the account that was kept. None: there was none."""

    other: int
    kept: Tie | None
    gone: Tie | None
    now: Tie


@dataclass(frozen=True)
class MovedWait:
    """`act`: *moved* to the kept account; *folded* into the wait `into`, which had `granted` and
    `note` before; *dropped*, because it waited for the person itself."""

    wait: int
    act: str
    into: int | None = None
    granted: bool = True
    note: str = ""


@dataclass(frozen=True)
class Memory:
    """`state` is what the account that went was in; `fields` are the values that the kept account
    took where it had none; `organisations` the internal IDs of those it joined."""

    state: str
    fields: dict[str, str] = field(default_factory=dict)
    organisations: tuple[int, ...] = ()
    pairs: tuple[Moved, ...] = ()
    waits: tuple[MovedWait, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Times with their microseconds, which Django's own encoder would cut."""
        return json.loads(json.dumps(asdict(self), default=lambda when: when.isoformat()))  # type: ignore[no-any-return]  # json says Any

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Memory":
        return cls(
            data["state"],
            data["fields"],
            tuple(data["organisations"]),
            tuple(_moved(each) for each in data["pairs"]),
            tuple(MovedWait(**each) for each in data["waits"]),
        )


def _moved(data: dict[str, Any]) -> Moved:
    now = _tie(data["now"])
    assert now is not None  # noqa: S101  # for the type checker: a merge leaves a row
    return Moved(data["other"], _tie(data["kept"]), _tie(data["gone"]), now)


def _tie(data: dict[str, Any] | None) -> Tie | None:
    if data is None:
        return None
    since = datetime.fromisoformat(data["since"])
    reach = data.get("reach")
    tuples = {"sources": tuple(data["sources"]), "reach": None if reach is None else tuple(reach)}
    days = {name: _day(data.get(name)) for name in ("starts_on", "ends_on")}
    return Tie(**(data | tuples | {"since": since} | days))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
