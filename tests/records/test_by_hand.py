"""Notices and events that people enter: what parents see of them, and what files may not do."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.models import Person
from kinkeeper.records.by_hand import audience, write
from kinkeeper.records.by_hand.notices import SaidEvent, SaidNotice
from kinkeeper.records.by_hand.write import Audience
from kinkeeper.records.models import Group, HandEntry, Notice
from kinkeeper.records.opened import Asked
from kinkeeper.records.visibility import EVENTS as SEEN_EVENTS
from kinkeeper.records.visibility import NOTICES as SEEN_NOTICES
from kinkeeper.records.visibility import Seen
from kinkeeper.roster.records.kinds.events import EVENTS
from kinkeeper.roster.records.kinds.notices import NOTICES
from tests.cast import Cast, person
from tests.records import small

pytestmark = pytest.mark.django_db


def office(cast: Cast) -> Actor:
    return Actor(cast.henry.pk, cast.henry.full_name, "a test")


def noticed(cast: Cast, *groups: Group, token: str = "", **said: Any) -> HandEntry:
    values = SaidNotice(**{"title": "Bring boots", "body": "It rains.", **said}).values(
        groups[0].school
    )
    token = token or str(uuid4())
    return write.enter(office(cast), token, NOTICES, Audience(groups[0].school, groups), values)


def seen(parent: Person, child: Person, kind: Seen = SEEN_NOTICES) -> list[int]:
    return Asked(parent.pk, timezone.now()).records(kind).get(child.pk, [])


def test_a_notice_for_two_classes_is_shown_until_it_is_withdrawn(
    cast: Cast,
) -> None:
    group = small.hillside(cast)
    other = Group.objects.create(
        school=group.school, title="B", sort="form", series="1/test", key="b", source="import:1"
    )
    olav = person("olav", "pupil", cast.hillside)
    small.enrolled(other, olav)
    entry = noticed(cast, group, other)
    assert len(seen(cast.kari, cast.nora)) == 1
    assert Notice.objects.filter(source=entry.source).count() == 2
    assert audience.pupils(group.school, [group.pk, other.pk], timezone.localdate()) == 3
    assert audience.pupils(group.school, [], timezone.localdate()) == 3
    later = noticed(cast, group, shown_from=timezone.now() + timedelta(hours=1))
    assert len(seen(cast.kari, cast.nora)) == 1
    write.withdraw(office(cast), entry, NOTICES)
    assert seen(cast.kari, cast.nora) == []
    assert Notice.objects.filter(source=entry.source).count() == 2  # kept
    at = later.made_at + timedelta(hours=2)
    assert len(Asked(cast.kari.pk, at).records(SEEN_NOTICES)[cast.nora.pk]) == 1
    acts = Entry.objects.filter(action__startswith="entry.").order_by("pk")
    assert list(acts.values_list("action", flat=True)) == [
        "entry.made", "entry.made", "entry.withdrawn",
    ]  # fmt: skip


def test_the_same_form_sent_twice_is_one_entry_and_a_strangers_token_is_refused(cast: Cast) -> None:
    group, token = small.hillside(cast), str(uuid4())
    assert noticed(cast, group, token=token) == noticed(cast, group, token=token)
    assert Notice.objects.count() == 1
    with pytest.raises(Refusal):
        write.enter(
            Actor(cast.maria.pk, "M", "a test"), token, NOTICES, Audience(group.school, [group]), {}
        )


def test_rec_032_a_change_of_what_was_changed_meanwhile_is_refused(cast: Cast) -> None:
    group = small.hillside(cast)
    entry = noticed(cast, group)
    values = SaidNotice("Bring hats", "").values(group.school)
    write.change(office(cast), entry, 1, NOTICES, values)
    with pytest.raises(Refusal) as refused:
        write.change(office(cast), entry, 1, NOTICES, values)
    assert refused.value.code == "changed-since"
    assert [each.title for each in Notice.objects.all()] == ["Bring hats"]
    write.withdraw(office(cast), entry, NOTICES)
    with pytest.raises(Refusal) as refused:
        write.change(office(cast), entry, 3, NOTICES, values)
    assert refused.value.code == "withdrawn"


def test_an_event_is_seen_by_who_is_in_the_class_on_its_day(cast: Cast) -> None:
    group = small.hillside(cast)
    first = timezone.localdate() + timedelta(days=3)
    values = SaidEvent("Walk", first, location="the lake").values(group.school)
    entry = write.enter(office(cast), str(uuid4()), EVENTS, Audience(group.school), values)
    assert len(seen(cast.kari, cast.nora, SEEN_EVENTS)) == 1
    write.withdraw(office(cast), entry, EVENTS)
    assert seen(cast.kari, cast.nora, SEEN_EVENTS) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"until": date(2020, 1, 1)}, "until"),
        ({"needs_answer": True, "deadline": date(2020, 1, 1)}, "deadline"),
        ({"needs_answer": True, "deadline": date(2099, 1, 2), "until": date(2099, 1, 1)}, "until"),
    ],
)
def test_what_no_parent_could_read_or_answer_is_refused(
    cast: Cast, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        noticed(cast, small.hillside(cast), **said)
    assert refused.value.field == field
