"""The copy of somebody's data as a file: one ZIP with the same for machines and for people."""

import io
import json
import zipfile

from django.http import HttpResponse
from django.template.loader import render_to_string

from kinkeeper.readings.own_copy.document import Copy

NAME = "my-data.zip"
FOR_MACHINES, FOR_PEOPLE = "data.json", "data.html"
WRITTEN = (1980, 1, 1, 0, 0, 0)  # the moment is in both files


def zipped(copy: Copy) -> bytes:
    machines = json.dumps(copy.for_machines(), ensure_ascii=False, indent=2)
    people = render_to_string("own_copy/data.html", {"copy": copy})
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in ((FOR_MACHINES, machines), (FOR_PEOPLE, people)):
            archive.writestr(zipfile.ZipInfo(name, WRITTEN), text.encode())
    return written.getvalue()


def answer(copy: Copy) -> HttpResponse:
    response = HttpResponse(zipped(copy), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{NAME}"'
    return response
