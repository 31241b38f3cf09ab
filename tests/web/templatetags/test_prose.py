"""What a school wrote is shown as text: paragraphs, lines, addresses, and no HTML of its own."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.web.templatetags.prose import linked_text

OURS = re.compile(r'</?p(?: dir="auto")?>|<br>|<a href="https?://[^"<>]*" rel="noreferrer">|</a>')
WRITTEN = st.text(st.sampled_from("ab<>&\"' \n\r./:?") | st.characters(codec="utf-8"), max_size=60)


def test_paragraphs_lines_and_an_address() -> None:
    text = "First line\r\nsecond, see https://example.org/a?b=1.\n\n<b>Next</b>"
    assert linked_text(text) == (
        '<p dir="auto">First line<br>second, see '
        '<a href="https://example.org/a?b=1" rel="noreferrer">https://example.org/a?b=1</a>.</p>\n'
        '<p dir="auto">&lt;b&gt;Next&lt;/b&gt;</p>'
    )


@given(st.lists(WRITTEN | st.just("http://a.b/")).map("".join))
def test_r_069_whatever_is_written_no_tag_is_anothers(text: str) -> None:
    left = OURS.sub("", linked_text(text))
    assert "<" not in left
    assert ">" not in left
