"""Text that a school wrote: paragraphs, lines and addresses, and nothing of it as HTML."""

import re

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
# What stands at the end of a sentence is no part of the address.
ADDRESS = re.compile(r"(https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]])")


@register.filter
def linked_text(text: str) -> SafeString:
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return format_html_join("\n", '<p dir="auto">{}</p>', ((_lines(each),) for each in paragraphs))


def _lines(paragraph: str) -> SafeString:
    return format_html_join(
        SafeString("<br>"), "{}", ((_linked(line),) for line in paragraph.split("\n"))
    )


def _linked(line: str) -> SafeString:
    """Each second part of what the pattern splits is an address."""
    parts = ADDRESS.split(line)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<a href="{0}" rel="noreferrer">{0}</a>', part) if odd else escape(part),)
            for odd, part in ((number % 2, part) for number, part in enumerate(parts))
        ),
    )


@register.filter
def plain_text(text: str) -> SafeString:
    """What a parent wrote: paragraphs and lines, and no address that could be pressed."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    lines = ((format_html_join(SafeString("<br>"), "{}", ((line,) for line in each.split("\n"))),)
             for each in paragraphs)  # fmt: skip
    return format_html_join("\n", '<p dir="auto">{}</p>', lines)
