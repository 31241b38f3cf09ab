"""The copy of somebody's data as a file: one ZIP with the same for machines and for people, and the
files of its documents."""

import json
import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO

from django.http import FileResponse
from django.template.loader import render_to_string

from kinkeeper.readings.own_copy.document import Copy

NAME = "my-data.zip"
FOR_MACHINES, FOR_PEOPLE = "data.json", "data.html"
IN_MEMORY = 2 * 1024 * 1024
WRITTEN = (1980, 1, 1, 0, 0, 0)  # the moment is in both files


def zipped(copy: Copy) -> IO[bytes]:
    """A large one is a file without a name: no memory holds it all, and nothing is left of it."""
    machines = json.dumps(copy.for_machines(), ensure_ascii=False, indent=2)
    people = render_to_string("own_copy/data.html", {"copy": copy})
    written: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the answer closes it
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ((FOR_MACHINES, machines), (FOR_PEOPLE, people)):
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), text.encode(), zipfile.ZIP_DEFLATED)
        for name, content in copy.files:  # PDF files and pictures are packed already
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), content, zipfile.ZIP_STORED)
    written.seek(0)
    return written


def answer(copy: Copy) -> FileResponse:
    """Without its length, which depends on the seconds in it."""
    response = FileResponse(
        zipped(copy), as_attachment=True, filename=NAME, content_type="application/zip"
    )
    del response.headers["Content-Length"]
    return response
