"""Takes the pictures of the administrator's guide from a running product.

python docs/make/pictures.py FOLDER
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import typst
from playwright.sync_api import Page, expect, sync_playwright
from pypdf import PdfReader

ROSTERS = Path(__file__).parents[2] / "kinkeeper/demo/rosters"
PROGRAM = Path(sys.executable).with_name("kinkeeper")
PASSWORD = "quiet lantern over the lake"  # noqa: S105  # of a site that lives for a minute
FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]


class Site:
    """An empty site, served until the end of the `with`."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "KINKEEPER_HOME": str(home),
            "KINKEEPER_URL": self.address,
        }

    def run(self, *words: str, stdin: str = "") -> None:
        subprocess.run(  # noqa: S603  # our own program
            [str(PROGRAM), *words], env=self.environment, input=stdin, text=True, check=True
        )

    def __enter__(self) -> "Site":
        self.run("settings", "set", "site_name=Hillside School", "office=01234 567890")
        anna = ("anna", "--profile", "system-administrator", "--password-stdin")
        self.run("admin", "create", *anna, stdin=PASSWORD + "\n")
        words = ["serve", "--bind", f"127.0.0.1:{self.port}"]
        self.running = [subprocess.Popen([str(PROGRAM), *words], env=self.environment)]  # noqa: S603
        for _try in range(300):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()  # noqa: S310  # our own site
                break
            except OSError:
                time.sleep(0.1)
        return self

    def __exit__(self, *_what: object) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(30)


class Album:
    """Pictures, numbered in the order of the guide."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder, self.number = page, folder, 0

    def take(self, name: str) -> None:
        self.number += 1
        self.page.screenshot(path=self.folder / f"{self.number:02}-{name}.png", full_page=True)


def walk(site: Site, page: Page, album: Album, letter: Path) -> None:
    page.goto(f"{site.address}/sign-in/")
    page.get_by_label("Username or e-mail").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{site.address}/staff/settings/")
    page.get_by_label("Enable parent login").check()
    album.take("settings")
    page.get_by_role("button", name="Save").click()
    imports(site, page, 1, "Pupil")
    imports(site, page, 2, "Parent", album)
    imports(site, page, 3, "Parent")
    imports(site, page, 0, "Parent")
    page.goto(f"{site.address}/staff/people/?q=jim+dikinson")
    album.take("people")
    page.get_by_role("link", name="Jim Dickinson").click()
    album.take("pupil")
    page.get_by_role("link", name="Remove Robert Dickinson").click()
    album.take("remove")
    page.goto(f"{site.address}/staff/relationships/")
    album.take("relationships")
    page.goto(f"{site.address}/staff/credentials/new/?form=pages&organisation=Hillside")
    album.take("letters")
    page.get_by_role("button", name=re.compile("^Make")).click()
    link = page.get_by_role("link", name="Download the PDF")
    expect(link).to_be_visible(timeout=30_000)
    album.take("letters-ready")
    with page.expect_download() as download:
        link.click()
    download.value.save_as(letter)
    page.goto(f"{site.address}/staff/parent-features/")
    album.take("parent-features")
    page.goto(f"{site.address}/staff/journal/")
    album.take("journal")


def imports(site: Site, page: Page, number: int, profile: str, album: Album | None = None) -> None:
    page.goto(f"{site.address}/staff/imports/new/")
    page.get_by_label("File", exact=True).set_input_files(next(ROSTERS.glob(f"{number}-*.csv")))
    page.get_by_label("The people in the file are").select_option(label=profile)
    page.get_by_label("Organisation").fill("Hillside")
    if album:
        album.take("upload")
    page.get_by_role("button", name="Upload").click()
    if album:
        album.take("columns")
    page.get_by_role("button", name="Make the plan").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Nothing has been changed yet", timeout=30_000)
    if album:
        album.take("plan")
    page.get_by_role("button", name=re.compile("^Apply")).click()
    expect(heading).to_have_text("This plan has been applied", timeout=30_000)


def parent(site: Site, page: Page, album: Album, code: str) -> None:
    page.goto(f"{site.address}/activate/")
    page.get_by_label("Your code").fill(code)
    album.take("code")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("New password").fill("green harbour seven ladders")
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("link", name="Jim Dickinson")).to_be_visible()
    album.take("children")


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as home, Site(Path(home)) as site, sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=os.environ["CHROME_PATH"], args=FLAGS)
        page = chromium.new_page(viewport={"width": 1100, "height": 700})
        album = Album(page, folder)
        letter = Path(home) / "letter.pdf"
        walk(site, page, album, letter)
        draw(letter, folder / "letter.png")
        code = code_of(letter)
        phone = chromium.new_page(viewport={"width": 360, "height": 640})
        album.page = phone
        parent(site, phone, album, code)
        chromium.close()


def draw(letter: Path, picture: Path) -> None:
    """The first letter as a picture: Typst places the PDF's page on a page."""
    source = letter.with_name("draw.typ")
    source.write_text(
        '#set page(width: 210mm, height: 297mm, margin: 0mm)\n#image("letter.pdf", width: 100%)\n'
    )
    typst.compile(str(source), output=str(picture), format="png", ppi=80)


def code_of(letter: Path) -> str:
    text = PdfReader(letter).pages[0].extract_text()
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    if found is None:
        raise SystemExit("the letter has no code")
    return found.group()


if __name__ == "__main__":
    main()
