"""Connect, remove and block from a person's page: the same from either end."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.families import connect, disconnect
from kinkeeper.families.block_siblings import block_siblings
from kinkeeper.families.models import RelationshipKind
from kinkeeper.families.refusals import Refusal
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import changeable_relationships as reach
from kinkeeper.readings import people as listed
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.block_forms import GROUNDS, ForSiblings
from kinkeeper.web.staff.reason import Reason


class Search(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Name, username, key or e-mail"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class Connect(forms.Form):
    other = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of relationship"), choices=RelationshipKind.choices
    )


class Remove(ForSiblings, Reason):
    field_order = ("reason", "block", *GROUNDS, "siblings")
    block = forms.BooleanField(
        label=gettext_lazy("Block these two"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "No import can connect the two again until someone lifts the block. Clear the "
            "tick only if the next file may connect them."
        ),
    )


class Block(ForSiblings, Reason):
    field_order = ("reason", *GROUNDS, "siblings")
    other = forms.IntegerField(widget=forms.HiddenInput)


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def connect_somebody(request: ViewerRequest, number: int) -> HttpResponse:
    """Search first, then one button at each person found."""
    person = _open(request, number)
    form = Connect(request.POST or None)
    if request.method == "POST" and form.is_valid():
        parent, child = lookups.ends(request, person, form.cleaned_data["other"])
        try:
            connect.connect(request.viewer.actor, parent, child, kind=form.cleaned_data["kind"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())
        messages.success(
            request,
            _("%(parent)s is connected to %(child)s. Nothing has been sent.")
            % {"parent": alone(parent.full_name), "child": alone(child.full_name)},
        )
        return redirect("staff:person", person.pk)
    context = _found(request, person) | {"kinds": RelationshipKind.choices}
    return render(request, "staff/people/connect.html", context)


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def block_somebody(request: ViewerRequest, number: int) -> HttpResponse:
    """A relationship can be blocked before there is any relationship."""
    person = _open(request, number)
    chosen = _chosen(request, person)
    siblings = reach.siblings(request.viewer, *_in_order(person, chosen)) if chosen else []
    form = Block(siblings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        parent, child = lookups.ends(request, person, form.cleaned_data["other"])
        try:
            made = block_siblings(
                request.viewer.actor,
                parent,
                child,
                form.chosen(),
                reason=form.cleaned_data["reason"],
                ground=form.ground(),
            )
        except Refusal as refusal:
            form.refused(refusal)
        else:
            for each in made:
                names = {"parent": alone(parent.full_name), "child": alone(each.child.full_name)}
                messages.success(request, _("%(parent)s and %(child)s are blocked.") % names)
            return redirect("staff:person", person.pk)
    context = _found(request, person) | {"form": form, "chosen": chosen}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/block.html", context, status=status)


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def remove(request: ViewerRequest, number: int, other: int) -> HttpResponse:
    """From the page of `number`; `other` is the other end."""
    person = lookups.person(request, number)
    parent, child = lookups.ends(request, person, other)
    form = Remove(reach.siblings(request.viewer, parent, child), request.POST or None)
    if request.method == "POST" and form.is_valid() and _disconnected(request, parent, child, form):
        return redirect("staff:person", person.pk)
    context = {"form": form, "person": person, "parent": parent, "child": child}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/remove.html", context, status=status)


def _disconnected(request: ViewerRequest, parent: Person, child: Person, form: Remove) -> bool:
    actor, reason = request.viewer.actor, form.cleaned_data["reason"]
    blocking, others = form.cleaned_data["block"], form.chosen()
    if others and not blocking:
        form.add_error(
            "siblings", _("Other children can only be blocked. Tick the block, or no child.")
        )
        return False
    try:
        if blocking:
            ground = form.ground()
            block_siblings(
                actor, parent, child, others, reason=reason, ground=ground, connected=True
            )
        else:
            disconnect.disconnect(actor, parent, child, reason=reason, block=False)
    except Refusal as refusal:
        form.refused(refusal)
        return False
    messages.success(request, _removed(parent, child, blocking=blocking))
    for each in others:
        names = {"parent": alone(parent.full_name), "child": alone(each.full_name)}
        messages.success(request, _("%(parent)s and %(child)s are blocked.") % names)
    return True


def _removed(parent: Person, child: Person, *, blocking: bool) -> str:
    names = {"parent": alone(parent.full_name), "child": alone(child.full_name)}
    if blocking:
        return (
            _(
                "%(parent)s no longer sees %(child)s. They are blocked: no import can connect "
                "them again until someone lifts the block."
            )
            % names
        )
    return _("%(parent)s no longer sees %(child)s. The next import may connect them.") % names


def _found(request: ViewerRequest, person: Person) -> dict[str, object]:
    search = Search(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    return {
        "person": person,
        "is_pupil": person.profile == Profile.PUPIL,
        "search": search,
        "words": words,
        "candidates": listed.candidates(request.viewer, words, for_person=person),
    }


def _chosen(request: ViewerRequest, person: Person) -> Person | None:
    """The other end that was picked from the search's answer."""
    text = request.POST.get("other") or request.GET.get("other") or ""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    both = reach.ends(request.viewer, person.pk, int(text))
    if both is None:
        return None
    parent, child = both
    return parent if child.pk == person.pk else child


def _in_order(person: Person, other: Person) -> tuple[Person, Person]:
    """(parent, child) of these two."""
    return (other, person) if person.profile == Profile.PUPIL else (person, other)


def _open(request: ViewerRequest, number: int) -> Person:
    """Somebody to connect or block; of the own family only another parent, with other children."""
    person = lookups.person(request, number)
    lookups.not_own_relationship(request, person.pk, person.pk)
    return person
