"""Names of people and places in templates; every template has this without loading it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from kinkeeper.roster.text import isolate as isolates

register = template.Library()


@register.simple_tag(takes_context=True)
def by(context: Mapping[str, Any], number: int | None, name: str) -> str:
    """Who did something, as far as who looks may know it."""
    return isolates.alone(context["request"].viewer.by_name(number, name))


@register.filter
def alone(value: object) -> str | list[str]:
    """Keeps a name from reordering what stands beside it; of a list each. For text and attributes,
    not for values that a form sends back."""
    if value is None:
        return ""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [isolates.alone(each) for each in value]
    return isolates.alone(value)
