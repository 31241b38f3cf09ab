"""R-057, ASVS 5.4.3: what parents can be given as a file."""

import io
import zlib

import pytest
from PIL import Image

from kinkeeper.records.documents import JPEG, PDF
from kinkeeper.records.safe_files import LARGEST_FILE, NotSafe, safe


def pdf(*objects: bytes) -> bytes:
    """A file of these objects, as far as readers of PDF mind."""
    numbered = [
        b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1)
    ]
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def stream(said: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\r\n%s\nendstream" % (said, len(content), content)


def packed(content: bytes, said: bytes = b"/Filter /FlateDecode") -> bytes:
    return stream(said, zlib.compress(content))


CATALOGUE = b"<< /Type /Catalog /OpenAction [2 0 R /Fit] /Names << >> >>"
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def test_a_plain_file_goes_through_as_it_is() -> None:
    plain = pdf(
        CATALOGUE,
        packed(b"BT /F1 12 Tf (JavaScript, Launch) Tj ET"),
        packed(b"<< /First 1 >>", b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
        packed(b"\x01\x02", b"/Type /XRef /Filter/FlateDecode /DecodeParms << /Predictor 12 >>"),
        stream(b"/Filter /DCTDecode", b"\xff\xd8 no flate"),
    )
    found = safe(plain)
    assert (found.media_type, found.content) == (PDF, plain)


@pytest.mark.parametrize(
    "hostile",
    [
        SCRIPT,
        b"<< /S /Java#53cript /JS 5 0 R >>",
        b"<< /S /#4c#61#75nch /F (calc.exe) >>",
        b"<< /Names << /EmbeddedFiles 7 0 R >> >>",
        b"<</AcroForm<</XFA 8 0 R>>>>",
        b"<< /S/SubmitForm/F(https://example.org) >>",
        packed(b"x" * 3_000_000 + SCRIPT, b"/Type /ObjStm /N 1 /Filter [ /FlateDecode ]"),
        packed(b"x" * ((1 << 20) - 8) + SCRIPT),  # over the edge of what is read at once
        stream(b"/Type /ObjStm /Filter /ASCIIHexDecode", SCRIPT.hex().encode()),
        stream(b"/Filter /ASCIIHexDecode /X (obj) /Type /ObjStm", SCRIPT.hex().encode()),
        stream(b"/Type /ObjStm /X (stream) /Filter /ASCIIHexDecode", SCRIPT.hex().encode()),
        stream(b"/Filter /ASCIIHexDecode /Aobj << >> /Type /ObjStm", SCRIPT.hex().encode()),
        packed(b"", b"/Type /ObjStm /Filter [/FlateDecode /LZWDecode]"),
        packed(b"", b"/Type /ObjStm /Filter 9 0 R"),
        packed(b"", b"/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>"),
        b"<< /Encrypt 4 0 R >>",
    ],
)
def test_asvs_5_4_3_what_acts_or_hides_is_refused(hostile: bytes) -> None:
    with pytest.raises(NotSafe):
        safe(pdf(CATALOGUE, hostile))


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"MZ\x90\x00",
        b"PK\x03\x04 a document of an office program",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\n%PDF-1.4 not at its beginning\n%%EOF",
        b"%PDF-1.4 cut off",
        b"%PDF-1.4\n%%EOF" + b"PK\x03\x04" * 1000,
        b"%PDF-" + b"0" * LARGEST_FILE,
    ],
)
def test_r_057_a_file_is_what_it_holds_and_nothing_else_is_taken(other: bytes) -> None:
    with pytest.raises(NotSafe):
        safe(other)


def test_what_grows_without_end_is_refused() -> None:
    with pytest.raises(NotSafe):
        safe(pdf(*[packed(bytes(9_000_000))] * 24))


def test_of_a_picture_only_the_pixels_stay() -> None:
    into = io.BytesIO()
    Image.new("RGB", (3000, 100), "red").save(into, "PNG")
    found = safe(into.getvalue() + b"<script>")
    assert found.media_type == JPEG
    assert b"<script>" not in found.content
    with Image.open(io.BytesIO(found.content)) as seen:
        assert seen.size == (2400, 80)
