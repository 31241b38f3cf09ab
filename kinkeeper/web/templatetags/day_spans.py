"""Several days as people say them."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils import dateformat
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def in_a_row(days: Iterable[date]) -> str:
    """Days in their order; those that follow each other are one span: Mon 30 Nov – Wed 2 Dec,
    Fri 4 Dec."""
    spans: list[list[date]] = []
    for day in days:
        if spans and (day - spans[-1][-1]).days == 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join(
        " – ".join(map(_said, sorted({span[0], span[-1]}))) for span in spans
    )  # fmt: skip


def _said(day: date) -> str:
    # Translators: a short date as in "Thu 3 Dec": D weekday, j day, M month (Django's letters)
    return dateformat.format(day, pgettext("date", "D j M"))
