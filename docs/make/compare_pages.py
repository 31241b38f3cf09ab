"""Draws every page of two running demos, and says which do not look alike.

python docs/make/compare_pages.py FOLDER ADDRESS [ADDRESS]

With one address the pictures are taken and nothing is compared. Of each of the demo's people the
pages are drawn that links lead to: at the width of a phone and of a desktop, light and dark. Digits
and months are drawn alike, because two schools are never made in the same minute; with `--boxes`
each word is drawn as a block, so that only what stands where is compared. `bin/compare-pages` makes
the demos.
"""

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PASSWORD = "quiet lantern over the lake"  # noqa: S105  # of the demo, printed to everybody
PEOPLE = ("", "anna.admin", "henry.office", "maria.ortega", "kari.berg", "jonas.lund", "nora.berg")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]
WIDTHS = {"phone": 390, "desktop": 1280}
SCHEMES = ("light", "dark")
MOST_PAGES = 60
# Not followed: they end the session, hand out a file, or are the same page sorted otherwise.
LEFT_ALONE = re.compile(r"/(sign-out|static|healthz|metrics)/?|\.(csv|xlsx|pdf|ods)$|template")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
ALIKE = """([boxes, months]) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const month = new RegExp("\\\\b(" + months + ")\\\\b", "g");
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (boxes) text.data = text.data.replace(/\\S+/g, "█");
    else text.data = text.data.replace(/\\d/g, "0").replace(month, "May");
  }
  for (const field of document.querySelectorAll("input:not([type=checkbox]):not([type=radio])"))
    field.value = field.value.replace(/\\d/g, "0");
}"""


def signed_in(chromium: Browser, address: str, who: str) -> BrowserContext:
    context = chromium.new_context()
    if who:
        page = context.new_page()
        page.goto(f"{address}/sign-in/")
        page.locator("[name=username]").fill(who)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form button").first.click()
        page.close()
    return context


def paths(page: Page, address: str) -> Iterator[str]:
    """The pages that links lead to from the start page; of each kind of address two are enough."""
    todo, kinds = ["/"], dict[str, int]()
    while todo and sum(kinds.values()) < MOST_PAGES:
        path = todo.pop(0)
        kind = re.sub(r"\d+", "0", path.split("=")[0])
        if kinds.get(kind, 0) >= 2 or LEFT_ALONE.search(path):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = page.goto(address + path)
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        yield path
        for link in page.locator("a[href]").evaluate_all("all => all.map(each => each.href)"):
            where = urlsplit(urljoin(address + path, link))
            if f"{where.scheme}://{where.netloc}" == address:
                todo.append(where.path + (f"?{where.query}" if where.query else ""))


def drawn(page: Page, url: str, width: int, scheme: str, *, boxes: bool) -> Image.Image:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(url)
    page.evaluate(ALIKE, [boxes, MONTHS])
    return Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")


def differs(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that are not the same; 1 where not even the size is."""
    if one.size != other.size:
        return 1.0
    grey = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value else 0)
    return grey.histogram()[255] / (one.width * one.height)


def main() -> int:
    words = [word for word in sys.argv[1:] if word != "--boxes"]
    folder, addresses, boxes = Path(words[0]), words[1:], "--boxes" in sys.argv
    folder.mkdir(parents=True, exist_ok=True)
    unlike = seen = 0
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=os.environ["CHROME_PATH"], args=FLAGS)
        for who in PEOPLE:
            contexts = [signed_in(chromium, address, who) for address in addresses]
            pages = [context.new_page() for context in contexts]
            for path in list(paths(pages[0], addresses[0])):
                for size, width in WIDTHS.items():
                    for scheme in SCHEMES:
                        pictures = [
                            drawn(page, address + path, width, scheme, boxes=boxes)
                            for page, address in zip(pages, addresses, strict=True)
                        ]
                        name = re.sub(r"\W+", "-", f"{who or 'nobody'}{path}{size}-{scheme}")
                        for number, picture in enumerate(pictures):
                            picture.save(folder / f"{name[:120]}-{number}.png")
                        seen += 1
                        share = differs(*pictures) if len(pictures) == 2 else 0.0
                        if share:
                            unlike += 1
                            print(
                                f"{who or 'nobody':14} {path:50} {size:8} {scheme:6} {share:8.3%}"
                            )
            for context in contexts:
                context.close()
        chromium.close()
    print(f"{seen} pictures, {unlike} unlike; they are in {folder}")
    return 1 if unlike else 0


if __name__ == "__main__":
    sys.exit(main())
