"""What there is about the account of a parent or a pupil: one section of a copy for each kind."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kinkeeper.accounts.models import AuthenticatorApp, Passkey, RecoveryCode
from kinkeeper.accounts.provider_models import Identity
from kinkeeper.credentials.models import Credential, SignInNotice
from kinkeeper.credentials.sign_in_notices import What
from kinkeeper.families.models import PendingRelationship, PendingState, Question, QuestionKind
from kinkeeper.feeds.models import Feed
from kinkeeper.from_home.models import (
    AbsenceReport,
    ContactChange,
    LearningPlanComment,
    NoticeAnswer,
    NoticeOpening,
)
from kinkeeper.letters.models import AgeNotice, Letter
from kinkeeper.lib.asking import whole_site
from kinkeeper.meetings.models import Booking
from kinkeeper.meetings.standing import AREA, SHOWN_WITH
from kinkeeper.messaging.models import Conversation, Message, Sort
from kinkeeper.notifications.models import Choice, Device, Kind, Mail, Reader
from kinkeeper.people import returned_mail
from kinkeeper.people.models import FormerKey, Merge, Person, Profile
from kinkeeper.people.unconfirmed_address import waiting_of
from kinkeeper.readings import sign_ins
from kinkeeper.readings.e_mails import AREAS
from kinkeeper.readings.own_copy.document import Coded, Section
from kinkeeper.readings.own_copy.extent import Extent, Told
from kinkeeper.readings.own_copy.files import Files
from kinkeeper.records.models import Notice
from kinkeeper.roster.vocabulary import Area

AT, CHILD = _("When"), _("Child")


def of(person: Person) -> Iterator[Section]:
    """The account, its contact data and who set them, and how it is opened; no secret of it."""
    yield _account(person)
    yield _contact(person)
    with whole_site():
        yield _other_accounts(person)
        yield _ways_in(person)
        yield _codes(person)
        yield _letters(person)
        yield _told(person)


def of_parent(person: Person, told: Told, files: Files) -> Iterator[Section]:
    """What a parent chose, sent and was sent. Children who are not among the `told` have no name.
    What the school said or answered is there by the area it is in, as on the pages (K16, K17)."""
    yield _contact_changes(person)
    yield _waiting(person, told)
    names = {number: child.name for number, child in told.of.items()}
    yield absence(person, told.extent, names, told.seeing(Area.ABSENCE))
    yield _answers(person, told)
    yield _plan_comments(person, told)
    yield _openings(person, told)
    yield _conversations(person, told, files)
    yield _meetings(person, told)
    yield _e_mails(person)
    yield _choices(person, told)
    yield _sent(person)
    yield _devices(person)
    yield _calendars(person, told)
    with whole_site():
        yield _messages(person, told)
        yield _age_notices(person, told)


def of_sign_ins(secret: str) -> Section:
    """Where whoever asks the database is signed in."""
    return _sign_ins(
        [{"started_at": each.started_at, "last_seen_at": each.last_seen_at, "how": each.how,
          "device": each.device, "network": each.network} for each in sign_ins.own(secret)]
    )  # fmt: skip


def of_sign_ins_told(person: Person) -> Section:
    """The same in a copy that an office makes: without the network."""
    return _sign_ins(
        [{"started_at": each.started_at, "last_seen_at": each.last_seen_at, "how": each.how,
          "device": each.device, "network": None} for each in sign_ins.of_another(person)]
    )  # fmt: skip


def _sign_ins(entries: Sequence[Mapping[str, Any]]) -> Section:
    return Section(
        "sign_ins",
        _("Where you are signed in"),
        {"started_at": _("Signed in"), "last_seen_at": _("Last used"), "how": _("How"),
         "device": _("Device"), "network": _("Network")},
        entries,
    )  # fmt: skip


def _account(person: Person) -> Section:
    return Section(
        "account",
        _("Account"),
        {"id": _("Internal person ID"), "sync_key": _("Synchronisation key"),
         "username": _("Username"), "given_name": _("First name"),
         "family_name": _("Last name"), "profile": _("Profile"), "birth_date": _("Birth date"),
         "language": _("Language"), "has_password": _("Has a password"),
         "made_at": _("Account made"), "last_sign_in": _("Last sign-in")},
        [{"id": person.pk, "sync_key": _key(person), "username": person.username,
          "given_name": person.given_name, "family_name": person.family_name,
          "profile": Coded(person.profile, person.get_profile_display()),
          "birth_date": person.birth_date, "language": person.language,
          "has_password": person.has_password, "made_at": person.created_at,
          "last_sign_in": person.last_login}],
        one=True,
    )  # fmt: skip


def _key(person: Person) -> str | None:
    """Of a pupil. That of a parent may bear the name of a school that a child was taken to, like
    the places where a parent is listed (K28): neither is told."""
    return person.sync_key if person.profile == Profile.PUPIL else None


def _contact(person: Person) -> Section:
    new, returned = waiting_of(person), returned_mail.of(person)
    return Section(
        "contact",
        _("Contact data"),
        {"email": _("E-mail"), "email_set_by": _("Who set the e-mail address"),
         "email_set_at": _("When it was set"), "new_email": _("New address, not confirmed yet"),
         "email_came_back": _("An e-mail to it came back"),
         "phone": _("Phone"), "street": _("Street"), "postal_code": _("Postal code"),
         "city": _("City"), "country": _("Country")},
        [{"email": person.email, "email_set_by": _who_set(person),
          "email_set_at": person.email_set_at, "new_email": new.email if new else None,
          "email_came_back": returned.returned_at if returned else None,
          "phone": person.phone, "street": person.street, "postal_code": person.postal_code,
          "city": person.city, "country": person.country}],
        one=True,
    )  # fmt: skip


def _who_set(person: Person) -> Coded | None:
    """By the office or its file, and not by whom there."""
    if not person.email:
        return None
    if person.email_set_at is None or person.email_reach is None:
        return Coded("unknown", _("Not known"))
    if not person.email_reach:
        return Coded("owner", _("Yourself"))
    return Coded("school", _("The school, or its file"))


def _other_accounts(person: Person) -> Section:
    gone = Merge.objects.filter(leads_to=person).select_related("gone").order_by("pk")
    keys = FormerKey.objects.filter(person=person).order_by("pk")
    return Section(
        "former",
        _("Former accounts and keys"),
        {"username": _("Username"), "sync_key": _("Synchronisation key"), "until": _("Until")},
        [{"username": each.gone.username, "sync_key": _key(each.gone), "until": each.made_at}
         for each in gone]
        + [{"username": None, "sync_key": each.sync_key, "until": each.until} for each in keys],
    )  # fmt: skip


def _ways_in(person: Person) -> Section:
    passkeys = Passkey.objects.filter(person=person).order_by("pk")
    apps = AuthenticatorApp.objects.filter(person=person)
    services = Identity.objects.filter(person=person).order_by("pk")
    codes = RecoveryCode.objects.filter(person=person)
    said: list[tuple[str, Any, str, datetime | None, datetime | None]]
    said = [("passkey", _("Passkey"), each.name, each.added_at, each.used_at) for each in passkeys]
    said += [("app", _("App that shows codes"), "", each.added_at, each.used_at) for each in apps]
    said += [("service", _("Account at another service"), f"{each.issuer} {each.subject}",
              each.linked_at, each.used_at) for each in services]  # fmt: skip
    left = codes.count()
    said += [("recovery-codes", _("Recovery codes"), str(left), None, None)] if left else []
    return Section(
        "ways_in",
        _("What you sign in with, besides a password"),
        {"kind": _("Kind"), "name": _("Name"), "added_at": _("Added"), "used_at": _("Last used")},
        [{"kind": Coded(kind, words), "name": name, "added_at": added, "used_at": used}
         for kind, words, name, added, used in said],
    )  # fmt: skip


def _codes(person: Person) -> Section:
    found = Credential.objects.filter(person=person).order_by("pk")
    return Section(
        "codes",
        _("Sign-in codes and links made for you"),
        {"issued_at": _("Made"), "channel": _("How you got it"), "state": _("State"),
         "expires_at": _("Works until"), "ended_at": _("Ended")},
        [{"issued_at": each.issued_at,
          "channel": Coded(each.channel, each.get_channel_display()),
          "state": Coded(each.state, each.get_state_display()), "expires_at": each.expires_at,
          "ended_at": each.ended_at} for each in found],
    )  # fmt: skip


def _letters(person: Person) -> Section:
    found = Letter.objects.filter(person=person).select_related("batch").order_by("pk")
    return Section(
        "letters",
        _("Letters and e-mails made for you"),
        {"ordered_at": _("Ordered"), "form": _("Kind"), "state": _("State"), "ended_at": AT},
        [{"ordered_at": each.batch.made_at,
          "form": Coded(each.batch.form, each.batch.get_form_display()),
          "state": Coded(each.state, each.get_state_display()), "ended_at": each.ended_at}
         for each in found],
    )  # fmt: skip


def _told(person: Person) -> Section:
    found = SignInNotice.objects.filter(person=person).order_by("pk")
    words = dict(What.choices)
    return Section(
        "warnings",
        _("E-mails about changes to how your account is opened"),
        {"made_at": AT, "what": _("What happened"), "address": _("E-mail"),
         "sent_at": _("Sent"), "disputed_at": _("You said it was not you")},
        [{"made_at": each.made_at, "what": Coded(each.what, words.get(each.what, each.what)),
          "address": each.address, "sent_at": each.sent_at, "disputed_at": each.disputed_at}
         for each in found],
    )  # fmt: skip


def _waiting(person: Person, told: Told) -> Section:
    """That there are some; of which child a file speaks, nobody has decided yet."""
    found = PendingRelationship.objects.filter(parent=person, state=PendingState.WAITING)
    found = told.extent.made_here(found)
    return Section(
        "waiting",
        _("Children whom a file named for you, and who are not here yet"),
        {"waiting": _("How many")},
        [{"waiting": found.count()}] if found.exists() else [],
    )


def _contact_changes(person: Person) -> Section:
    labels = {each.name: str(each.verbose_name) for each in Person._meta.concrete_fields}
    found = ContactChange.objects.filter(person=person).order_by("pk")
    return Section(
        "contact_changes",
        _("New contact data that you sent to the school"),
        {"made_at": AT, "values": _("What you sent"), "state": _("State"),
         "decided_at": _("Answered"), "answer": _("What the school answered")},
        [{"made_at": each.made_at,
          "values": [Coded(f"{name}={value}", f"{labels.get(name, name)}: {value}")
                     for name, value in each.values.items()],
          "state": Coded(each.state, each.get_state_display()), "decided_at": each.decided_at,
          "answer": each.answer} for each in found],
    )  # fmt: skip


def absence(
    person: Person, extent: Extent, names: Mapping[int, str], seen: Collection[int]
) -> Section:
    """What the person reported, or a school noted for the person, by phone. What the school said to
    it is there for the `seen`."""
    mine = AbsenceReport.objects.filter(reported_by=person)
    found = extent.about(mine, "child_id").order_by("pk")
    return Section(
        "absence_reports",
        _("Absence that you reported"),
        {"child": CHILD, "made_at": AT, "days": _("Days"), "part": _("Part of the day"),
         "comes_at": _("Comes at"), "leaves_at": _("Leaves at"), "reason": _("Reason"),
         "note": _("Note"), "noted_by": _("Noted at the school by"), "state": _("State"),
         "answer": _("What the school answered")},
        [{"child": names.get(each.child_id), "made_at": each.made_at, "days": each.days,
          "part": Coded(each.part, each.get_part_display()), "comes_at": each.comes_at,
          "leaves_at": each.leaves_at, "reason": Coded(each.reason, each.get_reason_display()),
          "note": each.note,
          "noted_by": each.entered_by_name if each.child_id in seen else None,
          "state": Coded(each.state, each.get_state_display()) if each.child_id in seen else None,
          "answer": each.answer if each.child_id in seen else None} for each in found],
    )  # fmt: skip


def _answers(person: Person, told: Told) -> Section:
    mine = NoticeAnswer.objects.filter(answered_by=person)
    found = _here(told, list(told.extent.about(mine, "child_id").order_by("pk")))
    seen = told.seeing(Area.SCHOOL_DAY)
    return Section(
        "answers",
        _("What you answered to notices"),
        {"child": CHILD, "made_at": AT, "notice": _("Notice"), "answer": _("Answer")},
        [{"child": told.name(each.child_id), "made_at": each.made_at,
          "notice": each.notice_key if each.child_id in seen else None,
          "answer": Coded(each.answer, each.get_answer_display())} for each in found],
    )  # fmt: skip


def _plan_comments(person: Person, told: Told) -> Section:
    """The plan is named where it is seen."""
    mine = LearningPlanComment.objects.filter(written_by=person).select_related("plan")
    found = told.extent.about(mine, "child_id").order_by("pk")
    seen = told.seeing(Area.DOCUMENTS)
    return Section(
        "plan_comments",
        _("What you wrote on learning plans"),
        {"child": CHILD, "made_at": AT, "plan": _("Learning plan"), "part": _("About"),
         "text": _("Text"), "withdrawn_at": _("Withdrawn")},
        [{"child": told.name(each.child_id), "made_at": each.made_at,
          "plan": each.plan.key if each.child_id in seen else None,
          "part": Coded(each.part, each.get_part_display()), "text": each.text,
          "withdrawn_at": each.withdrawn_at}
         for each in found if told.extent.has_school(each.plan.school_id)],
    )  # fmt: skip


def _here(told: Told, answers: list[NoticeAnswer]) -> list[NoticeAnswer]:
    """Those to notices of the schools within reach. Of a notice that is gone nobody knows."""
    if told.extent.reach.whole_site:
        return answers
    notices = Notice.objects.filter(
        series__in={each.notice_series for each in answers},
        key__in={each.notice_key for each in answers},
    )
    here = {(each.series, each.key) for each in notices if told.extent.has_school(each.school_id)}
    return [each for each in answers if (each.notice_series, each.notice_key) in here]


def _openings(person: Person, told: Told) -> Section:
    """Only of what is seen: the title of a notice is the school's."""
    seen = told.seeing(Area.SCHOOL_DAY)
    found = NoticeOpening.objects.filter(opened_by=person, child__in=seen).order_by("pk")
    notices = Notice.objects.in_bulk([each.notice_id for each in found]).values()
    titles = {each.pk: each for each in notices if told.extent.has_school(each.school_id)}
    return Section(
        "opened_notices",
        _("Notices that you opened"),
        {"child": CHILD, "notice": _("Notice")},
        [{"child": told.name(each.child_id), "notice": titles[each.notice_id].key}
         for each in found if each.notice_id in titles],
    )  # fmt: skip


