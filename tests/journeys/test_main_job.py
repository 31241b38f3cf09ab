"""The main job in a real browser: from the seed's files to a parent who sees the children."""

import io
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from kinkeeper.demo.school import ROSTERS
from tests.journeys.conftest import Site, accessible, follow

PASSWORD = "quiet lantern over the lake"
LONG = 30_000  # milliseconds until a step of the worker must have come


def signs_in(page: Page, site: Site, name: str, password: str = PASSWORD) -> None:
    page.goto(f"{site.address}/sign-in/")
    page.get_by_label("Username or e-mail").fill(name)
    page.get_by_label("Password").fill(password)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))


def imports(page: Page, site: Site, number: int, profile: str) -> None:
    page.goto(f"{site.address}/staff/imports/new/")
    accessible(page)
    page.get_by_label("File", exact=True).set_input_files(next(ROSTERS.glob(f"{number}-*.csv")))
    page.get_by_label("The people in the file are").select_option(label=profile)
    page.get_by_label("Organisation").fill("Hillside")
    follow(page, page.get_by_role("button", name="Upload"))
    accessible(page)
    if profile == "Parent":
        page.get_by_label("Synchronisation field in import file").select_option("ChildID")
        matching = page.get_by_label("Matching synchronisation field for child")
        matching.select_option(label="Synchronisation key")
    follow(page, page.get_by_role("button", name="Make the plan"))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Nothing has been changed yet", timeout=LONG)
    accessible(page)
    follow(page, page.get_by_role("button", name=re.compile("^Apply")))
    expect(heading).to_have_text("This plan has been applied", timeout=LONG)


def test_from_a_file_to_a_parent_who_sees_the_children(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    office = browser.new_context(accept_downloads=True)
    page = office.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    signs_in(page, site, "anna")
    imports(page, site, 1, "Pupil")
    imports(page, site, 2, "Parent")
    imports(page, site, 3, "Parent")

    page.goto(f"{site.address}/staff/people/?q=elisabeth")
    page.get_by_label("Choose Elizabeth Dickinson").check()
    follow(page, page.get_by_role("button", name="Letters or e-mails for the people you chose"))
    accessible(page)
    follow(page, page.get_by_role("button", name="Make 1 letter"))
    download = page.get_by_role("link", name="Download the PDF")
    expect(download).to_be_visible(timeout=LONG)
    accessible(page)
    with page.expect_download() as letter:
        download.click()
    letter.value.save_as(tmp_path / "letter.pdf")
    text = PdfReader(io.BytesIO((tmp_path / "letter.pdf").read_bytes())).pages[0].extract_text()
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert code is not None
    office.close()

    phone = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = phone.new_page()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"{site.address}/activate/")
    page.get_by_label("Your code").fill(code.group().lower().replace("-", " "))
    follow(page, page.get_by_role("button", name="Next"))
    page.get_by_label("New password").fill("green harbour seven ladders")
    follow(page, page.get_by_role("button", name="Save and sign in"))
    expect(page.get_by_role("link", name="Jim Dickinson")).to_be_visible()
    expect(page.get_by_role("link", name="Johnny Dean")).to_be_visible()
    follow(page, page.get_by_role("link", name="Jim Dickinson"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Jim Dickinson")
    assert hosts == {site.address.split("/")[2]}

    made = site.kinkeeper("people", "add", "key:X-1", "profile=pupil", "given_name=Mia", "--json")
    other = page.goto(f"{site.address}/children/{made.json['id']}/")
    nobody = page.goto(f"{site.address}/children/999999/")
    assert other is not None
    assert nobody is not None
    assert (other.status, nobody.status) == (404, 404)
    phone.close()


def test_r_096_a_parents_first_page_is_light(site: Site, browser: Browser) -> None:
    """Under 100 kB as the product itself sends it, style sheets and all."""
    context = browser.new_context()
    page = context.new_page()
    signs_in(page, site, "anna")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{site.address}/children/")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 100_000
    context.close()
