"""Why an undo left something; `said` has the words."""

from enum import StrEnum


class Why(StrEnum):
    """What the undo's statements answer, and what is read from it."""

    # of people
    USED = "used"
    NAMED = "named"  # import
    MERGED = "merged"
    RELATED = "related"
    RIGHTS_SET = "rights-set"
    PROTECTED = "protected"
    RECORDED = "recorded"
    OUTSIDE = "outside"
    # of a relationship
    RELATIONSHIP_NAMED = "pair-named"  # import
    BLOCKED = "blocked"  # by, who, when
    ENDED = "ended"  # by, who, when
    RESTRICTED = "restricted"
    SAID_BY_OTHERS = "said-by-others"  # sources
    RIGHTS_NARROWED = "rights-narrowed"
    # of a school record
    RECORD_CHANGED = "record-changed"  # kind, key
    RECORD_NAMED = "record-named"  # kind, key, import
    RECORD_NEEDED = "record-needed"  # kind, key
    # of either
    CHANGED = "changed"  # by, who, when, as far as they are known
    # of one field
    FIELD_CHANGED = "field-changed"  # field
    OWNED = "owned"
    SHARED = "shared"
    FORGOTTEN = "forgotten"
    TAKEN = "taken"
    LEGACY = "legacy"  # text: a sentence of an earlier version
