"""Results that people enter: whose they are, when they are shown, and what files say beside."""

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
from kinkeeper.records.by_hand import results, write
from kinkeeper.records.by_hand.results import Line, Said, SaidAssignment
from kinkeeper.records.by_hand.write import Audience
from kinkeeper.records.means import by_subject
from kinkeeper.records.models import Assignment, Result
from kinkeeper.records.opened import Asked
from kinkeeper.records.visibility import ASSIGNMENTS as SEEN_WORK
from kinkeeper.records.visibility import RESULTS
from kinkeeper.roster.records.kinds.assignments import ASSIGNMENTS
from tests.cast import Cast
from tests.records import school, small

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
EIGHT = Said("fully graded", Decimal(8))


def seen(parent: Person, child: Person) -> list[int]:
    return Asked(parent.pk, timezone.now()).records(RESULTS).get(child.pk, [])


def entered(
    work: Assignment, pupil: Person, said: Said, was: str = str(Said()), **more: Any
) -> Any:
    return results.enter(
        OFFICE, str(uuid4()), work, [Line(pupil.pk, was, said)], more.get("shown_from")
    )


def test_rec_026_an_assignment_and_its_results_are_shown_from_their_moments(cast: Cast) -> None:
    group = small.hillside(cast)
    due = timezone.localdate()
    values = SaidAssignment("Essay", due, max_points=Decimal(10)).values(group.school)
    write.enter(OFFICE, str(uuid4()), ASSIGNMENTS, Audience(group.school, [group]), values)
    work = Assignment.objects.get()
    assert work.pk in Asked(cast.kari.pk, timezone.now()).records(SEEN_WORK)[cast.nora.pk]
    later = timezone.now() + timedelta(hours=2)
    entered(work, cast.nora, EIGHT, shown_from=later)
    assert seen(cast.kari, cast.nora) == []
    then = Asked(cast.kari.pk, later + timedelta(seconds=1)).records(RESULTS)
    [result] = then[cast.nora.pk]
    assert Result.objects.get(pk=result).published_at == later  # from then on it is new
    entered(work, cast.elias, EIGHT)
    assert seen(cast.kari, cast.nora) == []  # a sibling's is nobody else's
    assert len(seen(cast.kari, cast.elias)) == 1


def test_with_an_assignment_its_results_by_hand_are_withdrawn(cast: Cast) -> None:
    group = small.hillside(cast)
    values = SaidAssignment("Essay", timezone.localdate(), max_points=Decimal(10)).values(
        group.school
    )
    entry = write.enter(OFFICE, str(uuid4()), ASSIGNMENTS, Audience(group.school, [group]), values)
    work = Assignment.objects.get()
    other = small.assignment(group, "Other")
    by_hand = entered(work, cast.nora, EIGHT)
    stays = entered(other, cast.nora, EIGHT)
    small.result(work, cast.elias)  # a file's
    write.withdraw(OFFICE, entry, ASSIGNMENTS)
    left = Result.objects.filter(withdrawn_at=None)
    assert {(each.assignment_id, each.pupil_id) for each in left} == {
        (other.pk, cast.nora.pk), (work.pk, cast.elias.pk),
    }  # fmt: skip
    assert len(seen(cast.kari, cast.nora)) == 1
    by_hand.refresh_from_db()
    stays.refresh_from_db()
    assert (by_hand.withdrawn_at is None, stays.withdrawn_at is None) == (False, True)
    told = Entry.objects.get(action="result.withdrawn")
    assert (told.child_id, told.data) == (cast.nora.pk, {"title": "Essay"})
    with pytest.raises(Refusal) as refused:  # a form that was open meanwhile
        entered(work, cast.nora, EIGHT)
    assert refused.value.code == "withdrawn"


def test_a_result_that_waits_for_its_moment_waits_when_it_is_corrected(cast: Cast) -> None:
    work = small.assignment(small.hillside(cast), "Essay")
    later = timezone.now() + timedelta(hours=2)
    entered(work, cast.nora, EIGHT, shown_from=later)
    nine = Said("fully graded", Decimal(9))
    entered(work, cast.nora, nine, was=str(EIGHT))
    assert Result.objects.get(withdrawn_at=None).published_at == later
    assert seen(cast.kari, cast.nora) == []
    sooner = later - timedelta(hours=1)
    entered(work, cast.nora, EIGHT, was=str(nine), shown_from=sooner)
    assert Result.objects.get(withdrawn_at=None).published_at == sooner


def test_rec_032_a_result_that_someone_changed_meanwhile_is_refused(cast: Cast) -> None:
    work = small.assignment(small.hillside(cast), "Essay")
    entered(work, cast.nora, EIGHT)
    nine = Said("fully graded", Decimal(9))
    with pytest.raises(Refusal) as refused:
        entered(work, cast.nora, nine)
    assert refused.value.code == "changed-since"
    assert entered(work, cast.nora, EIGHT) is None  # two people typed the same
    assert entered(work, cast.nora, nine, was="fully graded|8||") is not None
    [shown] = seen(cast.kari, cast.nora)
    assert Result.objects.get(pk=shown).points == 9
    assert Result.objects.count() == 2  # the earlier is kept
    entered(work, cast.nora, Said(), was="fully graded|9||")
    assert seen(cast.kari, cast.nora) == []


@pytest.mark.parametrize(
    ("said", "most", "code"),
    [
        (Said("fully graded", Decimal(21)), 10, "bad-points"),
        (Said("fully graded", Decimal(-1)), 10, "bad-points"),
        (Said("fully graded", Decimal(1)), None, "no-maximum"),
        (Said("", None, "", "well done"), 10, "status-missing"),
        (Said("invented"), 10, "status-missing"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, said: Said, most: int | None, code: str) -> None:
    points = None if most is None else Decimal(most)
    work = small.assignment(small.hillside(cast), "Essay", max_points=points)
    with pytest.raises(Refusal) as refused:
        entered(work, cast.nora, said)
    assert refused.value.code == code
    assert not Result.objects.exists()


def test_rec_027_exempt_and_not_handed_in_are_in_no_mean(cast: Cast) -> None:
    group = small.hillside(cast)
    for said in (EIGHT, Said("exempt"), Said("not submitted")):
        entered(small.assignment(group, "Essay"), cast.nora, said)
    [subject] = by_subject(Result.objects.select_related("assignment")).values()
    assert subject.mean == Decimal("80.0")


def test_a_file_leaves_a_result_that_a_hand_entered(cast: Cast) -> None:
    group = small.hillside(cast)
    work = small.assignment(group, "Essay")
    entered(work, cast.nora, EIGHT)
    key = cast.nora.sync_key
    head = "assignment_id,student_id,status,points,published_at"
    file = f"{head}\n{work.key},{key},fully graded,5,{date(2026, 1, 1)}T00:00:00Z\n"
    made = school.records(("results.csv", file.encode()))
    assert made.counts["problem_counts"] == {"record-by-hand": 1}
    [shown] = seen(cast.kari, cast.nora)
    assert Result.objects.get(pk=shown).points == 8
