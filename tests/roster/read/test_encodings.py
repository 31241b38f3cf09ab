"""Names come out as they were written, or the file is refused; never as other names (K31)."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.read.detect import Text, decode
from kinkeeper.roster.read.encodings import KNOWN, codec_of, label_of
from kinkeeper.roster.table import FileRefused
from tests.roster.core import planned
from tests.roster.names_of import BY_LANGUAGE

HEAD = "SyncID;First name;Last name\n"
# Those in which each of the languages is written; where one of its letters is missing, not this.
OFTEN = ("windows-1252", "windows-1250", "iso-8859-1", "iso-8859-15", "iso-8859-2", "mac-roman")
WIDE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def text_of(names: list[str]) -> str:
    return HEAD + "".join(f"P{at};{name};Berg\n" for at, name in enumerate(names))


def written(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def refusal(data: bytes, encoding: str | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        decode(data, encoding)
    return refused.value


def outcome(data: bytes) -> str:
    """The text, or the code of the refusal."""
    try:
        return decode(data, None).text.lstrip("\ufeff")
    except FileRefused as refused:
        return refused.code


@pytest.mark.parametrize("language", BY_LANGUAGE)
@pytest.mark.parametrize("encoding", [*OFTEN, "cp850", *WIDE])
def test_k31_a_list_in_any_language_is_read_as_it_was_written(language: str, encoding: str) -> None:
    names = [name for name in BY_LANGUAGE[language] if written(name, encoding)]
    if len(names) > 4:
        assert decode(text_of(names).encode(encoding), None).text.lstrip("\ufeff") == text_of(names)


@given(st.data(), st.sampled_from(sorted(BY_LANGUAGE)), st.sampled_from([*OFTEN, *WIDE]))
def test_k31_a_few_names_are_read_as_they_were_written_or_asked_about(
    data: st.DataObject, language: str, encoding: str
) -> None:
    names = data.draw(st.lists(st.sampled_from(BY_LANGUAGE[language]), min_size=1, max_size=4))
    shapes: list[Callable[[str], str]] = [str, str.upper]
    shape = data.draw(st.sampled_from(shapes))
    text = text_of([shape(name) for name in names])
    raw = written(text, encoding)
    if raw is None:
        return
    assert outcome(raw) in {text, "encoding-unclear"}


@given(st.data(), st.sampled_from(sorted(BY_LANGUAGE)), st.sampled_from(sorted(KNOWN)))
def test_k31_an_encoding_that_is_named_is_the_one_that_is_read(
    data: st.DataObject, language: str, encoding: str
) -> None:
    text = text_of(data.draw(st.lists(st.sampled_from(BY_LANGUAGE[language]), max_size=4)))
    raw = written(text, encoding)
    if raw is not None:
        assert decode(raw, encoding).text.lstrip("\ufeff") == text


@pytest.mark.parametrize("encoding", ["windows-1250", "iso-8859-2"])
def test_k31_a_polish_list_is_no_western_one(encoding: str) -> None:
    names = ["Łukasz", "Wójcik", "Wiśniewska", "Żyła", "Jędrzej", "Gawęda"]
    found = decode(text_of(names).encode(encoding), None)
    assert (found.text, found.encoding, found.guessed) == (text_of(names), encoding, True)


def test_k31_what_could_be_two_names_is_asked_with_both() -> None:
    refused = refusal(text_of(["Marić"]).encode("windows-1250"))
    assert refused.code == "encoding-unclear"
    assert {refused.detail["word"], refused.detail["other"]} == {"Marić", "Mariæ"}
    assert {refused.detail["first"], refused.detail["second"]} == {"Windows-1250", "Windows-1252"}
    assert decode(text_of(["Marić"]).encode("windows-1250"), "cp1250").text == text_of(["Marić"])


@pytest.mark.parametrize("name", ["KSIĘŻAK", "Íñigo"])
def test_k31_two_bytes_that_are_utf8_by_chance_are_asked_about(name: str) -> None:
    encoding = "windows-1250" if name == "KSIĘŻAK" else "cp850"
    raw = text_of([name]).encode(encoding)
    assert raw.decode("utf-8") != text_of([name])
    assert refusal(raw).code == "encoding-unclear"


@pytest.mark.parametrize(
    "name", ["Ștefan", "Əliyev", "Nguyễn", "Đặng Ơn", "Иван", "Ødegård", "שרה", "Müller-Иванов"]
)
def test_utf8_is_believed_in_every_script(name: str) -> None:
    assert decode(text_of([name]).encode(), None) == Text(text_of([name]), "utf-8")


@pytest.mark.parametrize(
    "name",
    ["cp1250", "CP1250", "windows-1250", "Windows 1250", "latin2", "ISO-8859-2", "l2", "mac-roman"]
    + ["macintosh", "cp852", "utf8", "UTF-16", "koi8-r", "shift_jis", "cp865", "latin-1", "ascii"],
)
def test_encodings_are_known_by_all_their_names(name: str) -> None:
    assert decode(HEAD.encode(codec_of(name) or "?").removeprefix(b"\xff\xfe"), name).text == HEAD


@pytest.mark.parametrize(
    "name",
    ["polish", "windows-9999", "base64", "rot13", "hex", "idna", "utf-7", "cp037", "", "é\0"],
)
def test_k24_an_unknown_encoding_is_called_unknown_and_nothing_else(name: str) -> None:
    refused = refusal(HEAD.encode(), name)
    assert refused.code == "encoding-unknown"
    assert "Windows-1250" in str(refused.detail["known"])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_k24_bytes_that_do_not_fit_the_named_encoding_are_named_by_line(end: str) -> None:
    raw = text_of(["Ada", "Ida"]).replace("\n", end).encode() + b"P2;\x81;B"
    refused = refusal(raw, "cp1250")
    assert refused.code == "encoding"
    assert refused.detail == {"encoding": "Windows-1250", "line": 4, "at": 4}


def test_a_named_encoding_yields_to_the_files_own_mark() -> None:
    assert decode(HEAD.encode("utf-8-sig"), "windows-1250").encoding == "utf-8"


def test_the_page_offers_encodings_that_can_be_read() -> None:
    assert all(codec_of(name) for name in KNOWN)
    assert len(set(map(codec_of, KNOWN))) == len(KNOWN)
    assert [label_of(name) for name in ("cp1250", "utf-16-le")] == ["Windows-1250", "UTF-16-LE"]


def test_letters_that_come_late_in_a_long_file_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kinkeeper.roster.read.guess_encoding.HEAD", 2_000)
    text = text_of(["José"] * 500 + ["Łukasz", "Żaneta", "Paweł"])
    assert decode(text.encode("windows-1250"), None).text == text


REAL = [
    *("Ângela", "São", "Ão", "JOÃO", "MÜLLER", "Åse", "Ärzte", "ÅÄÖ", "Õun", "Ñuñez", "ÑOÑO"),
    *("O’Neill", "D‘Arcy", "Zoë", "Œuvre", "Šárka", "RĂŞCANU", "Ăşeanu", "Ðorður", "Þóra"),
    *("Mª José", "1º A", "Łucja", "ÂNGELO", "Nguyễn", "Иван", "Ó Súilleabháin", "Anne–Marie"),
    *(name for names in BY_LANGUAGE.values() for name in names),
    *(name.upper() for names in BY_LANGUAGE.values() for name in names),
]


def damaged(*names: str) -> list[int]:
    made = planned(text_of(list(names)))
    said = made.problems.filter(made.problems["code"] == "text-damaged")
    assert set(said["severity"]) <= {"warning"}
    return said["row"].to_list()


def test_k31_no_real_name_is_called_damaged() -> None:
    assert damaged(*REAL) == []


BROKEN = [*("ZoÃ«", "BjÃ¸rn", "Ã…se", "Å\u201eukasz", "PaweÅ‚", "S\ufffdren", "M?ller", "?ukasz")]


@pytest.mark.parametrize("name", BROKEN)
def test_k31_damaged_text_is_told_by_row(name: str) -> None:
    assert damaged("Zoë", name, "Ada") == [3]


@pytest.mark.parametrize("read_as", ["windows-1252", "windows-1250", "mac-roman", "cp850"])
@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_k31_utf8_that_was_read_as_something_else_is_told(language: str, read_as: str) -> None:
    """Nearly each name; Ă before Ş, and marks that stand in names, are let pass."""
    names = [name.encode().decode(read_as, "ignore") for name in BY_LANGUAGE[language]]
    names = [name for name in names if not re.search("[\x00-\x1f\x80-\x9f]", name)]
    assert len(damaged(*names)) >= 0.8 * len(names)
