"""Numbers as people wrote them."""

from decimal import Decimal

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def as_given(number: Decimal) -> str:
    """Without the zeros that the database adds, in the reader's language: 10.75, 8."""
    return formats.number_format(format(number.normalize(), "f"))
