"""What a block rests on, and its review date: kept with the block, and never a parent's to read."""

from datetime import date, timedelta

import pytest

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families import block_grounds
from kinkeeper.families.block import block, unblock
from kinkeeper.families.block_grounds import Ground, review
from kinkeeper.families.block_models import BlockGround
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.explain import explain
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.refusals import BadDays, NotBlocked, OwnFamily
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person
from kinkeeper.readings import inbox
from kinkeeper.readings.block_grounds import to_review
from tests.cast import Cast
from tests.dated import TODAY, Clock
from tests.importing import edges, imported, undone
from tests.merging import OFFICE, merged, relationship, unmerged
from tests.registry.conftest import twin  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
REFERENCE = "12 C 34/26"
COURT = Ground("court-order", REFERENCE, date(2027, 3, 3))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def said(parent: Person, child: Person) -> list[tuple[str, str, date | None]]:
    """What the block that stands rests on."""
    found = block_grounds.of(parent, child)
    return [(each.basis, each.reference, each.review_on) for each in found]


COURTS = (COURT.basis, COURT.reference, COURT.review_on)


def test_r_052_k15_a_block_keeps_what_it_rests_on(cast: Cast, office: Actor, clock: Clock) -> None:
    block(office, cast.stranger, cast.nora, reason="court order", ground=COURT)
    disconnect(office, cast.kari, cast.nora, reason="court order", ground=COURT)
    assert said(cast.stranger, cast.nora) == said(cast.kari, cast.nora) == [COURTS]


def test_k15_nothing_said_is_nothing_kept(cast: Cast, office: Actor) -> None:
    block(office, cast.stranger, cast.nora, reason="court order")
    disconnect(office, cast.kari, cast.nora, reason="a mistake", block=False, ground=COURT)
    assert not BlockGround.objects.exists()


def test_k23_the_reference_is_in_no_journal(cast: Cast, office: Actor, clock: Clock) -> None:
    block(office, cast.stranger, cast.nora, reason="court order", ground=COURT)
    review(office, cast.stranger, cast.nora, COURT, reason="still right")
    disconnect(office, cast.kari, cast.nora, reason="court order", ground=COURT)
    lines = Entry.objects.filter(action__startswith="relationship.")
    assert [each.data["block_basis"] for each in lines] == ["court-order"] * 3
    assert not any(REFERENCE in str(each.data) for each in lines)


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1)])
def test_k24_a_review_that_would_be_due_at_once_is_refused(
    cast: Cast, office: Actor, clock: Clock, day: date
) -> None:
    ground = Ground("court-order", "", day)
    with pytest.raises(BadDays):
        block(office, cast.kari, cast.nora, reason="x", ground=ground)
    with pytest.raises(BadDays):
        disconnect(office, cast.kari, cast.nora, reason="x", ground=ground)
    assert relationship(cast.kari, cast.nora).state == RelationshipState.ACTIVE


def test_k15_a_review_date_that_passes_asks_and_ends_nothing(
    cast: Cast, office: Actor, clock: Clock
) -> None:
    block(office, cast.kari, cast.nora, reason="court order", ground=COURT)
    viewers = [of_command_line(each) for each in (cast.admin, cast.henry)]
    clock.set(date(2027, 3, 2))
    assert not any(to_review(viewer) for viewer in viewers)
    clock.set(date(2027, 3, 3))
    assert all(to_review(viewer).get().child == cast.nora for viewer in viewers)
    assert [inbox.count(viewer) for viewer in viewers] == [1, 1]
    clock.set(date(2031, 1, 1))
    assert relationship(cast.kari, cast.nora).state == RelationshipState.BLOCKED
    imported("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,H-1\n")
    assert ("P-1", "H-1") not in edges()


def test_k14_nobody_else_is_asked_for_a_review(cast: Cast, office: Actor, clock: Clock) -> None:
    block(office, cast.kari, cast.nora, reason="court order", ground=COURT)
    clock.set(date(2027, 3, 3))
    for other in (cast.lara, cast.maria, cast.kari, cast.nora):
        assert not to_review(of_command_line(other))


def test_k15_whoever_reviews_a_block_keeps_it_and_says_when_next(
    cast: Cast, office: Actor, clock: Clock
) -> None:
    before = block(office, cast.kari, cast.nora, reason="court order", ground=COURT)
    clock.set(date(2027, 3, 3))
    after = Ground("child-protection", "KV-7", date(2028, 3, 3))
    review(office, cast.kari, cast.nora, after, reason="the authority decided")
    assert said(cast.kari, cast.nora) == [("child-protection", "KV-7", date(2028, 3, 3))]
    now = relationship(cast.kari, cast.nora)
    assert (now.state, now.since, now.reason) == ("blocked", before.since, "court order")
    assert not to_review(of_command_line(cast.admin))
    line = Entry.objects.get(action="relationship.block-reviewed")
    assert (line.child_id, line.data["review"]) == (cast.nora.pk, "2028-03-03")


def test_a_block_without_grounds_is_given_some(cast: Cast, office: Actor, clock: Clock) -> None:
    block(office, cast.kari, cast.nora, reason="court order")
    review(office, cast.kari, cast.nora, COURT)
    assert said(cast.kari, cast.nora) == [COURTS]


