"""What an operator writes into the environment: taken, or refused with what to write instead."""

import pytest

from kinkeeper.lib import env

NAME, DEFAULT = "KINKEEPER_URL", "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "written",
    ["https://parents.school.example", "http://127.0.0.1:8123", "https://[::1]:8000"],
)
def test_a_site_has_a_host_name_for_itself(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    for typed in (written, f"{written}/", f" {written} "):
        monkeypatch.setenv(NAME, typed)
        assert env.site(NAME, DEFAULT) == written
    monkeypatch.delenv(NAME)
    assert env.site(NAME, DEFAULT) == DEFAULT


@pytest.mark.parametrize("more", ["/portal", "/portal/", "?lang=en", "/#top"])
def test_a_site_below_a_path_is_refused(monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    """Cookies, redirects and links would all have to know it; a host name is easier to get."""
    monkeypatch.setenv(NAME, f"https://x.example{more}")
    with pytest.raises(env.Misconfigured, match=r"host name of its own.* https://x\.example$"):
        env.site(NAME, DEFAULT)


@pytest.mark.parametrize(
    "written", ["parents.school.example", "ftp://x.example", "https://", "https://me:you@x.example"]
)
def test_what_is_no_address_of_a_site_is_refused(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv(NAME, written)
    with pytest.raises(env.Misconfigured, match="write it as https://parents"):
        env.site(NAME, DEFAULT)
