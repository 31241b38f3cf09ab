"""What was read for a whole page at once, for one row of it."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def at[Value](found: Mapping[int, Value], number: int) -> Value | None:
    return found.get(number)
