"""A parent signs in at a real identity provider, in a real browser (R-018, CRD-21)."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, expect

from tests import sites
from tests.commands import Kinkeeper
from tests.journeys import openid_provider as there
from tests.journeys.conftest import ROOT, Site, accessible, answers, follow, free_port, stop
from tests.journeys.test_main_job import PASSWORD, signs_in
from tests.journeys.test_new_address import everywhere


@dataclass(frozen=True)
class Named(Kinkeeper):
    """A site that knows its own address."""

    address: str = field(default="")

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"KINKEEPER_URL": self.address}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    address = f"http://127.0.0.1:{free_port()}"
    sites.start(home)
    kinkeeper = Named(home, address)
    kinkeeper("settings", "set", "parent_login=on", "site_name=Hillside School")
    anna = ("admin", "create", "anna", "--profile", "system-administrator", "--password-stdin")
    assert kinkeeper(*anna, stdin=f"{PASSWORD}\n").code == 0
    for key, profile, given in (("P-1", "parent", "Kari"), ("H-1", "pupil", "Nora")):
        name = (f"given_name={given}", "family_name=Berg")
        assert kinkeeper("people", "add", f"key:{key}", f"profile={profile}", *name).code == 0
    assert kinkeeper("relationships", "connect", "key:P-1", "key:H-1").code == 0
    bind = address.removeprefix("http://")
    running = kinkeeper.start("serve", "--bind", bind, "--workers", "1", "--no-worker")
    answers(address)
    yield Site(address, kinkeeper)
    stop(running)
    sites.stop(home)


@pytest.fixture(scope="module")
def provider(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its issuer; in a process of its own, and known to the site."""
    issuer = f"http://127.0.0.1:{free_port()}"
    added = site.kinkeeper(
        "providers", "add", "School account", "--issuer", issuer, "--client-id", there.CLIENT,
        "--for", "parents", "--claim", "employee_number", "--secret-stdin", "--json",
        stdin=f"{there.SECRET}\n",
    )  # fmt: skip
    assert added.code == 0, added.err
    assert there.SECRET not in added.out
    back = added.json["redirect_address"]
    folder = tmp_path_factory.mktemp("provider")
    port = issuer.rpartition(":")[2]
    program = [sys.executable, "-m", "tests.journeys.openid_provider", str(folder), port, back]
    process = subprocess.Popen(
        program, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5).close()
            break
        except OSError:
            assert time.monotonic() < deadline, "the provider does not answer"
            time.sleep(0.1)
    yield issuer
    process.terminate()
    process.wait(30)


def test_r_018_a_parent_signs_in_at_the_provider(
    site: Site, provider: str, browser: Browser
) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{site.address}/children/")
    everywhere(page)
    page.get_by_role("button", name="Sign in with School account").click()
    page.wait_for_url(f"{provider}/accounts/login/**")
    page.get_by_placeholder("Username").fill(there.USER)
    page.get_by_placeholder("Password").fill(there.PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    page.wait_for_url(f"{provider}/identity/o/authorize**")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site.address}/children/")
    expect(page.get_by_text("Nora Berg")).to_be_visible()

    page.goto(f"{site.address}/account/")
    expect(page.get_by_text("School account")).to_be_visible()
    everywhere(page)
    # the second time the provider knows her, and so do we
    follow(page, page.get_by_role("button", name="Sign out").first)
    page.goto(f"{site.address}/sign-in/")
    page.get_by_role("button", name="Sign in with School account").click()
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site.address}/children/")
    _removed_by_an_administrator(site, browser)


def _removed_by_an_administrator(site: Site, browser: Browser) -> None:
    page = browser.new_context().new_page()
    site.kinkeeper("settings", "set", "staff_second_factor=off")
    signs_in(page, site, "anna")
    page.goto(f"{site.address}/staff/settings/providers/")
    everywhere(page)
    follow(page, page.get_by_role("link", name="School account", exact=True))
    everywhere(page)
    expect(page.get_by_label("Client secret")).to_have_value("")
    accessible(page)
    page.goto(f"{site.address}/staff/people/?q=Kari")
    follow(page, page.get_by_role("link", name="Kari Berg"))
    everywhere(page)
    follow(page, page.get_by_role("link", name="Remove the sign-in with School account"))
    everywhere(page)
    page.get_by_label("Reason").fill("not hers")
    follow(page, page.get_by_role("button", name="Remove"))
    expect(page.get_by_text("This sign-in no longer works.")).to_be_visible()
    stranger = browser.new_context().new_page()
    stranger.goto(f"{site.address}/sign-in/provider/1/back/?code=x&state=y")
    everywhere(stranger)
