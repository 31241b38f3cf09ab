"""Why somebody gets no credential."""

from enum import StrEnum

from kinkeeper.families.may_open_account import SHARED_PERSON as NEEDS_A_RELEASE


class LeftOut(StrEnum):
    NOT_ACTIVE = "not-active"
    SIGNED_IN_ALREADY = "signed-in-already"
    TWO_PEOPLE = "two-people"
    NO_RELATIONSHIP = "no-relationship"
    NO_EMAIL = "no-email"
    EMAIL_RETURNED = "email-returned"
    PUPILS_EMAIL = "pupils-email"
    SECOND_ACCOUNT = "second-account"
    PROTECTED = "protected"
    SHARED_PERSON = NEEDS_A_RELEASE
