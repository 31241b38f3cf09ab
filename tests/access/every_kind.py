"""Two schools that have one of everything an address can name, made once."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from kinkeeper.accounts.models import Passkey
from kinkeeper.accounts.provider_models import Identity, IdentityProvider
from kinkeeper.breaches.keep import draft
from kinkeeper.families.alike_questions import SAMPLE
from kinkeeper.families.block_models import BlockBasis, BlockGround
from kinkeeper.families.may_open_account import WAY_IN
from kinkeeper.families.models import (
    Answer,
    Match,
    PendingRelationship,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.release import ask
from kinkeeper.feeds.models import Feed
from kinkeeper.from_home.models import AbsenceReport, ContactChange
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import pdf_batch
from kinkeeper.letters.models import Batch, Form
from kinkeeper.letters.order import order
from kinkeeper.lib import link_tokens
from kinkeeper.meetings.book import book
from kinkeeper.meetings.models import Offer
from kinkeeper.messaging.class_message import Audience, send
from kinkeeper.messaging.write import Said, begin_by_school
from kinkeeper.organisations import tree
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.reach import below
from kinkeeper.parent_features import change
from kinkeeper.parent_features.layout import Information
from kinkeeper.parent_features.models import Picture
from kinkeeper.people.erasure_models import Erasure
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import FormerKey, Person, Profile
from kinkeeper.records.models import Group
from kinkeeper.records.safe_files import SafeFile
from kinkeeper.roster.options import Options
from kinkeeper.sources.models import Source
from kinkeeper.web.child_page import block_registry
from tests import alike
from tests.cast import Cast, connected, make, person
from tests.importing import imported, planned
from tests.meetings.offered import offered
from tests.merging import merged, unmerged
from tests.messaging import talk
from tests.records import small

type Things = dict[str, tuple[object, ...]]

NOWHERE = 987_654_321
# What is asked of a cell of a record.
CELL = {
    "kind": "attendance", "name": "r|04/05/2027|AM", "of": {"session": "AM"}, "heading": "date",
    "text": "04/05/2027", "ways": ["2027-04-05", "2027-05-04"], "doubt": False,
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """`hillside` is Henry's, `lakeside` Lara's; `hilda` works beside Henry. `tora` teaches 5A
    and is the mother of Theo at the other school, `olav` is a pupil of Hillside and nobody's."""

    cast: Cast
    hilda: Person
    tora: Person
    olav: Person
    hildas_batch: Batch
    theos_notice: int
    toras_report: AbsenceReport
    marias_entry: int
    toras_entry: int
    marias_meetings: Things
    toras_meetings: Things
    theos_document: int
    marias_document: int
    toras_document: int
    marias_conversation: tuple[int, int]
    toras_conversation: tuple[int, int]
    theos_conversation: tuple[int, int]
    marias_sending: int
    toras_sending: int
    hillside: Things
    lakeside: Things


def world() -> World:
    cast = make()
    talk.switch_on()
    hilda = person("hilda.office", Profile.SCHOOL_ADMINISTRATOR, cast.hillside)
    tora = person("tora.both", Profile.TEACHER, cast.class_5a)
    connected(tora, cast.theo)
    olav = person("olav.alone", Profile.PUPIL, cast.hillside, sync_key="H-3")
    lakeside = small.school(cast.lakeside, cast.theo, cast.mila)
    hillside = small.school(cast.hillside, cast.nora, cast.elias, olav)
    for teacher in (cast.maria, tora):
        small.enrolled(hillside, teacher, role="teacher")
    return World(
        cast,
        hilda,
        tora,
        olav,
        _batch(hilda, cast.kari),
        small.notice(lakeside, "For Theo", pupil=cast.theo).pk,
        reported(tora, cast.theo),
        small.entered(cast.maria, hillside).pk,
        small.entered(tora, hillside).pk,
        meetings(cast.maria, cast.class_5a, cast.kari, cast.nora),
        meetings(tora, cast.class_5a, cast.kari, cast.nora, at=2),
        small.document(lakeside, "For Theo", cast.theo).pk,
        small.added(cast.maria, hillside).pk,
        small.added(tora, hillside).pk,
        conversation(cast.kari, cast.nora, cast.hillside, cast.maria),
        conversation(cast.kari, cast.nora, cast.hillside, tora),
        conversation(tora, cast.theo, cast.lakeside, None),
        sending(cast.maria, cast.kari, cast.nora, cast.hillside, cast.class_5a),
        sending(tora, cast.kari, cast.nora, cast.hillside, cast.class_5a),
        _things("h", cast.hillside, cast.henry, cast.nora, cast.kari, cast.lakeside),
        _things("l", cast.lakeside, cast.lara, cast.mila, cast.stranger, cast.hillside),
    )


