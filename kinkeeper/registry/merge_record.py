"""What a merge moved, exactly: written when it is made, read when it is taken back."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from kinkeeper.families.models import Relationship
from kinkeeper.roster.fields import DAYS


@dataclass(frozen=True)
class MovedRelationship:
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
    def of(cls, relationship: Relationship) -> "MovedRelationship":
        return cls(
            relationship.state,
            relationship.kind,
            relationship.kind_text,
            tuple(relationship.sources),
            relationship.reason,
            relationship.since,
            relationship.changed_by,
            relationship.changed_by_name,
            relationship.version,
            None if relationship.reach is None else tuple(relationship.reach),
            relationship.awaits_way_in,
            relationship.starts_on,
            relationship.ends_on,
        )

    @property
    def columns(self) -> dict[str, Any]:
        """As the row's columns, but for the version, which a trigger counts."""
        reach = None if self.reach is None else list(self.reach)
        columns = asdict(self) | {"sources": list(self.sources), "reach": reach}
        del columns["version"]
        return columns

    def same_act(self, other: "MovedRelationship") -> bool:
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
    """One other end (its internal ID): the relationship as each account had it, and as the merge
    left it with the account that was kept. None: there was none."""

    other: int
    kept: MovedRelationship | None
    gone: MovedRelationship | None
    now: MovedRelationship


@dataclass(frozen=True)
class MovedPending:
    """`act`: *moved* to the kept account; *folded* into the pending relationship `into`, which had
    `granted`, `note` and `areas` before; *dropped*, because it waited for the person itself."""

    pending: int
    act: str
    into: int | None = None
    granted: bool = True
    note: str = ""
    areas: Sequence[str] | None = None


@dataclass(frozen=True)
class Memory:
    """`state` is what the account that went was in; `fields` are the values that the kept account
    took where it had none; `organisations` the internal IDs of those it joined, `records` those of
    the school records that moved, by table, `continuations` of those that moved; `consents` are
    those that the merge wrote, each with its source before (`merge_consents`)."""

    state: str
    fields: dict[str, str] = field(default_factory=dict)
    organisations: tuple[int, ...] = ()
    relationships: tuple[Moved, ...] = ()
    pendings: tuple[MovedPending, ...] = ()
    records: dict[str, list[int]] = field(default_factory=dict)
    consents: tuple[tuple[int, str | None], ...] = ()
    continuations: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Times with their microseconds, which Django's own encoder would cut."""
        return json.loads(json.dumps(asdict(self), default=lambda when: when.isoformat()))  # type: ignore[no-any-return]  # json says Any

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Memory":
        return cls(
            data["state"],
            data["fields"],
            tuple(data["organisations"]),
            tuple(_moved(each) for each in data["relationships"]),
            tuple(MovedPending(**each) for each in data["pendings"]),
            data.get("records", {}),
            tuple((number, source) for number, source in data.get("consents", [])),
            tuple(data.get("continuations", [])),
        )


def _moved(data: dict[str, Any]) -> Moved:
    now = _relationship(data["now"])
    assert now is not None  # noqa: S101  # for the type checker: a merge leaves a row
    return Moved(data["other"], _relationship(data["kept"]), _relationship(data["gone"]), now)


def _relationship(data: dict[str, Any] | None) -> MovedRelationship | None:
    if data is None:
        return None
    since = datetime.fromisoformat(data["since"])
    reach = data.get("reach")
    tuples = {"sources": tuple(data["sources"]), "reach": None if reach is None else tuple(reach)}
    days = {name: _day(data.get(name)) for name in DAYS}
    return MovedRelationship(**(data | tuples | {"since": since} | days))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
