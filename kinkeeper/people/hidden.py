"""Who is hidden from whom because the identity is protected (K28).

`people_hidden_from` in the database decides it, for the policies (`access.wall`) and for here.
"""

from django.db import connection

from kinkeeper.lib import db
from kinkeeper.people.protection_models import Protection


def hidden_from(person_id: int | None) -> frozenset[int]:
    """Internal IDs of the protected people whom this person may not see; None is nobody in
    particular, from whom all are hidden. Pages ask about whoever is asking them."""
    if connection.settings_dict.get("ROLE") == "web":
        return frozenset(db.value("SELECT wall.hidden()"))
    return frozenset(db.value("SELECT people_hidden_from(%s)", [person_id]))


def protected() -> frozenset[int]:
    """All of them, for what speaks of no one by default: letters, e-mails, exports."""
    return frozenset(Protection.objects.values_list("person_id", flat=True))
