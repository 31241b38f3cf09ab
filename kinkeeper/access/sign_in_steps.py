"""What is still to be done when somebody's password was right."""

from enum import StrEnum, auto

from kinkeeper.accounts import set_up
from kinkeeper.accounts.second_step import has_what_counts, required_of
from kinkeeper.people.models import Person


class Step(StrEnum):
    NOTHING = auto()
    SHOW = auto()  # what they have
    SET_UP = auto()
    PROVE = auto()  # that they may set one up


def step_for(person: Person) -> Step:
    """Who has a second step is asked for it, whatever the site asks for."""
    if has_what_counts(person):
        return Step.SHOW
    if not required_of(person):
        return Step.NOTHING
    return Step.SET_UP if set_up.is_allowed(person) else Step.PROVE
