"""Who was erased, as far as anybody may know: numbers, days and reasons."""

from django.db.models import Exists, OuterRef, QuerySet

from kinkeeper.access.viewer import Viewer
from kinkeeper.people.erasure_models import Erasure
from kinkeeper.people.models import Person


def all_of(viewer: Viewer) -> QuerySet[Erasure]:
    """The newest first; none for who does not reach the whole site. `again`: it was stopped, the
    person is still here and nothing was asked for since."""
    later = Erasure.objects.filter(people__0=OuterRef("people__0"), pk__gt=OuterRef("pk"))
    here = Person.objects.filter(pk=OuterRef("people__0"))
    found = Erasure.objects.annotate(again=Exists(here) & ~Exists(later)).order_by("-pk")
    return found if viewer.reach.whole_site else found.none()


def standing(viewer: Viewer) -> QuerySet[Erasure]:
    """Those that hold back files and hands."""
    return all_of(viewer).filter(done_at__isnull=False, let_in_at=None)
