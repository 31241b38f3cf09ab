"""How far the parents are: the figures of the parent features' page."""

import pytest

from kinkeeper.access import viewer
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from kinkeeper.readings import parent_progress
from tests.cast import Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db


def test_everybody_counts_once(cast: Cast, office: Actor) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z")
    issue_many(office, [cast.jonas.pk], Channel.LETTER)
    imported("SyncID,First name,Last name,ChildID\nP-50,Ada,Berg,X-1\n")
    found = parent_progress.counts(viewer.of_person(cast.admin, "a test"))
    assert (found.parents, found.signed_in, found.invited, found.neither) == (4, 1, 1, 2)
    assert (found.without_children, found.waiting) == (1, 1)
    assert (found.pupils, found.without_parents) == (4, 0)