def _conversations(person: Person, told: Told, files: Files) -> Section:
    """What the parent wrote; and what the school wrote about children of whom the parent reads
    messages now. Who wrote it is of the school day, as teachers are (K16)."""
    named = told.seeing(Area.SCHOOL_DAY)
    mine = told.extent.about(Conversation.objects.filter(parent=person), "child_id")
    seen = told.seeing(Area.MESSAGES)
    here = {each.pk: each for each in mine if told.extent.reach.whole_site
            or told.extent.reach.covers(each.school_id)}  # fmt: skip
    said = Message.objects.filter(conversation__in=here, sort=Sort.TEXT, withdrawn_at=None)
    said = said.select_related("file").defer("file__sealed")
    return Section(
        "conversations",
        _("Messages between you and the school"),
        {"child": CHILD, "made_at": AT, "subject": _("About"), "by": _("From"),
         "body": _("Message"), "file": _("File")},
        [{"child": told.name(here[each.conversation_id].child_id), "made_at": each.made_at,
          "subject": here[each.conversation_id].subject,
          "by": _("You") if each.from_parent
          else (each.written_by_name if here[each.conversation_id].child_id in named else "")
          or _("The school"),
          "body": each.body, "file": files.of_message(each)}
         for each in said.order_by("conversation", "pk")
         if each.from_parent or here[each.conversation_id].child_id in seen],
    )  # fmt: skip


