"""Who counts as a parent of an organisation."""

from django.db.models import Exists, OuterRef, Q

from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import PersonState
from kinkeeper.people.reach import inside


def parents_at(organisation: Organisation) -> Q:
    """A condition on people: who belongs there or below, or has a child who does. A file of the
    whole site lists its parents at no school; their children are pupils of one."""
    children = Relationship.objects.filter(
        goes_on(),
        inside(organisation, "child_id"),
        parent=OuterRef("pk"),
        child__state=PersonState.ACTIVE,
    )
    return inside(organisation) | Q(Exists(children))
