"""The own password: changed by choice, or because the first one must be."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from kinkeeper.access.sign_in_throttle import Try
from kinkeeper.credentials import choose_password
from kinkeeper.credentials.passwords import normal
from kinkeeper.credentials.record_way_in import held
from kinkeeper.people.unconfirmed_address import waiting_of
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import device_cookie
from kinkeeper.web.entry.passwords import ChangePassword, ChoosePassword
from kinkeeper.web.gate import ViewerRequest, signed_in


@signed_in
@sensitive_post_parameters()
def change_password(request: ViewerRequest) -> HttpResponse:
    tried = Try(request.user.username, origin_of(request), device_cookie.marks(request))
    form = ChangePassword(request.user, tried, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _set(request, form.cleaned_data["password"])
    context = {"form": form, "new": waiting_of(request.user)}
    return render(request, "entry/change_password.html", context)


@signed_in
@sensitive_post_parameters()
def new_password(request: ViewerRequest) -> HttpResponse:
    """For whoever signed in with a password that the school had set."""
    if not request.user.must_change_password:
        return redirect("entry:home")
    form = ChoosePassword(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if request.user.check_password(normal(form.cleaned_data["password"])):
            form.add_error("password", _("This is the password from the school. Choose your own."))
        else:
            return _set(request, form.cleaned_data["password"])
    status = 422 if request.method == "POST" else 200
    return render(request, "entry/new_password.html", {"form": form}, status=status)


def _set(request: ViewerRequest, password: str) -> HttpResponse:
    person = request.user
    held(person.pk)  # or a code might be used at this very moment
    choose_password.choose(request.viewer.actor, person, password, choose_password.CHANGED)
    update_session_auth_hash(request, person)
    messages.success(request, _("Your new password is now in use."))
    return device_cookie.remember(request, redirect("entry:home"), person)
