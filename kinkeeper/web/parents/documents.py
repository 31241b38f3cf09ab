"""A document, given to a parent."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.organisations import local_date
from kinkeeper.readings import children, documents
from kinkeeper.web.child_page.documents import given
from kinkeeper.web.gate import ViewerRequest, in_view, needs
from kinkeeper.web.parents.own_child import own_child

HIGHEST = 2**63 - 1


@in_view
@needs(Verb.CHILDREN_SEE)
@require_safe
def one(request: ViewerRequest, number: str, document: int) -> HttpResponse:
    """What is not for this child, or not shown now, answers as what never was."""
    mine = children.by_person(request.user)
    child = own_child(request, number, mine)
    if document > HIGHEST:
        raise Http404
    found = documents.of_parent(request.user, mine, child, document, local_date.moment())
    if found is None:
        raise Http404
    return given(*found)
