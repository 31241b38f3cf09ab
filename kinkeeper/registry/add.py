"""Adds one person by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from kinkeeper.families.arrival_lock import arriving
from kinkeeper.families.pending_relationships import resolve_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.address_origin import set_by
from kinkeeper.people.models import Membership, Person, Profile
from kinkeeper.people.usernames import free_username
from kinkeeper.registry import erased_before
from kinkeeper.registry.former_keys import NOT_MOVING, Moving, settle
from kinkeeper.registry.refusals import Refusal, refuse
from kinkeeper.registry.typed_values import profile, tried


def add(
    actor: Actor,
    values: Mapping[str, Any],
    *,
    organisations: Sequence[Organisation],
    moving: Moving = NOT_MOVING,
) -> Person:
    """The new person. `values` has `profile` and any of `fields.PERSON`; a username that is
    not given is made from the name. Raises `Refusal`, also for a key that leads to another pupil,
    unless `moving` decides that."""
    what, fields = judge(values, moving)
    try:
        with act():
            added = _add(actor, what, fields, organisations, moving)
            connection.check_constraints()  # else a name is judged when the caller's work ends
            return added
    except IntegrityError as error:  # somebody else took the key or the name this very moment
        raise Refusal(
            "username-taken", _("Somebody else has this username or key."), "username"
        ) from error


@whole_site()
def judge(values: Mapping[str, Any], moving: Moving = NOT_MOVING) -> tuple[str, dict[str, Any]]:
    """The profile and the values as they will be stored. Raises `Refusal`."""
    what = profile(values.get("profile"))
    rest = {name: value for name, value in values.items() if name != "profile"}
    again = erased_before.refusals(rest, moving.reach)
    if not rest.get("username"):
        rest["username"] = free_username(
            str(rest.get("given_name") or ""), str(rest.get("family_name") or "")
        )
    rest.setdefault("given_name", "")
    found, wrong = tried(rest, None, moving)
    refuse([*wrong, *again])
    return what, found


def _add(
    actor: Actor,
    what: str,
    fields: dict[str, Any],
    organisations: Sequence[Organisation],
    moving: Moving,
) -> Person:
    arriving()
    setter = set_by(actor) if fields.get("email") else {}
    person = Person.objects.create(profile=what, **fields, **setter)
    settle(actor, person, None, moving)
    belongs = [node for node in organisations if node.path]
    Membership.objects.bulk_create(
        [Membership(person=person, organisation=node) for node in belongs]
    )
    record(
        actor,
        "person.added",
        person_id=person.pk,
        data={"profile": what, "organisations": [node.path for node in belongs]},
    )
    if what == Profile.PUPIL:
        resolve_for(actor, [person.pk])
    return person
