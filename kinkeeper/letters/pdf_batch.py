"""Makes a batch's PDF: codes are issued, typeset and sealed in one transaction."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters import letter_page, locks, typeset
from kinkeeper.letters.models import Batch, BatchState, Form, Letter, LetterState
from kinkeeper.letters.why import Why
from kinkeeper.lib.seal import open_sealed, seal
from kinkeeper.organisations import restore_hold
from kinkeeper.people.models import Person
from kinkeeper.people.reach import reach_now, within

PURPOSE = "letters-pdf"
KEPT = timedelta(hours=24)


class NotYours(Exception):
    """Only who ordered the letters may fetch them."""


class Gone(Exception):
    """The PDF is no longer kept; order new letters."""


def produce(
    batch_id: int, actor: Actor, keep: Callable[[bytes], None] = lambda _pdf: None
) -> bytes:
    """The PDF; empty when the batch was done or stopped before. Killed anywhere, nothing has been
    issued and it can be run again; the codes in it exist nowhere else. So `keep` is called before
    they hold: where it fails, none was issued and the earlier ones still open. Raises `locks.Busy`
    while another process makes it, and `OnHold`."""
    restore_hold.refuse()
    with locks.held(batch_id), transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        if batch.state not in {BatchState.WAITING, BatchState.WORKING}:
            return b""
        waiting = _still_right(batch)
        people = [letter.person for letter in waiting]
        if not people:
            _finish(batch, b"", 0)
            return b""
        channel = Channel.LIST if batch.form == Form.LIST else Channel.LETTER
        reach = reach_now(batch.made_by)
        issued = issue_many(actor, [person.pk for person in people], channel, reach=reach)
        made = letter_page.pages(people, issued, reach)
        setter = typeset.office_list if batch.form == Form.LIST else typeset.letters
        pdf = setter(made, letter_page.sender())
        now_issued = Credential.objects.filter(
            person=OuterRef("person"), state=CredentialState.ISSUED
        )
        Letter.objects.filter(pk__in=[letter.pk for letter in waiting]).update(
            credential=Subquery(now_issued.values("pk")[:1]), state=LetterState.MADE, ended_at=Now()
        )
        _finish(batch, pdf, len(people))
        record(actor, "letters.made", data={"batch": batch.pk, "letters": len(people)})
        keep(pdf)
    return pdf


def fetch(batch: Batch, actor: Actor) -> bytes:
    """The sealed PDF for its maker, within a day. Raises `NotYours`, `Gone`."""
    if batch.made_by is None or batch.made_by != actor.person_id:
        raise NotYours
    if batch.sealed_pdf is None or batch.finished_at is None:
        raise Gone
    if batch.finished_at < timezone.now() - KEPT:
        raise Gone
    record(actor, "letters.fetched", data={"batch": batch.pk})
    return open_sealed(bytes(batch.sealed_pdf), secret=settings.SECRET_KEY, purpose=PURPOSE)


def forget_old() -> int:
    """Removes PDFs older than a day; how many."""
    old = Batch.objects.filter(sealed_pdf__isnull=False, finished_at__lt=timezone.now() - KEPT)
    return old.update(sealed_pdf=None)


def _still_right(batch: Batch) -> list[Letter]:
    """The waiting letters; who may no longer get one is left out now (rights are looked at when
    the letter is made, not only when it was ordered)."""
    letters = list(
        batch.letters.filter(state=LetterState.WAITING).select_related("person").order_by("pk")
    )
    people = [letter.person for letter in letters]
    choices = choose(people, by_email=False, reach=reach_now(batch.made_by))
    reachable = still_reached(batch)
    kept = []
    for letter, choice in zip(letters, choices, strict=True):
        if letter.person_id not in reachable:
            leave_out(letter, Why.OUT_OF_REACH)
        elif choice.gets_one:
            kept.append(letter)
        else:
            leave_out(letter, choice.code)
    return kept


def still_reached(batch: Batch) -> set[int]:
    """The batch's people whom its maker may still reach."""
    people = Person.objects.filter(within(reach_now(batch.made_by)), letters__batch=batch)
    return set(people.values_list("pk", flat=True))


def leave_out(letter: Letter, code: str) -> None:
    """`code` is a `Why` or a `LeftOut`."""
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.LEFT_OUT, code=code, ended_at=Now()
    )


def _finish(batch: Batch, pdf: bytes, pages: int) -> None:
    sealed = seal(pdf, secret=settings.SECRET_KEY, purpose=PURPOSE) if pdf else None
    # without a person who could fetch it (the command line) nothing is kept
    keep = sealed if batch.made_by is not None else None
    Batch.objects.filter(pk=batch.pk).update(
        state=BatchState.DONE, finished_at=Now(), sealed_pdf=keep, pages=pages
    )
