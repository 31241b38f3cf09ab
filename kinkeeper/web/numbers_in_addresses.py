"""What the numbers in an address name. `tests/web/test_numbers_in_addresses.py` finds a page that
is missing here: a try at what never was would leave a line in the journal."""

from collections.abc import Sequence

from django.db.models import Model

from kinkeeper.accounts.models import Passkey
from kinkeeper.accounts.provider_models import Identity, IdentityProvider
from kinkeeper.breaches.models import Breach
from kinkeeper.families.models import PendingRelationship, Question, Relationship
from kinkeeper.feeds.models import Feed
from kinkeeper.from_home.models import AbsenceReport, ContactChange
from kinkeeper.intake.models import Import
from kinkeeper.letters.models import Batch
from kinkeeper.meetings.models import Booking, Offer, Slot
from kinkeeper.messaging.models import Conversation, Message, Sending
from kinkeeper.organisations.models import Organisation
from kinkeeper.parent_features.models import Picture
from kinkeeper.people.erasure_models import Erasure
from kinkeeper.people.models import Person
from kinkeeper.records.models import (
    Assignment,
    Document,
    DocumentVersion,
    Group,
    HandEntry,
    LearningPlan,
    Notice,
    School,
)
from kinkeeper.sources.models import Source

type Named = tuple[type[Model], int]

# By how a pattern of addresses begins: the longest one counts.
NAMED: dict[str, tuple[type[Model], ...]] = {
    "account/identity/": (Identity,),
    "account/passkeys/": (Passkey,),
    "account/provider/": (IdentityProvider,),
    "account/prove/provider/": (IdentityProvider,),
    "children/": (Person, Notice),
    "children/<str:number>/documents/": (Person, Document),
    "children/<str:number>/learning-plans/": (Person, LearningPlan),
    "children/absence/": (AbsenceReport,),
    "children/calendar/": (Feed,),
    "children/messages/": (Conversation, Message),
    "children/meetings/": (Offer, Person),
    "children/meetings/booked/": (Booking,),
    "me/": (Person,),
    "me/absence/": (AbsenceReport,),
    "me/documents/": (Document,),
    "pictures/": (Picture,),
    "sign-in/provider/": (IdentityProvider,),
    "staff/absence/": (AbsenceReport,),
    "staff/breaches/": (Breach,),
    "staff/contact-changes/": (ContactChange,),
    "staff/credentials/": (Batch,),
    "staff/entries/": (HandEntry,),
    "staff/entries/<int:number>/version/": (HandEntry, DocumentVersion),
    "staff/entries/assignment/": (School,),
    "staff/entries/assignments/": (Group,),
    "staff/entries/document/": (School,),
    "staff/entries/event/": (School,),
    "staff/entries/notice/": (School,),
    "staff/entries/register/": (Group,),
    "staff/entries/results/": (Assignment,),
    "staff/imports/": (Import,),
    "staff/inbox/": (Question, Person),
    "staff/inbox/alike/": (Import,),
    "staff/messages/": (Conversation, Message),
    "staff/messages/class/": (Organisation,),
    "staff/messages/pupil/": (Person,),
    "staff/messages/sent/": (Sending,),
    "staff/meetings/": (Offer,),
    "staff/meetings/booked/": (Booking,),
    "staff/meetings/new/": (Organisation,),
    "staff/meetings/times/": (Slot,),
    "staff/notices/": (Notice, Person),
    "staff/organisations/": (Organisation,),
    "staff/parent-features/": (Organisation,),
    "staff/people/": (Person, Person),
    "staff/people/<int:number>/identity/": (Person, Identity),
    "staff/relationships/": (Relationship,),
    "staff/relationships/pending/": (PendingRelationship,),
    "staff/settings/erased/": (Erasure,),
    "staff/settings/providers/": (IdentityProvider,),
    "staff/sources/": (Source,),
}


def named_by(route: str, numbers: Sequence[str]) -> list[Named | None]:
    """What each number of an address with this pattern names; None: it is not asked for. Nobody
    guesses what a session is called, and the pages may not read the sessions of others."""
    longest = max((each for each in NAMED if route.startswith(each)), key=len, default="")
    kinds = NAMED.get(longest, ())
    if not all(each.isdigit() for each in numbers):
        return [None]
    return [(kind, int(each)) for kind, each in zip(kinds, numbers, strict=False)]
