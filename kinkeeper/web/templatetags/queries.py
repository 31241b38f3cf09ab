"""Parts of a query in templates."""

from django import template
from django.template.defaultfilters import urlencode
from django.utils.html import format_html

register = template.Library()


@register.filter
def also(value: object, name: str) -> str:
    """`&name=value` for the query of a link; nothing without a value."""
    return format_html("&amp;{}={}", name, urlencode(str(value))) if value else ""
