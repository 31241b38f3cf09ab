"""Names in any script are printed; whose name no font can print is named before and left out."""

import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.cli import main
from kinkeeper.credentials.models import Credential
from kinkeeper.journal.actor import Actor
from kinkeeper.letters.fonts import PACKAGES, covered, folders, points
from kinkeeper.letters.letter_data import Page, Sender
from kinkeeper.letters.models import Batch, Form, LetterState
from kinkeeper.letters.order import order
from kinkeeper.letters.printable import missing
from kinkeeper.letters.typeset_piece import piece_of
from kinkeeper.letters.unsent_reasons import Why
from kinkeeper.organisations.own_settings import Contact
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone
from tests.cast import Cast, connected, person
from tests.letters.made import made
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

SCRIPTS = {
    "Latin": ("Nguyễn Thị Ánh", "Łódź ul. Świętojańska 3", "Ğizem Şeyma"),
    "Greek": ("Δημήτρης Παπαδόπουλος", "Οδός Ερμού 12", "Ελένη"),
    "Cyrillic": ("Олена Ґава-Їжак", "вул. Хрещатик 22", "Тарас"),
    "Arabic": ("محمد عبد الله", "شارع الملك 12", "فاطمة"),
    "Hebrew": ("דוד כהן", "רחוב הרצל 5", "נועה"),
    "Devanagari": ("प्रिया शर्मा", "महात्मा गांधी मार्ग 4", "कृष्णा"),
    "Tamil": ("தமிழ்செல்வி முருகன்", "அண்ணா சாலை 7", "கௌரி"),
    "Thai": ("สมชาย ใจดีที่สุด", "ถนนสุขุมวิท 21", "น้ำฝน"),
    "Chinese": ("李明", "长安街 1号", "歐陽龍"),
    "Japanese": ("山田 太郎", "東京都千代田区 1-1", "さくら ケンジ"),
    "Korean": ("김민수", "세종대로 110", "김하늘"),
    "Georgian": ("ნინო ბერიძე", "რუსთაველის 5", "გიორგი"),
    "Armenian": ("Արմեն Սարգսյան", "Աբովյան 10", "Անի"),
    "Ethiopic": ("አበበ በቀለ", "ቦሌ 3", "ሰላም"),
    "Bengali": ("রহিম উদ্দিন", "ঢাকা ৫", "আয়েশা"),
    "Sinhala": ("නිමල් පෙරේරා", "කොළඹ 7", "සඳුනි"),
    "Khmer": ("សុខា ចាន់", "ភ្នំពេញ 2", "ដារា"),
}
RUNE = "ᚠ"  # in no font of the installation


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    found = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return unicodedata.normalize("NFC", found)


def letter(name: str, template: str = "letter.typ") -> bytes:
    page = Page(
        0, alone(name), (alone(name),), (alone(name),), "ada", "AAAA-AAAA-AAAA", "https://a.example",
        "1 June 2026", Contact("S", "", ""),
    )  # fmt: skip
    sender = Sender("S", "a.example", "1 May 2026")
    return piece_of((template, [page.as_json()], sender.as_json(), (), False))


def letters_in(text: str) -> set[str]:
    return {char for char in text if unicodedata.category(char)[0] == "L"}


@pytest.mark.django_db
@pytest.mark.parametrize("form", [Form.PAGES, Form.LIST])
@pytest.mark.parametrize("script", SCRIPTS)
def test_names_of_each_script_are_printed(
    cast: Cast, office: Actor, script: str, form: Form
) -> None:
    name, street, child = SCRIPTS[script]
    parent = person("odd.name", "parent", given_name=name, family_name="Berg", street=street)
    Person.objects.filter(pk=cast.nora.pk).update(given_name=child)
    connected(parent, cast.nora)
    text = text_of(made(order(office, [parent], form), office))
    wanted = letters_in(name + child + (street if form == Form.PAGES else ""))
    assert wanted <= letters_in(text)


@given(st.sampled_from(sorted(covered())).map(chr).filter(lambda char: letters_in(char) != set()))
def test_what_counts_as_covered_is_printed(char: str) -> None:
    printed = unicodedata.normalize("NFKD", text_of(letter(f"Ada {char}")))
    assert letters_in(unicodedata.normalize("NFKD", char)) <= letters_in(printed)


def test_what_no_font_has_is_not_taken_for_printed() -> None:
    assert missing(["Ada ᚠᚠ", "ᚢ", "Zoë 李明 \u2068דוד\u2069"]) == ["ᚠ", "ᚢ"]
    assert RUNE not in text_of(letter(f"Ada {RUNE}"))


def test_the_fonts_come_with_the_installation() -> None:
    assert len(folders()) == len(PACKAGES)
    assert folders(("/srv/fonts",))[-1] == "/srv/fonts"


def test_a_file_that_is_no_font_holds_no_characters(tmp_path: Path) -> None:
    (tmp_path / "odd.ttf").write_bytes(b"no font at all")
    assert covered((str(tmp_path),)) == covered()
    assert list(points(b"")) == []


@pytest.mark.django_db
def test_whose_name_no_font_has_is_left_out_alone(cast: Cast, office: Actor) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(street=f"Lane {RUNE}")
    batch = order(office, [Person.objects.get(pk=cast.kari.pk), cast.jonas], Form.PAGES)
    left_out = batch.letters.get(state=LetterState.LEFT_OUT)
    assert (left_out.person_id, left_out.code) == (cast.kari.pk, Why.NO_FONT)
    assert "U+16A0" in left_out.detail["characters"]
    assert cast.jonas.full_name in text_of(made(batch, office))
    assert not Credential.objects.filter(person=cast.kari).exists()


@pytest.mark.django_db
def test_a_name_that_changed_after_the_order_is_looked_at_again(cast: Cast, office: Actor) -> None:
    batch = order(office, [cast.kari, cast.jonas], Form.PAGES)
    Person.objects.filter(pk=cast.nora.pk).update(given_name=RUNE)  # of both a child
    assert made(batch, office) == b""
    assert {letter.code for letter in batch.letters.all()} == {Why.NO_FONT}
    assert not Credential.objects.exists()


@pytest.mark.django_db
def test_a_mail_needs_no_font(cast: Cast, office: Actor) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(street=f"Lane {RUNE}")
    batch = order(office, [Person.objects.get(pk=cast.kari.pk)], Form.EMAIL)
    assert batch.letters.get().state == LetterState.WAITING


@pytest.mark.django_db
def test_the_page_before_the_order_names_who_is_left_out(cast: Cast, signed_in: As) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(family_name=f"Berg{RUNE}")
    chosen: dict[str, Any] = {"person": [cast.kari.pk], "form": "pages"}
    page = signed_in(cast.henry).get("/staff/credentials/new/", chosen).content.decode()
    assert f"Berg{RUNE}" in page
    assert "none of the fonts can print: ᚠ (U+16A0)" in page
    assert not Batch.objects.exists()


@pytest.mark.django_db
def test_the_command_line_names_who_is_left_out(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(family_name=f"Berg{RUNE}")
    words = ["credentials", "issue", "--person", "user:kari.berg", "--json"]
    assert main([*words, "--letters", str(tmp_path / "letters.pdf")]) == 1
    said = capsys.readouterr()
    assert '"code": "no-font"' in said.out
    assert f"No letter for Kari Berg{RUNE}" in said.err
