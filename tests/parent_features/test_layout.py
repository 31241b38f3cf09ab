"""Layouts as values: orders, what differs between two, where links may lead, what a picture is."""

import io
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kinkeeper.parent_features import pictures
from kinkeeper.parent_features.layout import DEFAULT, Layout, Link, Placed, changes, moved

KNOWN = ["a", "b", "c", "d", "e"]
orders = st.permutations(KNOWN)


def layout(names: list[str]) -> Layout:
    return Layout(tuple(map(Placed, names)))


@given(orders, st.sampled_from(KNOWN), st.integers(-6, 6))
def test_a_move_loses_no_block_and_stops_at_the_ends(names: list[str], name: str, by: int) -> None:
    after = [each.name for each in moved(list(map(Placed, names)), name, by)]
    assert sorted(after) == KNOWN
    assert after.index(name) == min(max(names.index(name) + by, 0), len(KNOWN) - 1)
    rest = [each for each in names if each != name]
    assert [each for each in after if each != name] == rest


@given(orders, orders)
def test_what_was_moved_is_all_that_differs_and_no_more(old: list[str], new: list[str]) -> None:
    """Without those that are said to be moved the order is the same; one less would not do."""
    told = [name for _code, name in changes(layout(old), layout(new), KNOWN)]
    assert [each for each in old if each not in told] == [each for each in new if each not in told]
    assert bool(told) == (old != new)
    step = moved(list(map(Placed, old)), old[0], 3)
    one = changes(layout(old), Layout(tuple(step)), KNOWN)
    assert one == [["moved", old[0]]]


def test_a_layout_says_nothing_of_newer_blocks_and_knows_no_lost_ones() -> None:
    placed = Layout((Placed("gone"), Placed("b", shown=False), Placed("a")))
    assert [each.name for each in placed.arranged(["a", "b", "new"])] == ["b", "a", "new"]
    assert DEFAULT.arranged(KNOWN) == list(map(Placed, KNOWN))
    assert changes(DEFAULT, layout(KNOWN), KNOWN) == []
    assert len(list(permutations(KNOWN))) == 120


SAFE = ["https://school.example/menu?week=3", "http://x.example", "mailto:office@school.example"]
UNSAFE = [
    "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
    "//evil.example", "/staff/", "https://", "mailto:", "ftp://x.example", "vbscript:x", "",
    "https://x.example/\u202etxt", "https://[::1", "file:///etc/passwd",
]  # fmt: skip


def test_links_lead_to_pages_and_e_mails_alone() -> None:
    assert [address for address in SAFE if not Link("x", address).is_safe] == []
    assert [address for address in UNSAFE if Link("x", address).is_safe] == []


def picture(kind: str, size: tuple[int, int] = (2400, 1200), **more: object) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", size, "green").save(into, kind, **more)
    return into.getvalue()


def test_of_a_picture_only_the_pixels_stay() -> None:
    where = Image.Exif()
    where[0x010E] = "At Nora's home"
    hidden = picture("PNG", exif=where) + b"<script>alert(1)</script>"
    drawn = pictures.encoded_anew(hidden)
    assert (drawn.width, drawn.height) == (1000, 500)
    again = Image.open(io.BytesIO(drawn.content))
    assert (again.format, again.size, dict(again.getexif())) == ("JPEG", (1000, 500), {})
    assert b"script" not in drawn.content
    assert b"Nora" not in drawn.content
    assert len(drawn.content) < 50_000


NO_PICTURES = {
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "a page": b"<html><script>alert(1)</script></html>",
    "nothing": b"",
    "cut off": picture("PNG")[:60],
    "another kind": picture("GIF", (10, 10)),
    "too many pixels": picture("PNG", (10_000, 5_000)),
    "too large": b"\xff\xd8\xff" + b"x" * pictures.LARGEST_FILE,
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_is_refused(name: str) -> None:
    with pytest.raises(pictures.NoPicture):
        pictures.encoded_anew(NO_PICTURES[name])
