"""make demo: answers, its logins work, every page is fit to be seen, and TERM leaves nothing."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kinkeeper.demo import school
from tests.commands import Kinkeeper
from tests.journeys.conftest import Site, accessible, answers, follow, free_port, processes_of, stop

HOMES = {
    "anna.admin": "/staff/",
    "henry.office": "/staff/",
    "maria.ortega": "/staff/",
    "kari.berg": "/children/",
    "jonas.lund": "/children/",
    "nora.berg": "/me/",
}
STAFF = [
    "/staff/", "/staff/people/", "/staff/people/?q=nobodyhere", "/staff/people/add/",
    "/staff/relationships/", "/staff/relationships/?show=waiting", "/staff/inbox/",
    "/staff/inbox/decided/", "/staff/imports/", "/staff/imports/new/", "/staff/imports/10/",
    "/staff/imports/10/?show=left-out", "/staff/imports/10/columns/", "/staff/credentials/",
    "/staff/credentials/new/?form=pages", "/staff/parent-features/", "/staff/settings/",
    "/staff/imports/10/children/", "/staff/people/duplicates/", "/staff/sources/",
    "/staff/sources/new/?like=10", "/staff/journal/", "/staff/journal/?only=denied",
    "/account/password/", "/nowhere/",
]  # fmt: skip
OPEN = ["/sign-in/", "/activate/", "/forgotten/", "/forgotten/sent/", "/demo/inbox/", "/offline/"]


# Kept by the page itself, before anything of it runs.
WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home: Path = tmp_path_factory.mktemp("demo")
    kinkeeper, port = Kinkeeper(home), free_port()
    process = kinkeeper.start("demo", "--port", str(port))
    address = f"http://127.0.0.1:{port}"
    answers(address)
    yield Site(address, kinkeeper)
    stop(process)
    assert processes_of(home) == []
    assert not (home / "postgresql/data/postmaster.pid").exists()


def signed_in(page: Page, demo: Site, name: str) -> None:
    page.goto(f"{demo.address}/sign-in/")
    page.get_by_label("Username or e-mail").fill(name)
    page.get_by_label("Password").fill(school.PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in"))


@pytest.mark.parametrize("login", school.LOGINS, ids=lambda login: login.username)
def test_every_printed_login_works(demo: Site, browser: Browser, login: school.Login) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    signed_in(page, demo, login.username)
    assert page.url == demo.address + HOMES[login.username]
    accessible(page)
    page.close()


def test_a_parent_at_two_schools_sees_both(demo: Site, browser: Browser) -> None:
    page = browser.new_page()
    signed_in(page, demo, "jonas.lund")
    expect(page.get_by_role("main")).to_contain_text("Lakeside")
    expect(page.get_by_role("main")).to_contain_text("Hillside")
    mine = page.get_by_role("region", name="My children")
    assert mine.get_by_role("link").count() == 3
    page.close()


def test_the_demo_loads_once(demo: Site) -> None:
    before = demo.kinkeeper("people", "list", "--json").json
    assert demo.kinkeeper("demo", "--no-serve").code == 0
    assert demo.kinkeeper("people", "list", "--json").json == before


def accessible_at(page: Page, address: str) -> None:
    """Loaded once, without anything that the content policy refuses, and looked at in a narrow
    window by day and a wide one by night."""
    page.goto(address)
    assert page.evaluate("window.refused") == [], address
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme="light")
    accessible(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark")
    accessible(page)


def test_r_093_every_page_is_accessible(demo: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script(WATCH)
    for address in OPEN:
        accessible_at(page, demo.address + address)
    signed_in(page, demo, "anna.admin")
    people = demo.kinkeeper("people", "list", "--json").json
    ids = {person["username"]: person["id"] for person in people}
    kari, nora, henrik = ids["kari.berg"], ids["nora.berg"], ids["henrik.strand"]
    pages = [f"/staff/people/{number}/" for number in (kari, nora, henrik)]
    pages += [f"/staff/people/{kari}/{act}/" for act in ("edit", "trash")]
    pages += [f"/staff/people/{kari}/{act}/?q=nora" for act in ("connect", "block")]
    pages += [f"/staff/people/{kari}/remove/{nora}/"]
    for address in [*STAFF, *pages]:
        accessible_at(page, demo.address + address)
    page.close()


# How a text becomes a script, what such a text would be, and what a browser says instead.
TRIED = [
    ("document.body.innerHTML = text", "<b>x</b>", "TypeError"),
    ("await navigator.serviceWorker.register(text)", "/static/x.js", "TypeError"),
]
SINK = "async text => {{ try {{ {} }} catch (error) {{ return error.name }} }}"
STARTED = "navigator.serviceWorker.ready.then(worker => worker.scope.endsWith('/'))"
OF_EVERYBODY = ["/account/", "/nowhere/"]


def test_r_036_no_page_needs_what_the_content_policy_refuses(demo: Site, browser: Browser) -> None:
    """Each kind of page that anybody of the demo is led to."""
    for name in HOMES:
        page = browser.new_page()
        page.add_init_script(WATCH)
        signed_in(page, demo, name)
        for address in kinds_of_pages(page, demo):
            answer = page.goto(demo.address + address)
            if answer is not None and "text/html" in answer.headers["content-type"]:
                assert page.evaluate("window.refused") == [], f"{name} at {address}"
        page.close()


def kinds_of_pages(page: Page, demo: Site) -> list[str]:
    """Where the first page leads to, and everybody's own pages: of addresses that differ by their
    numbers alone, the first."""
    found: dict[str, str] = {}
    for address in [page.url.removeprefix(demo.address), *OF_EVERYBODY]:
        page.goto(demo.address + address)
        links = page.eval_on_selector_all("a[href^='/']", "all => all.map(each => each.pathname)")
        for link in [address, *links]:
            found.setdefault(re.sub(r"\d+", "1", link), link)
    return [address for kind, address in found.items() if not kind.endswith((".pdf", ".csv"))]


def test_r_036_what_is_written_becomes_no_script(demo: Site, browser: Browser) -> None:
    """Trusted Types: a text that a script would put into a page, or start, is refused; our own
    scripts go on."""
    context = browser.new_context(permissions=["notifications"])
    page = context.new_page()
    page.add_init_script(WATCH)
    signed_in(page, demo, "kari.berg")
    page.goto(f"{demo.address}/children/e-mails/")
    page.locator("form[data-push] button").click()
    assert page.evaluate(STARTED)
    assert page.evaluate("window.refused") == []
    for sink, text, error in TRIED:
        assert page.evaluate(SINK.format(sink), text) == error, sink
    assert len(page.evaluate("window.refused")) == len(TRIED)
    context.close()


BLOCKS = "all => all.map(each => each.dataset.name)"


def test_a_block_is_dragged_to_another_place(demo: Site, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 2000})
    page.add_init_script(WATCH)
    signed_in(page, demo, "anna.admin")
    page.goto(f"{demo.address}/staff/parent-features/")
    follow(page, page.get_by_role("link", name="Manage").first)
    before = page.eval_on_selector_all(".arrange__row", BLOCKS)
    first = page.locator("[data-handle]").first.bounding_box()
    third = page.locator(".arrange__row").nth(2).bounding_box()
    assert first is not None
    assert third is not None
    page.mouse.move(first["x"] + 10, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(third["x"] + 10, third["y"] + third["height"] - 4, steps=4)
    with page.expect_navigation():
        page.mouse.up()
    after = page.eval_on_selector_all(".arrange__row", BLOCKS)
    assert after == [*before[1:3], before[0], *before[3:]]
    assert "Now at place 3." in page.inner_text(f"#block-{before[0]}")
    assert "Not saved yet" in page.inner_text("main")
    assert page.evaluate("window.refused") == []
    page.close()


KEPT = """async () => {
    const names = await caches.keys()
    const opened = await Promise.all(names.map(name => caches.open(name)))
    const kept = await Promise.all(opened.map(cache => cache.keys()))
    return kept.flat().map(request => new URL(request.url).pathname)
}"""
ROUND = "getComputedStyle(document.querySelector('.ds-button')).borderRadius"
# A page waits by itself: to ask it again and again would take an `eval`, which its policy refuses.
CONTROLLED = """() => new Promise(resolve => navigator.serviceWorker.controller ? resolve(true) :
    navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true)))"""


def test_without_a_network_a_page_says_so_and_nothing_that_was_read_is_kept(
    demo: Site, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    signed_in(page, demo, "kari.berg")
    assert page.evaluate(CONTROLLED)
    page.reload()
    assert "Nora" in page.inner_text("main")  # the worker passes pages on
    context.set_offline(True)
    page.goto(f"{demo.address}/children/absence/")
    assert page.inner_text("h1") == "No connection"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.ds-button')).borderRadius")
        != "0px"
    )
    accessible(page)
    kept = page.evaluate(KEPT)
    assert kept[0] == "/offline/"
    assert len(kept) == 4
    assert all(address.startswith("/static/") for address in kept[1:])
    context.set_offline(False)
    follow(page, page.get_by_role("link", name="Try again"))
    assert page.url == f"{demo.address}/children/absence/"
    assert page.inner_text("h1") != "No connection"
    context.close()


def everything(there: socket.socket) -> bytes:
    """All that comes until the other side ends."""
    found = b""
    while some := there.recv(65_536):
        found += some
    return found


def test_r_036_two_lengths_hide_no_second_request(demo: Site) -> None:
    """A request with two lengths is read by one of them, and what follows is no request of its own
    within another's (request smuggling): it is refused, or the connection ends."""
    host, _colon, port = demo.address.removeprefix("http://").partition(":")
    hidden = b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    head = f"POST /sign-in/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: %d\r\n"
    for more, body in (
        ("Transfer-Encoding: chunked\r\n", b"0\r\n\r\n" + hidden),
        ("Content-Length: 5\r\n", b"12345" + hidden),
        ("Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n" + hidden),
    ):
        with socket.create_connection((host, int(port)), timeout=20) as there:
            there.sendall((head % len(body) + more + "\r\n").encode() + body)
            there.shutdown(socket.SHUT_WR)
            answer = everything(there)
        assert b"Disallow" not in answer, more


