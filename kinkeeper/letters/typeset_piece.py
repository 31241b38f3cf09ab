"""A few hundred pages as one PDF. Runs in processes of their own: no Django here, no rows.

Everything that comes from a person is handed over as data; none of it is ever read as markup.
"""

import json
import os
import threading
from functools import cache
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import Any

import typst

from kinkeeper.letters.fonts import folders
from kinkeeper.lib import qr_code

TEMPLATES = Path(__file__).parent / "typst"
# The typesetter keeps what it worked out until so many further compilations have not asked for it.
REMEMBERS = 11


# The template, the pages, the sender, the site's own folders of fonts, and whether the PDF is to be
# tagged for screen readers.
Job = tuple[str, list[dict[str, Any]], dict[str, Any], tuple[str, ...], bool]


def end_with_parent() -> None:
    """First in a process of its own: a parent that was killed says no farewell, and without this
    its children would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def piece_of(job: Job) -> bytes:
    """One piece as a PDF; runs in a process of its own when there are several."""
    template, pages, sender, own, tags = job
    for page in pages:
        page["qr"] = qr_code.svg(page["link"])
    data = json.dumps({"sender": sender, "pages": pages}, ensure_ascii=False)
    made = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        format="pdf",
        sys_inputs={"data": data},
        font_paths=_fonts(own),
        pdf_tags=tags,
    )
    _forget(own)
    return bytes(made)


@cache
def _fonts(own: tuple[str, ...]) -> typst.Fonts:
    """Looked for once in a process."""
    return typst.Fonts(include_system_fonts=False, font_paths=list(folders(own)))


def _forget(own: tuple[str, ...]) -> None:
    """No page is like the one before: without this a process would grow by 80 MB a piece, up to a
    gigabyte."""
    for _time in range(REMEMBERS):
        typst.compile(b"", format="svg", font_paths=_fonts(own))