def _meetings(person: Person, told: Told) -> Section:
    """Only of what is seen, as the pages show it: what the school offers is the school's."""
    seen = told.seeing(AREA) & told.seeing(SHOWN_WITH)
    mine = Booking.objects.filter(parent=person, child__in=seen)
    here = told.extent.about(mine, "child_id").select_related("slot", "offer__organisation")
    return Section(
        "meetings",
        _("Meetings that you booked"),
        {"child": CHILD, "title": _("Meeting"), "with": _("With"), "starts_at": _("From"),
         "ends_at": _("To"), "made_at": AT, "state": _("State"),
         "reason": _("What the school wrote"), "noted_by": _("Noted at the school by")},
        [{"child": told.name(each.child_id), "title": each.offer.title,
          "with": each.offer.with_whom, "starts_at": each.slot.starts_at,
          "ends_at": each.slot.ends_at, "made_at": each.made_at,
          "state": Coded(each.state, each.get_state_display()), "reason": each.reason,
          "noted_by": each.entered_by_name}
         for each in here.order_by("pk")
         if told.extent.reach.whole_site
         or each.offer.organisation_id in told.extent.reach.ids()],
    )  # fmt: skip


def _e_mails(person: Person) -> Section:
    found = Reader.objects.filter(person=person)
    return Section(
        "e_mails",
        _("E-mails about news"),
        {"quiet_from": _("Quiet from"), "quiet_until": _("Quiet until"),
         "stopped_at": _("Stopped by you")},
        [{"quiet_from": each.quiet_from, "quiet_until": each.quiet_until,
          "stopped_at": each.stopped_at} for each in found],
    )  # fmt: skip


