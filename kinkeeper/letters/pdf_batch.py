"""Makes a batch's PDF: codes are issued, typeset and sealed piece by piece in one transaction."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import batched, chain
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters import letter_data, locks, parts, senders, still_right, typeset
from kinkeeper.letters.models import Batch, BatchState, Form, Letter, LetterState, SealedPart
from kinkeeper.letters.unsent_reasons import Why
from kinkeeper.lib.asking import act
from kinkeeper.organisations import restore_hold
from kinkeeper.people.reach import reach_now

KEPT = timedelta(hours=24)
# How each form that is printed is typeset, and by which channel its codes go.
FORMS: Mapping[str, tuple[Callable[..., typeset.Made], Channel]] = {
    Form.PAGES: (typeset.letters, Channel.LETTER),
    Form.LIST: (typeset.office_list, Channel.LIST),
}
Keep = Callable[[Iterator[bytes]], None]


class NotYours(Exception):
    """Only who ordered the letters may fetch them."""


class Gone(Exception):
    """The PDF is no longer kept; order new letters."""


class Withheld(Exception):
    """So many of the letters must not be handed out any more; order new ones."""

    def __init__(self, letters: int) -> None:
        super().__init__()
        self.letters = letters


def _nowhere(made: Iterator[bytes]) -> None:
    deque(made, maxlen=0)


def produce(batch_id: int, actor: Actor, keep: Keep = _nowhere) -> int:
    """How many letters were made; none when the batch was done or stopped before, or nobody in it
    may have one. Killed anywhere, nothing has been issued and it can be run again; the codes in the
    PDF exist nowhere else. So `keep` takes the PDF, bytes by bytes as they are made, before they
    hold: where it fails, none was issued and the earlier ones still open. It is not called where
    there is nothing to keep. Raises `locks.Busy` while another process makes it, and `OnHold`."""
    restore_hold.refuse()
    with locks.held(batch_id), act():
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        if batch.state not in {BatchState.WAITING, BatchState.WORKING}:
            return 0
        setter, channel = FORMS[batch.form]
        # what a page of letters says of a school is the page's own
        sender = letter_data.sender(senders.path_of(batch) if batch.form == Form.LIST else "")
        with closing(setter(_pages(batch, actor, channel), sender)) as made:
            first = next(made, None)
            if first is not None:
                keep(_sealed(batch, chain([first], made)))
        count = batch.letters.filter(state=LetterState.MADE).count()
        Batch.objects.filter(pk=batch.pk).update(
            state=BatchState.DONE, finished_at=Now(), pages=count
        )
        if count:
            record(actor, "letters.made", data={"batch": batch.pk, "letters": count})
    return count


@act()
def fetch(batch: Batch, actor: Actor) -> parts.Opened:
    """The sealed PDF for its maker, within a day. Rights are looked at once more: whoever lost a
    child, or has become protected, since the letters were made is handed out to nobody; and no page
    can be taken out of a PDF. Raises `NotYours`, `Gone`, `Withheld`."""
    if batch.made_by is None or batch.made_by != actor.person_id:
        raise NotYours
    if batch.finished_at is None or batch.finished_at < timezone.now() - KEPT:
        raise Gone
    found = parts.opened(batch)
    if not found.size:
        raise Gone
    letters = still_right.withheld(batch)
    if letters:
        raise Withheld(letters)
    record(actor, "letters.fetched", data={"batch": batch.pk, "letters": batch.pages})
    return found


def forget_old() -> int:
    """Removes PDFs older than a day; how many."""
    old = Batch.objects.filter(finished_at__lt=timezone.now() - KEPT, parts__number=0)
    batches = list(old.values_list("pk", flat=True))
    SealedPart.objects.filter(batch__in=batches).delete()
    return len(batches)


def _pages(batch: Batch, actor: Actor, channel: Channel) -> Iterator[Sequence[letter_data.Page]]:
    """The pages of those who still may have a letter, each piece issued when it is asked for."""
    reach = reach_now(batch.made_by)
    waiting = batch.letters.filter(state=LetterState.WAITING).order_by("pk")
    for piece in batched(list(waiting.values_list("pk", flat=True)), typeset.PIECE):
        letters = _still_right(batch, piece)
        people = [letter.person for letter in letters]
        numbers = [person.pk for person in people]
        if not people:
            continue
        issued = issue_many(actor, numbers, channel, reach=reach)
        now_issued = Credential.objects.filter(
            person=OuterRef("person"), state=CredentialState.ISSUED
        )
        Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
            credential=Subquery(now_issued.values("pk")[:1]), state=LetterState.MADE, ended_at=Now()
        )
        said = still_right.printed(batch, numbers)
        for letter in letters:
            letter.detail = said[letter.person_id]
        Letter.objects.bulk_update(letters, ["detail"])
        yield letter_data.pages(people, issued, reach, senders.of_batch(batch, numbers))


def _sealed(batch: Batch, made: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, kept on their way; without a person who could fetch them (the command line)
    nothing is kept."""
    for number, part in enumerate(made):
        if batch.made_by is not None:
            parts.put(batch, number, part)
        yield part


def _still_right(batch: Batch, piece: Sequence[int]) -> list[Letter]:
    """Of these waiting letters; who may no longer get one is left out now (rights are looked at
    when the letter is made, not only when it was ordered)."""
    letters = list(Letter.objects.filter(pk__in=piece).select_related("person").order_by("pk"))
    people = [letter.person for letter in letters]
    choices = still_right.choices(batch, people)
    reachable = still_right.still_reached(batch, [person.pk for person in people])
    kept = []
    for letter, choice in zip(letters, choices, strict=True):
        if letter.person_id not in reachable:
            leave_out(letter, Why.OUT_OF_REACH)
        elif choice.gets_one:
            kept.append(letter)
        else:
            leave_out(letter, choice.code, choice.detail)
    return kept


def leave_out(letter: Letter, code: str, detail: Mapping[str, Any] | None = None) -> None:
    """`code` is a `Why` or a `LeftOut`."""
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.LEFT_OUT, code=code, detail=dict(detail or {}), ended_at=Now()
    )
