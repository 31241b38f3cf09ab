"""A file as someone sends it -> one that parents can be given: a PDF in which nothing acts, or a
picture of which only the pixels stay.

No reader of PDF files is kept here. What acts in one has a name; every name is looked for, also
where names are written with numbers and in what is packed. A file in which names could hide
otherwise (encrypted, or object streams packed in another way) is refused.
"""

import re
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kinkeeper.parent_features.pictures import NoPicture, encoded_anew
from kinkeeper.records.documents import JPEG, PDF

LARGEST_FILE = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
ROOM = (2400, 2400)  # a page that was photographed can be read
BEGINS, ENDS = b"%PDF-", b"%%EOF"
TAIL = 2048
# What runs, opens, sends or carries something.
ACTS = (
    b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA",
    b"SubmitForm", b"ImportData", b"Rendition", b"GoToR", b"GoToE",
)  # fmt: skip
HIDES = (b"Encrypt",)
# A name ends where none of these goes on.
_NAME = rb"/(?:%s)(?![A-Za-z0-9_.+-])"
_ACTS = re.compile(_NAME % b"|".join(ACTS))
_HIDES = re.compile(_NAME % b"|".join(HIDES))
_NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Of an object, to its stream; without texts and comments, which object streams do not need.
_DICTIONARY = re.compile(rb"obj\s*<<(?:[^()%<>]|<<[^()%<>]*>>)*>>\s*stream")
_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_STREAM = re.compile(rb"stream\r?\n")
# Any other filter than this one, alone.
_PLAINLY = rb"/FlateDecode(?![A-Za-z])|\[\s*/FlateDecode\s*\]"
_FILTER = re.compile(rb"/(?:Filter|F)(?![A-Za-z])\s*+(?!%s)" % _PLAINLY)
_PREDICTED = re.compile(rb"/(?:DecodeParms|DP)(?![A-Za-z])")
STEP = 1 << 20


class NotSafe(Exception):
    """The sentence says why, and what to do."""


@dataclass(frozen=True)
class SafeFile:
    media_type: str
    content: bytes


def safe(content: bytes) -> SafeFile:
    """By what it holds, not by its name. Raises `NotSafe`."""
    if len(content) > LARGEST_FILE:
        raise NotSafe(_("The file is larger than 10 MB. Make it smaller, then add it again."))
    if content.startswith(BEGINS):
        _look_through(content)
        return SafeFile(PDF, content)
    try:
        return SafeFile(JPEG, encoded_anew(content, room=ROOM).content)
    except NoPicture:
        raise NotSafe(
            _("This is no file that parents can be given. Use PDF, JPEG, PNG or WebP.")
        ) from None


def _look_through(content: bytes) -> None:
    if ENDS not in content[-TAIL:]:
        raise NotSafe(_("The PDF file is not complete. Save it again, then add it again."))
    names = _plain(content)
    if _HIDES.search(names):
        raise NotSafe(_("The PDF file is encrypted. Save it without a password."))
    if any(_packed_oddly(names, found.start()) for found in _OBJECTS.finditer(names)):
        raise _acting()
    left = MOST_UNPACKED
    if _ACTS.search(names):
        raise _acting()
    for found in _STREAM.finditer(content):
        left = _look_into(content, found.end(), left)


def _plain(data: bytes) -> bytes:
    """With the letters that names write as numbers."""
    return _NUMBERED.sub(lambda found: bytes([int(found[1], 16)]), data)


def _packed_oddly(names: bytes, at: int) -> bool:
    """Whether the dictionary of an object stream says that it is packed otherwise than plainly, or
    is none that a reader would write: with a text, a comment or a name in it that looks like its
    end or its beginning."""
    first = max(names.rfind(b"obj", 0, at - 1), 0)
    whole = _DICTIONARY.match(names, first)
    numbered = names[max(first - 8, 0) : first].rstrip()[-1:].isdigit()
    if whole is None or whole.end() < at or not numbered:
        return True
    return bool(_FILTER.search(whole[0]) or _PREDICTED.search(whole[0]))


def _look_into(content: bytes, start: int, left: int) -> int:
    """What is packed there, piece by piece; how much may still be unpacked."""
    unpack, before, at = zlib.decompressobj(), b"", start
    try:
        while not unpack.eof and (unpack.unconsumed_tail or at < len(content)):
            packed = unpack.unconsumed_tail or content[at : at + STEP]
            at += 0 if unpack.unconsumed_tail else len(packed)
            piece = unpack.decompress(packed, STEP)
            left -= len(piece)
            if left < 0:
                raise NotSafe(_("The PDF file is too large when it is unpacked."))
            names = _plain(before + piece)
            if _ACTS.search(names) or _HIDES.search(names):
                raise _acting()
            before = piece[-128:]
    except zlib.error:  # not packed in this way: what stands there was looked at as it is
        pass
    return left


def _acting() -> NotSafe:
    return NotSafe(
        _(
            "The PDF file has scripts, forms that send, or other files in it. Print it into a new "
            "PDF file, then add that."
        )
    )
