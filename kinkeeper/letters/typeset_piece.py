"""A few hundred pages as one PDF. Runs in processes of their own: no Django here, no rows.

Everything that comes from a person is handed over as data; none of it is ever read as markup.
"""

import json
from pathlib import Path
from typing import Any

import typst
import zxingcpp

TEMPLATES = Path(__file__).parent / "typst"


def piece_of(job: tuple[str, list[dict[str, Any]], dict[str, Any]]) -> bytes:
    """One piece as a PDF; runs in a process of its own when there are several."""
    template, pages, sender = job
    for page in pages:
        page["qr"] = qr_rows(page["link"])
    data = json.dumps({"sender": sender, "pages": pages}, ensure_ascii=False)
    made = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        format="pdf",
        sys_inputs={"data": data},
        pdf_tags=True,
    )
    return bytes(made)


def qr_rows(link: str) -> str:
    """The link as a QR code, an SVG of one path: small in the file and sharp in print."""
    barcode = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    bits = memoryview(barcode.to_image(scale=1, add_quiet_zones=False))
    height, width = bits.shape or (0, 0)
    path = []
    for row in range(height):
        column = 0
        while column < width:
            if bits[row, column]:
                column += 1
                continue
            start = column
            while column < width and not bits[row, column]:
                column += 1
            path.append(f"M{start} {row}h{column - start}v1h-{column - start}z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<path d="{"".join(path)}"/></svg>'
    )
