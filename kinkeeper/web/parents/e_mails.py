"""What we e-mail a parent about, how often, and what was sent."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kinkeeper.access.rules import Verb
from kinkeeper.lib import user_agent
from kinkeeper.notifications import choices
from kinkeeper.notifications.models import Kind, Pace
from kinkeeper.notifications.push import devices as push_devices
from kinkeeper.notifications.push.devices import Subscription
from kinkeeper.people import returned_mail
from kinkeeper.readings import children, e_mails
from kinkeeper.readings.e_mails import Asked, EMails, Standing
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.parents.own_child import number_in

HOURS = [(f"{hour:02}:00", f"{hour:02}:00") for hour in range(24)]
CHOOSABLE = {Standing.ON, Standing.STOPPED}
KEYS = ("endpoint", "public", "secret")


class Choose(forms.Form):
    """One field for each child and kind: `17-notices`."""

    wanted = forms.BooleanField(label=gettext_lazy("E-mail me about news"), required=False)
    quiet_from = forms.ChoiceField(label=gettext_lazy("No e-mails from"), choices=HOURS)
    quiet_until = forms.ChoiceField(label=gettext_lazy("until"), choices=HOURS)

    def __init__(self, known: EMails, data: Any = None) -> None:
        quiet_from, quiet_until = known.quiet
        first = {
            "wanted": known.standing != Standing.STOPPED,
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
        }
        super().__init__(data, initial=first)
        self.asked = [each for each in known.children if not each.silent]
        for each in self.asked:
            for kind, pace in each.paces.items():
                self.fields[_name(each, kind)] = forms.ChoiceField(
                    label=kind.label, choices=Pace, initial=pace
                )

    def by_child(self) -> Iterable[tuple[Asked, Sequence[forms.BoundField]]]:
        for each in self.asked:
            yield each, [self[_name(each, kind)] for kind in each.paces]

    def paces(self) -> dict[tuple[int, str], str]:
        return {
            (each.child.id, str(kind)): self.cleaned_data[_name(each, kind)]
            for each in self.asked
            for kind in each.paces
        }


def _name(asked: Asked, kind: Kind) -> str:
    return f"{asked.child.id}-{kind}"


@needs(Verb.CHILDREN_SEE)
def choose(request: ViewerRequest) -> HttpResponse:
    if "again" in request.POST:
        returned_mail.forget(request.viewer.actor, request.user)
        return redirect("parents:e-mails")
    mine = children.by_person(request.user)
    known = e_mails.of_parent(request.user, mine)
    form = None
    if known.standing in CHOOSABLE or (known.devices and known.standing != Standing.OFF):
        form = Choose(known, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            _taken(request, form)
            return redirect("parents:e-mails")
    context = {"known": known, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "parents/e_mails.html", context, status=status)


def _taken(request: ViewerRequest, form: Choose) -> None:
    said = form.cleaned_data
    choices.choose(
        request.viewer.actor,
        request.user,
        e_mails.changed(form.asked, form.paces()),
        [each.child.id for each in form.asked],
        quiet=(said["quiet_from"], said["quiet_until"]),
        stopped=not said["wanted"],
    )
    messages.success(request, _("Saved."))


@needs(Verb.CHILDREN_SEE)
@require_POST
def devices(request: ViewerRequest) -> HttpResponse:
    """This browser is added, with what its push service said, or the device of a number removed."""
    actor, number = request.viewer.actor, number_in(request.POST.get("remove", ""))
    if number:
        push_devices.remove(actor, request.user, number)
        messages.success(request, _("Removed."))
        return redirect("parents:e-mails")
    made = Subscription(*(request.POST.get(name, "") for name in KEYS))
    device = user_agent.read(request.headers.get("User-Agent", ""))
    try:
        push_devices.add(actor, request.user, device, made)
        messages.success(request, _("This device shows news from now on."))
    except push_devices.Refusal:
        messages.error(request, _("This browser gave no address for news. Try another browser."))
    return redirect("parents:e-mails")
