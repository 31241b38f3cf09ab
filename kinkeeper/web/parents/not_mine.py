"""A parent says that a child is not theirs."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.from_home.not_my_child import LONGEST, say_not_mine
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.models import Person
from kinkeeper.readings import children
from kinkeeper.web.gate import ViewerRequest, in_view, needs
from kinkeeper.web.parents.own_child import own_child


class Words(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The school office reads this, and no other parent."),
    )


@in_view
@needs(Verb.CHILDREN_SEE)
def not_mine(request: ViewerRequest, number: str) -> HttpResponse:
    mine = children.by_person(request.user)
    found = own_child(request, number, mine, by_name=True)
    form = Words(request.POST if request.method == "POST" else None)
    child = next(person for person, each in mine.items() if each is found)
    if request.method == "POST" and form.is_valid() and _said(request, child, form):
        return redirect("parents:children")
    status = 422 if request.method == "POST" else 200
    return render(request, "parents/not_mine.html", {"child": found, "form": form}, status=status)


def _said(request: ViewerRequest, child: Person, form: Words) -> bool:
    try:
        say_not_mine(request.viewer.actor, request.user, child, form.cleaned_data["words"])
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, _("You no longer see this child. The school office is told."))
    return True
