"""Pieces of the typesetter as one PDF: every page is there once, and readers find nothing wrong."""

import io

import pypdfium2
import pytest
from pypdf import PdfReader

from kinkeeper.letters.join_pdfs import Joined, NotJoinable, count
from kinkeeper.letters.letter_data import Page, Sender
from kinkeeper.letters.typeset_piece import piece_of
from kinkeeper.organisations.own_settings import Contact

SENDER = Sender("1 0 R (Zoë)", "a.example", "1 May 2026")


def piece(names: list[str], *, tags: bool = False) -> bytes:
    pages = [
        Page(
            0, name, (name,), ("Zoë",), "7 0 R", "AAAA-AAAA-AAAA", f"https://a.example/{name}",
            "1 June 2026", Contact("1 0 R (Zoë)", "", ""),
        ).as_json()
        for name in names
    ]  # fmt: skip
    return piece_of(("letter.typ", pages, SENDER.as_json(), (), tags))


def joined(*pieces: bytes) -> bytes:
    made = Joined(SENDER.site)
    return b"".join([*[made.add(each) for each in pieces], made.end()])


def test_every_page_stands_in_its_order_for_a_strict_reader() -> None:
    whole = joined(piece(["Ada 1 0 R", "Bo"]), piece(["Cato"]), piece(["Dina", "Ea", "Finn"]))
    read = PdfReader(io.BytesIO(whole), strict=True)
    texts = [page.extract_text() for page in read.pages]
    names = ["Ada 1 0 R", "Bo", "Cato", "Dina", "Ea", "Finn"]
    assert len(texts) == len(names)
    assert all(f"Dear {name}," in text for name, text in zip(names, texts, strict=True))
    assert all("7 0 R" in text for text in texts)
    assert read.metadata is not None
    assert read.metadata.title == SENDER.site


def test_every_page_is_drawn_as_in_its_piece() -> None:
    parts = [piece(["Ada", "Bo"]), piece(["Cato"])]
    alone = [page for part in parts for page in pictures(part)]
    assert pictures(joined(*parts)) == alone


def test_a_piece_that_is_written_otherwise_is_refused() -> None:
    for other in (b"", b"%PDF-1.7\n", piece(["Ada"])[:-200], piece(["Ada"], tags=True)):
        with pytest.raises(NotJoinable):
            joined(other)
    assert count(piece(["Ada", "Bo"])) == 2


def pictures(content: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(content)
    made = [page.render(scale=1).to_pil().tobytes() for page in document]
    document.close()
    return made
