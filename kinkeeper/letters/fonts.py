"""The fonts that letters are set in, and which characters they hold.

They come with the installation, from packages that hold nothing but fonts; nothing is fetched when
letters are made, and the machine's own fonts are not used, so that a letter looks the same
everywhere. A site adds others in folders of its own.
"""

import struct
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
KINDS = (".ttf", ".otf", ".ttc", ".otc")


@cache
def folders(own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Where the fonts are: those of the installation, and the site's `own`."""
    return tuple(place for name in PACKAGES for place in _places(name)) + own


@cache
def covered(own: tuple[str, ...] = ()) -> frozenset[int]:
    """The code points that at least one of the fonts has a glyph for."""
    files = [file for folder in folders(own) for file in sorted(Path(folder).rglob("*"))]
    fonts = [file for file in files if file.suffix.lower() in KINDS]
    return frozenset().union(*(points(font.read_bytes()) for font in fonts))


def points(font: bytes) -> Iterable[int]:
    """The code points of a font file (OpenType 1.9, *cmap*, formats 4 and 12); of a collection
    those of its first font. None of a file that is no font."""
    try:
        return list(_points(font))
    except struct.error:
        return []


def _places(package: str) -> list[str]:
    """Found without being imported: it is files alone that are wanted."""
    spec = find_spec(package)
    return list(spec.submodule_search_locations or []) if spec else []


def _points(font: bytes) -> Iterator[int]:
    start = struct.unpack_from(">L", font, 12)[0] if font[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", font, start + 4)
    for number in range(tables):
        tag, _sum, place, _size = struct.unpack_from(">4sLLL", font, start + 12 + 16 * number)
        if tag == b"cmap":
            yield from _cmap(font, place)


def _cmap(font: bytes, cmap: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    for number in range(count):
        _platform, _encoding, place = struct.unpack_from(">HHL", font, cmap + 4 + 8 * number)
        (kind,) = struct.unpack_from(">H", font, cmap + place)
        if kind == 4:
            yield from _segments(font, cmap + place)
        elif kind == 12:
            yield from _groups(font, cmap + place)


def _segments(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 4 * count)
    ranges_at = at + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", font, ranges_at)
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for point in range(start, min(end, 0xFFFE) + 1):
            glyph = point
            if ranges[number]:
                place = ranges_at + 2 * number + ranges[number] + 2 * (point - start)
                (glyph,) = struct.unpack_from(">H", font, place)
                if not glyph:
                    continue
            if (glyph + deltas[number]) & 0xFFFF:
                yield point


def _groups(font: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">L", font, at + 12)
    for number in range(count):
        start, end, _glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * number)
        yield from range(start, end + 1)
