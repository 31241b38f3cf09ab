"""Every address × everybody × what is theirs, what is not, what never was × looking and sending.

The addresses come from the resolver, so a new one fails here until `PAGES` says what it answers to
whom, and `every_kind` can make what it names. Whatever `PAGES` does not open is shut, with the same
bytes as an address of something that never existed.

The same walk tells whether the wall hides anything that a page shows: each page is the same behind
it and without it. A question that needs more than its asker sees (does this account rest? who else
is connected with my children?) is answered too easily behind the wall, and nothing breaks: here it
shows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from kinkeeper.access.models import SessionOwner
from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import inbox
from kinkeeper.records.models import Enrolment, Group
from kinkeeper.web.gate import Rule
from tests.access.every_kind import NOWHERE, Things, World, feed, world
from tests.answers import lacking
from tests.records import small
from tests.routes import routes
from tests.wall import requests_behind_it

pytestmark = pytest.mark.django_db

# Who asks, by one letter: nobody signed in, a system administrator, a school administrator, a
# teacher, a teacher who is a parent, a parent, a pupil.
NOBODY, SYSTEM, SCHOOL, TEACHER, BOTH, PARENT, PUPIL = ROLES = "-ASTBPU"
ALL = "ASTBPU"
STAFF = "ASTB"
OFFICE = "AS"
TOKEN, PROFILE = "a token", "a profile"
COUNT = inbox.count


@dataclass(frozen=True)
class Page:
    """`kind` is what the address names (blank: nothing), `told` what it answers to a GET and to an
    empty POST, by who asks; whoever is not in it finds it shut."""

    kind: str
    told: dict[str, tuple[int, int]]


def page(who: str, kind: str = "") -> Page:
    """To be looked at only."""
    return Page(kind, {who: (200, 405)})


def form(who: str, kind: str = "", *, sent: int = 422) -> Page:
    """To be looked at, and sent."""
    return Page(kind, {who: (200, sent)})


def act(who: str, kind: str = "") -> Page:
    """To be sent only."""
    return Page(kind, {who: (405, 302)})


def entry(nobody: tuple[int, int], somebody: tuple[int, int], kind: str = "") -> Page:
    """Open to whoever comes in."""
    return Page(kind, {NOBODY: nobody, ALL: somebody})


PAGES = {
    "entry:home": entry((302, 405), (302, 405)),
    "entry:healthz": entry((200, 405), (200, 405)),
    "entry:metrics": entry((404, 405), (404, 405)),
    "entry:manifest": entry((200, 405), (200, 405)),
    "entry:offline": entry((200, 405), (200, 405)),
    "entry:worker": entry((200, 405), (200, 405)),
    "entry:calendar": entry((404, 405), (404, 405), TOKEN),
    "entry:robots": entry((200, 405), (200, 405)),
    "entry:security-txt": entry((404, 405), (404, 405)),
    "entry:sign-in": entry((200, 422), (302, 302)),
    "entry:passkey": entry((405, 302), (405, 302)),
    "entry:passkey-options": entry((405, 200), (405, 200)),
    # the provider is away, and no browser has begun a way there
    "entry:provider": Page("provider", {NOBODY: (405, 302), ALL: (405, 302)}),
    "entry:provider-back": Page("provider", {NOBODY: (400, 405), ALL: (400, 405)}),
    # for who is half-way in, and these are not
    "entry:second-step": entry((302, 302), (302, 302)),
    "entry:second-step-passkey": entry((302, 302), (302, 302)),
    "entry:second-step-passkey-options": entry((302, 302), (302, 302)),
    "entry:recovery-code": entry((302, 302), (302, 302)),
    "entry:start-anew": entry((302, 302), (302, 302)),
    "entry:set-up": entry((302, 302), (302, 302)),
    "entry:set-up-allowed": entry((302, 302), (302, 302)),
    "entry:set-up-app": entry((302, 302), (302, 302)),
    "entry:set-up-passkey": entry((302, 302), (302, 302)),
    "entry:set-up-passkey-options": entry((302, 302), (302, 302)),
    "entry:sign-out": entry((405, 302), (405, 302)),
    "entry:activate": entry((200, 422), (200, 422)),
    "entry:activate-password": entry((400, 400), (302, 302)),
    "entry:activate-again": entry((405, 200), (405, 200)),
    "entry:activate-link": entry((410, 405), (410, 405), TOKEN),
    "entry:activate-stray": entry((410, 405), (410, 405), TOKEN),
    "entry:forgotten": entry((200, 200), (200, 200)),
    "entry:forgotten-sent": entry((200, 405), (200, 405)),
    "entry:forgotten-password": entry((400, 400), (410, 410)),
    "entry:forgotten-link": entry((302, 405), (302, 405), TOKEN),
    "entry:forgotten-stray": entry((302, 405), (302, 405), TOKEN),
    "entry:address-confirm": Page("", {ALL: (404, 404)}),
    "entry:address-link": entry((302, 405), (302, 405), TOKEN),
    "entry:address-stray": entry((302, 405), (302, 405), TOKEN),
    "entry:not-me": entry((400, 400), (410, 410)),
    "entry:not-me-link": entry((302, 405), (302, 405), TOKEN),
    "entry:not-me-stray": entry((302, 405), (302, 405), TOKEN),
    # one answer to every token, without a sign-in
    "entry:stop-news": entry((200, 200), (200, 200), TOKEN),
    "entry:new-password": Page("", {ALL: (302, 302)}),
    "entry:hat": act(ALL),
    "entry:account-password": form(ALL, sent=200),
    "entry:security": page(ALL),
    # the first one needs more than an open session
    "entry:second-step-ask": act(ALL),
    "entry:second-step-link": Page(TOKEN, {ALL: (302, 405)}),
    "entry:add-app": Page("", {ALL: (404, 404)}),
    "entry:remove-app": act(ALL),
    "entry:add-passkey": Page("", {ALL: (405, 404)}),
    "entry:add-passkey-options": Page("", {ALL: (405, 404)}),
    "entry:remove-passkey": Page("passkey", {ALL: (405, 404)}),
    "entry:recovery-codes": Page("", {ALL: (404, 404)}),
    # for parents and pupils
    "entry:own-data": Page("", {PARENT + PUPIL: (200, 200), STAFF: (404, 404)}),
    "entry:prove": form(ALL),
    # for whom the provider is, and who has an account there
    "entry:prove-provider": Page("provider", {ALL: (405, 404)}),
    "entry:link-provider": Page("provider", {PARENT: (405, 302), STAFF + PUPIL: (405, 404)}),
    "entry:unlink": Page("identity", {ALL: (405, 404)}),
    "entry:prove-passkey": act(ALL),
    "entry:prove-passkey-options": Page("", {ALL: (405, 200)}),
    "entry:sessions": page(ALL),
    "entry:sessions-end-others": act(ALL),
    "entry:session-end": act(ALL, "sign-in"),
    # a teacher who is a parent wears the other hat to look, and is told to change it to send
    "parents:children": Page("", {OFFICE + TEACHER + PARENT: (200, 405), BOTH: (200, 403)}),
    "parents:child": Page(
        "child", {PARENT: (200, 405), BOTH: (200, 403), OFFICE + TEACHER: (404, 405)}
    ),
    "parents:block": Page(
        "block", {PARENT: (200, 405), BOTH: (200, 403), OFFICE + TEACHER: (404, 405)}
    ),
    "parents:who-looked": Page(
        "child", {PARENT: (200, 405), BOTH: (200, 403), OFFICE + TEACHER: (404, 405)}
    ),
    "parents:another-child": Page(
        "", {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)}
    ),
    "parents:not-mine": Page(
        "child", {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)}
    ),
    "parents:notice": Page(
        "notice", {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)}
    ),
    "parents:document": Page(
        "document", {PARENT: (200, 405), BOTH: (200, 403), OFFICE + TEACHER: (404, 405)}
    ),
    "parents:learning-plan": Page(
        "learning-plan", {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)}
    ),
    "parents:absence": Page(
        "", {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)}
    ),
    "parents:absence-sent": Page(
        "own-report", {PARENT: (200, 405), BOTH: (200, 403), OFFICE + TEACHER: (404, 405)}
    ),
    "parents:absence-withdraw": Page(
        "own-report", {PARENT: (405, 302), BOTH: (405, 403), OFFICE + TEACHER: (405, 404)}
    ),
    "parents:messages": Page(
        "", {PARENT: (200, 405), BOTH: (200, 403), OFFICE + TEACHER: (404, 405)}
    ),
    "parents:message-new": Page(
        "", {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)}
    ),
    "parents:message": Page(
        "own-conversation",
        {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)},
    ),
    "parents:message-file": Page(
        "own-message", {PARENT: (200, 405), BOTH: (200, 403), OFFICE + TEACHER: (404, 405)}
    ),
    "parents:meetings": Page(
        "", {PARENT: (200, 405), BOTH: (200, 403), OFFICE + TEACHER: (404, 405)}
    ),
    "parents:meeting": Page(
        "meeting-of", {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)}
    ),
    "parents:meeting-cancel": Page(
        "booking", {PARENT: (405, 302), BOTH: (405, 403), OFFICE + TEACHER: (405, 404)}
    ),
    "parents:contact": Page(
        "", {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)}
    ),
    "parents:contact-withdraw": Page(
        "", {PARENT: (405, 302), BOTH: (405, 403), OFFICE + TEACHER: (405, 404)}
    ),
    "parents:e-mails": Page("", {OFFICE + TEACHER + PARENT: (200, 422), BOTH: (200, 403)}),
    "parents:e-mails-devices": Page("", {OFFICE + TEACHER + PARENT: (405, 302), BOTH: (405, 403)}),
    "entry:picture": Page(
        "picture", {OFFICE + BOTH + PARENT: (200, 405), TEACHER + PUPIL: (404, 405)}
    ),
    "parents:feeds": Page("", {PARENT: (200, 422), BOTH: (200, 403), OFFICE + TEACHER: (404, 404)}),
    "parents:feed-end": Page(
        "feed", {PARENT: (405, 302), BOTH: (405, 403), OFFICE + TEACHER: (405, 404)}
    ),
    "pupils:me": Page("", {PUPIL: (200, 405), STAFF + PARENT: (404, 405)}),
    "pupils:who-looked": Page("", {PUPIL: (200, 405), STAFF + PARENT: (404, 405)}),
    "pupils:records": Page("", {PUPIL: (200, 405), STAFF + PARENT: (404, 405)}),
    # Nora is not of age: documents of hers are written to the parents
    "pupils:document": Page("own-document", {ALL: (404, 405)}),
    "pupils:adult": Page("adult", {PUPIL: (200, 422)}),
    "pupils:absence": Page("", {PUPIL: (200, 422)}),
    "pupils:absence-withdraw": Page("report", {ALL: (405, 404)}),
    "staff:home": page(STAFF),
    "staff:absence": page(STAFF),
    "staff:absence-export": page(STAFF),
    "staff:absence-confirm": act(STAFF, "report"),
    "staff:absence-decline": form(STAFF, "report"),
    "staff:contact-changes": page(OFFICE),
    "staff:contact-change-accept": act(OFFICE, "contact-change"),
    "staff:contact-change-decline": form(OFFICE, "contact-change"),
    "staff:messages": page(STAFF),
    "staff:message-new": form(STAFF, "person"),
    "staff:message-to-class": form(STAFF, "class"),
    "staff:message": form(STAFF, "conversation"),
    "staff:message-sent": page(STAFF, "sending"),
    "staff:message-sent-withdraw": act(STAFF, "sending"),
    "staff:message-hand-over": act(STAFF, "conversation"),
    "staff:message-close": act(STAFF, "conversation"),
    "staff:message-reopen": act(STAFF, "conversation"),
    "staff:message-withdraw": act(STAFF, "message"),
    "staff:message-file": page(STAFF, "message"),
    "staff:meetings": page(STAFF),
    "staff:meeting": page(STAFF, "meeting"),
    "staff:meeting-export": page(STAFF, "meeting"),
    "staff:meeting-withdraw": form(STAFF, "meeting"),
    "staff:meeting-new": form(STAFF, "place"),
    "staff:meeting-enter": form(STAFF, "meeting-time"),
    "staff:meeting-close": act(STAFF, "meeting-time"),
    "staff:meeting-cancel": form(STAFF, "booking"),
    "staff:meeting-move": form(STAFF, "booking"),
    "staff:notices": page(STAFF),
    "staff:notice": page(STAFF, "asked"),
    "staff:notice-settle": form(STAFF, "asked-child"),
    "staff:entries": page(STAFF),
    "staff:entry-notice": form(STAFF, "records-school"),
    "staff:entry-event": form(STAFF, "records-school"),
    "staff:entry-assignment": form(STAFF, "records-school"),
    "staff:entry-document": form(STAFF, "records-school"),
    "staff:learning-plan": form(STAFF, "plan-entry"),
    "staff:person-learning-plan": form(STAFF, "person"),
    "staff:document-file": page(STAFF, "document-entry"),
    "staff:document-correct": form(STAFF, "document-entry"),
    "staff:document-version": page(STAFF, "document-version"),
    "staff:person-document": form(STAFF, "person"),
    "staff:assignments": page(STAFF, "records-group"),
    "staff:results": form(STAFF, "work"),
    "staff:register": form(STAFF, "records-group"),
    "staff:person-records": page(STAFF, "person"),
    "staff:person-absence": form(STAFF, "person"),
    "staff:person-remark": form(STAFF, "person"),
    "staff:entry": form(STAFF, "entry"),
    "staff:entry-withdraw": form(STAFF, "entry", sent=302),
    "staff:people": page(STAFF),
    "staff:person": page(STAFF, "person"),
    "staff:person-add": form(OFFICE),
    "staff:person-edit": form(OFFICE, "person"),
    "staff:person-copy": form(OFFICE, "person"),
    "staff:person-erase": form(SYSTEM, "person"),
    "staff:person-trash": form(OFFICE, "person", sent=302),
    "staff:person-restore": act(OFFICE, "person"),
    "staff:person-wake": act(OFFICE, "person"),
    "staff:person-one-person": act(OFFICE, "person"),
    "staff:person-view-as": form(OFFICE, "parent"),
    "staff:person-e-mail-again": act(OFFICE, "person"),
    "staff:person-sign-out": act(OFFICE, "person"),
    "staff:person-start-over": form(OFFICE, "person"),
    "staff:person-second-step": form(OFFICE, "person"),
    "staff:person-identity": form(OFFICE, "person-identity"),
    "staff:address-again": act(OFFICE, "person"),
    "staff:address-withdraw": act(OFFICE, "person"),
    "staff:person-connect": form(OFFICE, "person", sent=200),
    "staff:person-block": form(OFFICE, "person"),
    "staff:person-remove": form(OFFICE, "relationship"),
    "staff:person-rights": form(OFFICE, "relationship"),
    "staff:person-protection": form(OFFICE, "person"),
    "staff:protected": form(SYSTEM),
    "staff:person-continues": form(OFFICE, "relationship"),
    "staff:duplicates": page(OFFICE),
    "staff:person-merge": page(OFFICE, "person"),
    "staff:merge": form(OFFICE, "accounts"),
    "staff:merge-different": act(OFFICE, "accounts"),
    "staff:unmerge": form(OFFICE, "merge"),
    "staff:unmerged": page(OFFICE, "unmerged"),
    "staff:relationships": page(OFFICE),
    "staff:block-lift": form(OFFICE, "blocked"),
    "staff:block-review": form(OFFICE, "blocked"),
    "staff:proposed-grant": form(OFFICE, "proposed"),
    "staff:proposed-decline": form(OFFICE, "proposed"),
    "staff:pending-cancel": act(OFFICE, "pending"),
    "staff:inbox": page(OFFICE),
    "staff:inbox-decided": page(OFFICE),
    "staff:inbox-alike": form(OFFICE, "alike", sent=200),
    "staff:question-again": form(OFFICE, "answered"),
    "staff:question-keep": act(OFFICE, "question"),
    "staff:question-cancel": act(OFFICE, "question-of-key"),
    "staff:question-same": act(OFFICE, "question-of-name"),
    "staff:question-other": act(OFFICE, "question-of-name"),
    "staff:question-read": act(OFFICE, "question-of-cell"),
    "staff:question-move": form(OFFICE, "question-of-former-key"),
    "staff:question-release": form(OFFICE, "release"),
    "staff:question-refuse": form(OFFICE, "release"),
    "staff:question-connect": form(OFFICE, "question-of-key-and-child"),
    "staff:imports": page(OFFICE),
    "staff:import-new": form(OFFICE),
    "staff:import-records": form(OFFICE),
    "staff:import-read": act(OFFICE, "import"),
    "staff:import-sample": page(OFFICE, PROFILE),
    "staff:import-pupils": page(OFFICE),
    "staff:import": page(OFFICE, "import"),
    "staff:import-columns": form(OFFICE, "import"),
    "staff:import-change": form(OFFICE, "import"),
    "staff:import-as-hinted": act(OFFICE, "import"),
    "staff:import-children": page(OFFICE, "import"),
    "staff:import-apply": act(OFFICE, "import"),
    "staff:import-discard": act(OFFICE, "import"),
    "staff:import-guard": Page("import", {OFFICE: (302, 302)}),
    "staff:import-undo": form(OFFICE, "applied", sent=200),
    "staff:import-of-age": form(OFFICE, "of-age"),
    "staff:import-rows-to-mend": Page("import", {SCHOOL: (200, 405), SYSTEM: (404, 405)}),
    "staff:sources": page(OFFICE),
    "staff:source-new": form(OFFICE),
    "staff:source": page(OFFICE, "source"),
    "staff:source-edit": form(OFFICE, "source"),
    "staff:source-run": act(OFFICE, "source"),
    "staff:source-pause": act(OFFICE, "source"),
    "staff:source-resume": act(OFFICE, "source"),
    "staff:source-remove": form(OFFICE, "source", sent=302),
    "staff:credentials": page(OFFICE),
    "staff:batch-new": form(OFFICE, sent=200),
    "staff:batch": page(OFFICE, "batch"),
    "staff:batch-letters": Page("batch", {SCHOOL: (200, 405), SYSTEM: (404, 405)}),
    "staff:batch-stop": act(OFFICE, "batch"),
    "staff:batch-go-on": act(OFFICE, "batch"),
    "staff:parent-features": page(OFFICE),
    "staff:layout": form(OFFICE, "organisation"),
    "staff:layout-information": form(OFFICE, "organisation", sent=302),
    "staff:layout-preview": form(OFFICE, "organisation", sent=200),
    "staff:organisations": page(OFFICE),
    "staff:organisation": form(OFFICE, "organisation", sent=200),
    "staff:settings": form(SYSTEM, sent=200),
    "staff:retention": page(SYSTEM),
    "staff:erased": page(SYSTEM),
    "staff:erased-let-in": form(SYSTEM, "erasure"),
    "staff:breaches": page(SYSTEM),
    "staff:breach-new": form(SYSTEM),
    "staff:breach": form(SYSTEM, "breach"),
    "staff:breach-report": page(SYSTEM, "breach"),
    "staff:providers": page(SYSTEM),
    "staff:provider-new": form(SYSTEM),
    "staff:provider-edit": form(SYSTEM, "provider"),
    "staff:provider-remove": form(SYSTEM, "provider", sent=302),
    "staff:journal": page(OFFICE),
    "staff:view-as-end": act(OFFICE),
    "staff:restored": page(SYSTEM),
}
# Says that nothing of this kind is left, whatever was there before.
BACK_TO_THE_LIST = {"staff:inbox-alike"}
# There is nothing for anybody, or nothing yet: no refusal. Nobody guesses a session's number.
NOTHING_THERE = {
    *("entry:add-app", "entry:add-passkey", "entry:add-passkey-options", "entry:recovery-codes"),
    *("entry:address-confirm", "entry:session-end"),
    *("entry:metrics", "entry:security-txt", "entry:calendar"),
}
# What lists are asked for by: a name within reach, and a system administrator's.
WORDS = {
    "staff:people": "?q=berg",
    "staff:journal": "?about=berg&by=anna",
    "staff:inbox": "?q=lone",
    "staff:relationships": "?q=lone",
}
# What nobody owns; the dot and the bracket behind a link are the sentence's it stood in.
FREE: dict[str, tuple[object, ...]] = {TOKEN: ("no-such-token",), PROFILE: (Profile.PARENT.value,)}
LITERAL = {
    "entry:activate-stray": "/activate/no-such-token/)",
    "entry:forgotten-link": "/forgotten/MQ/no-such-token/",
    "entry:forgotten-stray": "/forgotten/MQ/no-such-token/.",
    "entry:address-stray": "/address/no-such-token/)",
    "entry:not-me-stray": "/not-me/no-such-token/)",
}


def test_r_038_acc_05_every_address_says_what_it_answers_to_whom() -> None:
    """The demo's own addresses exist in the demo only."""
    named = {each.name for each in routes()}
    assert (named - PAGES.keys(), PAGES.keys() - named) == (set(), set())


