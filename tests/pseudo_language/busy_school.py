"""The cast after a busy year: something of each kind that a page can show. What people write
themselves, and what files hold, is in no English, so that it hides none."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.db.models import Model, Value
from django.test import Client
from django.utils import timezone

from kinkeeper.access.models import HomeVisit
from kinkeeper.accounts import identities, providers
from kinkeeper.accounts.models import Passkey
from kinkeeper.accounts.provider_models import Clash, Identity, IdentityProvider, LinkedBy
from kinkeeper.accounts.providers import Wanted
from kinkeeper.breaches import keep
from kinkeeper.breaches.models import Breach
from kinkeeper.families.block import block, unblock
from kinkeeper.families.block_grounds import Ground
from kinkeeper.families.block_models import BlockGround
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.may_open_account import WAY_IN
from kinkeeper.families.models import Question, Relationship
from kinkeeper.families.release import ask
from kinkeeper.feeds.keep import make as make_feed
from kinkeeper.feeds.models import Feed
from kinkeeper.from_home.answer_notice import version_of
from kinkeeper.from_home.models import (
    AbsenceReport,
    ContactChange,
    ContactChangeState,
    LearningPlanComment,
    NoticeAnswer,
    PartOfDay,
    ReportState,
)
from kinkeeper.intake.models import Import
from kinkeeper.intake.upload.discard import discard
from kinkeeper.journal.actor import COMMAND_LINE, NAMES, Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import mail_batch, pdf_batch
from kinkeeper.letters.models import Batch, Form
from kinkeeper.letters.order import order
from kinkeeper.meetings.book import book, enter
from kinkeeper.meetings.call_off import call_off, move
from kinkeeper.meetings.make_offer import close as close_time
from kinkeeper.meetings.models import Booking, Offer, Slot
from kinkeeper.messaging.addressees import Addressee
from kinkeeper.messaging.class_message import Audience, send
from kinkeeper.messaging.keep import close, hand_over, reopen, withdraw_from_class
from kinkeeper.messaging.keep import withdraw as message_withdraw
from kinkeeper.messaging.models import Conversation, Message, Sending
from kinkeeper.messaging.write import Said, answer_by_parent, begin_by_parent, begin_by_school
from kinkeeper.notifications.models import Device, Mail, MailState
from kinkeeper.organisations import settings
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.organisations.zone_names import zone_names
from kinkeeper.parent_features import change
from kinkeeper.parent_features.layout import Information, Link, Placed
from kinkeeper.parent_features.models import Picture
from kinkeeper.people.erasure_models import Erasure
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Merge, Person
from kinkeeper.people.reach import reach_of
from kinkeeper.records.by_hand.write import withdraw
from kinkeeper.records.models import (
    Assignment,
    Document,
    DocumentVersion,
    Enrolment,
    Group,
    HandEntry,
    LearningPlan,
    Notice,
    School,
)
from kinkeeper.records.safe_files import SafeFile
from kinkeeper.registry.edit import edit
from kinkeeper.registry.merge import merge
from kinkeeper.registry.trash import trash
from kinkeeper.roster.problems import CATALOGUE
from kinkeeper.roster.read.encodings import KNOWN
from kinkeeper.roster.records.kinds.notices import NOTICES
from kinkeeper.roster.vocabulary import ENTRY
from kinkeeper.sources.models import Source
from kinkeeper.sources.run import run
from kinkeeper.web.child_page import block_registry
from kinkeeper.web.entry.provider_trip import back
from tests import alike
from tests.cast import Cast, connected, person
from tests.importing import imported, planned, undone
from tests.meetings.offered import offered
from tests.merging import merged, unmerged
from tests.records import small
from tests.sources.conftest import ALL, SetUp

WORD = "Zurvelo"  # what a person wrote, wherever one may write
HEAD = "SyncID,Fornavn,Etternavn,E-post,Sorgerecht,ChildID\n"
KINDS = "SyncID,Fornavn,Etternavn,Relasjon,ChildID\n"
MANY = 20  # of one kind are enough to find all pages
PUPILS = "SyncID,Fornavn,Etternavn,Fødselsdato\n"
TEACHERS = "SyncID,Fornavn,Etternavn\nT-1,Terje,Moe\n"
ROWS = (
    "P-9,Vera,Stranger,vera@example.org,ja,H-1\nP-1,Kari,Berg,kari@example.org,nein,L-1\n"
    "P-5,Bo,Tang,bo.example.org,,X-1\nP-6,Ada,Lie,ada@example.org,ja,H-0\nP-7,,,,,H-2\n"
    "P-1,Bo,Tang,x@example.org,ja,H-1\nP-8,Nils,Ek,nils@example.org,ja,P-2\n"
)


def make(cast: Cast, set_up: SetUp, folder: Path) -> None:
    office = Actor(cast.admin.pk, cast.admin.full_name, "192.0.2.7")
    settings.change(office, "office", WORD)
    block(office, cast.stranger, cast.nora, reason=WORD)
    due = timezone.localdate() + timedelta(days=1)
    block(office, cast.kari, cast.mila, reason=WORD, ground=Ground("court-order", WORD, due))
    BlockGround.objects.update(review_on=timezone.localdate())
    settings.change(office, "block_lift_needs_two", "on")
    unblock(office, cast.kari, cast.mila, reason=WORD)
    _imports(cast, office)
    _people(cast, office)
    _letters(office)
    _sources(set_up, folder)
    _providers(cast, office)
    _records(cast)
    _news(cast, office)
    _messages(cast, office)
    _layouts(cast, office)
    _erased(office)
    keep.draft(office, cast.kari.pk, cast.nora.pk)
    day = timezone.localdate()
    seen = {"seen_by": cast.henry.pk, "seen_from": day, "seen_until": day}
    keep.note(office, {"noticed_at": timezone.now(), "happened": WORD, "risk": "high"} | seen)
    for child in (None, cast.nora):
        make_feed(office, cast.kari, child)
    for each in (cast.admin, cast.henry, cast.maria, cast.kari, cast.nora):
        Client().force_login(each)  # signed in on another device, too


def _erased(office: Actor) -> None:
    """Asked for, erased, and let in again."""
    now = timezone.now()
    for more in ({}, {"done_at": now}, {"done_at": now, "let_in_at": now, "let_in_reason": WORD}):
        Erasure.objects.create(
            people=[0], profile="parent", reason=WORD, asked_by_name=office.name, **more
        )


def _layouts(cast: Cast, office: Actor) -> None:
    """Every kind of change, and the school's own words."""
    names, place = block_registry.names(), cast.hillside
    picture = Picture.objects.create(organisation=place, content=b"", width=1, height=1, said=WORD)
    said = Information(WORD, (Link(WORD, "https://example.org/"),), (picture.pk,))
    change.inform(office, place, said, names)
    placed = [Placed(name, name != "about", name == "results") for name in names[::-1]]
    change.arrange(office, place, placed, names)
    change.arrange(office, place, list(map(Placed, names)), names)
    change.go_by_above(office, place)
    change.inform(office, place, said, names)


