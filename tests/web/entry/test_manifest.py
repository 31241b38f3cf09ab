"""A phone can put the site onto its home screen."""

import io

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from kinkeeper.organisations.models import Setting

pytestmark = pytest.mark.django_db


def test_the_manifest_has_the_sites_name_and_icons_that_are_there(client: Client) -> None:
    Setting.objects.update_or_create(name="site_name", defaults={"value": "Hillside and Lakeside"})
    page = client.get("/sign-in/")
    assert 'rel="manifest" href="/manifest.webmanifest"' in page.text
    assert "manifest-src 'self'" in page["Content-Security-Policy"]
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    said = answer.json()
    assert (said["name"], said["start_url"], said["display"]) == (
        "Hillside and Lakeside", "/", "standalone",
    )  # fmt: skip
    assert {each["purpose"] for each in said["icons"]} == {"any", "maskable"}
    for each in said["icons"]:
        found = finders.find(each["src"].removeprefix("/static/"))
        assert isinstance(found, str)
        with open(found, "rb") as file:
            drawn = Image.open(io.BytesIO(file.read()))
        assert f"{drawn.width}x{drawn.height}" == each["sizes"]
