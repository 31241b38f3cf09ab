"""*This was not me*, from a mail that told of a change: opening it does nothing, the button shuts
the account."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kinkeeper.accounts import not_me
from kinkeeper.credentials.sign_in_notices import What
from kinkeeper.feeds import keep as feeds
from kinkeeper.lib import link_tokens
from kinkeeper.notifications.push import devices
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import signed_form_state
from kinkeeper.web.gate import for_everybody

KEPT = "not-me"


class Sure(forms.Form):
    """A mail scanner that follows links and sends forms ticks nothing."""

    sure = forms.BooleanField(
        label=_("I did not do this, and did not ask for it"),
        error_messages={"required": _("Tick this box if it was not you.")},
    )


@for_everybody
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The token leaves the address at once."""
    request.session[KEPT] = link_tokens.tidy(token)
    return redirect("entry:not-me")


@for_everybody
def shut(request: HttpRequest) -> HttpResponse:
    token = signed_form_state.of(request, KEPT) or request.session.get(KEPT, "")
    notice = not_me.meant(token)
    if notice is None:
        missing = None if token else signed_form_state.without_cookies(request)
        return missing or render(request, "entry/not_me_unusable.html", status=410)
    form = Sure(request.POST or None)
    if request.method == "POST" and form.is_valid():
        shut_now = not_me.shut(origin_of(request), token)
        if shut_now is not None:
            feeds.end_all(shut_now)
            devices.remove_all(shut_now)
        by_mail = shut_now is not None and bool(shut_now.email)
        return render(request, "entry/not_me_done.html", {"by_mail": by_mail})
    opened = signed_form_state.kept(token, KEPT)
    context = {"what": What(notice.what).label, "opened": opened, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "entry/not_me.html", context, status=status)
