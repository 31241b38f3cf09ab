"""Words for what is kept as a code with data; every template has this without loading it."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise

from kinkeeper.intake import file_description as file
from kinkeeper.intake import stored_plan
from kinkeeper.intake.models import Import
from kinkeeper.intake.undo import leftover_sentences as undone
from kinkeeper.intake.upload.headings import Top
from kinkeeper.journal import actor
from kinkeeper.letters import sentences
from kinkeeper.letters.models import Batch
from kinkeeper.records.sentences import KINDS

register = template.Library()


@register.filter
def why_none(code: str, detail: Mapping[str, Any] | None = None) -> str:
    """Why somebody gets no letter or mail."""
    return sentences.said(code, detail)


@register.filter
def kind_of_record(code: str) -> str | Promise:
    """What a record is."""
    return KINDS.get(code, code)


@register.filter
def ordered(batch: Batch) -> str:
    """What a batch of letters was ordered for."""
    return sentences.ordered(batch)


@register.filter
def written(read: Import | Top) -> str:
    """How a file is written."""
    return file.said(read.written, read.format)


@register.filter
def refusal(roster_import: Import) -> str:
    """Why a file was refused."""
    return stored_plan.refusal(roster_import)


@register.simple_tag(takes_context=True)
def because(context: Mapping[str, Any], left: Mapping[str, Any]) -> str:
    """Why an undo left something, as far as who looks may know it."""
    return undone.because(left, context["request"].viewer.by_name)


@register.filter
def who(name: str, number: int | None = None) -> str:
    """Who did something; `number` is None for what is no person, such as the command line."""
    return actor.in_words(number, name)
