"""What somebody who administers has to do: the first steps of a new site, then what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.accounts import second_step
from kinkeeper.credentials.models import Credential
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.letters.models import MAILS, Letter, LetterState
from kinkeeper.organisations import settings
from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.organisations.own_settings import contacts
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.people.reach import within
from kinkeeper.readings import (
    absence_reports,
    attacks,
    breaches,
    contact_changes,
    conversations,
    inbox,
)
from kinkeeper.readings.attacks import Attack
from kinkeeper.readings.parent_progress import Counts
from kinkeeper.sources.models import Outcome, Run, Source

PLANS = 5
MANY = 500


class Step(StrEnum):
    """In their order."""

    PARENT_LOGIN = auto()
    PUPILS = auto()
    PARENTS = auto()
    LETTERS = auto()


@dataclass(frozen=True)
class FirstStep:
    """`may` says whether the viewer may do it, or has to ask somebody."""

    step: Step
    done: bool
    may: bool


@dataclass(frozen=True)
class Waiting:
    """`questions` is counted no further than a person cares. `password_alone`: staff need no second
    step, which is said to whoever may change it and is nothing that waits."""

    questions: int
    absences: int
    contact_changes: int
    messages: int
    plans: Sequence[Import]
    more_plans: bool
    unsent: int
    last_unsent: int | None
    sources: Sequence[Source]
    without_office: Sequence[Organisation]
    attacks: Sequence[Attack]
    breaches: int
    password_alone: bool

    @property
    def nothing(self) -> bool:
        return not (
            self.questions
            or self.absences
            or self.contact_changes
            or self.messages
            or self.plans
            or self.unsent
            or self.sources
            or self.without_office
            or self.attacks
            or self.breaches
        )


def first_steps(viewer: Viewer, counts: Counts) -> list[FirstStep]:
    """From an empty site to letters in parents' hands; empty when all is done. Parents are those of
    the pupils within reach, wherever they are listed themselves."""
    connected = Relationship.objects.filter(
        goes_on(), within(viewer.reach, "child_id"), parent__state=PersonState.ACTIVE
    )
    steps = [
        FirstStep(
            Step.PARENT_LOGIN, settings.get("parent_login"), may(viewer, Verb.SETTINGS_CHANGE)
        ),
        FirstStep(Step.PUPILS, counts.pupils > 0, may(viewer, Verb.IMPORTS_RUN)),
        FirstStep(Step.PARENTS, connected.exists(), may(viewer, Verb.IMPORTS_RUN)),
        FirstStep(Step.LETTERS, _some_invited(connected), may(viewer, Verb.CREDENTIALS_ISSUE)),
    ]
    return [] if all(each.done for each in steps) else steps


def _some_invited(connected: QuerySet[Relationship]) -> bool:
    """Whether one of these parents has been in, or had a letter. On a new site no one has, and on a
    large one nearly no one at first: so it begins with those who have, and not with each pair."""
    signed_in = Person.objects.filter(last_login__isnull=False, profile=Profile.PARENT)
    for some in (
        Credential.objects.order_by().values_list("person", flat=True),
        signed_in.order_by().values_list("pk", flat=True),
    ):
        asked = list(some[:MANY])
        if asked and connected.filter(parent__in=asked).exists():
            return True
        if len(asked) == MANY and connected.filter(parent__in=some).exists():
            return True
    return False


def waiting(viewer: Viewer) -> Waiting:
    """What waits for this viewer, however much it is in a dozen queries."""
    plans = list(scopes.imports(viewer).filter(state=ImportState.PLANNED, bundle=None)[: PLANS + 1])
    unsent = _unsent(viewer)
    return Waiting(
        questions=inbox.count(viewer),
        absences=absence_reports.waiting(viewer),
        contact_changes=contact_changes.waiting(viewer),
        messages=conversations.waiting(viewer),
        plans=plans[:PLANS],
        more_plans=len(plans) > PLANS,
        unsent=unsent.values("person").distinct().count(),
        last_unsent=unsent.order_by("-batch").values_list("batch", flat=True).first(),
        sources=list(_failed(viewer)),
        without_office=_without_office(viewer),
        attacks=attacks.recent(viewer),
        breaches=breaches.open_ones(viewer),
        password_alone=may(viewer, Verb.SETTINGS_CHANGE) and not second_step.is_required(),
    )


def _unsent(viewer: Viewer) -> QuerySet[Letter]:
    """Mails that failed, of people who have no other way in since and have not been in."""
    since = Letter.objects.filter(
        person=OuterRef("person"),
        pk__gt=OuterRef("pk"),
        state__in=[LetterState.WAITING, LetterState.SENT, LetterState.MADE],
    )
    failed = Letter.objects.filter(
        batch__in=scopes.batches(viewer).filter(form__in=MAILS), state=LetterState.FAILED
    )
    return failed.filter(~Exists(since), person__last_login=None)


def _failed(viewer: Viewer) -> QuerySet[Source]:
    """Sources whose last run failed, or found a file that was refused."""
    last = Run.objects.filter(source=OuterRef("pk")).order_by("-pk")
    found = scopes.sources(viewer).annotate(last=Subquery(last.values("outcome")[:1]))
    return found.filter(last__in=[Outcome.FAILED, Outcome.REFUSED]).order_by(F("pk"))


def _without_office(viewer: Viewer) -> list[Organisation]:
    """Schools whose parents are told of nobody to ask."""
    said = contacts()
    schools = scopes.organisations(viewer).filter(kind=OrganisationKind.SCHOOL).order_by("path")
    return [school for school in schools if not said.at(school.path).office]
