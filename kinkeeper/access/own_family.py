"""Nobody decides about their own family at work: a person who is staff and a parent (ACC-14).

Own are the children somebody is or was connected with in any way, waiting and blocked ones too; the
own account; and whoever else is connected with these children. Somebody who is no parent has none.
The command line without `--as` is nobody's family.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kinkeeper.families.models import PendingRelationship, Relationship
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Person

CODE = "own-family"


@dataclass(frozen=True)
class OwnFamily:
    """Internal IDs. `me` is None for who has no family here; `adults` are the others who are or
    were connected with the `children`."""

    me: int | None = None
    children: frozenset[int] = frozenset()
    adults: frozenset[int] = frozenset()

    @property
    def accounts(self) -> frozenset[int]:
        """Whose account nobody of this family changes, opens, merges or closes at work."""
        me = frozenset() if self.me is None else frozenset([self.me])
        return me | self.children | self.adults

    def has_account(self, *people: int | None) -> bool:
        return any(number in self.accounts for number in people if number is not None)

    def withholds(self, *people: int | None) -> bool:
        """Whether one of them is another adult of the own children: a parent who works here is told
        no more of them than any parent (K19)."""
        return any(number in self.adults for number in people if number is not None)

    def has_relationship(self, parent: int | None, child: int | None) -> bool:
        """A relationship of an own child with whomever, or of oneself with whichever child."""
        return child in self.children or (self.me is not None and self.me in {parent, child})


NONE = OwnFamily()


@whole_site()
def family_of(person: Person | None) -> OwnFamily:
    """Two queries, of the whole site: no parent sees who else is connected with the own children,
    and no office whom another one's child belongs to."""
    if person is None:
        return NONE
    mine = Relationship.objects.filter(parent=person.pk)
    children = frozenset(mine.values_list("child_id", flat=True))
    if not children:  # most who work at a school are nobody's parent
        waits = PendingRelationship.objects.filter(parent=person.pk).exists()
        return OwnFamily(person.pk) if waits else NONE
    connected = Relationship.objects.filter(child__in=children)
    adults = frozenset(connected.values_list("parent_id", flat=True)) - {person.pk}
    return OwnFamily(person.pk, children, adults)


def sentence() -> str:
    return _("This is your own family. Ask a colleague.")
