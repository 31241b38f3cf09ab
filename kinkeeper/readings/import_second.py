"""Who has asked to let an import pass a guard, where two people must agree (R-062)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.second_person import is_same
from kinkeeper.intake.apply import second_person
from kinkeeper.intake.models import Import
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone


@dataclass(frozen=True)
class Second:
    """`asked` says who has asked, in words, and is empty while nobody has; `mine`: the viewer."""

    needed: bool
    asked: str = ""
    mine: bool = False


def of(viewer: Viewer, roster_import: Import) -> Second:
    if not second_person.needed(roster_import):
        return Second(needed=False)
    with whole_site():
        first = second_person.asked_by(roster_import)
        who = Person.objects.filter(pk__in=[first]).first()
        me = viewer.actor.person_id
        mine = first is not None and me is not None and is_same(first, me)
    if first is None:
        return Second(needed=True)
    said = roster_import.counts[second_person.ASKED]
    words = _("%(who)s asked on %(day)s to apply this plan: “%(why)s”") % {
        "who": viewer.by_name(first, who.full_name if who is not None else ""),
        "day": date_format(localtime(datetime.fromisoformat(said["at"])), "DATETIME_FORMAT"),
        "why": alone(said["why"]),
    }
    return Second(True, words, mine)