def _imports(cast: Cast, office: Actor) -> None:
    """Applied, planned, guarded, refused, taken back, discarded; with problems of all kinds."""
    imported(HEAD + ROWS, by=cast.admin)
    planned(HEAD + ROWS.replace("P-", "Q-"), by=cast.admin)
    planned(HEAD + "".join(f"B-{n},Ada,Lie{n},,ja,Z-{n}\n" for n in range(30)), by=cast.admin)
    planned("", by=cast.admin)
    planned("Foo,Bar\n1,2\n", by=cast.admin)
    imported(KINDS + "K-1,Ola,Ek,Tante,H-1\nK-2,Petter,Ek,,H-2\n", by=cast.admin)
    imported(PUPILS + "H-7,Ina,Moe,2012-12-01\n", profile="pupil")
    imported(PUPILS + "H-7,Bo,Tang,2012-12-01\n", profile="pupil")
    imported(TEACHERS, profile="teacher")
    planned(HEAD + "R-1,Rut,Ek,rut@example.org,ja,H-1\n", by=cast.henry)
    back = imported(HEAD + "P-3,Una,Ek,una@example.org,ja,H-1\n", by=cast.admin)
    edit(office, Person.objects.get(sync_key="P-3"), {"phone": "5551234"}, reach=WHOLE_SITE)
    undone(back, cast.admin)
    imported(PUPILS + "H-8,Eir,Vik,\n", profile="pupil", by=cast.admin)
    grown = imported(PUPILS + "H-8,Eir,Vik,2001-05-05\n", profile="pupil", by=cast.admin)
    undone(grown, cast.admin)
    discard(office, planned(HEAD + "P-4,Ulf,Ek,ulf@example.org,ja,H-1\n", by=cast.admin))
    alike.say(cast.admin, alike.asked(12), *["same"] * 5)


