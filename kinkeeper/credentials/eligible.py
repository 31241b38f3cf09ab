"""Who gets a credential and who is left out, with the reason, before anything is issued."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kinkeeper.families.models import Relationship
from kinkeeper.families.models import State as PairState
from kinkeeper.people.models import Person, Profile, State


@dataclass(frozen=True)
class Choice:
    """`code` and `reason` are empty for whoever gets one."""

    person: Person
    code: str = ""
    reason: str = ""

    @property
    def gets_one(self) -> bool:
        return not self.code


def choose(people: Iterable[Person], *, by_email: bool) -> list[Choice]:
    """One choice for each of the people, in their order; two queries however many they are."""
    listed = list(people)
    connected = set(
        Relationship.objects.filter(
            parent__in=[person.pk for person in listed],
            state=PairState.ACTIVE,
            child__state=State.ACTIVE,
        ).values_list("parent_id", flat=True)
    )
    return [_choice(person, person.pk in connected, by_email) for person in listed]


def _choice(person: Person, connected: bool, by_email: bool) -> Choice:
    if person.state != State.ACTIVE:
        return Choice(person, "not-active", _("is not active; restore the person first"))
    if person.last_login is not None and person.has_password:
        return Choice(
            person,
            "signed-in-already",
            _(
                "has signed in already; “Forgotten password” on the sign-in page helps, or "
                "“Start over” on the person’s page here"
            ),
        )
    if person.profile == Profile.PARENT and not connected:
        return Choice(person, "no-relationship", _("has no child here yet; connect one first"))
    if by_email and not person.email:
        return Choice(person, "no-email", _("has no e-mail address; print a letter"))
    return Choice(person)
