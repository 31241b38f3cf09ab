"""What an undo did, in counts and in sentences."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.families.explain import Named
from kinkeeper.intake.models import Import
from kinkeeper.roster.fields import BY_NAME

MOST = 1000
KEPT = ("blocked", "changed", "ended", "named", "restricted")  # verdicts on relationships
Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class Undone:
    """`taken_back` are counts; `kept` and `failed` the first thousand of each, with a reason."""

    taken_back: dict[str, Any]
    kept: list[dict[str, Any]]
    kept_count: int
    failed: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        return {
            "taken_back": self.taken_back,
            "kept": self.kept,
            "kept_count": self.kept_count,
            "failed": self.failed,
        }

    @property
    def mark(self) -> str:
        """The same for two undos that do the same."""
        text = json.dumps(self.as_json(), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def told(
    roster_import: Import,
    *,
    verdicts: tuple[dict[str, int], dict[str, int]],
    pendings: int,
    restored: int,
    organisations: int,
    kept_people: Rows,
    kept_relationships: Rows,
    changed_since: Rows,
    failed: Rows,
    named: Named,
) -> Undone:
    """`named` says who did something, as far as whoever takes the import back may know it."""
    of_relationships, of_people = verdicts
    taken_back = {
        "people": {"removed": of_people.get("delete", 0), "restored": restored},
        "relationships": {
            "removed": of_relationships.get("delete", 0),
            "restored": of_relationships.get("restore", 0) + of_relationships.get("speak-again", 0),
        },
        "pending": pendings,
        "organisations": organisations,
    }
    kept = [
        *(_person(row, named) for row in kept_people),
        *(_relationship(row, named) for row in kept_relationships),
        *map(_field, changed_since),
    ]
    stays = sum(count for verdict, count in of_people.items() if verdict != "delete")
    stays += sum(of_relationships.get(verdict, 0) for verdict in KEPT)
    return Undone(
        taken_back,
        kept[:MOST],
        stays + len(changed_since),
        [_failure(row) for row in failed[:MOST]],
    )


def _person(row: tuple[Any, ...], named: Named) -> dict[str, Any]:
    verdict, number, given, family, named_by, by, who, when = row
    who = who and named(by, who)
    because = {
        "used": _("has signed in already"),
        "named": _("import %s names this person, too") % named_by,
        "merged": _("is one of two accounts that were merged"),
        "related": _("has relationships that stay"),
        "outside": _("is out of your reach"),
    }.get(verdict, _changed(who, when))
    return {"person": _named(number, given, family), "because": because}


def _relationship(row: tuple[Any, ...], named: Named) -> dict[str, Any]:
    verdict, parent, p_given, p_family, child, c_given, c_family, named_by, others, *rest = row
    by, who, when = rest
    who = who and named(by, who)
    said = ", ".join(str(source) for source in others)
    because = {
        "blocked": _("was blocked by %(who)s on %(when)s") % _by(who, when),
        "ended": _("was ended by %(who)s on %(when)s") % _by(who, when),
        "named": _("import %s names this relationship, too") % named_by,
        "restricted": _("the file named a restriction; only a person lifts that"),
    }.get(verdict, _("is said by others, too (%s)") % said if said else _changed(who, when))
    return {
        "parent": _named(parent, p_given, p_family),
        "child": _named(child, c_given, c_family),
        "because": because,
    }


def _field(row: tuple[Any, ...]) -> dict[str, Any]:
    number, given, family, field = row
    label = BY_NAME[field].label
    return {
        "person": _named(number, given, family),
        "field": field,
        "because": _("%s was changed again since") % label,
    }


def _failure(row: tuple[Any, ...]) -> dict[str, Any]:
    number, given, family, field, why = row
    because = {
        "owned": _("is the address of somebody who has signed in since, so it stays"),
        "shared": _("opens more than you reach by now, so it stays"),
        "forgotten": _("the earlier password is not kept anywhere, so it cannot come back"),
        "taken": _("somebody else has the earlier username by now"),
    }[why]
    return {"person": _named(number, given, family), "field": field, "because": because}


def _changed(who: str | None, when: Any) -> str:
    if not who or when is None:
        return _("was changed since")
    return _("was changed by %(who)s on %(when)s") % _by(who, when)


def _by(who: str, when: Any) -> dict[str, str]:
    return {"who": who or _("an import"), "when": date_format(localtime(when), "DATETIME_FORMAT")}


def _named(number: int, given: str, family: str) -> dict[str, Any]:
    return {"id": number, "name": f"{given} {family}".strip()}