def test_acc_05_every_view_says_for_whom_it_is() -> None:
    gates: dict[str, Rule] = {
        each.name: each.pattern.callback.gate  # type: ignore[attr-defined]  # the gate's mark
        for each in routes()
    }
    unlocked = {name for name, gate in gates.items() if gate.open_to_all}
    assert unlocked == {name for name, each in PAGES.items() if NOBODY in "".join(each.told)}
    assert {gate.verb for gate in gates.values()} - {None} == set(Verb)


def nowhere(numbers: tuple[object, ...]) -> tuple[object, ...]:
    never = {int: NOWHERE, UUID: UUID(int=NOWHERE)}
    return tuple(never.get(type(each), each) for each in numbers)


@dataclass(frozen=True)
class Role:
    """`own` is what somebody reaches, `foreign` what they do not: of others, of another school."""

    person: Person | None
    own: Things
    foreign: list[Things]

    def one(self, kind: str) -> tuple[object, ...]:
        """An own one where there is any, else one that is there."""
        of_kind = [things[kind] for things in (FREE, self.own, *self.foreign) if kind in things]
        return next(iter(of_kind), ())

    def others(self, kind: str) -> Iterator[tuple[object, ...]]:
        """What is somebody else's; where an address names two, each beside what is their own, as is
        what never was."""
        own = self.one(kind)
        there = [each[kind] for each in self.foreign if each.get(kind, own) != own]
        theirs = list(dict.fromkeys(there))
        yield from theirs
        for foreign in (nowhere(own), *theirs):
            if len(own) == 2 and isinstance(own[1], int):
                # of two children one may be offered what the other is: that is the own one again
                yield from {(own[0], foreign[1]), (foreign[0], own[1])} - {own}


