"""The letter as it comes out of the printer: what stands in the window, and what a phone reads."""

from dataclasses import dataclass

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from PIL import Image

from kinkeeper.credentials import redeem
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import letter_data, typeset
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DPI = 200
INK = 160  # darker than this is print, lighter is paper or a tinted field


@dataclass(frozen=True)
class Paper:
    picture: Image.Image
    link: str
    token: str

    def ink(self, left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        """Left, top, right and bottom of what is printed in this part of the sheet, all in mm."""
        sides = [round(mm / 25.4 * DPI) for mm in (left, top, right, bottom)]
        part = self.picture.crop((sides[0], sides[1], sides[2], sides[3]))
        box = part.point(lambda grey: 255 if grey < INK else 0).getbbox()
        assert box is not None, "nothing is printed there"
        start = (left, top, left, top)
        return tuple(at + edge * 25.4 / DPI for at, edge in zip(start, box, strict=True))


def printed(person: Person, office: Actor) -> Paper:
    issued = issue_many(office, [person.pk], Channel.LETTER)
    pages = letter_data.pages([person], issued, WHOLE_SITE)
    document = pypdfium2.PdfDocument(b"".join(typeset.letters(iter([pages]), letter_data.sender())))
    picture = document[0].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return Paper(picture, pages[0].link, issued[0].token or "")


def test_r_094_k22_the_printed_square_reads_back_as_the_way_in(cast: Cast, office: Actor) -> None:
    paper = printed(cast.kari, office)
    found = zxingcpp.read_barcodes(paper.picture)
    assert [each.text for each in found] == [paper.link]
    assert paper.link == f"{settings.URL}/activate/{paper.token}/"
    assert redeem.by_token(paper.token).person_id == cast.kari.pk


def test_the_address_stands_in_the_window_and_in_line_with_the_text(
    cast: Cast, office: Actor
) -> None:
    """DIN 5008, form B: 20 to 105 mm from the left, 45 to 90 mm from the top, text from 25 mm."""
    Person.objects.filter(pk=cast.kari.pk).update(
        given_name="Kari Annette Charlotte", family_name="Berg-Hallingdal", country="Norway"
    )
    cast.kari.refresh_from_db()
    paper = printed(cast.kari, office)
    left, top, right, bottom = paper.ink(0, 44, 110, 92)
    assert 24.5 <= left <= 26
    assert top >= 45
    assert right <= 105
    assert bottom <= 90
    text = paper.ink(0, 95, 210, 125)
    assert abs(text[0] - left) < 0.5
