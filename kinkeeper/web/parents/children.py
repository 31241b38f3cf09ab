"""All children at a glance, and what is behind their lines."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.organisations import local_date
from kinkeeper.people.models import Person
from kinkeeper.readings import children, coming_of_age, conversations, looks, school_contact
from kinkeeper.readings import home as living
from kinkeeper.readings.children import Child
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.context import show
from kinkeeper.web.gate import ViewerRequest, in_view, needs
from kinkeeper.web.parents import home_meetings
from kinkeeper.web.parents.own_child import own_child


@in_view
@needs(Verb.CHILDREN_SEE)
@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    """`?child=17`: of this one alone."""
    mine = children.by_person(request.user)
    show(request, school_contact.of_children(mine.values()))
    looks.shows_children(request.viewer, [child.id for child in mine.values()])
    chosen = _chosen(request, mine)
    living_home = living.of(request.user, mine, local_date.moment(), chosen)
    offered = home_meetings.of(request.user, mine, chosen)
    waits = living_home.parts.get(living.Part.NEEDS_YOU, ()) if living_home else ()
    context = {
        "greeting": _greeting(request.user),
        "children": list(mine.values()),
        "chips": [each for each in mine.values() if each.areas],
        "chosen": chosen,
        "can_report": any(Area.ABSENCE in each.acts for each in mine.values()),
        "messages_are_on": conversations.are_on(mine),
        "unread": conversations.unread(request.user, mine),
        "home": living_home,
        "meetings": offered,
        "needed": len(waits) + len(offered.to_book),
        "to_come": children.to_come(request.user, mine),
        "announced": coming_of_age.announced(request.user, mine),
        "gone": coming_of_age.gone(request.user),
    }
    return render(request, "parents/home.html", context)


def _chosen(request: ViewerRequest, mine: Mapping[Person, Child]) -> Child | None:
    wanted = request.GET.get("child")
    return own_child(request, wanted, mine) if wanted is not None else None


def _greeting(person: Person) -> str:
    hour = timezone.localtime(local_date.moment()).hour
    name = {"name": person.given_name}
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % name
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % name
    return _("Good evening, %(name)s") % name