def _choices(person: Person, told: Told) -> Section:
    mine = Choice.objects.filter(person=person, child__in=told.seeing()).order_by("pk")
    found = [each for each in mine if each.child_id in told.seeing(*AREAS[Kind(each.kind)])]
    return Section(
        "e_mail_choices",
        _("What you chose to be told by e-mail"),
        {"child": CHILD, "kind": _("What"), "pace": _("How often")},
        [{"child": told.name(each.child_id), "kind": Coded(each.kind, each.get_kind_display()),
          "pace": Coded(each.pace, each.get_pace_display())} for each in found],
    )  # fmt: skip


def _sent(person: Person) -> Section:
    found = Mail.objects.filter(person=person).order_by("pk")
    return Section(
        "e_mails_sent",
        _("E-mails about news that were sent to you"),
        {"made_at": AT, "items": _("How many news"), "state": _("State")},
        [{"made_at": each.made_at, "items": each.items,
          "state": Coded(each.state, each.get_state_display())} for each in found],
    )  # fmt: skip


def _devices(person: Person) -> Section:
    found = Device.objects.filter(person=person).order_by("pk")
    return Section(
        "devices",
        _("Devices that show you news"),
        {"made_at": _("Since"), "device": _("Device")},
        [{"made_at": each.made_at, "device": sign_ins.device(each.browser, each.system)}
         for each in found],
    )  # fmt: skip


