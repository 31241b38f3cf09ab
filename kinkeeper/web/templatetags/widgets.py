"""Draws form controls so that label, help and error are bound to them."""

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

from kinkeeper.readings.paging import MANY

register = template.Library()


@register.filter
def is_tick(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def bound(field: BoundField) -> SafeString:
    """The control with aria-describedby for its help and its error."""
    described = []
    if field.help_text:
        described.append(f"{field.auto_id}-help")
    attributes: dict[str, str | bool] = {}
    if field.errors:
        described.append(f"{field.auto_id}-wrong")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)


@register.filter
def percent(part: int, whole: int) -> int:
    """A share as a whole number from 0 to 100; 0 of nothing is 0."""
    return round(100 * part / whole) if whole else 0


@register.filter
def few(number: int) -> str:
    """A number that was counted no further than a person cares: 7, or 99+."""
    return f"{MANY}+" if number > MANY else str(number)
