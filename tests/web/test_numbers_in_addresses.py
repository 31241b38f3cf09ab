"""R-070: what the numbers of each address name, asked by the address's name: a new page for which
the beginning of an older one would answer fails here until someone has said it."""

import re

import pytest
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
from kinkeeper.web.numbers_in_addresses import named_by
from tests.access.test_matrix import PAGES
from tests.routes import routes

# By what the matrix of pages says that an address names.
MEANT: dict[str, tuple[type[Model], ...]] = {
    "accounts": (Person, Person),
    "adult": (Person,),
    "alike": (Import,),
    "answered": (Question,),
    "applied": (Import,),
    "asked": (Notice,),
    "asked-child": (Notice, Person),
    "batch": (Batch,),
    "block": (Person,),
    "blocked": (Relationship,),
    "booking": (Booking,),
    "breach": (Breach,),
    "child": (Person,),
    "class": (Organisation,),
    "conversation": (Conversation,),
    "contact-change": (ContactChange,),
    "document": (Person, Document),
    "document-entry": (HandEntry,),
    "document-version": (HandEntry, DocumentVersion),
    "entry": (HandEntry,),
    "erasure": (Erasure,),
    "feed": (Feed,),
    "identity": (Identity,),
    "import": (Import,),
    "learning-plan": (Person, LearningPlan),
    "meeting": (Offer,),
    "meeting-of": (Offer, Person),
    "meeting-time": (Slot,),
    "merge": (Person, Person),
    "message": (Conversation, Message),
    "notice": (Person, Notice),
    "of-age": (Import,),
    "organisation": (Organisation,),
    "own-conversation": (Conversation,),
    "own-document": (Document,),
    "own-message": (Conversation, Message),
    "own-report": (AbsenceReport,),
    "parent": (Person,),
    "passkey": (Passkey,),
    "pending": (PendingRelationship,),
    "person": (Person,),
    "person-identity": (Person, Identity),
    "picture": (Picture,),
    "place": (Organisation,),
    "plan-entry": (HandEntry,),
    "proposed": (Relationship,),
    "sending": (Sending,),
    "provider": (IdentityProvider,),
    "question": (Question,),
    "question-of-cell": (Question,),
    "question-of-former-key": (Question,),
    "question-of-key": (Question,),
    "question-of-key-and-child": (Question, Person),
    "question-of-name": (Question,),
    "records-group": (Group,),
    "records-school": (School,),
    "relationship": (Person, Person),
    "release": (Question,),
    "report": (AbsenceReport,),
    "source": (Source,),
    "unmerged": (Person, Person),
    "work": (Assignment,),
}
NUMBERED = {
    each.name: each.path.removeprefix("/")
    for each in routes()
    if re.search(r"<int:|<str:number>", each.path)
}


@pytest.mark.parametrize("name", NUMBERED)
def test_each_number_names_what_the_page_is_about(name: str) -> None:
    route, kind = NUMBERED[name], PAGES[name].kind
    numbers = [str(at + 1) for at in range(len(re.findall(r"<int:|<str:number>", route)))]
    assert named_by(route, numbers) == list(zip(MEANT[kind], map(int, numbers), strict=True)), (
        f"{name} ({kind}): say in web/numbers_in_addresses.py what its numbers name"
    )