def _calendars(person: Person, told: Told) -> Section:
    mine = Feed.objects.filter(parent=person)
    found = told.extent.about(mine, "child_id").order_by("pk")
    return Section(
        "calendars",
        _("Calendar addresses that you made"),
        {"made_at": _("Made"), "child": CHILD},
        [{"made_at": each.made_at, "child": told.name(each.child_id)} for each in found],
    )


def _messages(person: Person, told: Told) -> Section:
    kind = QuestionKind.ANOTHER_CHILD
    mine = Question.objects.filter(kind=kind, parent=person)
    found = told.extent.made_here(mine).order_by("pk")
    return Section(
        "messages",
        _("What you wrote about another child"),
        {"asked_at": AT, "name": _("Name"), "note": _("Note"), "answered_at": _("Answered")},
        [{"asked_at": each.asked_at, "name": each.value, "note": each.detail.get("note", ""),
          "answered_at": each.answered_at} for each in found],
    )  # fmt: skip


def _age_notices(person: Person, told: Told) -> Section:
    """The day is part of the contact details."""
    found = AgeNotice.objects.filter(person=person, pupil__in=told.seeing()).order_by("pk")
    dated = told.seeing(Area.CONTACT)
    return Section(
        "age_notices",
        _("E-mails about a child’s coming of age"),
        {"child": CHILD, "comes_on": _("Comes of age"), "sent_at": _("Sent")},
        [{"child": told.name(each.pupil_id), "sent_at": each.sent_at,
          "comes_on": each.comes_on if each.pupil_id in dated else None}
         for each in found],
    )  # fmt: skip
