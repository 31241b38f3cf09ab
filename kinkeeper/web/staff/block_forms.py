"""The fields of what a block rests on, wherever somebody blocks two people or reviews a block."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy

from kinkeeper.families.block_grounds import LONGEST, Ground
from kinkeeper.families.block_models import BlockBasis
from kinkeeper.families.refusals import BadDays, Refusal
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone

GROUNDS = ("basis", "reference", "review")
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Grounds(forms.Form):
    basis = forms.ChoiceField(
        label=gettext_lazy("Legal basis of the block"),
        choices=BlockBasis.choices,
        required=False,
        initial=BlockBasis.NOT_STATED,
    )
    reference = forms.CharField(
        label=gettext_lazy("Reference, such as a file number"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy(
            "Only staff who may lift the block see it. It is not written into the journal."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    review = forms.DateField(
        label=gettext_lazy("Review date"),
        required=False,
        widget=DATE,
        help_text=gettext_lazy(
            "From this day on the block is listed under To decide. It stays until someone lifts it."
        ),
    )

    def ground(self) -> Ground:
        said = self.cleaned_data
        basis = said["basis"] or BlockBasis.NOT_STATED
        return Ground(basis, said["reference"], said["review"])

    def refused(self, refusal: Refusal) -> None:
        self.add_error("review" if isinstance(refusal, BadDays) else None, str(refusal))


class ForSiblings(Grounds):
    """Asks whether other children of the parent, `siblings`, are blocked, too; none is ticked."""

    siblings = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Block these children too?"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Other children of this parent, for the same reason and with the same legal basis."
        ),
    )

    def __init__(self, siblings: Sequence[Person], *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # a form's own arguments
        self.offered = siblings
        field = self.fields["siblings"]
        field.choices = [(each.pk, alone(each.full_name)) for each in siblings]  # type: ignore[attr-defined]  # of a choice field
        if not siblings:
            del self.fields["siblings"]

    def chosen(self) -> list[Person]:
        numbers = self.cleaned_data.get("siblings", [])
        return [each for each in self.offered if each.pk in numbers]


class Review(Grounds):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Kept in the journal; parents never see it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # a form's own arguments
        self.fields["basis"].required = True