def test_only_a_block_is_reviewed_and_not_the_own(cast: Cast, office: Actor) -> None:
    with pytest.raises(NotBlocked):
        review(office, cast.kari, cast.nora, Ground())
    block(office, cast.kari, cast.nora, reason="court order")
    with pytest.raises(OwnFamily):
        review(Actor(cast.kari.pk, "Kari", "a test"), cast.kari, cast.nora, Ground())


def test_k15_a_new_block_does_not_rest_on_what_the_old_one_did(
    cast: Cast, office: Actor, clock: Clock
) -> None:
    block(office, cast.kari, cast.nora, reason="court order", ground=COURT)
    unblock(office, cast.kari, cast.nora, reason="the order has ended")
    assert said(cast.kari, cast.nora) == []
    block(office, cast.kari, cast.nora, reason="another matter")
    assert said(cast.kari, cast.nora) == []
    clock.set(date(2027, 3, 3))
    assert not to_review(of_command_line(cast.admin))


def test_k27_no_import_and_no_undo_takes_a_ground_away(
    cast: Cast, office: Actor, clock: Clock
) -> None:
    block(office, cast.kari, cast.nora, reason="court order", ground=COURT)
    file = "SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,H-1\nP-7,Ada,Lie,H-1\n"
    made = imported(file)
    ada = Person.objects.get(sync_key="P-7")
    disconnect(office, ada, cast.nora, reason="court order", ground=COURT)
    undone(made)
    assert said(cast.kari, cast.nora) == said(ada, cast.nora) == [COURTS]


def test_k13_an_undo_takes_people_of_whom_only_history_is_left(
    cast: Cast, office: Actor, clock: Clock
) -> None:
    made = imported("SyncID,First name,Last name,ChildID\nP-7,Ada,Lie,\n")
    ada = Person.objects.get(sync_key="P-7")
    block(office, ada, cast.nora, reason="court order", ground=COURT)
    Relationship.objects.filter(parent=ada).delete()
    undone(made)
    assert not Person.objects.filter(sync_key="P-7").exists()


def test_k27_a_merge_keeps_the_grounds_of_both_and_gives_them_back(
    cast: Cast,
    twin: Person,  # noqa: F811  # the fixture
    clock: Clock,
) -> None:
    other = Ground("child-protection", "KV-7", date(2027, 1, 1))
    block(OFFICE, cast.kari, cast.theo, reason="order A", ground=COURT)
    block(OFFICE, twin, cast.theo, reason="order B", ground=other)
    block(OFFICE, twin, cast.nora, reason="order C", ground=other)
    others = ("child-protection", "KV-7", date(2027, 1, 1))
    made = merged(cast.kari, twin)
    assert said(cast.kari, cast.theo) == [COURTS, others]
    assert said(cast.kari, cast.nora) == [others]
    clock.set(date(2027, 1, 1))
    assert {each.child for each in to_review(of_command_line())} == {cast.theo, cast.nora}
    unmerged(made)
    assert said(cast.kari, cast.theo) == [COURTS]
    assert said(twin, cast.theo) == said(twin, cast.nora) == [others]
    assert said(cast.kari, cast.nora) == []


def test_k27_what_was_reviewed_of_both_is_reviewed_of_each(
    cast: Cast,
    twin: Person,  # noqa: F811  # the fixture
    clock: Clock,
) -> None:
    block(OFFICE, cast.kari, cast.theo, reason="order A")
    block(OFFICE, twin, cast.theo, reason="order B", ground=COURT)
    made = merged(cast.kari, twin)
    review(OFFICE, cast.kari, cast.theo, Ground("other", "KV-7", date(2029, 1, 1)))
    unmerged(made)
    assert said(twin, cast.theo) == [("other", "KV-7", date(2029, 1, 1))]
    assert said(cast.kari, cast.theo) == [("not-stated", "", date(2029, 1, 1))]


def test_k27_a_block_of_the_joined_person_rests_on_the_same_of_both(
    cast: Cast,
    twin: Person,  # noqa: F811  # the fixture
    clock: Clock,
) -> None:
    made = merged(cast.kari, twin)
    block(OFFICE, cast.kari, cast.elias, reason="court order", ground=COURT)
    unmerged(made)
    assert said(cast.kari, cast.elias) == said(twin, cast.elias) == [COURTS]


def test_k27_a_lifted_block_that_an_unmerge_brings_back_brings_its_grounds(
    cast: Cast,
    twin: Person,  # noqa: F811  # the fixture
    clock: Clock,
) -> None:
    block(OFFICE, twin, cast.nora, reason="court order", ground=COURT)
    made = merged(cast.kari, twin)
    unblock(OFFICE, cast.kari, cast.nora, reason="order lifted")
    unmerged(made)
    assert said(twin, cast.nora) == [COURTS]
    assert said(cast.kari, cast.nora) == []


def test_explain_says_it_to_who_may_lift_the_block_alone(
    cast: Cast, office: Actor, clock: Clock
) -> None:
    block(office, cast.kari, cast.nora, reason="court order", ground=COURT)
    told = " ".join(explain(cast.kari, cast.nora, grounds=True).because)
    assert "Legal basis: Court order" in told
    assert REFERENCE in told
    assert REFERENCE not in " ".join(explain(cast.kari, cast.nora).because)