def _things(  # noqa: PLR0917  # a school's own
    mark: str, school: Organisation, by: Person, child: Person, parent: Person, other: Organisation
) -> Things:
    """What the school of this administrator has; `child` and `parent` belong together."""
    office = Actor(by.pk, by.full_name, "a test")
    reach = [school.pk]
    group = Group.objects.get(school__organisation=school)
    lone = person(f"lone.{mark}", Profile.PARENT, school)
    key = {"match": Match.SYNC_KEY, "value": f"{mark}-900l", "folded": f"{mark}-900l"}
    pupil = person(f"likely.{mark}", Profile.PUPIL, school, sync_key=f"{mark}-9001")
    with_former = person(f"moved.{mark}", Profile.PUPIL, school, sync_key=f"{mark}-2")
    FormerKey.objects.create(person=with_former, sync_key=f"{mark}-1")
    shared = person(f"shared.{mark}", Profile.PARENT, school, other)
    pending = PendingRelationship.objects.create(
        parent=lone, source="manual", reach=reach, made_by=by.pk, **key
    )

    def question(kind: QuestionKind, about: Person | None = lone, **more: object) -> int:
        return Question.objects.create(kind=kind, parent=about, reach=reach, **more).pk

    moving = {"match": Match.SYNC_KEY, "value": f"{mark}-1", "folded": f"{mark}-1"}
    applied = _alike(mark, by, school)
    likely = question(QuestionKind.LIKELY_KEY, lone, **key)
    release = ask(office, below([other]), [shared.pk], WAY_IN)
    assert release is not None
    report = (reported(parent, child).pk,)
    document = small.document(group, "For one", child).pk
    talked = conversation(parent, child, school, None)
    asked = small.notice(group, "May your child come?", pupil=child, needs_answer=True).pk
    return {
        "person": (child.pk,),
        "parent": (lone.pk,),
        "child": (child.pk,),
        "block": (child.pk, "calendar"),
        "notice": (child.pk, small.notice(group, "For one", pupil=child).pk),
        "adult": (parent.pk,),
        "report": report,
        "own-report": report,
        "class": (tree.ensure(f"{school.path}/5A")[0].pk,),
        "conversation": talked[:1],
        "own-conversation": talked[:1],
        "message": talked,
        "own-message": talked,
        "sending": (sending(by, parent, child, school, school),),
        "contact-change": (contact_change(parent).pk,),
        "document": (child.pk, document),
        "own-document": (document,),
        "document-entry": (added := small.added(by, group).pk,),
        "document-version": (added, small.corrected(by, added).pk),
        "learning-plan": (child.pk, small.learning_plan(group, child).pk),
        "plan-entry": (small.planned(by, group, child).pk,),
        "asked": (asked,),
        "asked-child": (asked, child.pk),
        "relationship": (child.pk, parent.pk),
        "accounts": _accounts(mark, "fit", school),
        "merge": _merged(mark, "was", school),
        "unmerged": _merged(mark, "two", school, again=True),
        "blocked": (_blocked(lone, child),),
        "proposed": (_relationship(lone, pupil, RelationshipState.PROPOSED),),
        "pending": (pending.pk,),
        "alike": (applied.pk, "day-and-month"),
        "answered": (question(QuestionKind.OTHER_PERSON, answer=Answer.SAME, answered_by=by.pk),),
        "question": (question(QuestionKind.ROWS_DISAGREE, None, value="x"),),
        "question-of-key": (likely,),
        "question-of-key-and-child": (likely, pupil.pk),
        "question-of-name": (question(QuestionKind.OTHER_PERSON),),
        "question-of-cell": (question(QuestionKind.UNCLEAR_CELL, None, child=child, detail=CELL),),
        "question-of-former-key": (
            question(QuestionKind.KEY_LED_ELSEWHERE, with_former, **moving),
        ),
        "release": (release.pk,),
        "applied": (applied.pk,),
        "of-age": (_made_of_age(mark, by, school).pk,),
        "import": (_import(mark, by, school).pk,),
        "source": (_source(mark, by, school),),
        "batch": (_batch(by, parent).pk,),
        "breach": (draft(office, parent.pk, child.pk).pk,),
        "organisation": (school.pk,),
        "records-school": (group.school.pk,),
        "records-group": (group.pk,),
        "work": (small.assignment(group, "Essay").pk,),
        "entry": (small.entered(by, group).pk,),
        "picture": (_shown_picture(school).pk,),
        "feed": (feed(parent).pk,),
        "passkey": (_passkey(mark, lone),),
        **meetings(by, school, parent, child),
        "identity": (_identity(mark, lone),),
        "person-identity": (lone.pk, _identity(f"{mark}-two", lone)),
        "provider": (_provider(),),
        "erasure": (erasure(),),
    }  # fmt: skip


