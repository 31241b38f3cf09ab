"""Who the child is, as the parent may see it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kinkeeper.readings.children import Child
from kinkeeper.web.child_page.block import Asking, Block


def read(asking: Asking) -> Mapping[str, Child] | None:
    """No such block where the parent sees neither the school day nor the contact details."""
    child = asking.child
    return {"child": child} if child.school_day or child.birth_date else None


BLOCK = Block(
    _("About the child"),
    None,
    _("There is nothing to show here yet."),
    order=60,
    read=read,
    about=_("School, class, birth date"),
)
