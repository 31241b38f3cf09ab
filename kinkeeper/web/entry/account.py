"""The own password: changed by choice, or because the first one must be."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from kinkeeper.credentials.passwords import normal
from kinkeeper.journal.record import record
from kinkeeper.people.models import NewAddress, Person
from kinkeeper.web.entry import device
from kinkeeper.web.entry.passwords import ChangePassword, ChoosePassword
from kinkeeper.web.gate import StaffRequest, signed_in


@signed_in
@sensitive_post_parameters()
def change_password(request: StaffRequest) -> HttpResponse:
    form = ChangePassword(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _set(request, form.cleaned_data["password"])
    context = {"form": form, "new": NewAddress.objects.filter(person=request.user).first()}
    return render(request, "entry/change_password.html", context)


@signed_in
@sensitive_post_parameters()
def new_password(request: StaffRequest) -> HttpResponse:
    """For whoever signed in with a password that the school had set."""
    if not request.user.must_change_password:
        return HttpResponseRedirect("/")
    form = ChoosePassword(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if request.user.check_password(normal(form.cleaned_data["password"])):
            form.add_error("password", _("This is the password from the school. Choose your own."))
        else:
            return _set(request, form.cleaned_data["password"])
    status = 422 if request.method == "POST" else 200
    return render(request, "entry/new_password.html", {"form": form}, status=status)


def _set(request: StaffRequest, password: str) -> HttpResponse:
    """All other sessions of this person end: their hash of the password no longer fits."""
    person = request.user
    person.password = make_password(normal(password))
    person.must_change_password = False
    Person.objects.filter(pk=person.pk).update(
        password=person.password, must_change_password=False, sealed_password=None
    )
    update_session_auth_hash(request, person)
    record(request.viewer.actor, "password.changed", person_id=person.pk)
    messages.success(request, _("Your new password holds from now on."))
    return device.remember(request, HttpResponseRedirect("/"), person)
