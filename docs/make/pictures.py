"""Takes the pictures of the administrator's guide and of the README from a running product.

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
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright
from pypdf import PdfReader

ROSTERS = Path(__file__).parents[2] / "kinkeeper/demo/rosters"
PROGRAM = Path(sys.executable).with_name("kinkeeper")
PASSWORD = "quiet lantern over the lake"  # noqa: S105  # of a site that lives for a minute
WIDE, NARROW = ViewportSize(width=1100, height=500), ViewportSize(width=360, height=440)
FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]


class Site:
    """A site in an empty folder, served until the end of the `with`."""

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
        words = ["serve", "--bind", f"127.0.0.1:{self.port}"]
        self.running = [subprocess.Popen([str(PROGRAM), *words], env=self.environment)]  # noqa: S603  # as above
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

    def take(self, name: str, last: Locator | None = None) -> None:
        """The whole page, or what of it ends with `last`."""
        self.number += 1
        photograph(self.page, self.folder / f"{self.number:02}-{name}.png", last)


def photograph(page: Page, file: Path, last: Locator | None = None) -> None:
    page.screenshot(path=file, full_page=True)
    box = last.bounding_box() if last is not None else None
    small(file, None if box is None else int(box["y"] + box["height"]) + 8)


def small(file: Path, height: int | None = None) -> None:
    """With few colours, a page is a third as large and looks the same."""
    with Image.open(file) as picture:
        cut = picture.convert("RGB").crop((0, 0, picture.width, height or picture.height))
    cut.quantize(64).save(file, optimize=True)


def sign_in(site: Site, page: Page, username: str) -> None:
    page.goto(f"{site.address}/sign-in/")
    page.get_by_label("Username or e-mail").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Password")).to_have_count(0)


def walk(site: Site, page: Page, album: Album, letter: Path) -> None:
    sign_in(site, page, "anna")
    page.goto(f"{site.address}/staff/settings/")
    page.get_by_label("Enable parent login").check()
    album.take("settings", page.get_by_label("How to contact the office"))
    page.get_by_role("button", name="Save").click()
    imports(site, page, 1, "Pupil")
    imports(site, page, 2, "Parent", album)
    imports(site, page, 3, "Parent")
    imports(site, page, 0, "Parent")
    page.goto(f"{site.address}/staff/people/?q=jim+dikinson")
    album.take("people")
    page.get_by_role("link", name="Jim Dickinson").click()
    album.take("pupil")
    page.get_by_role("link", name="Disconnect Robert Dickinson").click()
    album.take("disconnect")
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
    album.take("journal", page.get_by_role("row").nth(9))


def imports(site: Site, page: Page, number: int, profile: str, album: Album | None = None) -> None:
    page.goto(f"{site.address}/staff/imports/new/")
    page.get_by_label("File", exact=True).set_input_files(next(ROSTERS.glob(f"{number}-*.csv")))
    page.get_by_label("The people in the file are").select_option(label=profile)
    page.get_by_label("Organisation").fill("Hillside")
    if album:
        album.take("upload")
    # a click would only close the browser's list of organisations
    page.get_by_role("button", name="Upload").press("Enter")
    if album:
        album.take("columns", page.get_by_role("group", name="Parent relationship"))
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


def readme(site: Site, chromium: Browser, folder: Path) -> None:
    """The demo's school: a plan with something of everything, and what one of its parents sees."""
    page = chromium.new_page(viewport=ViewportSize(width=1200, height=500))
    sign_in(site, page, "anna.admin")
    page.goto(f"{site.address}/staff/imports/")
    page.get_by_role("link", name="hillside-parents-spring.csv").first.click()
    photograph(page, folder / "readme-plan.png", page.get_by_role("row").nth(4))
    phone = chromium.new_page(viewport=NARROW)
    sign_in(site, phone, "kari.berg")
    tomorrow = phone.get_by_role("region", name=re.compile("^Tomorrow"))
    photograph(phone, folder / "readme-children.png", tomorrow)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=os.environ["CHROME_PATH"], args=FLAGS)
        guide(Site(Path(home) / "guide"), chromium, folder)
        demo = Site(Path(home) / "demo")
        demo.run("demo", "--no-serve")
        with demo:
            readme(demo, chromium, folder)
        chromium.close()


def guide(site: Site, chromium: Browser, folder: Path) -> None:
    site.run("settings", "set", "site_name=Hillside School", "office=01234 567890")
    site.run("settings", "set", "staff_second_factor=off")  # these pictures are not of that
    anna = ("anna", "--profile", "system-administrator", "--password-stdin")
    site.run("admin", "create", *anna, stdin=PASSWORD + "\n")
    with site, tempfile.TemporaryDirectory() as drafts:
        page = chromium.new_page(viewport=WIDE)
        album = Album(page, folder)
        letter = Path(drafts) / "letter.pdf"
        walk(site, page, album, letter)
        draw(letter, folder / "letter.png")
        album.page = chromium.new_page(viewport=NARROW)
        parent(site, album.page, album, code_of(letter))


def draw(letter: Path, picture: Path) -> None:
    """The first letter as a picture: Typst places the PDF's page on a page."""
    source = letter.with_name("draw.typ")
    source.write_text(
        '#set page(width: 210mm, height: 297mm, margin: 0mm)\n#image("letter.pdf", width: 100%)\n'
    )
    typst.compile(str(source), output=str(picture), format="png", ppi=80)
    small(picture)


def code_of(letter: Path) -> str:
    text = PdfReader(letter).pages[0].extract_text()
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    if found is None:
        raise SystemExit("the letter has no code")
    return found.group()


if __name__ == "__main__":
    main()
