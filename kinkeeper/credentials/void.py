"""Makes credentials worthless before they are used."""

from collections.abc import Iterable, Sequence

from django.db.models.functions import Now

from kinkeeper.credentials.models import Credential, CredentialState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Person

OPEN = (CredentialState.ISSUED, CredentialState.SENDING)


@whole_site()
def open_of(people: Iterable[Person]) -> int:
    """How many codes and links of these people would stop working: said before (K20)."""
    ids = [person.pk for person in people]
    return Credential.objects.filter(person_id__in=ids, state=CredentialState.ISSUED).count()


def void_for(actor: Actor, people: Sequence[int], *, why: str, quietly: bool = False) -> int:
    """Voids every open credential of these people; how many. `quietly` where the journal tells
    the same in another line."""
    open_ones = Credential.objects.filter(person_id__in=list(people), state__in=OPEN)
    hit = [] if quietly else list(open_ones.values_list("person_id", flat=True).distinct())
    count = open_ones.update(state=CredentialState.VOIDED, ended_at=Now())
    for person_id in hit:
        record(actor, "credential.voided", person_id=person_id, data={"why": why})
    return count
