"""Names of people and places in templates; every template has this without loading it."""

from collections.abc import Iterable

from django import template

from kinkeeper.roster import alone as isolates

register = template.Library()


@register.filter
def alone(value: object) -> str | list[str]:
    """Keeps a name from reordering what stands beside it; of a list each. For text and attributes,
    not for values that a form sends back."""
    if value is None:
        return ""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [isolates.alone(each) for each in value]
    return isolates.alone(value)
