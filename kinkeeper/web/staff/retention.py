"""What is kept for how long, for who runs the site."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.retention.report import report
from kinkeeper.web.gate import ViewerRequest, needs


@needs(Verb.SETTINGS_CHANGE)
@require_safe
def retention(request: ViewerRequest) -> HttpResponse:
    lines = report()
    found = {"lines": lines, "any_went": any(line.last_at for line in lines)}
    return render(request, "staff/retention.html", found)
