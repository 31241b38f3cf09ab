"""Identity providers of the site, set up by who runs it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.accounts import providers
from kinkeeper.accounts.provider_models import IdentityProvider
from kinkeeper.lib import link_tokens
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff.provider_form import ProviderForm

LIST = "staff:providers"


@needs(Verb.SETTINGS_CHANGE)
@require_safe
def listed(request: ViewerRequest) -> HttpResponse:
    return render(request, "staff/providers/list.html", {"providers": providers.everyone()})


@needs(Verb.SETTINGS_CHANGE, fresh=Within.QUARTER_HOUR)
@sensitive_post_parameters("secret")
def add(request: ViewerRequest) -> HttpResponse:
    return _form(request, None)


@needs(Verb.SETTINGS_CHANGE, fresh=Within.QUARTER_HOUR)
@sensitive_post_parameters("secret")
def edit(request: ViewerRequest, number: int) -> HttpResponse:
    return _form(request, _found(number))


@needs(Verb.SETTINGS_CHANGE, fresh=Within.QUARTER_HOUR)
def remove(request: ViewerRequest, number: int) -> HttpResponse:
    found = _found(number)
    if request.method == "POST":
        try:
            providers.remove(request.viewer.actor, found)
        except providers.Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%s has been removed.") % alone(found.name))
        return redirect(LIST)
    return render(request, "staff/providers/remove.html", {"provider": found})


def _form(request: ViewerRequest, found: IdentityProvider | None) -> HttpResponse:
    form = ProviderForm(request.POST if request.method == "POST" else None, found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = _saved(request, form, found)
        except providers.Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("staff:provider-edit", saved.pk)
    back = None if found is None else link_tokens.to("entry:provider-back", found.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "provider": found, "back": back}
    return render(request, "staff/providers/form.html", context, status=status)


def _saved(
    request: ViewerRequest, form: ProviderForm, found: IdentityProvider | None
) -> IdentityProvider:
    """Raises `Refusal`."""
    actor, wanted = request.viewer.actor, form.wanted()
    if found is None:
        return providers.add(actor, wanted)
    providers.change(actor, found, wanted)
    return found


def _found(number: int) -> IdentityProvider:
    provider = providers.by_number(number)
    if provider is None:
        raise Http404
    return provider
