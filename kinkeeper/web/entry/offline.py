"""What a parent's browser keeps for when it reaches no site: one page, the same for everyone."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kinkeeper.organisations import settings
from kinkeeper.web.gate import for_everybody

STYLES = ("vendor/designsystemet-theme/designsystemet.css", "vendor/designsystemet-css/index.css",
          "kinkeeper.css")  # fmt: skip


@for_everybody
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "entry/offline.html")


@for_everybody
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script beside the pages. It stands at the root, because it answers for all below it; a
    browser asks for it again by itself, and whatever changes what is kept changes its text."""
    kept = json.dumps([reverse("entry:offline"), *(static(file) for file in STYLES)])
    about = f"{kept} {settings.get('site_name')} {get_language()}"
    name = f"offline-{hashlib.sha256(about.encode()).hexdigest()[:12]}"
    script = render(request, "entry/worker.js", {"kept": kept, "name": name})
    return HttpResponse(script.content, content_type="text/javascript; charset=utf-8")
