"""Notices and events that people enter: what parents see of them, and what files may not do."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.models import Person
from kinkeeper.records.by_hand import audience, results, write
from kinkeeper.records.by_hand.about_pupils import Mark, SaidRemark, register, remark
from kinkeeper.records.by_hand.notices import SaidEvent, SaidNotice
from kinkeeper.records.by_hand.results import Line, Said
from kinkeeper.records.by_hand.write import Audience
from kinkeeper.records.models import Attendance, Group, HandEntry, Notice, Remark, Result
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


def test_the_same_form_with_other_content_is_refused_and_not_dropped(cast: Cast) -> None:
    group, by = small.hillside(cast), office(cast)
    work, day = small.assignment(group, "Essay"), timezone.localdate()
    day -= timedelta(days=day.isoweekday() == 7)
    small.code(group, "A")
    tokens = [str(uuid4()) for _each in range(4)]

    def sent(content: int, pupil: Person = cast.nora) -> list[Callable[[], object]]:
        said = Said("fully graded", Decimal(content))
        return [
            lambda: noticed(cast, group, token=tokens[0], title=f"Boots {content}"),
            lambda: remark(
                by, tokens[1], group, pupil, "note", SaidRemark(day, f"Helped {content}.")
            ),
            lambda: results.enter(by, tokens[2], work, [Line(pupil.pk, "|||", said)], None),
            lambda: register(by, tokens[3], group, day, [Mark(pupil.pk, "AM", "", "A")]),
        ]

    for each in sent(1) + sent(1):  # pressed twice
        each()
    different = sent(2)[:2] + sent(1, cast.elias)[1:]
    different.append(
        lambda: noticed(cast, group, token=tokens[0], title="Boots 1", needs_answer=True)
    )
    in_two_hours = timezone.now() + timedelta(hours=2)
    different.append(
        lambda: noticed(cast, group, token=tokens[0], title="Boots 1", shown_from=in_two_hours)
    )
    for each in different:
        with pytest.raises(Refusal) as refused:
            each()
        assert refused.value.code == "sent-already"
    assert [model.objects.count() for model in (Notice, Remark, Result, Attendance)] == [1] * 4


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