def _people(cast: Cast, office: Actor) -> None:
    """Merged, parted, in the trash, with an address to confirm, and an account to be released."""
    twin = person("kari.berg2", "parent", cast.lakeside, given_name="Kari", family_name="Berg")
    connected(twin, cast.mila)
    unmerged(merged(cast.kari, twin))
    names = {"given_name": "Jonas", "family_name": "Lund", "email": "kari@example.org"}
    other = person("jonas.ny", "parent", cast.hillside, **names)
    merge(office, cast.jonas, other, reason=WORD, reach=WHOLE_SITE)
    disconnect(office, cast.jonas, cast.theo, reason=WORD, block=False)
    connect(office, cast.kari, cast.theo)
    henry = Actor(cast.henry.pk, cast.henry.full_name, "192.0.2.8")
    ask(henry, reach_of(cast.henry), [cast.kari.pk], WAY_IN)
    been_in = {"password": "kept", "last_login": timezone.now()}
    Person.objects.filter(pk=cast.jonas.pk).update(**been_in)
    cast.jonas.refresh_from_db()
    edit(office, cast.jonas, {"email": "ny@example.org"}, reach=WHOLE_SITE)
    away = person("ute.vik", "pupil", cast.hillside, sync_key="H-9")
    trash(office, away, reach=WHOLE_SITE)


def _letters(office: Actor) -> None:
    everybody = list(Person.objects.filter(profile="parent", state="active"))
    for form in (Form.PAGES, Form.LIST):
        pdf_batch.produce(order(office, everybody, form).pk, office)
    mail_batch.post(order(office, everybody, Form.EMAIL).pk, office)
    order(office, everybody, Form.PAGES)


def _sources(set_up: SetUp, folder: Path) -> None:
    """One does all by itself, one waits for a person, one finds nothing."""
    trusted, careful = set_up(name="Nattly", trusted=ALL), set_up(name="Dagly", trusted=())
    (folder / "parents.csv").write_text(HEAD + "S-1,Siv,Ek,siv@example.org,ja,H-1\n")
    run(trusted)
    run(set_up(name="Borte", address=f"{folder}/borte/"))
    (folder / "parents.csv").write_text(HEAD + "S-2,Solveig,Ek,sol@example.org,ja,H-2\n")
    run(careful)


def _providers(cast: Cast, office: Actor) -> None:
    """One, with accounts there that were refused since."""
    wanted = Wanted(WORD, "https://login.example.org", "kinkeeper", "both", claim="key")
    made = providers.add(office, wanted)
    for number, (each, clash) in enumerate(zip((cast.kari, cast.maria), Clash, strict=True)):
        known = {"issuer": made.issuer, "subject": str(number), "linked_by": LinkedBy.CLAIM}
        identity = Identity.objects.create(person=each, **known)
        identities.clash(office, identity, clash)