def version_of(by: Person, entry: int) -> tuple[int, int]:
    return entry, small.corrected(by, entry).pk


def plan_of(by: Person, pupil: Person) -> tuple[int]:
    return (small.planned(by, group_of(pupil), pupil).pk,)


def plan_shown(pupil: Person) -> tuple[int, int]:
    return pupil.pk, small.learning_plan(group_of(pupil), pupil).pk


def group_of(pupil: Person) -> Group:
    return Group.objects.get(pk__in=Enrolment.objects.filter(person=pupil).values("group"))


def roles(site: World) -> dict[str, Role]:
    cast = site.cast
    theirs: Things = {"batch": (site.hildas_batch.pk,), "child": (cast.nora.pk,)}
    no_class: Things = {"person": (cast.elias.pk,), "child": (cast.nora.pk,)}
    nora: Things = {
        "person": (cast.nora.pk,), "child": (cast.nora.pk,), "notice": site.hillside["notice"],
        "report": site.hillside["report"], "own-report": site.hillside["own-report"],
        "asked": site.hillside["asked"], "asked-child": site.hillside["asked-child"],
        "block": site.hillside["block"], "records-school": site.hillside["records-school"],
        "entry": (site.marias_entry,), "records-group": site.hillside["records-group"],
        "picture": site.hillside["picture"], "feed": site.hillside["feed"],
        "work": site.hillside["work"], "document": site.hillside["document"],
        "conversation": site.marias_conversation[:1], "message": site.marias_conversation,
        "sending": (site.marias_sending,),
        "class": (cast.class_5a.pk,),
        "own-conversation": site.hillside["own-conversation"],
        "own-message": site.hillside["own-message"],
        "document-version": version_of(cast.maria, site.marias_document),
        "learning-plan": site.hillside["learning-plan"],
        "plan-entry": plan_of(cast.maria, cast.nora),
        "document-entry": (site.marias_document,), **site.marias_meetings,
    }  # fmt: skip
    own_booking: Things = {kind: site.hillside[kind] for kind in ("booking", "meeting-of")}
    theo: Things = {
        "person": (cast.nora.pk,), "child": (cast.theo.pk,),
        "notice": (cast.theo.pk, site.theos_notice), "report": site.hillside["report"],
        "own-report": (site.toras_report.pk,), "asked": site.hillside["asked"],
        "asked-child": site.hillside["asked-child"], "block": (cast.theo.pk, "calendar"),
        "records-school": site.hillside["records-school"], "entry": (site.toras_entry,),
        "records-group": site.hillside["records-group"], "work": site.hillside["work"],
        "picture": site.lakeside["picture"], "feed": (feed(site.tora).pk,),
        "document": (cast.theo.pk, site.theos_document),
        "conversation": site.toras_conversation[:1], "message": site.toras_conversation,
        "sending": (site.toras_sending,),
        "class": (cast.class_5a.pk,),
        "own-conversation": site.theos_conversation[:1], "own-message": site.theos_conversation,
        "document-version": version_of(site.tora, site.toras_document),
        "learning-plan": plan_shown(cast.theo), "plan-entry": plan_of(site.tora, cast.nora),
        "document-entry": (site.toras_document,), **site.toras_meetings,
        "meeting-of": (*site.lakeside["meeting"], cast.theo.pk),
    }  # fmt: skip
    both = [site.hillside, site.lakeside]
    adult: Things = {
        "adult": (cast.kari.pk,), "own-document": site.hillside["own-document"],
    }  # fmt: skip
    found = {
        NOBODY: Role(None, {}, both),
        SYSTEM: Role(cast.admin, site.hillside, [{"child": (cast.nora.pk,)}]),
        SCHOOL: Role(cast.henry, site.hillside, [theirs, site.lakeside]),
        TEACHER: Role(cast.maria, nora, [no_class, *both]),
        BOTH: Role(site.tora, theo, [no_class, *both]),
        PARENT: Role(cast.kari, nora | own_booking, [{"child": (site.olav.pk,)}, *both]),
        PUPIL: Role(cast.nora, adult, both),
    }
    hildas: Things = {"sign-in": (signed_in_elsewhere(site.hilda),)}
    return {who: _with_sign_ins(role, hildas) for who, role in found.items()}


