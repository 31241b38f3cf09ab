"""The second step in a real browser, with the browser's own virtual authenticator."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.accounts.signing_in import code_of
from tests.journeys.conftest import Site, accessible, follow, served

PASSWORD = "quiet lantern over the lake"
PHONE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def named_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """At a name, for browsers make no passkey for a bare address; a second step is asked for."""
    with served(tmp_path_factory.mktemp("named"), "localhost") as made:
        yield made


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 390, "height": 844})
    yield made
    made.close()


def with_authenticator(page: Page, **device: Any) -> Any:
    """The page's own session with Chromium, and the number of its virtual phone."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    phone = {"options": PHONE | device}
    return chromium, chromium.send("WebAuthn.addVirtualAuthenticator", phone)["authenticatorId"]


def signs_in(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.address}/sign-in/")
    page.get_by_label("Username or e-mail").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))


def administrator(site: Site, name: str) -> None:
    create = ("admin", "create", name, "--profile", "system-administrator", "--password-stdin")
    assert site.kinkeeper(*create, stdin=f"{PASSWORD}\n").code == 0


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    accessible(page)


def signs_out(page: Page) -> None:
    page.locator("summary").first.click()
    follow(page, page.get_by_role("button", name="Sign out"))


def test_a_passkey_is_made_and_opens_alone(named_site: Site, context: BrowserContext) -> None:
    administrator(named_site, "petra")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    with_authenticator(page)
    signs_in(page, named_site, "petra")
    heading(page, "Set up your second step")
    page.get_by_label("Name").fill("my phone")
    follow(page, page.get_by_role("button", name="Create a passkey"))
    heading(page, "Recovery codes")
    follow(page, page.get_by_role("button", name="Show my new codes"))
    expect(page.locator(".codes code")).to_have_count(10)
    accessible(page)
    follow(page, page.get_by_role("link", name="I have kept them safe"))
    signs_out(page)
    follow(page, page.get_by_role("button", name="Sign in with a passkey"))
    page.goto(f"{named_site.address}/account/")
    heading(page, "Sign-in and security")
    expect(page.get_by_text("my phone", exact=True)).to_be_visible()
    signs_out(page)
    signs_in(page, named_site, "petra")
    heading(page, "Second step")
    follow(page, page.get_by_role("button", name="Use my passkey"))
    expect(page).to_have_url(re.compile("/staff/"))
    assert errors == []


def test_a_finger_that_is_not_the_owners_opens_nothing(
    named_site: Site, context: BrowserContext
) -> None:
    administrator(named_site, "paula")
    page = context.new_page()
    chromium, phone = with_authenticator(page)
    signs_in(page, named_site, "paula")
    follow(page, page.get_by_role("button", name="Create a passkey"))
    signs_out(page)
    verified = {"authenticatorId": phone, "isUserVerified": False}
    chromium.send("WebAuthn.setUserVerified", verified)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Your device gave no passkey")).to_be_visible()
    page.goto(f"{named_site.address}/staff/")
    expect(page).to_have_url(re.compile("/sign-in/"))


def test_an_app_is_set_up_without_a_script_and_a_lost_phone_is_replaced(
    named_site: Site, browser: Browser
) -> None:
    administrator(named_site, "tove")
    quiet = browser.new_context(java_script_enabled=False)
    page = quiet.new_page()
    signs_in(page, named_site, "tove")
    follow(page, page.get_by_role("link", name="Use an app"))
    secret = page.locator(".typed-key").inner_text()
    page.get_by_label("Code from your app").fill(code_of(secret))
    follow(page, page.get_by_role("button", name="Save"))
    follow(page, page.get_by_role("button", name="Show my new codes"))
    code = page.locator(".codes code").first.inner_text()
    quiet.close()

    lost = browser.new_context(java_script_enabled=False)
    page = lost.new_page()
    signs_in(page, named_site, "tove")
    follow(page, page.get_by_role("link", name="I have lost my phone or key"))
    page.get_by_label("Recovery code").fill(code)
    follow(page, page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in")
    lost.close()

    none = browser.new_context()
    page = none.new_page()
    signs_in(page, named_site, "tove")
    follow(page, page.get_by_role("link", name="I have lost my phone or key"))
    accessible(page)
    assert page.get_by_role("button", name="Set it up again").count() == 0
    allow = ("people", "allow-second-step", "user:tove", "--reason", "seen in person")
    assert named_site.kinkeeper(*allow).code == 0
    page.reload()
    accessible(page)
    follow(page, page.get_by_role("button", name="Set it up again"))
    heading(page, "Set up your second step")
    follow(page, page.get_by_role("link", name="Use an app"))
    accessible(page)
    new = page.locator(".typed-key").inner_text()
    assert new != secret
    page.get_by_label("Code from your app").fill(code_of(new))
    follow(page, page.get_by_role("button", name="Save"))
    heading(page, "Recovery codes")
    none.close()