def conversation(
    parent: Person, child: Person, school: Organisation, teacher: Person | None
) -> tuple[int, int]:
    """Begun by the teacher, or else the office; and its message, which has a file."""
    file = SafeFile("application/pdf", b"%PDF-1.4 %%EOF")
    said = Said("How is it going?", file, "A talk")
    office = teacher or Person.objects.filter(memberships__organisation=school).filter(
        profile=Profile.SCHOOL_ADMINISTRATOR
    ).earliest("pk")
    made = begin_by_school(talk.by(office), teacher, child, parent, school, said)
    return made.pk, made.messages.get().pk


def sending(  # who writes what to whom
    by: Person, parent: Person, child: Person, school: Organisation, place: Organisation
) -> int:
    """To the one parent of a class."""
    teacher = by if by.profile == Profile.TEACHER else None
    said = Said("Bring boots.", None, f"A trip with {by.given_name}")
    return send(talk.by(by), teacher, place, school, Audience([(child, parent)], []), said).pk


def meetings(
    by: Person, school: Organisation, parent: Person, child: Person, at: int = 0
) -> Things:
    """Some times, one of which the parent has booked for the child."""
    some_day = today_at(school.path) + timedelta(days=7 + Offer.objects.count())
    offer, slots = offered(by, school, day=some_day)
    booking = book(Actor(parent.pk, parent.full_name, "a test"), parent, child, slots[at])
    return {
        "place": (school.pk,),
        "meeting": (offer.pk,),
        "meeting-time": (slots[1].pk,),
        "booking": (booking.pk,),
        "meeting-of": (offer.pk, child.pk),
    }


def contact_change(parent: Person) -> ContactChange:
    """That waits for the office."""
    values = {"phone": "555 0100"}
    return ContactChange.objects.create(person=parent, values=values, before={"phone": ""})


def feed(parent: Person) -> Feed:
    """Whose address nobody knows."""
    return Feed.objects.create(parent=parent, digest=link_tokens.digest(link_tokens.draw()))


def picture(school: Organisation) -> Picture:
    """Of the school's own words, one pixel large."""
    return Picture.objects.create(
        organisation=school, content=b"\xff\xd8", width=1, height=1, said="A yard"
    )


def _shown_picture(school: Organisation) -> Picture:
    """On the child's page of each of the school's pupils."""
    made = picture(school)
    actor = Actor(None, "an office", "a test")
    change.inform(actor, school, Information("", (), (made.pk,)), block_registry.names())
    return made


def reported(parent: Person, child: Person) -> AbsenceReport:
    """That the child is ill tomorrow."""
    day = date_of(child) + timedelta(days=1)
    return AbsenceReport.objects.create(
        child=child, reported_by=parent, days=[day], last_on=day, part="all-day", reason="ill"
    )


