"""Who may do what: one table from profile to verbs, asked with `may`."""

from enum import StrEnum, auto

from kinkeeper.access.viewer import Viewer
from kinkeeper.people.models import Profile


class Verb(StrEnum):
    """noun_verb, in alphabetical order; how far a verb reaches is decided by the scopes."""

    ABSENCE_CONFIRM = auto()
    CHILDREN_SEE = auto()
    CREDENTIALS_ISSUE = auto()
    IMPORTS_RUN = auto()
    JOURNAL_READ = auto()
    MESSAGES_WRITE = auto()
    MEETINGS_OFFER = auto()
    NOTICES_FOLLOW = auto()
    ORGANISATIONS_EDIT = auto()
    PARENT_FEATURES_SEE = auto()
    PARENTS_VIEW_AS = auto()
    PEOPLE_ADD = auto()
    PEOPLE_EDIT = auto()
    PEOPLE_MERGE = auto()
    PEOPLE_SEE = auto()
    PROTECTED_OPEN = auto()
    RECORDS_ENTER = auto()
    RELATIONSHIPS_CHANGE = auto()
    SETTINGS_CHANGE = auto()
    SOURCES_KEEP = auto()


SCHOOL_WORK = frozenset(
    {
        Verb.ABSENCE_CONFIRM,
        Verb.CREDENTIALS_ISSUE,
        Verb.IMPORTS_RUN,
        Verb.JOURNAL_READ,
        Verb.MESSAGES_WRITE,
        Verb.MEETINGS_OFFER,
        Verb.NOTICES_FOLLOW,
        Verb.ORGANISATIONS_EDIT,
        Verb.PARENT_FEATURES_SEE,
        Verb.PARENTS_VIEW_AS,
        Verb.PEOPLE_ADD,
        Verb.PEOPLE_EDIT,
        Verb.PEOPLE_MERGE,
        Verb.PEOPLE_SEE,
        Verb.RECORDS_ENTER,
        Verb.RELATIONSHIPS_CHANGE,
        Verb.SOURCES_KEEP,
    }
)
MAY: dict[str, frozenset[Verb]] = {
    Profile.SYSTEM_ADMINISTRATOR: SCHOOL_WORK
    | {Verb.CHILDREN_SEE, Verb.PROTECTED_OPEN, Verb.SETTINGS_CHANGE},
    Profile.SCHOOL_ADMINISTRATOR: SCHOOL_WORK | {Verb.CHILDREN_SEE},
    Profile.TEACHER: frozenset(
        {
            Verb.ABSENCE_CONFIRM,
            Verb.CHILDREN_SEE,
            Verb.MESSAGES_WRITE,
            Verb.MEETINGS_OFFER,
            Verb.NOTICES_FOLLOW,
            Verb.PEOPLE_SEE,
            Verb.RECORDS_ENTER,
        }
    ),
    Profile.PARENT: frozenset({Verb.CHILDREN_SEE}),
    Profile.PUPIL: frozenset(),
}
# Whom a school administrator adds, imports, edits and trashes.
SCHOOLS_OWN = (Profile.TEACHER, Profile.PUPIL, Profile.PARENT)


def may(viewer: Viewer, verb: Verb) -> bool:
    return verb in MAY.get(viewer.profile, frozenset())


def may_handle_profile(viewer: Viewer, profile: str) -> bool:
    """Whether the viewer may add, import, edit or trash people with this profile.

    Only a system administrator makes or touches administrators; otherwise a school administrator
    could raise anybody, or take over somebody who reaches further.
    """
    if not may(viewer, Verb.PEOPLE_EDIT):
        return False
    return viewer.is_system_administrator or profile in SCHOOLS_OWN
