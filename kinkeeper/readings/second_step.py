"""What an office sees of how somebody signs in: whether there is a second step, never which phone
or key."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.accounts.models import SetUpRelease
from kinkeeper.accounts.second_step import factors_of, required_of
from kinkeeper.people.models import Person


@dataclass(frozen=True)
class SecondStep:
    """`until`: to when a new one may be set up, if at all."""

    has: bool
    required: bool
    until: datetime | None

    @property
    def words(self) -> str:
        if self.has:
            return _("Signs in with a second step.")
        if self.required:
            return _("Has not set up the second step yet.")
        return _("Signs in without a second step.")


def shown(viewer: Viewer, person: Person) -> SecondStep | None:
    """None for who may not change the account."""
    if not scopes.editable_people(viewer).filter(pk=person.pk).exists():
        return None
    allowed = SetUpRelease.objects.filter(person=person, until__gt=timezone.now())
    until = allowed.values_list("until", flat=True).first()
    return SecondStep(factors_of(person).any, required_of(person), until)
