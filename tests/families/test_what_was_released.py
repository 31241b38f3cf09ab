"""K38: a release opens what was released, for the act and as long as the releasing office may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from kinkeeper.families.connect import connect
from kinkeeper.families.may_open_account import (
    CONTACT,
    WAY_IN,
    OpeningAct,
    may_open,
    merging,
    parting,
)
from kinkeeper.families.models import (
    Answer,
    Match,
    Part,
    PendingRelationship,
    Question,
    QuestionKind,
)
from kinkeeper.families.release import ask, release
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Membership, Person
from kinkeeper.people.reach import reach_of
from kinkeeper.readings.merging import brought
from kinkeeper.registry.edit import edit
from kinkeeper.registry.merge import merge
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.start_over import start_over
from kinkeeper.registry.unmerge import unmerge
from tests.cast import Cast, person
from tests.importing import codes, imported

pytestmark = pytest.mark.django_db


def by(admin: Person) -> Actor:
    return Actor(admin.pk, admin.full_name, "a test")


def moved(child: Person, school: Organisation) -> None:
    Membership.objects.filter(person=child).delete()
    Membership.objects.create(person=child, organisation=school)


def pendings(parent: Person, key: str, office: Person) -> PendingRelationship:
    return PendingRelationship.objects.create(
        parent=parent, match=Match.SYNC_KEY, value=key, folded=key, source="import:1",
        reach=reach_of(office).kept(),
    )  # fmt: skip


def released(
    cast: Cast, act: OpeningAct, *people: Person, by_whom: Person | None = None
) -> Question:
    """What Henry asks, released by Lara or whoever is named."""
    who = by_whom or cast.lara
    asked = ask(by(cast.henry), reach_of(cast.henry), [each.pk for each in people], act)
    assert asked is not None
    release(by(who), asked, reach=reach_of(who))
    asked.refresh_from_db()
    return asked


def test_k38_a_released_pending_relationship_releases_no_later_one(cast: Cast) -> None:
    twin = person("kari.twin", "parent", cast.hillside)
    act = merging(twin.pk, cast.kari.pk)
    first = pendings(cast.kari, "L-77", cast.lara)
    released(cast, act, twin, cast.kari, by_whom=cast.admin)
    assert Part.objects.get().pending == first.pk
    assert may_open(reach_of(cast.henry), cast.kari.pk, act)
    pendings(cast.kari, "L-78", cast.lara)
    assert not may_open(reach_of(cast.henry), cast.kari.pk, act)
    again = ask(by(cast.henry), reach_of(cast.henry), [twin.pk, cast.kari.pk], act)
    assert again is not None
    assert again.answer == Answer.OPEN


def test_k38_a_pending_relationship_that_was_released_is_released_no_more_once_it_is_a_child(
    cast: Cast,
) -> None:
    twin = person("kari.twin", "parent", cast.hillside)
    act = merging(twin.pk, cast.kari.pk)
    pendings(cast.kari, "L-77", cast.lara)
    released(cast, act, twin, cast.kari, by_whom=cast.admin)
    imported("SyncID,First name,Last name\nL-77,Ida,Berg\n", by=cast.lara, profile="pupil")
    assert not may_open(reach_of(cast.henry), cast.kari.pk, act)


def test_k38_a_released_child_who_moves_on_is_released_no_more(cast: Cast) -> None:
    third = tree.ensure("Third")[0]
    moved(cast.nora, cast.lakeside)
    henry = reach_of(cast.henry)
    released(cast, WAY_IN, cast.kari)
    assert may_open(henry, cast.kari.pk, WAY_IN)
    moved(cast.nora, third)
    assert not may_open(henry, cast.kari.pk, WAY_IN)
    moved(cast.nora, cast.lakeside)
    assert may_open(henry, cast.kari.pk, WAY_IN)


def test_k38_what_the_whole_site_released_goes_with_the_child(cast: Cast) -> None:
    third = tree.ensure("Third")[0]
    moved(cast.nora, cast.lakeside)
    released(cast, WAY_IN, cast.kari, by_whom=cast.admin)
    moved(cast.nora, third)
    assert may_open(reach_of(cast.henry), cast.kari.pk, WAY_IN)


def test_k38_a_class_below_the_releasing_school_is_within_it(cast: Cast) -> None:
    class_of = tree.ensure("Lakeside/3B")[0]
    moved(cast.nora, class_of)
    Membership.objects.create(person=cast.kari, organisation=class_of)
    released(cast, WAY_IN, cast.kari)
    assert may_open(reach_of(cast.henry), cast.kari.pk, WAY_IN)


def test_k38_one_of_two_schools_that_both_reach_a_child_may_release_it(cast: Cast) -> None:
    third = tree.ensure("Third")[0]
    moved(cast.nora, cast.lakeside)
    Membership.objects.create(person=cast.nora, organisation=third)
    asked = released(cast, WAY_IN, cast.kari)
    assert asked.answer == Answer.RELEASED


def test_k38_a_release_is_over_after_its_time(cast: Cast) -> None:
    moved(cast.nora, cast.lakeside)
    released(cast, WAY_IN, cast.kari)
    Part.objects.update(released_at=timezone.now() - timedelta(days=15))
    assert not may_open(reach_of(cast.henry), cast.kari.pk, WAY_IN)


ACTS = ["way-in", "contact", "merge", "unmerge"]


@pytest.mark.parametrize("given", ACTS)
def test_k38_a_release_is_for_the_act_that_asked_for_it(cast: Cast, given: str) -> None:
    moved(cast.nora, cast.lakeside)
    Person.objects.filter(pk=cast.kari.pk).update(password="chosen")
    cast.kari.refresh_from_db()
    twin = person("kari.twin", "parent", cast.hillside)
    other = person("other.parent", "parent", cast.hillside)
    henry, kari = reach_of(cast.henry), cast.kari
    acts = {
        "way-in": WAY_IN,
        "contact": CONTACT,
        "merge": merging(twin.pk, kari.pk),
        "unmerge": parting(twin.pk, kari.pk),
    }
    doors: dict[str, list[Callable[[], object]]] = {
        "contact": [
            lambda: edit(by(cast.henry), kari, {"email": "h@example.org"}, reach=henry),
            lambda: edit(by(cast.henry), kari, {"username": "hank"}, reach=henry),
        ],
        "way-in": [lambda: start_over(by(cast.henry), kari, reason="x", reach=henry)],
        "merge": [
            lambda: merge(by(cast.henry), twin, kari, reason="x", same_person="x", reach=henry)
        ],
        "never": [
            lambda: merge(by(cast.henry), kari, twin, reason="x", same_person="x", reach=henry),
            lambda: merge(by(cast.henry), other, kari, reason="x", same_person="x", reach=henry),
            lambda: merge(by(cast.henry), kari, other, reason="x", same_person="x", reach=henry),
        ],
    }
    released(cast, acts[given], twin, kari)
    for name, each in doors.items():
        for door in each if name != given else []:
            with pytest.raises(Refusal):
                door()
    for door in doors.get(given, []):
        door()


def test_k38_a_merge_that_was_released_is_taken_back_only_by_a_release_of_that(cast: Cast) -> None:
    moved(cast.nora, cast.lakeside)
    twin = person("kari.twin", "parent", cast.hillside)
    henry = reach_of(cast.henry)
    released(cast, merging(twin.pk, cast.kari.pk), twin, cast.kari)
    made = merge(by(cast.henry), twin, cast.kari, reason="x", same_person="x", reach=henry)
    with pytest.raises(Refusal) as caught:
        unmerge(by(cast.henry), made, reason="x", reach=henry, undone=set, brought=brought)
    assert caught.value.act == parting(twin.pk, cast.kari.pk)
    assert not may_open(henry, twin.pk, WAY_IN)
    released(cast, parting(twin.pk, cast.kari.pk), twin, cast.kari)
    unmerge(by(cast.henry), made, reason="x", reach=henry, undone=set, brought=brought)


@pytest.mark.parametrize("act", [WAY_IN, CONTACT])
def test_k38_no_release_lets_a_file_open_an_account(cast: Cast, act: OpeningAct) -> None:
    moved(cast.nora, cast.lakeside)
    released(cast, act, cast.kari)
    head = "SyncID,First name,Last name,E-mail\n"
    file = head + "P-1,Kari,Berg,h@example.org\n"
    roster_import = imported(file, by=cast.henry, overwrite="all")
    assert codes(roster_import)["shared-person"] >= 1
    assert Person.objects.get(pk=cast.kari.pk).email == "kari@example.org"


def test_k38_what_came_since_was_not_released(cast: Cast) -> None:
    moved(cast.nora, cast.lakeside)
    released(cast, WAY_IN, cast.kari)
    connect(by(cast.lara), cast.kari, cast.theo)
    assert not may_open(reach_of(cast.henry), cast.kari.pk, WAY_IN)
    assert Question.objects.filter(kind=QuestionKind.RELEASE, answer=Answer.RELEASED).count() == 1
