"""The figures of an office's first page are those of each person looked at alone."""

from collections.abc import Collection

import pytest
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Now
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer, of_person
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.families.consent_models import Consent
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.readings import parent_progress
from tests.access.wall.test_who_is_asking import asked_by
from tests.access.wall.test_who_sees_whom_laws import CHILDREN, SITES, Site
from tests.cast import Cast

pytestmark = pytest.mark.django_db
STAFF = ["admin", "henry", "lara", "maria", "tora"]
DECIDED = st.sets(st.sampled_from(CHILDREN))


def one_by_one(viewer: Viewer) -> dict[str, int]:
    connected = Relationship.objects.filter(goes_on())
    people = scopes.people(viewer).filter(state=PersonState.ACTIVE)
    issued = Credential.objects.filter(
        person=OuterRef("pk"), state=CredentialState.ISSUED, expires_at__gt=Now()
    )
    parents = people.filter(profile=Profile.PARENT).aggregate(
        parents=Count("pk"),
        signed_in=Count("pk", filter=Q(last_login__isnull=False)),
        invited=Count("pk", filter=Q(last_login=None) & Q(Exists(issued))),
        without_children=Count("pk", filter=~Q(Exists(connected.filter(parent=OuterRef("pk"))))),
    )
    pupils = people.filter(profile=Profile.PUPIL).aggregate(
        pupils=Count("pk"),
        without_parents=Count("pk", filter=~Q(Exists(connected.filter(child=OuterRef("pk"))))),
    )
    return parents | pupils


def together(viewer: Viewer) -> dict[str, int]:
    counts = vars(parent_progress.counts(viewer))
    return {name: counts[name] for name in one_by_one(viewer)}


@given(SITES.filter(lambda site: site.asker in STAFF), DECIDED)
@example(Site("henry", of_age={"nora"}), {"nora"})
@example(Site("henry", of_age={"nora", "elias"}), set())
@example(Site("henry"), {"nora"})
@example(Site("maria", of_age={"nora"}), set())
@example(Site("admin", hidden="nora", of_age={"theo"}), set())
def test_k18_k28_law_figures_are_those_of_each_person_alone(
    cast: Cast, site: Site, decided: Collection[str]
) -> None:
    with transaction.atomic():
        asker = site.make(cast)
        for name in decided:
            pupil = getattr(cast, name)
            for parent in Person.objects.filter(as_parent__child=pupil)[:1]:
                Consent.objects.create(pupil=pupil, parent=parent, areas=["messages"])
        issue_many(Actor(None, "an office", "a test"), [cast.jonas.pk], Channel.LETTER)
        Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z")
        viewer = of_person(asker, "a test")
        assert together(viewer) == one_by_one(viewer)
        with asked_by(asker):
            viewer = of_person(asker, "a test")
            assert together(viewer) == one_by_one(viewer)
        transaction.set_rollback(True)
