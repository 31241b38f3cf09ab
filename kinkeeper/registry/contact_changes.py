"""A parent wishes other contact data; the office of a school accepts it, or says why not."""

import hashlib
import hmac
import json
from collections.abc import Mapping

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families.arrival_lock import arriving
from kinkeeper.from_home.models import ContactChange, ContactChangeState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Person
from kinkeeper.registry.edit import edit
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.typed_values import checked

FIELDS = ("email", "phone", "street", "postal_code", "city", "country")


@act()
def propose(actor: Actor, parent: Person, values: Mapping[str, str]) -> ContactChange:
    """What waits for the office from now on. Raises one `Refusal` that tells of all that cannot be
    stored, and where nothing differs or something waits already."""
    locked = Person.objects.select_for_update().get(pk=parent.pk)
    tidy = checked({name: values[name] for name in FIELDS if name in values}, locked)
    before = now(locked)
    changed = {name: value for name, value in tidy.items() if value != before[name]}
    if not changed:
        raise Refusal("nothing-changed", _("This is what the school has already."))
    if waits_for(parent) is not None:
        raise Refusal("waits-already", _("You have sent a change already. Withdraw it first."))
    made = ContactChange.objects.create(
        person=locked, values=changed, before={name: before[name] for name in changed}
    )
    record(actor, "contact.sent", person_id=parent.pk)
    return made


@act()
def withdraw(actor: Actor, change: ContactChange) -> None:
    """Raises `Refusal` where it no longer waits."""
    found = _waiting(change)
    _decide(actor, found, ContactChangeState.WITHDRAWN)


@act()
def accept(actor: Actor, change: ContactChange, reach: Reach, *, seen: str) -> None:
    """The parent has the new data. `seen`: the `mark` of what was looked at. Raises `Refusal` where
    it no longer waits, where it is something else by now, and for all that `registry.edit` refuses:
    an address that would open an account which reaches further (K38)."""
    arriving()  # before the rows, as whoever applies an import or merges does
    found = _waiting(change)
    locked = Person.objects.select_for_update().get(pk=found.person_id)
    if not hmac.compare_digest(mark(found, locked).encode(), seen.encode()):
        raise Refusal(
            "seen-otherwise",
            _("This has changed since you opened the page. Look again, and then decide."),
        )
    edit(actor, found.person, found.values, reach=reach)
    _decide(actor, found, ContactChangeState.ACCEPTED)


@act()
def decline(actor: Actor, change: ContactChange, answer: str) -> None:
    """`answer` is for the parent. Raises `Refusal` without one, and where it no longer waits."""
    said = answer.strip()[:500]
    if not said:
        raise Refusal("answer-missing", _("Write to the parent why."), "answer")
    _decide(actor, _waiting(change), ContactChangeState.DECLINED, answer=said)


def mark(change: ContactChange, person: Person) -> str:
    """The same as long as whose it is, what is wished and what is stored are the same."""
    said = [change.pk, person.pk, person.full_name, change.values, now(person)]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def waits_for(parent: Person) -> ContactChange | None:
    return ContactChange.objects.filter(person=parent, state=ContactChangeState.SENT).first()


def now(person: Person) -> dict[str, str]:
    """What is stored, by field; an address as it was given last (K39)."""
    return {
        name: person.stated_email if name == "email" else getattr(person, name) for name in FIELDS
    }


def _waiting(change: ContactChange) -> ContactChange:
    found = (
        ContactChange.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=change.pk)
    )
    if found.state != ContactChangeState.SENT:
        raise Refusal("decided", _("This has been decided, or withdrawn, meanwhile."))
    return found


def _decide(actor: Actor, change: ContactChange, state: str, *, answer: str = "") -> None:
    ContactChange.objects.filter(pk=change.pk).update(
        state=state,
        answer=answer,
        decided_at=Now(),
        decided_by=actor.person_id,
        decided_by_name=actor.name[:300],
    )
    record(actor, f"contact.{state}", person_id=change.person_id)
