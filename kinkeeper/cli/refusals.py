"""How a command says that an act was refused, and which release it needs."""

from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.output import Refused
from kinkeeper.people.models import Person
from kinkeeper.readings.releases import asked_for
from kinkeeper.registry.refusals import Refusal


def refused(viewer: Viewer, refusal: Refusal, *people: Person, more: str = "") -> Refused:
    """`people` are those whose accounts the act would have opened; a release for them is asked for
    where that is what it needs."""
    about = f"{refusal.field}: " if refusal.field else ""
    told = f"{about}{refusal}{more}"
    asked = asked_for(viewer, refusal, people)
    if asked is None:
        return Refused(refusal.code, told)
    told += f" It has been asked for (question:{asked.pk})."
    return Refused(refusal.code, told, release=f"question:{asked.pk}")