def _records(cast: Cast) -> None:
    """Of each kind, today, tomorrow and later, read before and new."""
    group = small.school(cast.hillside, cast.nora, cast.elias, behaviour_shown=True)
    Group.objects.update(title=WORD)
    today = timezone.localdate()
    first = small.lesson(group, today, "08:30", "09:30")
    for number, sort in enumerate(("cancelled", "room", "substitution")):
        small.change(first, sort, number, room=WORD, note=WORD)
        small.event(group, WORD, number, location=WORD, status="cancelled" if number else "")
        small.assignment(group, WORD, number + 1, subject=WORD, homework=bool(number))
    small.event(group, WORD, 1, ends_on=today + timedelta(days=9))
    small.event(group, WORD, 2, all_day=False, starts_at=timezone.now() + timedelta(days=2))
    small.day_off(group.school, WORD, 1)
    small.result(small.assignment(group, WORD, -1, subject=WORD), cast.nora)
    for sort in ("praise", "concern", "incident"):
        small.remark(group, cast.nora, sort, WORD)
    small.document(group, WORD, cast.nora)
    small.planned(cast.admin, group, cast.nora, WORD)
    _commented(cast, small.learning_plan(group, cast.nora, WORD, support=WORD))
    small.corrected(cast.admin, small.added(cast.admin, group, title=WORD).pk, WORD)
    small.absent(group, cast.nora, today)
    asked: dict[str, Any] = {"needs_answer": True, "deadline": today + timedelta(days=1)}
    long_ago = timezone.now() - timedelta(days=3)
    trip = small.notice(group, WORD, body=f"{WORD} https://example.org/", **asked)
    _from_home(cast, trip)
    _meetings(cast)
    small.notice(group, WORD, needs_answer=True)
    small.notice(group, WORD, deadline=asked["deadline"])
    for at in (None, long_ago):
        small.notice(group, WORD, at)
    for each in (cast.admin, cast.henry, cast.maria):
        small.entered(each, group, WORD)
    small.entered(cast.admin, group, WORD, shown_from=timezone.now() + timedelta(days=1))
    withdraw(Actor(cast.admin.pk, WORD, WORD), small.entered(cast.admin, group, WORD), NOTICES)
    small.enrolled(group, cast.maria, role="teacher")
    HomeVisit.objects.create(person=cast.kari, last_at=timezone.now() - timedelta(days=2))


def _news(cast: Cast, office: Actor) -> None:
    """E-mails of each state, and a device."""
    settings.change(office, "notifications", "on")
    Person.objects.filter(pk=cast.kari.pk).update(last_login=timezone.now())
    for number, state in enumerate(MailState):
        code = "address-refused" if state == MailState.FAILED else ""
        Mail.objects.create(
            person=cast.kari, items=number + 1, state=state, code=code, stop_hash=bytes([number])
        )
    Device.objects.create(person=cast.kari, endpoint="https://push.example.org/")


def _messages(cast: Cast, office: Actor) -> None:
    """Of both sides, with a file; withdrawn, handed over, closed and open again."""
    for name, value in (
        ("messages", "begin"),
        ("messages_from", "07:00"),
        ("messages_until", "17:00"),
    ):
        settings.change(office, name, value)
    maria = Actor(cast.maria.pk, WORD, WORD)
    file = SafeFile("application/pdf", b"%PDF-1.4 %%EOF")
    for parent in (cast.kari, cast.jonas):
        said = Said(WORD, file, WORD)
        made = begin_by_school(maria, cast.maria, cast.nora, parent, cast.hillside, said)
    answer_by_parent(office, made, Said(WORD))
    for act in (hand_over, close, reopen):
        act(office, made)
    message_withdraw(maria, made, made.messages.earliest("pk"), by_office=False)
    to = Audience([(cast.nora, cast.kari)], [])
    for subject in (WORD, f"{WORD} {WORD}"):
        said = Said(WORD, file, subject)
        sent = send(maria, cast.maria, cast.class_5a, cast.hillside, to, said)
    withdraw_from_class(maria, sent)
    begin_by_parent(
        office, cast.kari, cast.nora, Addressee(cast.nora.pk, cast.hillside), Said(WORD, None, WORD)
    )


