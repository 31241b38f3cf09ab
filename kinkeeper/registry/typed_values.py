"""What a person typed about a person, tidied and checked by the same rules as a roster's cells."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Person, Profile
from kinkeeper.registry.former_keys import NOT_MOVING, Moving, elsewhere, taken
from kinkeeper.registry.refusals import Refusal, refuse
from kinkeeper.roster.cells import allowed
from kinkeeper.roster.cells.derived_form import is_derived
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.fields import DATES, IDENTIFYING, LIMITS, NAMES, PERSON
from kinkeeper.roster.text.invisible import as_seen
from kinkeeper.roster.text.normalise import fold_username, tidy_key


def checked(
    values: Mapping[str, Any], person: Person | None, moving: Moving = NOT_MOVING
) -> dict[str, Any]:
    """The values as they will be stored; raises one `Refusal` that tells of all that cannot be."""
    found, wrong = tried(values, person, moving)
    refuse(wrong)
    return found


@whole_site()
def tried(
    values: Mapping[str, Any], person: Person | None, moving: Moving = NOT_MOVING
) -> tuple[dict[str, Any], list[Refusal]]:
    """(the good values as they will be stored, what is wrong with the others). Raises `Refusal` for
    a field that there is not."""
    found: dict[str, Any] = {}
    wrong: list[Refusal] = []
    for field, value in values.items():
        if field not in PERSON:
            raise Refusal("unknown-field", _("There is no field %s.") % field, field)
        try:
            _not_nothing(field, value, person)
            _not_made_up(field, value, person)
            found[field] = _one(field, value)
        except Refusal as refusal:
            wrong.append(refusal)
    return found, wrong + (_taken(found, person) or elsewhere(found, person, moving))


def profile(value: object) -> str:
    """The profile of this name. Raises `Refusal` where there is none."""
    if value not in Profile.values:
        raise Refusal("required", _("Choose a profile: %s.") % ", ".join(Profile.values), "profile")
    return str(value)


def _one(field: str, value: object) -> Any:
    if field in DATES:
        return _date(field, value)
    text = "" if value is None else str(value)
    text = tidy_key(as_seen(text) if field in NAMES else text)
    if re.search(allowed.UNSHOWN, text):
        raise Refusal("bad-character", _("This contains a hidden character; type it again."), field)
    if len(text) > LIMITS[field]:
        raise Refusal("too-long", _("At most %d characters fit here.") % LIMITS[field], field)
    if field == "sync_key":
        return text or None
    if field in {"username", "given_name"} and not text:
        raise Refusal("required", _("This is needed."), field)
    if field == "username" and not allowed.good_username(text):
        raise Refusal(
            "bad-username", _("A username can contain letters, digits and . _ - + @ only."), field
        )
    if field == "email" and text and not allowed.good_email(text):
        raise Refusal("not-an-email", _("Write exactly one e-mail address."), field)
    return text


def _not_nothing(field: str, value: object, person: Person | None) -> None:
    """Refuses a placeholder (K33), unless it is there from before and only came along."""
    text = tidy_key("" if value is None else str(value))
    if field not in IDENTIFYING or not is_placeholder(text):
        return
    if person is None or getattr(person, field) != text:
        sentence = _("“%s” stands for a missing value. Write the real one, or nothing.")
        raise Refusal("placeholder", sentence % text, field)


def _not_made_up(field: str, value: object, person: Person | None) -> None:
    """Refuses a key of the form that imports give, unless it is there from before: whether it is
    taken would tell that someone of a name and an address is at another school (K14)."""
    text = tidy_key("" if value is None else str(value))
    if field == "sync_key" and is_derived(text) and (person is None or person.sync_key != text):
        sentence = _("Only imports give keys like “%s”. Write the school’s own key, or nothing.")
        raise Refusal("not-allowed", sentence % text, field)


def _date(field: str, value: object) -> datetime.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime.date):
        return value
    found = allowed.read_date(str(value))
    if found is None:
        raise Refusal("bad-date", _("Write the date as 2015-04-03."), field)
    return found


def _taken(found: dict[str, Any], person: Person | None) -> list[Refusal]:
    wrong = []
    others = Person.objects.all() if person is None else Person.objects.exclude(pk=person.pk)
    key = found.get("sync_key")
    if key and others.filter(sync_key=key).exists():
        wrong.append(taken())
    name = found.get("username")
    if name and others.filter(username_folded=fold_username(name)).exists():
        wrong.append(Refusal("username-taken", _("Somebody else has this username."), "username"))
    return wrong