def _passkey(mark: str, owner: Person) -> int:
    """Of somebody who asks for nothing here: whoever asks finds it shut."""
    known = {"number": mark.encode(), "credential": b"", "sign_count": 0, "transports": []}
    return Passkey.objects.create(person=owner, name="phone", **known).pk


def _identity(mark: str, owner: Person) -> int:
    known = {"issuer": f"https://{mark}.example.org", "subject": mark, "linked_by": "claim"}
    return Identity.objects.create(person=owner, **known).pk


def erasure() -> int:
    """Of somebody who is not here any more."""
    gone = {"people": [9_000_001], "profile": "parent", "done_at": timezone.now()}
    return Erasure.objects.create(reason="asked for it", **gone).pk


def _provider() -> int:
    """The site's; nobody answers at its address."""
    where = {"issuer": "http://127.0.0.1:9", "client_id": "kinkeeper", "audience": "parents"}
    return IdentityProvider.objects.get_or_create(name="Town", defaults=where)[0].pk


def _relationship(parent: Person, child: Person, state: RelationshipState) -> int:
    made = Relationship.objects.create(parent=parent, child=child, state=state, sources=["manual"])
    return made.pk


def _blocked(parent: Person, child: Person) -> int:
    """Somebody has to look at it again."""
    number = _relationship(parent, child, RelationshipState.BLOCKED)
    since = Relationship.objects.get(pk=number).since
    BlockGround.objects.create(
        parent=parent, child=child, block_since=since, of_parent=parent.pk, of_child=child.pk,
        basis=BlockBasis.COURT_ORDER, review_on=date(2026, 1, 1),
    )  # fmt: skip
    return number


def _accounts(mark: str, name: str, school: Organisation) -> tuple[int, int]:
    """Two accounts of one parent."""
    first = person(f"{name}.{mark}", Profile.PARENT, school)
    return first.pk, person(f"{name}.{mark}2", Profile.PARENT, school, family_name=mark.title()).pk


def _merged(mark: str, name: str, school: Organisation, *, again: bool = False) -> tuple[int, int]:
    two = _accounts(mark, name, school)
    kept, gone = (Person.objects.get(pk=number) for number in two)
    made = merged(kept, gone)
    if again:
        unmerged(made)
    return two


def _alike(mark: str, by: Person, school: Organisation) -> Import:
    """An applied import that asks the same of so many that they can be answered together."""
    return alike.asked(SAMPLE + 1, prefix=mark, by=by, organisation=school.path)


def _import(mark: str, by: Person, school: Organisation) -> Import:
    file = f"SyncID,First name,Last name,ChildID\n{mark}-77,Ada,Lie,{mark}-78\n{mark}-79,,,\n"
    return planned(file, by=by, organisation=school.path)


def _made_of_age(mark: str, by: Person, school: Organisation) -> Import:
    """An import that made a pupil of age, and was undone; by hand, for an undo leaves tables to
    the role that made them."""
    young = person(f"young.{mark}", Profile.PUPIL, school, sync_key=f"{mark}-age")
    file = f"SyncID,First name,Last name,Birth date\n{mark}-age,{young.given_name},"
    file += f"{young.family_name},2001-05-05\n"
    made = imported(file, profile="pupil", by=by, organisation=school.path)
    Import.objects.filter(pk=made.pk).update(state=ImportState.UNDONE)
    Person.objects.filter(pk=young.pk).update(birth_date=None)
    return made


def _source(mark: str, by: Person, school: Organisation) -> int:
    return Source.objects.create(
        name=f"Nightly {mark}", kind="folder", address="/nowhere", organisation=school,
        profile=Profile.PARENT, every_minutes=60, owner_id=by.pk, owner_name=by.full_name,
        reach=[school.pk], options=Options(profile=Profile.PARENT).as_json(),
    ).pk  # fmt: skip


def _batch(by: Person, parent: Person) -> Batch:
    office = Actor(by.pk, by.full_name, "a test")
    batch = order(office, [parent], Form.PAGES)
    pdf_batch.produce(batch.pk, office)
    return batch
