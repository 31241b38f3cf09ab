"""Every closed list of an import, once: what a plan does, how files are matched, how they are read.

Django's choices take their values from here and add labels; commands and forms take theirs, too.
SQL and Polars write the values out, and a test holds that they write no others.
"""

from enum import StrEnum

# How the source of what was entered by hand begins.
ENTRY = "entry:"
# The source of what may be either account's since two were parted: withdrawn until a file says it.
PARTED = "parted"


class Hat(StrEnum):
    """As what somebody is here who works at a school and is a parent: one at a time."""

    STAFF = "staff"
    PARENT = "parent"


class SignedInBy(StrEnum):
    """With what somebody has signed in."""

    PASSWORD = "password"  # noqa: S105  # a code
    CODE_OR_LINK = "code-or-link"
    PASSKEY = "passkey"
    PASSWORD_AND_APP = "password-and-app"  # noqa: S105  # a code
    RECOVERY_CODE = "recovery-code"
    PROVIDER = "provider"


class PersonAct(StrEnum):
    """What a line of a plan does with a person."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ASKED = "asked"
    REJECTED = "rejected"


class RelationshipAct(StrEnum):
    """What a line of a plan does with one parent and one child."""

    CREATE = "create"
    EXISTING = "existing"
    PROPOSE = "propose"
    REMOVE = "remove"
    DROP = "drop"
    PENDING = "pending"
    WAITING = "waiting"
    WITHHOLD = "withhold"
    REDATE = "redate"
    REWAIT = "rewait"
    UNWAIT = "unwait"
    HELD_BACK = "held-back"
    ASKED = "asked"
    REJECTED = "rejected"


class RightsAct(StrEnum):
    """What a line of a plan does with what its series says a parent may see of a child: said for
    the first time, less or more than before, or the same again."""

    SET = "set"
    NARROW = "narrow"
    WIDEN = "widen"
    EXISTING = "existing"


class RecordAct(StrEnum):
    """What a line of a plan does with a school record; what is unchanged is counted alone."""

    CREATE = "create"
    CHANGE = "change"
    REMOVE = "remove"
    UNCHANGED = "unchanged"


class ConsentAct(StrEnum):
    """What a line of a plan does with what a pupil of age allows a parent by a file: what the pupil
    has decided stays."""

    SET = "set"
    EXISTING = "existing"
    DECIDED = "decided"


class RelationshipState(StrEnum):
    ACTIVE = "active"
    PROPOSED = "proposed"
    BLOCKED = "blocked"
    ENDED = "ended"


class PendingState(StrEnum):
    WAITING = "waiting"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"


class ImportState(StrEnum):
    RECEIVED = "received"
    PLANNED = "planned"
    REFUSED = "refused"
    APPLIED = "applied"
    UNDONE = "undone"
    DISCARDED = "discarded"
    STALE = "stale"
    FAILED = "failed"


class About(StrEnum):
    """What an import speaks of: its subject."""

    PEOPLE = "people"
    RECORDS = "records"
    RIGHTS = "rights"
    EVERYTHING = "everything"


class Profile(StrEnum):
    SYSTEM_ADMINISTRATOR = "system-administrator"
    SCHOOL_ADMINISTRATOR = "school-administrator"
    TEACHER = "teacher"
    PUPIL = "pupil"
    PARENT = "parent"


# The profiles of adults who work here; each of them can be a parent, too.
STAFF = (Profile.SYSTEM_ADMINISTRATOR, Profile.SCHOOL_ADMINISTRATOR, Profile.TEACHER)


class MatchOn(StrEnum):
    """By what alone a row finds its person."""

    SYNC_KEY = "sync-key"
    USERNAME = "username"
    EMAIL = "email"


class ChildMatch(StrEnum):
    """What names a child in a row."""

    SYNC_KEY = "sync-key"
    USERNAME = "username"
    INTERNAL_ID = "internal-id"


class Links(StrEnum):
    """Whether a file is the whole truth about its parents' children (K6)."""

    ADD = "add"
    EXACT = "exact"


class Overwrite(StrEnum):
    """What of a person a file replaces."""

    BLANK = "blank"
    NAMED = "named"
    ALL = "all"


class DateOrder(StrEnum):
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Area(StrEnum):
    """What of a child's school life a parent may see (K16), in the order in which it is told."""

    SCHOOL_DAY = "school-day"
    WORK_RESULTS = "work-results"
    ABSENCE = "absence"
    BEHAVIOUR = "behaviour"
    MESSAGES = "messages"
    CONTACT = "contact"
    DOCUMENTS = "documents"


class ShownState(StrEnum):
    """Whether a parent is shown anything of a child at the child's own school, or why not."""

    VISIBLE = "visible"
    NO_RIGHT = "no-right"
    OF_AGE = "of-age"
    NOT_STARTED = "not-started"
    LEFT = "left"


class Basis(StrEnum):
    """On what a parent's access to a pupil of age rests in law (K18)."""

    GUARDIANSHIP = "guardianship"
    POWER_OF_ATTORNEY = "power-of-attorney"
    WRONG_BIRTH_DATE = "wrong-birth-date"
    OTHER = "other"


class BlockBasis(StrEnum):
    """On what a block of a parent and a child rests (K15)."""

    NOT_STATED = "not-stated"
    COURT_ORDER = "court-order"
    CHILD_PROTECTION = "child-protection"
    HEAD_OF_SCHOOL = "head-of-school"
    PUPIL_OF_AGE = "pupil-of-age"
    OTHER = "other"


class Preset(StrEnum):
    """Areas that are often given together, under one name."""

    EVERYTHING = "everything"
    WITHOUT_CONTACT = "without-contact"
    DAY_TO_DAY = "day-to-day"
    RESULTS_ONLY = "results-only"
    SCHOOL_DAY_ONLY = "school-day-only"
    NOTHING = "nothing"


AREAS_OF = {
    Preset.EVERYTHING: frozenset(Area),
    Preset.WITHOUT_CONTACT: frozenset(Area) - {Area.CONTACT},
    Preset.DAY_TO_DAY: frozenset({Area.SCHOOL_DAY, Area.ABSENCE, Area.MESSAGES}),
    Preset.RESULTS_ONLY: frozenset({Area.WORK_RESULTS, Area.DOCUMENTS}),
    Preset.SCHOOL_DAY_ONLY: frozenset({Area.SCHOOL_DAY}),
    Preset.NOTHING: frozenset[Area](),
}


class Standing(StrEnum):
    """On what, in law, a parent's rights to a child rest."""

    NOT_STATED = "not-stated"
    RESPONSIBLE = "responsible"
    NOT_RESPONSIBLE = "not-responsible"
    COURT_ORDER = "court-order"
    AGREEMENT = "agreement"
    DELEGATED = "delegated"