def _with_sign_ins(role: Role, of_others: Things) -> Role:
    foreign = [*role.foreign, of_others]
    if role.person is None:
        return replace(role, foreign=foreign)
    own: Things = {"sign-in": (signed_in_elsewhere(role.person),)}
    return replace(role, own=role.own | own, foreign=foreign)


def signed_in_elsewhere(person: Person) -> UUID:
    """What an address calls the session of another browser."""
    Client().force_login(person)
    return SessionOwner.objects.filter(person=person).latest("started_at").number


class Asking:
    """One person's browser; what a request does is withdrawn, so each finds the same site.

    How much waits to be decided stands on each page of an office, and to count it is most of what a
    refusal costs: it is counted once behind the wall, and once without it.
    """

    def __init__(self, person: Person | None) -> None:
        self.waiting: dict[tuple[object, ...], int] = {}
        self.client = Client()
        if person is not None:
            self.client.force_login(person)
        cookie = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        self.session = cookie.value if cookie else ""
        self.unguarded: list[str] = []
        self.before = Entry.objects.values_list("pk", flat=True).first() or 0
        self.denied: int | None = None  # lines that the last answer left; None: it was no refusal

    def __call__(self, method: str, address: str) -> tuple[int, bytes]:
        """Status and content, behind the wall."""
        with pytest.MonkeyPatch.context() as pages:
            requests_behind_it(pages)
            return self.without(method, address)

    def without(self, method: str, address: str) -> tuple[int, bytes]:
        """The same without the wall."""
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        with transaction.atomic(), pytest.MonkeyPatch.context() as pages:
            pages.setattr(inbox, "count", self.count)
            answer = self.client.get(address) if method == "GET" else self.client.post(address)
            denied = Entry.objects.filter(pk__gt=self.before, outcome=Outcome.DENIED)
            self.denied = denied.count() if answer.status_code == 404 else None
            if answer.streaming:
                b"".join(answer)  # to its end, as a browser reads it: it is closed then
            content = b"" if answer.streaming else answer.content
            transaction.set_rollback(True)
        self.unguarded += [f"{method} {address}: {each}" for each in lacking(answer)]
        where = answer.headers.get("Location", "").partition("?")[0]
        return answer.status_code, _tidy(content) or where.encode()

    def count(self, viewer: Viewer) -> int:
        at = viewer.profile, viewer.is_staff, connection.settings_dict["ROLE"]
        if at not in self.waiting:
            self.waiting[at] = COUNT(viewer)
        return self.waiting[at]