def _from_home(cast: Cast, trip: Notice) -> None:
    """Absence in every part of a day and state; both parents answer, and the office."""
    day = date_of(cast.nora) + timedelta(days=1)
    for part, state in zip(PartOfDay.values, ReportState.values, strict=True):
        AbsenceReport.objects.create(
            child=cast.nora, reported_by=cast.kari, days=[day, day + timedelta(days=3)],
            last_on=day + timedelta(days=3), part=part, reason="ill", note=WORD, state=state,
            comes_at="10:00", leaves_at="11:00", decided_by_name=WORD, answer=WORD,
        )  # fmt: skip
    AbsenceReport.objects.create(
        child=cast.nora, days=[day], last_on=day, part="all-day", reason="ill", state="confirmed",
        entered_by=cast.henry.pk, entered_by_name=WORD,
    )  # fmt: skip
    told = {"notice_series": trip.series, "notice_key": trip.key, "version": version_of(trip)}
    for parent, answer in ((cast.kari, "yes"), (cast.jonas, "no")):
        NoticeAnswer.objects.create(child=cast.nora, answered_by=parent, answer=answer, **told)
    for state in ContactChangeState.values:
        ContactChange.objects.create(
            person=cast.kari, before={"phone": "", "city": WORD}, answer=WORD, state=state,
            values={"phone": WORD, "city": ""}, decided_by_name=WORD,
        )  # fmt: skip
    NoticeAnswer.objects.create(
        child=cast.elias, answer="yes", settled_by_name=WORD, reason=WORD, **told
    )


def _meetings(cast: Cast) -> None:
    """In each state, for a class and for some; two parents, and someone who phoned."""
    more = {"title": WORD, "with_whom": WORD, "place": WORD}
    for ahead, each_parent in ((8, True), (9, False)):
        day = timezone.localdate() + timedelta(days=ahead)
        at = {"day": day, "each_parent": each_parent, "per_child": 2}
        _offer, slots = offered(cast.maria, cast.class_5a, **at, **more)
        made = [book(_by(cast.kari), cast.kari, cast.nora, slot) for slot in slots[:2]]
        move(_by(cast.maria), made[1], slots[2], WORD)
        call_off(_by(cast.maria), made[0], WORD)
        enter(_by(cast.maria), slots[3], cast.nora, None)
        close_time(_by(cast.maria), slots[4])
    offered(cast.henry, cast.hillside, pupils=[cast.elias.pk, cast.nora.pk], **more)
    Booking.objects.filter(state="booked").update(seen_at=None)
    soon = timezone.now() + timedelta(hours=5)
    held = Booking.objects.filter(state="booked", parent=cast.kari).latest("pk")
    then = soon + timedelta(minutes=10)
    Slot.objects.filter(pk=held.slot_id).update(starts_at=soon, ends_at=then)


def _by(person: Person) -> Actor:
    return Actor(person.pk, WORD, WORD)


def named(route: str) -> str:
    """The route with the words of what there is; numbers are left."""
    named = route.replace("<str:profile>", "parent").replace("<str:kind>", "day-and-month")
    return named.replace("<str:number>", "<int:number>")


def addresses(route: str) -> list[str]:
    """The route with the numbers of what there is, where it is about something."""
    if "<slug:name>" in route:
        return [f"/children/{_a_child()}/{each.name}/" for each in block_registry.known()]
    parts = re.split("<int:.*?>", named(route))
    if "<str:" in parts[0]:  # a token
        return []
    numbers: list[Sequence[Any]] = [()]
    if len(parts) == 2:
        rows = _model(route)._default_manager.order_by("pk").values_list("pk")
        numbers = list(rows[:MANY])
    elif any(each in route for each in PAIRS):
        numbers = next(pairs for each, pairs in PAIRS.items() if each in route)()
    elif route.startswith("/children/"):
        numbers = list(Notice.objects.filter(pupil=None).values_list(Value(_a_child()), "pk"))
    elif len(parts) == 3:  # connecting by an answer is found by links
        parted = Entry.objects.filter(action="person.unmerged")
        numbers = [
            *Merge.objects.values_list("kept_id", "gone_id"),
            *parted.values_list("person_id", "data__gone_id"),
        ]
    return ["".join(_woven(parts, map(str, each))) for each in numbers]


PAIRS: dict[str, Callable[[], list[Sequence[Any]]]] = {
    "/staff/notices/": lambda: list(
        NoticeAnswer.objects.values_list(Value(_an_asked_notice()), "child_id")
    ),
    "/messages/": lambda: list(
        Message.objects.exclude(file=None).values_list("conversation", "pk")
    ),
    "/meetings/<int:number>/<int:": lambda: list(Booking.objects.values_list("offer", "child")),
    "/learning-plans/": lambda: list(LearningPlan.objects.values_list("pupil_id", "pk")),
    "/documents/": lambda: list(Document.objects.values_list(Value(_a_child()), "pk")),
    "/version/": lambda: [(_added(each), each.pk) for each in DocumentVersion.objects.all()],
}


