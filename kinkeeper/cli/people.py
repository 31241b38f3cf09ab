"""People on the command line."""

import argparse
import csv
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may_handle_profile
from kinkeeper.access.viewer import Viewer
from kinkeeper.accounts import set_up
from kinkeeper.cli import actor, key_conflicts, references
from kinkeeper.cli.organisations import ensured
from kinkeeper.cli.output import (
    Exit,
    Refused,
    about_to_answer,
    put,
    put_json,
    put_table,
    say,
)
from kinkeeper.cli.refusals import refused
from kinkeeper.cli.times import as_read
from kinkeeper.credentials import choose_password
from kinkeeper.families import majority
from kinkeeper.intake.sample_files import pupils_to_fill_in
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.reach import inside
from kinkeeper.people.resting import rests
from kinkeeper.readings import looks
from kinkeeper.registry import (
    add,
    allow_second_step,
    confirm_name,
    edit,
    memberships,
    restore,
    start_over,
    trash,
    wake,
)
from kinkeeper.registry.former_keys import Moving
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.headings.sample_rows import SAMPLE
from kinkeeper.roster.text.isolate import alone


def list_people(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    people = scopes.with_places(viewer, scopes.people(viewer)).order_by("pk")
    if chosen.profile:
        people = people.filter(profile=chosen.profile)
    if chosen.organisation:
        people = people.filter(inside(references.organisation(viewer, chosen.organisation)))
    found = [described(viewer, person) for person in people]
    looks.shows(viewer, *people)
    actor.hands_out(viewer, chosen, len(found))
    if chosen.json:
        put_json(found)
        return Exit.DONE
    put_table(
        ["ID", "Key", "Username", "Name", "Profile", "Organisations", "State"],
        [
            (
                p["id"],
                p["sync_key"],
                p["username"],
                f"{p['given_name']} {p['family_name']}",
                p["profile"],
                ", ".join(p["organisations"]),
                p["state"],
            )
            for p in found
        ],
    )
    return Exit.DONE


def show_person(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    found = _shown(viewer, references.person(viewer, chosen.ref))
    if chosen.json:
        put_json(found)
    else:
        for name, value in (found | {"last_sign_in": as_read(found["last_sign_in"])}).items():
            put(f"{name}: {alone(value)}")
    return Exit.DONE


def add_person(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    actor.allowed(viewer, Verb.PEOPLE_ADD)
    kind, _colon, value = chosen.ref.partition(":")
    field = {"key": "sync_key", "user": "username"}.get(kind)
    if field is None or not value:
        raise Refused("usage", "Name the new person as key:… or user:…", Exit.USAGE)
    values = {field: value, **_values(chosen.values)}
    paths = [values.pop("organisation")] if "organisation" in values else []
    if not may_handle_profile(viewer, str(values.get("profile"))):
        raise Refused("not-allowed", "You are not allowed to add people with this profile.")
    places = [references.organisation(viewer, path) for path in paths]
    if not places and not viewer.reach.whole_site:
        raise Refused("not-allowed", "Add organisation=PATH, one of your own.")
    try:
        moving = Moving(viewer.reach, chosen.move_key)
        person = add.add(viewer.actor, values, organisations=places, moving=moving)
    except Refusal as refusal:
        raise refused(
            viewer, refusal, more=key_conflicts.told(viewer, refusal, values)
        ) from refusal
    return _answer(viewer, person, chosen)


def edit_person(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    person = references.editable(viewer, chosen.ref)
    values = _values(chosen.values)
    moved = "organisation" in values
    places = [references.organisation(viewer, values.pop("organisation"))] if moved else []
    waiting = key_conflicts.waiting(viewer, person, values)
    try:
        with transaction.atomic():
            person = edit.edit(
                viewer.actor,
                person,
                values,
                reach=viewer.reach,
                move_key=chosen.move_key,
                same_person=said_to_be_the_same(chosen),
            )
            if moved:
                memberships.belong(viewer.actor, person, places, reach=viewer.reach)
    except Refusal as refusal:
        more = key_conflicts.told(viewer, refusal, values)
        raise refused(viewer, refusal, person, more=more) from refusal
    if waiting:
        say(f"Now connected, because their relationship was pending: {waiting}.")
    return _answer(viewer, person, chosen)


def trash_person(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    try:
        trash.trash(viewer.actor, references.editable(viewer, chosen.ref), reach=viewer.reach)
    except Refusal as refusal:
        raise refused(viewer, refusal) from refusal
    return Exit.DONE


def is_one_person(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    try:
        confirm_name.one_person(viewer.actor, references.editable(viewer, chosen.ref))
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return Exit.DONE


def wake_person(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    try:
        wake.wake(viewer.actor, references.editable(viewer, chosen.ref))
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    return Exit.DONE


def start_over_with(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    person = references.editable(viewer, chosen.ref)
    try:
        start_over.start_over(viewer.actor, person, reason=chosen.reason, reach=viewer.reach)
    except Refusal as refusal:
        raise refused(viewer, refusal, person) from refusal
    return Exit.DONE


def allow_second_step_of(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    person = references.editable(viewer, chosen.ref)
    try:
        allow_second_step.allow(viewer.actor, person, reason=chosen.reason, reach=viewer.reach)
    except Refusal as refusal:
        raise refused(viewer, refusal, person) from refusal
    return Exit.DONE


def restore_person(chosen: argparse.Namespace) -> int:
    viewer = actor.viewer_of(chosen)
    try:
        restore.restore(viewer.actor, references.editable(viewer, chosen.ref))
    except Refusal as refusal:
        raise refused(viewer, refusal) from refusal
    return Exit.DONE


def create_admin(chosen: argparse.Namespace) -> int:
    """An account with a password from stdin; without one it gets a credential like anybody."""
    viewer = actor.viewer_of(chosen)
    if not viewer.is_system_administrator:
        raise Refused("not-allowed", "Only a system administrator can create accounts like this.")
    if (
        chosen.profile in {Profile.SCHOOL_ADMINISTRATOR, Profile.TEACHER}
        and not chosen.organisation
    ):
        raise Refused("usage", "Add --organisation PATH: where this person works.", Exit.USAGE)
    with transaction.atomic():
        places = [ensured(path)[0] for path in chosen.organisation]
        values = {
            "username": chosen.username,
            "given_name": chosen.username,
            "profile": chosen.profile,
        }
        try:
            person = add.add(viewer.actor, values, organisations=places)
        except Refusal as refusal:
            raise refused(viewer, refusal) from refusal
        if chosen.password_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
            try:
                validate_password(password, person)
            except ValidationError as error:
                raise Refused("password-weak", " ".join(error.messages)) from error
            choose_password.give([person], password)
            set_up.allow_new(viewer.actor, person)
    return _answer(viewer, person, chosen)


def template(chosen: argparse.Namespace) -> int:
    """A file to start from: with an organisation, its pupils with names and keys."""
    viewer = actor.viewer_of(chosen)
    rows = SAMPLE[chosen.profile]
    if chosen.organisation:
        rows, numbers = pupils_to_fill_in(
            scopes.people(viewer).filter(
                inside(references.organisation(viewer, chosen.organisation))
            )
        )
        looks.shows_children(viewer, numbers)
        actor.hands_out(viewer, chosen, len(numbers))
    about_to_answer()
    csv.writer(sys.stdout).writerows(rows)
    return Exit.DONE


def described(viewer: Viewer, person: Person) -> dict[str, Any]:
    """The person as `people list` and `people show` print it: places within reach (K14), and of
    another adult of an own child no address and no sign-in (K19)."""
    told = not viewer.family.withholds(person.pk)
    return {
        "id": person.pk,
        "sync_key": person.sync_key,
        "username": person.username,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email if told else None,
        "profile": person.profile,
        "organisations": sorted(
            node.path
            for node in person.organisations.all()
            if node.path and viewer.reach.covers(node.pk)
        ),
        "state": person.state,
        "last_sign_in": person.last_login.isoformat() if told and person.last_login else None,
    }


def _shown(viewer: Viewer, person: Person) -> dict[str, Any]:
    """One person, with the address that waits to be confirmed (K39), and whether it rests."""
    new = person.email if viewer.family.withholds(person.pk) else person.stated_email
    more: dict[str, Any] = {
        "new_email": new if new != person.email else None,
        "rests": rests(person),
    }
    if person.profile == Profile.PUPIL:
        day = majority.of(person)
        more["comes_of_age"] = day.isoformat() if day else None
    return described(viewer, person) | more


def said_to_be_the_same(chosen: argparse.Namespace) -> str:
    """Empty where the command line does not say so."""
    return "" if chosen.same_person is None else chosen.same_person or chosen.reason


def _values(relationships: list[str]) -> dict[str, str]:
    found = {}
    for relationship in relationships:
        field, equals, value = relationship.partition("=")
        if not equals:
            raise Refused("usage", f"{relationship}: write FIELD=VALUE.", Exit.USAGE)
        found[field] = value
    return found


def _answer(viewer: Viewer, person: Person, chosen: argparse.Namespace) -> int:
    looks.shows(viewer, person)
    if chosen.json:
        put_json(_shown(viewer, person))
    else:
        put(f"id:{person.pk} {person.username}")
    return Exit.DONE