def _tidy(content: bytes) -> bytes:
    """Without what is new in each answer."""
    content = re.sub(rb'(name="(?:csrfmiddlewaretoken|token)" value=")[^"]*', rb"\1", content)
    return re.sub(rb'(nonce=")[^"]*', rb"\1", content)


def address_of(name: str, numbers: tuple[object, ...]) -> str:
    return LITERAL.get(name) or reverse(name, args=numbers)


@dataclass(frozen=True)
class Walk:
    """`wrong`: what is with the answers that one person gets."""

    wrong: list[str]

    def ask(self, asks: Asking, role: Role, who: str) -> None:
        shut = asks("GET", "/no/such/page/")
        for name, each in PAGES.items():
            told = next((told for whom, told in each.told.items() if who in whom), None)
            own = role.one(each.kind)
            for at, method in enumerate(("GET", "POST")):
                found = asks(method, address_of(name, own))
                mine = asks.denied is None
                self.journal(asks, name, own)
                if method == "GET":
                    self.compare(asks, name, own, found)
                closed = (302, b"/sign-in/") if who == NOBODY else shut
                if told is None and found != closed:
                    self.wrong.append(f"{method} {name} {own} is open: {found[0]}")
                elif told is not None and found[0] != told[at]:
                    self.wrong.append(f"{method} {name} {own}: {found[0]} and not {told[at]}")
                if told is None or told[at] == 405 or each.kind in {"", *FREE}:
                    continue
                never = asks(method, address_of(name, nowhere(own)))
                self.journal(asks, name, nowhere(own))
                if never != shut and told[at] != 403 and name not in BACK_TO_THE_LIST:
                    self.wrong.append(f"{method} {name} of what never was: {never[0]}")
                for numbers in role.others(each.kind):
                    if asks(method, address_of(name, numbers)) != never:
                        self.wrong.append(f"{method} {name} {numbers} is told apart")
                    self.journal(asks, name, numbers, mine=mine)

    def journal(
        self, asks: Asking, name: str, numbers: tuple[object, ...], *, mine: bool = True
    ) -> None:
        """One line of each page that was refused; none of what never was (R-070). Where nothing is
        theirs, somebody else's tells beside what never was."""
        never = bool({*numbers} & {NOWHERE, UUID(int=NOWHERE)})
        lines = 0 if never or name in NOTHING_THERE else 1
        beside = never and not mine and numbers[0] != NOWHERE
        if asks.denied not in {None, lines} and not beside:
            self.wrong.append(f"{name} {numbers} left {asks.denied} lines in the journal")

    def compare(
        self, asks: Asking, name: str, own: tuple[object, ...], found: tuple[int, bytes]
    ) -> None:
        """`found` is what the page is behind the wall."""
        address = address_of(name, own)
        if name in WORDS:
            address += WORDS[name]
            found = asks("GET", address)
        if asks.without("GET", address) == found:
            return
        # a second time, for pages say how many minutes ago something was
        if asks.without("GET", address) != asks("GET", address):
            self.wrong.append(f"{name} differs without the wall")


def test_acc_01_acc_02_acc_05_acc_07_everybody_finds_their_own_and_nothing_else() -> None:
    """And every page is the same behind the wall, and every answer tells the browser what it may
    do (`tests.answers`): one walk tells all three."""
    found: dict[str, list[str]] = {who: [] for who in ROLES}
    for who, role in roles(world()).items():
        asks = Asking(role.person)
        Walk(found[who]).ask(asks, role, who)
        found[who] += asks.unguarded
    assert {who: wrong for who, wrong in found.items() if wrong} == {}
