"""The ways in which texts are written as bytes, and by what names people call them."""

import codecs

# Those that school offices meet, as a person is asked for them; any other that Python knows is
# taken by its name as well.
KNOWN = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "windows-1252": "Windows-1252",
    "windows-1250": "Windows-1250",
    "iso-8859-1": "ISO 8859-1",
    "iso-8859-2": "ISO 8859-2",
    "iso-8859-15": "ISO 8859-15",
    "mac-roman": "Mac Roman",
    "mac-latin2": "Mac Latin 2",
    "cp850": "DOS 850",
    "cp852": "DOS 852",
    "windows-1257": "Windows-1257",
    "iso-8859-13": "ISO 8859-13",
    "windows-1251": "Windows-1251",
    "windows-1253": "Windows-1253",
    "windows-1254": "Windows-1254",
}
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Not ways to write a text, though Python has them among those.
NONE = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined")
PLAIN = b'Az09,;\t|"\r\n'


def codec_of(name: str) -> str | None:
    """Python's name for an encoding, by any that people use: `cp1250`, `Latin 2`, `ISO-8859-2`.
    None where no file of rows could be written so."""
    try:
        info = codecs.lookup(name.strip().replace(" ", "-"))
        if info.name in NONE or not info._is_text_encoding:  # noqa: SLF001  # no public word
            return None
        if info.name.startswith(("utf-16", "utf-32")):
            return info.name
        return info.name if PLAIN.decode(info.name) == PLAIN.decode("ascii") else None
    except (LookupError, UnicodeError, ValueError):
        return None


def known_as(name: str) -> str:
    """The name that is kept: that of `KNOWN` for all its others, so that a page can show it."""
    codec = codec_of(name)
    return next((each for each in KNOWN if codec_of(each) == codec), name)


def label_of(codec: str) -> str:
    """As a person knows it."""
    return KNOWN.get(known_as(codec), codec.upper())
