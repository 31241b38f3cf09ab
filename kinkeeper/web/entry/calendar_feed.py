"""A calendar by its secret address: no one signs in, and what was ended is as if it never was."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kinkeeper.access.sign_in import may_enter
from kinkeeper.credentials.throttle import FEED
from kinkeeper.feeds.keep import of_token
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations import local_date, settings
from kinkeeper.readings import calendar_feed
from kinkeeper.web.gate import for_everybody


@for_everybody
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """So many fetches an hour of one feed. What is no feed's is not counted: no one guesses 256
    bits, and each guess would leave a row."""
    with whole_site():
        feed = of_token(token)
        if feed is None or not may_enter(feed.parent):
            raise Http404
    if FEED.used_up(token):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    FEED.count(token)
    content = calendar_feed.of(feed, local_date.moment(), str(settings.get("site_name")))
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["ETag"] = tag
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return answer
