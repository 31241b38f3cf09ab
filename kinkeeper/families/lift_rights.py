"""What a file said a parent may see is taken away by a person, with a reason (K27)."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families import locked_relationship as relationships
from kinkeeper.families.refusals import NothingSet
from kinkeeper.families.stated_rights import statements
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone


@act()
def lift(actor: Actor, parent: Person, child: Person, number: int, *, reason: str) -> None:
    """What import `number` said of the two no longer holds; what others say does. The next file of
    that series says it anew. Raises `NothingSet`, `ReasonMissing`, `OwnFamily`, `MergedAway`."""
    why = relationships.reasoned(reason)
    relationships.not_oneself(actor, parent)
    relationships.lock_people(parent, child)
    ended = statements(parent, child).filter(source=f"import:{number}")
    if not ended.update(ended_at=Now(), ended_by=actor.person_id, ended_by_name=actor.name):
        raise NothingSet(
            _(
                "Import %(id)s no longer says what %(parent)s sees of %(child)s: someone ended it, "
                "or a later file took its place. Look at what applies now."
            )
            % {
                "id": number,
                "parent": alone(parent.full_name),
                "child": alone(child.full_name),
            }
        )
    data = {"import": number, "reason": why}
    record(actor, "rights.lifted", person_id=parent.pk, child_id=child.pk, data=data)
