"""How an uploaded file is written, where the page cannot tell by itself."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kinkeeper.intake.models import Import
from tests.cast import Cast
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


def test_k31_two_readings_of_a_file_are_shown_and_one_is_chosen(cast: Cast, signed_in: As) -> None:
    anna = signed_in(cast.admin)
    raw = "SyncID,First name,Last name\nP-1,Marić,Ny\n".encode("windows-1250")
    file = SimpleUploadedFile("parents.csv", raw, content_type="text/csv")
    anna.post("/staff/imports/new/", {"file": file, "profile": "parent"})
    page_of = f"/staff/imports/{Import.objects.latest('pk').pk}/columns/"
    assert readings(anna, page_of, 422) == {"Marić", "Mariæ"}
    for encoding, name in (("windows-1250", "Marić"), ("windows-1252", "Mariæ")):
        assert readings(anna, page_of, 200, encoding=encoding) == {name}


def readings(client: Client, address: str, status: int, encoding: str = "") -> set[str]:
    again = {"encoding": encoding, "delimiter": "", "again": "1"}
    page = client.post(address, again) if encoding else client.get(address)
    assert page.status_code == status
    return {name for name in ("Marić", "Mariæ") if name in page.content.decode()}
