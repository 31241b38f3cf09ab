"""Orders credentials for people: a batch, and a row for each letter, with who is left out."""

from collections.abc import Iterable

from django.db.models.functions import Now

from kinkeeper.credentials.eligible import Choice
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters.models import Batch, Letter, LetterState, Ordered
from kinkeeper.letters.printable import choose_among
from kinkeeper.lib.asking import act
from kinkeeper.people.address_origin import digest
from kinkeeper.people.models import Person
from kinkeeper.people.reach import reach_now


@act()
def order(
    actor: Actor, people: Iterable[Person], form: str, *, path: str = "", about: str = ""
) -> Batch:
    """The waiting batch; `path` is the organisation whose people these are. Nothing is issued yet;
    `pdf_batch.produce` or `mail_batch.post` does that."""
    reach = reach_now(actor.person_id)
    batch = Batch.objects.create(
        form=form,
        about=about or (Ordered.ORGANISATION if path else Ordered.CHOSEN),
        name=path,
        made_by=actor.person_id,
        made_by_name=actor.name[:300],
        origin=actor.origin[:200],
    )
    left_out = letters = 0
    for choices in choose_among(form, people, reach):
        Letter.objects.bulk_create([_letter(batch, choice) for choice in choices])
        letters += sum(choice.gets_one for choice in choices)
        left_out += sum(not choice.gets_one for choice in choices)
    told = {"batch": batch.pk, "form": form, "letters": letters, "left_out": left_out}
    record(actor, "letters.ordered", data=told)
    batch.refresh_from_db()
    return batch


def _letter(batch: Batch, choice: Choice) -> Letter:
    return Letter(
        batch=batch,
        person=choice.person,
        state=LetterState.WAITING if choice.gets_one else LetterState.LEFT_OUT,
        code=choice.code,
        detail=_address(batch, choice) if choice.gets_one else dict(choice.detail),
        ended_at=None if choice.gets_one else Now(),
    )


def _address(batch: Batch, choice: Choice) -> dict[str, str]:
    """A mail that somebody ordered alone goes to the address of then, or nowhere."""
    if batch.about != Ordered.ONESELF:
        return {}
    return {"address": digest(choice.person.email).hex()}
