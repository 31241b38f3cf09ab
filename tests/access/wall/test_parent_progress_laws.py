"""The figures of an office's first page are those of each person looked at alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
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
from kinkeeper.lib import db
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


# How many people the database believes there are: an office of few is counted another way.
PEOPLE = "UPDATE pg_class SET reltuples = %s WHERE oid = 'people_person'::regclass"
AROUND_TODAY = st.none() | st.integers(-4, 4)


@dataclass(frozen=True)
class Days:
    """`ends`: in how many the relationships of one parent do; `of_age`: in how many a pupil is.
    `large`: the site is, so that the viewer has few of its people."""

    ends: int | None = None
    of_age: int | None = None
    large: bool = False


@given(
    SITES.filter(lambda site: site.asker in STAFF),
    DECIDED,
    st.builds(Days, AROUND_TODAY, AROUND_TODAY, st.booleans()),
)
@example(Site("henry", of_age={"nora"}), {"nora"}, Days(large=True))
@example(Site("henry", of_age={"nora", "elias"}), set(), Days())
@example(Site("henry", of_age={"nora", "elias"}), set(), Days(large=True))
@example(Site("henry"), {"nora"}, Days(ends=-1))
@example(Site("maria", of_age={"nora"}), set(), Days(ends=0))
@example(Site("admin", hidden="nora", of_age={"theo"}), set(), Days(of_age=1))
@example(Site("admin", trashed="jonas"), set(), Days(ends=-2, of_age=-1))
@example(Site("lara", belongs=[("nora", "lakeside")]), set(), Days(ends=1, of_age=0))
def test_k18_k28_k35_law_figures_are_those_of_each_person_alone(
    cast: Cast, site: Site, decided: Collection[str], days: Days
) -> None:
    with transaction.atomic():
        asker = site.make(cast)
        today = timezone.now().date()
        db.run(PEOPLE, [1e9 if days.large else 1])
        if days.ends is not None:
            theirs = Relationship.objects.filter(parent=cast.jonas)
            theirs.update(ends_on=today + timedelta(days=days.ends))
        if days.of_age is not None:
            born = date(today.year - 18, today.month, min(today.day, 28))
            born += timedelta(days=days.of_age)
            Person.objects.filter(pk=cast.elias.pk).update(birth_date=born)
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
