"""How far the parents are."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.organisations import settings
from kinkeeper.readings import layouts, parent_progress
from kinkeeper.web.gate import ViewerRequest, needs


@needs(Verb.PARENT_FEATURES_SEE)
@require_safe
def parent_features(request: ViewerRequest) -> HttpResponse:
    context = {
        "counts": parent_progress.counts(request.viewer),
        "layouts": layouts.listed(request.viewer),
        "parent_login": settings.get("parent_login"),
    }
    return render(request, "staff/features.html", context)
