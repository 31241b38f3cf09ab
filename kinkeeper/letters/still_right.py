"""Who of a batch may have a letter or e-mail now, and whether what was made may be handed out.

Rights are looked at whenever something leaves: when it is made, when it is sent, and once more when
the finished PDF is fetched (K17, K28).
"""

from collections.abc import Mapping, Sequence
from itertools import batched

from kinkeeper.credentials.eligible import Choice, choose
from kinkeeper.credentials.left_out_reasons import LeftOut
from kinkeeper.families.contacts import schools_told
from kinkeeper.letters import letter_data, senders
from kinkeeper.letters.models import Batch, Letter, LetterState, Ordered
from kinkeeper.letters.printable import choose_for
from kinkeeper.people.hidden import hidden_from
from kinkeeper.people.models import Person
from kinkeeper.people.reach import reach_now, within

PIECE = 1000
# Whoever has one of these must not have the letter; the others say that nobody needs it any more.
TAKEN = (LeftOut.NOT_ACTIVE, LeftOut.NO_RELATIONSHIP, LeftOut.PROTECTED)
CHILDREN, SCHOOLS = (
    "children",
    "schools",
)  # by internal ID: named, and by whose school it is written

type Printed = Mapping[str, list[int]]


def is_alone(batch: Batch) -> bool:
    """Whether it was ordered for one person (K28)."""
    return batch.letters.count() == 1


def choices(batch: Batch, people: Sequence[Person]) -> list[Choice]:
    return choose_for(batch.form, people, reach_now(batch.made_by), alone=is_alone(batch))


def still_reached(batch: Batch, people: Sequence[int]) -> set[int]:
    """Those of the people whom the batch's maker may still reach and see; whoever ordered a link
    alone reaches themselves."""
    if batch.about == Ordered.ONESELF:
        return set(people)
    found = Person.objects.filter(within(reach_now(batch.made_by)), pk__in=people)
    return set(found.values_list("pk", flat=True)) - hidden_from(batch.made_by)


def printed(batch: Batch, people: Sequence[int]) -> dict[int, Printed]:
    """By internal ID, of which children a letter of this batch says something today."""
    named = letter_data.named(people, reach_now(batch.made_by))
    told = schools_told(people, senders.reach_of(batch))
    return {
        each: {CHILDREN: sorted(named[each]), SCHOOLS: sorted(told.get(each, ()))}
        for each in people
    }


def withheld(batch: Batch) -> int:
    """How many of the letters in the PDF must not be handed out any more: the person or a child
    that it names has been taken from its reader, or from who fetches it, since it was made."""
    made = batch.letters.filter(state=LetterState.MADE).select_related("person").order_by("pk")
    alone, found = is_alone(batch), list(made)
    gone = max((batch.pages or 0) - len(found), 0)  # deleted with their person
    return gone + sum(
        not fits for piece in batched(found, PIECE) for fits in _fit(batch, piece, alone=alone)
    )


def _fit(batch: Batch, letters: Sequence[Letter], *, alone: bool) -> list[bool]:
    people = [letter.person for letter in letters]
    numbers = [person.pk for person in people]
    chosen = choose(people, by_email=False, reach=reach_now(batch.made_by), alone=alone)
    reached, now = still_reached(batch, numbers), printed(batch, numbers)
    return [
        letter.person_id in reached
        and choice.code not in TAKEN
        and all(_among(letter.detail, now[letter.person_id], what) for what in (CHILDREN, SCHOOLS))
        for letter, choice in zip(letters, chosen, strict=True)
    ]


def _among(then: Printed, now: Printed, what: str) -> bool:
    return {*then.get(what, ())} <= {*now[what]}
