"""Who was erased, as far as anybody may know: numbers, days and reasons."""

from django.db.models import QuerySet

from kinkeeper.access.viewer import Viewer
from kinkeeper.people.erasure_models import Erasure


def all_of(viewer: Viewer) -> QuerySet[Erasure]:
    """The newest first; none for who does not reach the whole site."""
    found = Erasure.objects.order_by("-pk")
    return found if viewer.reach.whole_site else found.none()


def standing(viewer: Viewer) -> QuerySet[Erasure]:
    """Those that hold back files and hands."""
    return all_of(viewer).filter(done_at__isnull=False, let_in_at=None)
