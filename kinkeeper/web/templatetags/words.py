"""Words for what is kept as a code with data; every template has this without loading it."""

from collections.abc import Mapping
from typing import Any

from django import template

from kinkeeper.letters import said
from kinkeeper.letters.models import Batch

register = template.Library()


@register.filter
def why_none(code: str, detail: Mapping[str, Any] | None = None) -> str:
    """Why somebody gets no letter or mail."""
    return said.said(code, detail)


@register.filter
def ordered(batch: Batch) -> str:
    """What a batch of letters was ordered for."""
    return said.ordered(batch)
