"""Who sees a child's school life, and who looked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.readings import children, who_looked
from kinkeeper.web.gate import ViewerRequest, in_view, needs
from kinkeeper.web.parents.own_child import own_child


@in_view
@needs(Verb.CHILDREN_SEE)
@require_safe
def page(request: ViewerRequest, number: str) -> HttpResponse:
    mine = children.by_person(request.user)
    found = own_child(request, number, mine)
    context = {
        "child": found,
        "chosen": found,
        "sees": who_looked.areas_in_words(found),
        "teachers": children.teachers_of(found),
        "looks": who_looked.at_own_child(found),
    }
    return render(request, "parents/who_looked.html", context)