def test_a_mail_arrives_in_the_inbox_and_its_link_works(demo: Site, browser: Browser) -> None:
    page = browser.new_page()
    signed_in(page, demo, "henry.office")
    page.goto(f"{demo.address}/staff/credentials/new/?form=email")
    follow(page, page.get_by_role("button", name=re.compile("^Send")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Done", timeout=30_000)
    page.context.clear_cookies()
    page.goto(f"{demo.address}/demo/inbox/")
    follow(page, page.locator("article", has_text="samira.haddad").get_by_role("link").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Samira")
    page.close()


def test_the_watched_folder_can_be_tried(demo: Site, browser: Browser) -> None:
    page = browser.new_page()
    signed_in(page, demo, "anna.admin")
    page.goto(f"{demo.address}/staff/sources/new/")
    page.get_by_label("Name", exact=True).fill("Nightly")
    page.get_by_label("Address").fill(f"{demo.kinkeeper.home}/rosters/")
    page.get_by_label("Organisation").fill("Hillside")
    page.get_by_label("Fetch every so many minutes").fill("60")
    follow(page, page.get_by_role("button", name="Save"))
    follow(page, page.get_by_role("button", name="Run now"))
    waits = page.get_by_text("A plan is waiting, because it would").first
    expect(waits).to_be_visible(timeout=60_000)
    page.close()


def test_a_taken_port_is_told_in_a_sentence(demo: Site, tmp_path: Path) -> None:
    port = demo.address.rsplit(":", 1)[1]
    done = Kinkeeper(tmp_path)("demo", "--port", port)
    assert done.code == 1
    assert "in use" in done.err
