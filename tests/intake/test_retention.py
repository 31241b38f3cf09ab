"""Old plans are let go: what they did stays, and nothing that they had withheld is granted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kinkeeper.families.models import PendingRelationship
from kinkeeper.intake import retention
from kinkeeper.intake.models import (
    FoundProblem,
    Import,
    PlannedPerson,
    PlannedRelationship,
    Tolerated,
)
from kinkeeper.intake.undo.undo_import import TooOld, foresee
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import WHOLE_SITE
from tests.cast import Cast
from tests.importing import edges, imported, planned, snapshot, undone

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID,Custody\n"
FILE = HEAD + "P-5,Ada,Lie,H-1,yes\nP-5,Ada,Lie,X-9,yes\n"


def long_ago(roster_import: Import, days: int = 401) -> None:
    then = timezone.now() - timedelta(days=days)
    Import.objects.filter(pk=roster_import.pk).update(
        received_at=then, planned_at=then, ended_at=then
    )
    roster_import.refresh_from_db()


def lines(roster_import: Import) -> int:
    return sum(
        model.objects.filter(roster_import=roster_import).count()
        for model in (PlannedPerson, PlannedRelationship, FoundProblem, Tolerated)
    )


def test_old_plans_lose_their_lines_and_nothing_else(cast: Cast) -> None:
    old, young = imported(FILE, organisation="Hillside"), imported(FILE, organisation="Hillside")
    long_ago(old)
    long_ago(young, days=399)
    site, counts, kept = snapshot(), old.counts, lines(young)
    assert retention.thin_old() == 1
    assert (lines(old), lines(young)) == (0, kept)
    assert snapshot() == site
    assert Import.objects.get(pk=old.pk).counts == counts
    assert Entry.objects.get(action="import.thinned").import_id == old.pk
    assert retention.thin_old() == 0


def test_k13_what_was_let_go_is_not_taken_back(cast: Cast, office: Actor) -> None:
    roster_import = imported(FILE, organisation="Hillside")
    long_ago(roster_import)
    retention.thin_old()
    site = snapshot()
    with pytest.raises(TooOld, match=f"Import {roster_import.pk} can no longer be undone"):
        foresee(roster_import, office, WHOLE_SITE)
    assert snapshot() == site


def test_the_days_are_a_setting(cast: Cast, office: Actor) -> None:
    roster_import = imported(FILE, organisation="Hillside")
    long_ago(roster_import, days=31)
    assert retention.thin_old() == 0
    settings.change(office, "undo_days", 30)
    assert retention.thin_old() == 1


def test_a_plan_that_nobody_applied_is_discarded(cast: Cast) -> None:
    before = edges()
    roster_import = planned(FILE, organisation="Hillside")
    long_ago(roster_import)
    retention.thin_old()
    roster_import.refresh_from_db()
    assert (roster_import.state, lines(roster_import)) == ("discarded", 0)
    assert edges() == before


def test_k27_a_restriction_outlives_the_lines_that_named_it(cast: Cast) -> None:
    imported(HEAD + "P-5,Ada,Lie,X-9,yes\n", series="one")
    lowering = imported(HEAD + "P-5,Ada,Lie,X-9,no\n", series="two")
    also = imported(HEAD + "P-5,Ada,Lie,X-9,no\n", series="three")
    assert not PendingRelationship.objects.get(value="X-9").granted
    long_ago(also)
    assert retention.thin_old() == 1
    assert list(
        PlannedRelationship.objects.filter(roster_import=also).values_list("granted", flat=True)
    ) == [False]
    undone(lowering)
    assert not PendingRelationship.objects.get(value="X-9").granted
