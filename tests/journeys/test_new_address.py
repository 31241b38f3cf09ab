"""A new e-mail address in a real browser: what a file gives, its owner confirms (K39)."""

import re
import time
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect

from kinkeeper.web.demo.inbox import mails
from tests.journeys.conftest import Site, accessible, follow
from tests.journeys.test_main_job import LONG, PASSWORD, signs_in

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FILE = "Username,FirstName,LastName,Email\ntess,tess,,{}\n"


def everywhere(page: Page) -> None:
    """Accessible on a phone and on a desk, by day and by night."""
    for width in (390, 1280):
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            accessible(page)


def posted(site: Site, count: int) -> dict[str, str]:
    """The texts of all mails by their addresses, when there are so many."""
    deadline = time.monotonic() + LONG / 1000
    while len(found := mails(site.kinkeeper.home / "mail")) < count:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return {each.to: each.text for each in found}


def link(text: str) -> str:
    found = re.search(r"/address/[\w-]+/", text)
    assert found is not None
    return found.group()


def test_k39_a_file_gives_an_address_and_its_owner_confirms_it(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    run = site.kinkeeper
    made = ("admin", "create", "tess", "--profile", "teacher", "--organisation", "Hillside")
    assert run(*made, "--password-stdin", stdin=f"{PASSWORD}\n").code == 0
    assert run("people", "edit", "user:tess", "email=tess@former.example").code == 0
    tess, anna = browser.new_context().new_page(), browser.new_context().new_page()
    signs_in(tess, site, "tess")
    signs_in(anna, site, "anna")

    file = tmp_path / "teachers.csv"
    file.write_text(FILE.format("tess@new.example"), encoding="utf-8")
    with_all = ("--profile", "teacher", "--overwrite", "all", "--json")
    number = run("import", "plan", str(file), *with_all).json["import"]
    assert "1 people will get a link" in run("import", "show", str(number)).out
    anna.goto(f"{site.address}/staff/imports/{number}/")
    expect(anna.get_by_text("1 notice goes to the old address")).to_be_visible()
    everywhere(anna)
    follow(anna, anna.get_by_role("button", name=re.compile("^Apply")))
    heading = anna.get_by_role("heading", level=1)
    expect(heading).to_have_text("This plan has been applied", timeout=LONG)

    sent = posted(site, 2)
    assert "/address/" not in sent["tess@former.example"]
    assert "tess@new.example" not in sent["tess@former.example"]
    shown = run("people", "show", "user:tess", "--json").json
    assert (shown["email"], shown["new_email"]) == ("tess@former.example", "tess@new.example")
    anna.goto(f"{site.address}/staff/people/{shown['id']}/")
    expect(anna.get_by_text("waiting to be confirmed since")).to_be_visible()
    everywhere(anna)
    anna.goto(f"{site.address}/staff/credentials/")
    follow(anna, anna.get_by_role("link", name=re.compile(r"\d")).first)
    everywhere(anna)

    anna.goto(site.address + link(sent["tess@new.example"]))
    expect(anna.get_by_role("heading", level=1)).to_have_text("This link does nothing here")
    everywhere(anna)
    tess.goto(site.address + link(sent["tess@new.example"]))
    expect(tess.get_by_text("tess@new.example")).to_be_visible()
    everywhere(tess)
    follow(tess, tess.get_by_role("button", name="This is my address"))
    expect(tess.get_by_text("is now your e-mail address here")).to_be_visible()
    shown = run("people", "show", "user:tess", "--json").json
    assert (shown["email"], shown["new_email"]) == ("tess@new.example", None)
