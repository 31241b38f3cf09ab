"""Past imports, and a new one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may_handle_profile
from kinkeeper.access.viewer import Viewer
from kinkeeper.intake.models import Import
from kinkeeper.intake.upload.receive import TooLarge, receive
from kinkeeper.organisations.tree import BadPath
from kinkeeper.people.models import Profile
from kinkeeper.readings.imports import NotAllowed, place_for, roster_for
from kinkeeper.roster.options import Options
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.file_field import Files

SHOWN = 100


class Whose(forms.Form):
    """Who the people in a file are, and where they belong."""

    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Where they belong, such as Hillside or Hillside/7B; made if it is new. Empty: "
            "the whole site, or your only school."
        ),
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"] = forms.ChoiceField(
            label=gettext_lazy("The people in the file are"),
            choices=[
                (value, label)
                for value, label in Profile.choices
                if may_handle_profile(viewer, value)
            ],
            initial=self.initial.get("profile", Profile.PARENT),
        )
        self.order_fields(["file", "profile", "organisation"])


class Upload(Whose):
    file = Files(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A CSV file, a spreadsheet, or an export from a school system: all its files "
            "together, or as a ZIP file."
        ),
    )


@needs(Verb.IMPORTS_RUN)
@require_safe
def imports(request: ViewerRequest) -> HttpResponse:
    listed = scopes.imports(request.viewer).filter(bundle=None)[: SHOWN + 1]
    context = {
        "imports": listed[:SHOWN],
        "more": len(listed) > SHOWN,
        "sees_all": request.viewer.reach.whole_site,
    }
    return render(request, "staff/imports/list.html", context)


@needs(Verb.IMPORTS_RUN)
def upload(request: ViewerRequest) -> HttpResponse:
    """The file is stored; what its columns mean is asked on the next page."""
    first = {name: request.GET[name] for name in ("profile", "organisation") if name in request.GET}
    form = Upload(request.viewer, request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        roster_import = _received(request, form)
        if roster_import is not None:
            messages.success(request, _("We have the file. Nothing has been changed yet."))
            return redirect("staff:import-columns", roster_import.pk)
    context = {"form": form, "paths": lookups.paths(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/imports/new.html", context, status=status)


def _received(request: ViewerRequest, form: Upload) -> Import | None:
    profile = form.cleaned_data["profile"]
    try:
        roster_for(request.viewer, profile)
        with transaction.atomic():
            return receive(
                request.viewer.actor,
                reach=request.viewer.reach,
                person=request.user,
                files=[(file.name or "file", file.read()) for file in form.cleaned_data["file"]],
                place=place_for(request.viewer, form.cleaned_data["organisation"]),
                options=Options(profile=profile),
            )
    except TooLarge as error:
        form.add_error("file", str(error))
    except NotAllowed as error:
        form.add_error("organisation", str(error))
    except BadPath as error:
        form.add_error("organisation", str(error))
    return None
