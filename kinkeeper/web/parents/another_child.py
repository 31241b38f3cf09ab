"""A parent writes that they should see another child."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.from_home.ask_for_child import (
    LONGEST,
    LONGEST_NOTE,
    ask_for_child,
    choices,
)
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.models import Organisation
from kinkeeper.readings import children
from kinkeeper.web.gate import ViewerRequest, in_view, needs


class AnotherChild(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the child"), max_length=LONGEST)
    school = forms.ChoiceField(label=gettext_lazy("School"))
    note = forms.CharField(
        label=gettext_lazy("What the school should know"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example the class, and how to reach you. It can stay empty."),
    )

    def __init__(
        self, schools: Sequence[Organisation], data: Mapping[str, Any] | None = None
    ) -> None:
        """Without a choice of schools there is no such field."""
        super().__init__(data)
        self.schools = {str(school.pk): school for school in schools}
        self.fields["school"].choices = choices(schools)  # type: ignore[attr-defined]  # it has
        if len(schools) < 2:
            del self.fields["school"]

    def chosen_school(self) -> Organisation | None:
        """The one that was chosen, or the only one."""
        chosen = self.cleaned_data.get("school")
        return self.schools[chosen] if chosen else next(iter(self.schools.values()), None)


@in_view
@needs(Verb.CHILDREN_SEE)
def another_child(request: ViewerRequest) -> HttpResponse:
    if request.viewer.is_staff:  # who is nobody's parent; others change their hat first
        raise Http404
    form = AnotherChild(
        children.schools_to_ask(request.user), request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid() and _sent(request, form):
        return redirect("parents:children")
    status = 422 if request.method == "POST" else 200
    return render(request, "parents/another_child.html", {"form": form}, status=status)


def _sent(request: ViewerRequest, form: AnotherChild) -> bool:
    said = form.cleaned_data
    try:
        ask_for_child(
            request.viewer.actor, request.user, form.chosen_school(), said["name"], said["note"]
        )
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, _("Your message is with the school office. They look into it."))
    return True
