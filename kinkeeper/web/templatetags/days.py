"""Days as people say them, with the weekday."""

from datetime import date

from django import template
from django.utils import dateformat
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def weekday_and_day(day: date) -> str:
    """Thursday 3 December."""
    # Translators: a date as in "Thursday 3 December": l weekday, j day, F month (Django's letters)
    return dateformat.format(day, pgettext("date", "l j F"))


@register.filter
def short_day(day: date) -> str:
    """Thu 3 Dec."""
    # Translators: a short date as in "Thu 3 Dec": D weekday, j day, M month (Django's letters)
    return dateformat.format(day, pgettext("date", "D j M"))


@register.filter
def month(day: date) -> str:
    """December 2026."""
    # Translators: a month as in "December 2026": F month, Y year (Django's letters)
    return dateformat.format(day, pgettext("date", "F Y"))


@register.filter
def weekday(day: date) -> str:
    """Thursday."""
    return dateformat.format(day, "l")