def _an_asked_notice() -> int:
    return int(Notice.objects.filter(needs_answer=True).values_list("pk", flat=True)[0])


def _commented(cast: Cast, plan: LearningPlan) -> None:
    LearningPlanComment.objects.create(
        plan=plan, part="goals", child=cast.nora, written_by=cast.kari, text=WORD
    )


def _added(version: DocumentVersion) -> int:
    return int(version.document.source.removeprefix(ENTRY))


def _a_child() -> int:
    """One with a school day."""
    return int(Enrolment.objects.values_list("person_id", flat=True)[0])


def _model(route: str) -> type[Model]:
    if "alike" in route:
        return Import
    if "/settings/erased/" in route:
        return Erasure
    if "/entries/register/" in route or "/entries/assignments/" in route:
        return Group
    if "/entries/results/" in route:
        return Assignment
    if re.search("/entries/(notice|event|assignment|document)/", route):
        return School
    if "/absence/" in route:
        return AbsenceReport
    if "/messages/" in route:
        of: dict[str, type[Model]] = {"pupil": Person, "class": Organisation, "sent": Sending}
        return of.get(route.rpartition("/messages/")[2].partition("/")[0], Conversation)
    if "/meetings/" in route:
        return _of_meetings(route)
    if "/calendar/" in route:
        return Feed
    about: dict[str, type[Model]] = {
        "imports": Import, "inbox": Question, "sources": Source, "credentials": Batch,
        "relationships": Relationship, "people": Person, "children": Person,
        "organisations": Organisation, "me": Person, "account": Passkey,
        "sign-in": IdentityProvider, "settings": IdentityProvider,
        "notices": Notice, "entries": HandEntry, "contact-changes": ContactChange,
        "breaches": Breach, "parent-features": Organisation, "pictures": Picture,
    }  # fmt: skip
    return about[route.removeprefix("/staff").split("/")[1]]


def _of_meetings(route: str) -> type[Model]:
    if "/booked/" in route:
        return Booking
    if "/times/" in route:
        return Slot
    return Organisation if "/new/" in route else Offer


def _woven(parts: list[str], numbers: Iterable[str]) -> Iterator[str]:
    for part, number in zip_longest(parts, numbers, fillvalue=""):
        yield f"{part}{number}"


def data() -> set[str]:
    """All that a page may show in any language: who is here, and what they wrote or brought."""
    zones = {name for name, _words in zone_names() if name}
    found = {WORD, "Kinkeeper", *CATALOGUE, *KNOWN.values(), *zones}
    found |= {cell for file in (HEAD, KINDS, PUPILS, ROWS) for cell in re.split("[,\n]", file)}
    found |= {"https://example.org/", "Absent"}  # in a notice; what a code of the register means
    found |= {"R-1", "Rut", "rut@example.org", "S-2", "Solveig", "Solveig Ek", "sol@example.org"}
    found |= {"Ada", "Berg", "Bo", "Ek", "Ina", "Kari", "Lie", "Moe", "Moec", "Tang", "Tante"}
    for each in Person.objects.all():
        found |= {each.given_name[:1].upper(), each.given_name[:2].title()}  # marks of children
        found |= {each.full_name, each.given_name, each.username, each.initials, each.street}
        found |= {each.email, each.stated_email, each.sync_key or "", each.city}
    for place in Organisation.objects.all():
        found |= {place.name, place.path}
    for source in Source.objects.all():
        found |= {source.name, source.address}
    for provider in IdentityProvider.objects.all():
        found |= {provider.name, provider.issuer, provider.client_id, back(provider)}
    for name, origin in Entry.objects.values_list("actor_name", "origin"):
        found |= {origin.removeprefix(f"{COMMAND_LINE} "), *({name} - set(NAMES))}
    for roster_import in Import.objects.all():
        found |= set(roster_import.file_names)
    return found - {""}
