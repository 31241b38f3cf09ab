"""With whose rights a source runs: those its owner has now (K14)."""

from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.reach import WHOLE_SITE, Reach
from kinkeeper.people.models import Person, PersonState
from kinkeeper.people.reach import reach_of
from kinkeeper.sources.models import Source, SourceKind
from kinkeeper.sources.run_failed import Failure


class Lost(Failure):
    """The owner may no longer do what the source does; it runs for nobody else instead."""


def rights(source: Source) -> tuple[Person | None, Reach]:
    """The owner (None: the command line) and how far the owner reaches now. Raises `Lost`."""
    if source.owner_id is None:
        return None, WHOLE_SITE
    owner = Person.objects.filter(pk=source.owner_id, state=PersonState.ACTIVE).first()
    if owner is None:
        raise Lost("owner-gone", owner=source.owner_name)
    if not owner.is_administrator:
        raise Lost("owner-no-administrator", owner=source.owner_name)
    reach = reach_of(owner)
    if not reach.covers(source.organisation_id) or not may_use(source.kind, reach):
        raise Lost("owner-out-of-reach", owner=source.owner_name)
    return owner, reach


@whole_site()
def may_use(kind: str, reach: Reach) -> bool:
    """A folder holds the files of every school, and asks nobody for a password: it is for those
    who reach the whole site."""
    return kind != SourceKind.FOLDER or reach.whole_site
