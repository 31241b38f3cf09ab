"""The link in each e-mail about news that stops these e-mails, by one click in the mail program
(RFC 8058) or by the button of the page that it opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from kinkeeper.notifications.stop import stop
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.gate import for_everybody


@for_everybody
@csrf_exempt  # the mail program that sends it has no form of ours; the token is the right
def stop_news(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it stops nothing, because scanners open links. It answers the same to every token."""
    done = request.method == "POST"
    if done:
        stop(origin_of(request), token)
    return render(request, "entry/stop_news.html", {"done": done})
