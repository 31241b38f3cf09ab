"""XML read piece by piece, by the local names of its elements; entities end it."""

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat  # its entities are refused below, before any is used

from kinkeeper.roster.read.marks.types import Unreadable

Start = Callable[[str, dict[str, str]], None]
PIECE = 1 << 20


def parser_of(start: Start, end: Callable[[str], None] | None = None) -> expat.XMLParserType:
    """`start` gets the name and the attributes as they are written, prefixes and all."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    return parser


def parse(parser: expat.XMLParserType, source: IO[bytes]) -> None:
    """Raises `Unreadable`."""
    try:
        while piece := source.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable from error


def local(name: str) -> str:
    return name.rpartition(":")[2]


def plain(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes by their local names."""
    return {local(name): value for name, value in attributes.items()}


def true(value: str | None) -> bool:
    return value is not None and value.strip() in {"1", "true"}


def zero(value: str | None) -> bool:
    """Whether a height or width is none: `0`, `0.0`, `0cm`."""
    return value is not None and value.strip("0.abcdefghijklmnopqrstuvwxyz%") == "" and "0" in value


def _refuse(*_about: object) -> None:
    raise Unreadable
