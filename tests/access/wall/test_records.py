"""Every record table has its policy: behind the wall a parent sees exactly what readings show."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils import timezone

from kinkeeper.access import entering
from kinkeeper.access.viewer import of_person
from kinkeeper.families.consent_models import Consent
from kinkeeper.families.models import Relationship
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.from_home.models import NoticeAnswer, NoticeOpening
from kinkeeper.lib import db
from kinkeeper.people.models import Membership, Person
from kinkeeper.records.models import Notice, Result
from kinkeeper.records.near import DAYS, NEAR
from kinkeeper.records.opened import Asked, AskedByPage, AskedByPupil, Found
from kinkeeper.records.visibility import ASSIGNMENTS, RESULTS, SEEN
from kinkeeper.roster.records.kinds import ALL
from kinkeeper.roster.vocabulary import Area
from tests.access.obtained import Browser
from tests.cast import Cast
from tests.records import school, small
from tests.wall import as_web

pytestmark = pytest.mark.django_db
MOMENT = """
CREATE OR REPLACE FUNCTION wall.moment() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER AS $$ SELECT timestamptz '{}' $$
"""


@pytest.fixture
def records(db: None) -> None:
    school.people()
    school.everything()


def said(record: Model) -> str:
    return f"{record.pk} {model_to_dict(record)}"


def told(found: Found) -> tuple[object, ...]:
    records = {
        (table, child): sorted(map(said, some))
        for table, by_child in found.records.items()
        for child, some in by_child.items()
    }
    return sorted(map(str, found.places)), sorted(map(said, found.days_off)), records


def homes(parent: Person, moment: datetime) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """What is on the home, by the function that finds it at one look, and by the policies."""
    session = Browser(parent).session
    longest = timedelta(days=30)
    with as_web():
        db.value("SELECT wall.ask(%s)", [session])
        asked = AskedByPage(parent.pk, moment)
        return told(asked.near(longest)), told(asked.some(NEAR, days=DAYS, longest=longest))


def behind_it(person: Person | None, table: str) -> set[int]:
    session = Browser(person).session if person else ""
    with as_web():
        db.value("SELECT wall.ask(%s)", [session])
        return set(db.column(f"SELECT id FROM {table}"))


def test_every_kind_with_an_area_has_a_policy() -> None:
    assert {kind.table for kind in ALL if kind.area} == {each.table for each in SEEN}
    assert {each.table: each.area for each in SEEN} == {
        kind.table: kind.area for kind in ALL if kind.area
    }


@pytest.mark.usefixtures("records")
def test_a_parent_sees_behind_the_wall_what_is_shown() -> None:
    parents = list(Person.objects.filter(profile="parent"))
    some = 0
    for moment in school.moments().values():
        db.run(MOMENT.format(moment.isoformat()))
        school.consents_on(moment.date())
        for parent in parents:
            asked = Asked(parent.pk, moment)
            at_one_look, by_policies = homes(parent, moment)
            assert at_one_look == by_policies, (parent.sync_key, moment)
            for seen in SEEN:
                shown = {record for found in asked.records(seen).values() for record in found}
                if seen is ASSIGNMENTS:  # each result that is seen has its assignment
                    shown |= of_results(asked)
                assert behind_it(parent, seen.table) == shown, (parent.sync_key, seen.table)
                some += len(shown)
    assert some > 1000
    pupils_see_as_a_parent_with_all_areas(moment)


def pupils_see_as_a_parent_with_all_areas(moment: datetime) -> None:
    """`records_opened_to_pupil` against `records_opened`: of some pupils of age the one says what
    the other says of a parent from whom nothing is kept."""
    some = 0
    for tie in Relationship.objects.filter(state="active").order_by("-pk")[:6]:
        RightsStatement.objects.filter(child=tie.child).delete()
        RightsStatement.objects.create(
            parent=tie.parent, child=tie.child, of_parent=tie.parent_id, of_child=tie.child_id,
            source="manual", areas=list(Area),
        )  # fmt: skip
        Consent.objects.filter(pupil=tie.child).delete()
        Person.objects.filter(pk=tie.child_id).update(birth_date=date(2000, 1, 1))
        Consent.objects.create(pupil=tie.child, parent=tie.parent, areas=list(Area))
        Relationship.objects.filter(pk=tie.pk).update(starts_on=None, ends_on=None)
        own, parents = AskedByPupil(tie.child_id, moment), Asked(tie.parent_id, moment)
        for seen in SEEN:
            mine = own.records(seen)
            assert mine.keys() <= {tie.child_id}
            assert mine.get(tie.child_id) == parents.records(seen).get(tie.child_id), seen.table
            shown = set(mine.get(tie.child_id, ()))
            if seen is ASSIGNMENTS:
                shown |= of_results(own)
            assert behind_it(tie.child, seen.table) == shown, (tie.child.sync_key, seen.table)
            some += len(shown)
    assert some > 300


def of_results(asked: Asked) -> set[int]:
    results = [result for found in asked.records(RESULTS).values() for result in found]
    return set(Result.objects.filter(pk__in=results).values_list("assignment_id", flat=True))


@pytest.mark.usefixtures("records")
def test_nobody_else_sees_any_of_it(cast: Cast) -> None:
    """A stranger, staff of another school, and who has not signed in."""
    for seen in SEEN:
        for person in (None, cast.stranger, cast.kari, cast.henry, cast.nora):
            assert behind_it(person, seen.table) == set(), (person, seen.table)


@pytest.mark.usefixtures("records")
def test_a_teacher_sees_the_register_of_the_own_school_alone() -> None:
    """As it is for pupils: whoever teaches at s01."""
    teacher = Person.objects.get(sync_key="tc-0001")
    own = db.column(
        "SELECT mark.id FROM records_attendance mark JOIN people_membership member "
        "ON member.person_id = mark.pupil_id JOIN organisations_organisation place "
        "ON place.id = member.organisation_id WHERE place.path IN ('s01', 's01/s01-3A')"
    )
    seen = behind_it(teacher, "records_attendance")
    assert set(own) <= seen
    others = db.column(
        "SELECT id FROM records_attendance WHERE pupil_id NOT IN (SELECT person_id FROM "
        "people_membership member JOIN organisations_organisation place "
        "ON place.id = member.organisation_id WHERE starts_with(place.path, 's01'))"
    )
    assert not seen & set(others)


@pytest.mark.usefixtures("records")
def test_a_private_event_is_for_nobody() -> None:
    private = db.column("SELECT id FROM records_event WHERE private")
    assert private
    admin = Person.objects.create(
        username="root", username_folded="root", given_name="R", family_name="T",
        profile="system-administrator",
    )  # fmt: skip
    for person in (admin, *Person.objects.filter(profile__in=["parent", "teacher"])):
        assert not behind_it(person, "records_event") & set(private)


def test_k14_no_school_sees_what_another_says_of_a_pupil_of_both(cast: Cast) -> None:
    """Not by SQL alone either: marks, results, remarks, notices for one pupil, what parents
    answered to a notice, or opened, and what is for a class or a school in which the pupil is."""
    here, there = small.hillside(cast), small.school(cast.lakeside, cast.nora)
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    made: dict[str, dict[int, set[int]]] = {}
    for group in (here, there):
        work = small.assignment(group, "Essay")
        told = small.notice(group, "A word", pupil=cast.nora)
        Notice.objects.filter(pk=told.pk).update(group=None)
        about = {"version": "1", "child": cast.nora}
        for record in (
            told,
            small.absent(group, cast.nora, timezone.localdate()),
            small.remark(group, cast.nora, "note", "Shy."),
            work,
            small.result(work, cast.nora),
            small.event(group, "Walk"),
            small.event(group, "Fair", group_id=None),
            small.notice(group, "For the class"),
            small.notice(group, "For all", group_id=None),
            small.document(group, "Rules of the class"),
            NoticeAnswer.objects.create(
                notice_series=told.series, notice_key=told.key, answer="yes", **about
            ),
            NoticeOpening.objects.create(notice=told, opened_by=cast.kari, **about),
        ):
            of = made.setdefault(record._meta.db_table, {})
            of.setdefault(group.school_id, set()).add(record.pk)
    schools = here.school_id, there.school_id
    for who, own in (
        (cast.maria, {here.school_id}),  # teaches a class below the school
        (cast.henry, {here.school_id}),
        (cast.lara, {there.school_id}),
        (cast.admin, set(schools)),
    ):
        for table, of in made.items():
            assert behind_it(who, table) == set().union(*(of[each] for each in own)), (who, table)


@pytest.mark.parametrize(("ahead", "sees"), [(-1, False), (0, True)])
def test_k35_who_no_longer_teaches_at_a_school_reads_nothing_it_says(
    cast: Cast, ahead: int, sees: bool
) -> None:
    there = small.school(cast.lakeside, cast.nora)
    small.hillside(cast)
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    said = small.remark(there, cast.nora, "note", "Shy.")
    last = timezone.localdate() + timedelta(days=ahead)
    small.enrolled(there, cast.maria, role="teacher", ends_on=last)
    assert behind_it(cast.maria, "records_remark") == ({said.pk} if sees else set())
    viewer = of_person(cast.maria, "a test")
    assert entering.schools(viewer).contains(there.school) == sees
