"""What the form for one person asks where another name was typed: still the same person?"""

from django import forms
from django.utils.translation import gettext as _

from kinkeeper.families.same_person_by_hand import still_the_same
from kinkeeper.people.models import Person
from kinkeeper.registry.refusals import SAME
from kinkeeper.registry.typed_values import tried
from kinkeeper.roster.match.same_person import FIELDS
from kinkeeper.roster.text.isolate import alone


def ask(form: forms.Form, person: Person | None) -> None:
    """Grows the field of the question at the form, below the names."""
    if person is None or not form.is_bound:
        return
    typed = {name: form.data[name] for name in FIELDS if name in form.data}
    values, _wrong = tried(typed, person)
    if still_the_same(person, values):
        return
    form.fields[SAME] = _field(person)
    names = list(form.fields)
    after = names.index("family_name") + 1
    form.order_fields([*names[:after], SAME, *names[after:]])


def reason(form: forms.Form) -> str:
    return str(form.data.get(SAME) or "") if SAME in form.fields else ""


def _field(person: Person) -> forms.Field:
    return forms.CharField(
        label=_("Still the same person?"),
        required=False,
        max_length=2000,
        help_text=_(
            "The owner of this account keeps the password and the children. Say why it is "
            "still %(name)s, or go back and add a new person."
        )
        % {"name": alone(person.full_name)},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
