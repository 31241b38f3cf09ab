"""Pages in a language that is written from right to left: mirrored, whole and accessible."""

import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

from kinkeeper.intake import locks
from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.importing import imported, planned
from tests.journeys.conftest import accessible, chromium
from tests.pseudo_language import catalogue

pytestmark = pytest.mark.django_db
HOST = "http://kinkeeper.test"
HEAD = "SyncID,First name,Last name,E-mail,Phone,ChildID\n"
WIDTHS = ((320, "light"), (1280, "dark"))
# The text of each line begins at the right edge of what holds it.
FROM_THE_RIGHT = """() => {
    const heading = document.querySelector('main h1')
    const range = document.createRange()
    range.selectNodeContents(heading)
    const [text, box] = [range.getBoundingClientRect(), heading.getBoundingClientRect()]
    return Math.abs(text.right - box.right) < 1
}"""


def addresses(cast: Cast) -> dict[Person, list[str]]:
    imported(
        f"{HEAD}P-77,Ida,Lund,ida@example.org,+47 912 34 567,{cast.nora.sync_key}\n", by=cast.henry
    )
    changed = f"{HEAD}P-77,Ida,Lund,ida@example.net,+47 987 65 432,{cast.nora.sync_key}\n"
    again = planned(changed, by=cast.henry)
    ida = Person.objects.get(sync_key="P-77")
    return {
        cast.kari: [
            "/children/", f"/children/{cast.nora.pk}/", "/children/absence/", "/children/e-mails/",
            "/children/contact/", "/account/", "/offline/",
        ],
        cast.henry: [
            "/staff/", "/staff/people/", f"/staff/people/{ida.pk}/", "/staff/inbox/",
            f"/staff/imports/{again.pk}/", "/staff/imports/new/",
        ],
    }  # fmt: skip


def served(contents: dict[str, bytes], route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path in contents:
        route.fulfill(body=contents[path], content_type="text/html; charset=utf-8")
    elif found := finders.find(path.removeprefix("/static/")):
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
    else:
        route.fulfill(status=404)


def test_r_095_every_kind_of_page_reads_from_right_to_left(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the plan was made in this transaction, which holds the lock of an import at work
    monkeypatch.setattr(locks, "state_of", lambda roster_import: roster_import.state)
    catalogue.speak_from_right_to_left(monkeypatch)
    contents: dict[str, bytes] = {}
    for person, each in addresses(cast).items():
        client = Client()
        client.force_login(person)
        answers = {address: client.get(address) for address in each}
        assert [address for address in each if answers[address].status_code != 200] == []
        contents |= {address: answer.content for address, answer in answers.items()}
    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", lambda route: served(contents, route))
        for address in contents:
            page.goto(HOST + address)
            mirrored(page)


def mirrored(page: Page) -> None:
    for width, scheme in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        accessible(page)
        assert page.evaluate(FROM_THE_RIGHT), page.url
