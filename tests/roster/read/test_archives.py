"""ZIP archives: whatever is in them is looked at before anything is unpacked, never on disk."""

import io
import struct
import zipfile

import pytest

from kinkeeper.roster.read import archive
from kinkeeper.roster.read.files import sheets_of
from kinkeeper.roster.table import Bounds, FileRefused
from tests.roster.core import read
from tests.roster.workbooks import packed

TABLE = b"SyncID,First name,Last name\nP1,Ada,B\n"


def refusal(data: bytes, bounds: Bounds | None = None, name: str = "a.zip") -> str:
    with pytest.raises(FileRefused) as refused:
        sheets_of([(name, data)], encoding=None, delimiter=None, bounds=bounds or Bounds())
    return f"{refused.value.code}:{refused.value.detail.get('reason', '')}"


def test_pc_010_folders_and_desktop_litter_are_passed_over() -> None:
    data = packed(
        {
            "export 2026/parents.csv": TABLE,
            "__MACOSX/export 2026/._parents.csv": b"\0\1",
            "export 2026/.DS_Store": b"\0",
            "export 2026/Thumbs.db": b"\0",
            "export 2026/~$parents.xlsx": b"\0",
            "export 2026/readme.pdf": b"%PDF",
        }
    )
    _name, table = read([("export.zip", data)])
    assert table.cells["c0"].to_list() == ["P1"]
    assert ("not-read", {"files": "readme.pdf"}) in table.notes


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"../parents.csv": TABLE}, "path"),
        ({"/etc/parents.csv": TABLE}, "path"),
        ({"C:\\parents.csv": TABLE}, "path"),
        ({"..\\parents.csv": TABLE}, "path"),
        ({"inner.zip": packed({"parents.csv": TABLE})}, "nested"),
        ({"renamed.csv": packed({"parents.csv": TABLE})}, "nested"),
        ({"a/parents.csv": TABLE, "b/Parents.csv": TABLE}, "twins"),
        ({"readme.txt.pdf": b"%PDF"}, "nothing"),
        ({f"{number}.csv": TABLE for number in range(65)}, "entries"),
    ],
)
def test_imp_02_an_archive_made_to_hurt_is_refused(files: dict[str, bytes], reason: str) -> None:
    assert refusal(packed(files)) == f"archive-refused:{reason}"


def test_r_057_pc_011_imp_02_an_archive_that_grows_too_much_is_refused_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = packed({"parents.csv": TABLE + b"\n" * 30_000_000})
    monkeypatch.setattr(archive, "_unpacked", lambda *_: pytest.fail("it was unpacked"))
    assert refusal(bomb) == "archive-refused:ratio"
    assert refusal(bomb, Bounds(unpacked=1_000_000)) == "archive-refused:unpacked"


def test_imp_02_an_archive_that_lies_about_its_size_gives_no_more_than_it_said() -> None:
    data = bytearray(packed({"parents.csv": TABLE + b"\n" * 1_000_000}))
    at = data.rindex(b"PK\x01\x02") + 24  # the uncompressed size in the directory
    struct.pack_into("<I", data, at, len(TABLE))
    assert refusal(bytes(data)) == "archive-refused:broken"


def test_an_encrypted_archive_is_refused_in_words() -> None:
    data = bytearray(packed({"parents.csv": TABLE}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert refusal(bytes(data)) == "archive-refused:encrypted"


@pytest.mark.parametrize("cut", [30, 60, -10])
def test_a_broken_archive_is_refused_in_words(cut: int) -> None:
    assert refusal(packed({"parents.csv": TABLE})[:cut]) == "archive-refused:broken"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", b"%PDF-1.7\n", "not-a-table:"),
        ("a.csv", b"<html><body>Sign in</body></html>", "not-a-table:"),
        ("a.csv", b"\x1f\x8b\x08", "not-a-table:"),
        ("a.xlsx", b"SyncID,First name\n", "wrong-suffix:"),
        ("a.xls", TABLE, "wrong-suffix:"),
    ],
)
def test_imp_03_a_file_is_what_it_holds_not_what_it_is_called(
    name: str, data: bytes, code: str
) -> None:
    assert refusal(data, name=name) == code


def test_an_archive_of_nothing_is_refused() -> None:
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    assert refusal(out.getvalue()) == "archive-refused:nothing"


def test_two_tables_of_one_kind_are_read_as_one_with_their_names() -> None:
    other = TABLE.replace(b"P1,Ada", b"P2,Ida")
    _name, table = read([("a.csv", TABLE), ("b.csv", other)])
    assert [table.lines.label(row) for row in sorted(table.cells["row"])] == [
        "2 · a.csv",
        "2 · b.csv",
    ]


def test_of_a_folder_only_the_outermost_files_are_taken() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name in ("school/a.csv", "school/more/a.csv", "school/b.txt", "__MACOSX/a.csv"):
            made.writestr(name, name)
        for number in range(100):
            made.writestr(f"school/more/{number}.csv", "x")
    found = archive.folder_in(packed.getvalue(), Bounds(), lambda name: name.endswith(".csv"))
    assert found == [("a.csv", b"school/a.csv")]
