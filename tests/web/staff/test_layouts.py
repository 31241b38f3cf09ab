"""Staff arrange what parents see: without a script, within reach, with a way back."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kinkeeper.journal.models import Entry
from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.tree import site as the_site
from kinkeeper.parent_features import change
from kinkeeper.parent_features.models import LayoutVersion, Picture
from kinkeeper.web.child_page import block_registry
from tests.cast import Cast
from tests.parent_features.test_layout import picture
from tests.records import small
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


def address(place: Organisation, page: str = "layout") -> str:
    return reverse(f"staff:{page}", args=[place.pk])


def draft(*hidden: str) -> dict[str, Any]:
    """As the form is sent that nobody has touched, but for what is hidden."""
    names = block_registry.names()
    return {"block": names, "shown": [name for name in names if name not in hidden]}


def order(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('name="block" value="')[1:]]


def test_moves_are_a_draft_until_they_are_saved(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.henry)
    page = client.post(address(cast.hillside), draft() | {"move": "up:results"}).text
    before, after = block_registry.names(), order(page)
    at = before.index("results")
    assert after[at - 1 : at + 1] == ["results", before[at - 1]]
    assert "Not saved yet:</strong> Results moved." in page
    assert not LayoutVersion.objects.exists()
    sent = {"block": after, "shown": after, "short": ["results"], "save": "1"}
    assert client.post(address(cast.hillside), sent).status_code == 302
    saved = client.get(address(cast.hillside)).text
    assert order(saved) == after
    assert "Own layout begun; Results in short; Results moved" in saved
    line = Entry.objects.get(action="layout.changed")
    assert (line.actor_id, line.organisation_id) == (cast.henry.pk, cast.hillside.pk)
    listed = client.get(reverse("staff:parent-features")).text
    assert cast.henry.full_name in listed

    client.post(address(cast.hillside), draft("results") | {"save": "1"})
    first = LayoutVersion.objects.earliest("pk")
    client.post(address(cast.hillside), {"back": first.pk})
    held = change.layout_at(cast.hillside)
    assert [each.name for each in held.placed] == after
    assert held.of("results").short
    client.post(address(cast.hillside), {"above": "1"})
    assert change.own_of(cast.hillside) is None
    assert LayoutVersion.objects.count() == 4  # what was stays in the history
    assert client.post(address(cast.hillside), {"above": "1"}).status_code == 302
    assert LayoutVersion.objects.count() == 4


def test_k14_an_office_arranges_its_own_schools_alone(cast: Cast, signed_in: As) -> None:
    henry, admin = signed_in(cast.henry), signed_in(cast.admin)
    for place in (cast.lakeside, the_site()):
        assert henry.get(address(place)).status_code == 404
        assert henry.post(address(place), draft("results") | {"save": "1"}).status_code == 404
    assert admin.post(address(cast.lakeside), draft("tasks") | {"save": "1"}).status_code == 302
    theirs = LayoutVersion.objects.get()
    henry.post(address(cast.hillside), {"back": theirs.pk})
    assert LayoutVersion.objects.count() == 1
    assert cast.lakeside.name not in henry.get(reverse("staff:parent-features")).text
    admin.post(address(the_site()), draft("calendar") | {"save": "1"})
    page = henry.get(address(cast.hillside)).text
    assert "The layout of the whole site holds here." in page
    assert henry.get(address(cast.class_5a)).status_code == 404  # a class goes by its school


def test_the_preview_is_of_nobody(cast: Cast, signed_in: As) -> None:
    small.notice(small.hillside(cast), "Lost property")
    client = signed_in(cast.henry)
    page = client.get(address(cast.hillside, "layout-preview")).text
    for there in ("This is a preview.", "Elias Example", "Skating on Thursday", "Mathematics",
                  "Parents’ evening", "Read chapter 4", "Helped a new pupil.", "Maria Example",
                  "times with a reason"):  # fmt: skip
        assert there in page, there
    for real in ("Lost property", "Nora", "Berg", "cannot be shown", 'href="/children'):
        assert real not in page, real
    sent = client.post(address(cast.hillside, "layout-preview"), draft("notices", "to_answer")).text
    assert "Skating on Thursday" not in sent
    assert not LayoutVersion.objects.exists()
    assert not Entry.objects.filter(action="person.seen").exists()


def inform(client: Client, place: Organisation, **sent: Any) -> Any:
    return client.post(address(place, "layout-information"), sent)


def test_own_words_links_and_pictures(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.henry)
    yard = SimpleUploadedFile("yard.png", picture("PNG", (40, 30)), "image/png")
    sent = {"words": "Hello\r\n\r\nyou", "link_1": "https://x.example", "link_words_1": "Menu"}
    refused = inform(client, cast.hillside, **sent, picture=yard)
    assert refused.status_code == 422
    assert "Say in words what the picture shows." in refused.text
    yard.seek(0)
    inform(client, cast.hillside, **sent, picture=yard, said_of_picture="The yard")
    said = change.layout_at(cast.hillside).information
    assert (said.words, [link.words for link in said.links]) == ("Hello\n\nyou", ["Menu"])
    [number] = said.pictures
    assert Picture.objects.get(pk=number).said == "The yard"
    page = client.get(address(cast.hillside, "layout-information")).text
    assert f'name="remove" value="{number}"' in page
    bad = inform(client, cast.hillside, **(sent | {"link_1": "javascript:alert(1)"}))
    assert bad.status_code == 422
    assert "a link begins with" in bad.text
    drawing = SimpleUploadedFile("x.png", io.BytesIO(b"<svg onload='x'/>").read(), "image/png")
    worse = inform(client, cast.hillside, **sent, picture=drawing, said_of_picture="x")
    assert "no picture that can be read" in worse.text
    inform(client, cast.hillside, **sent, remove=[number])
    assert change.layout_at(cast.hillside).information.pictures == ()
