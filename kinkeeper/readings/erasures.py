"""Who was erased, as far as anybody may know: numbers, days and reasons."""

from django.db.models import QuerySet

from kinkeeper.access.viewer import Viewer
from kinkeeper.people.erasure_models import Erasure


def all_of(viewer: Viewer) -> QuerySet[Erasure]:
    """The newest first; none for who does not reach the whole site."""
    found = Erasure.objects.order_by("-pk")
    return found if viewer.reach.whole_site else found.none()
