"""What a browser says it is becomes two of our own words, whatever it says."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.lib.user_agent import Browser, Device, System, read

WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
END = "Safari/604.1"
# What stands in the brackets, of each system.
ANDROID, MAC = "Linux; Android 10; K", "Macintosh; Intel Mac OS X 10_15_7"
IPHONE = "iPhone; CPU iPhone OS 18_5 like Mac OS X"
IPAD = "iPad; CPU OS 18_5 like Mac OS X"


@pytest.mark.parametrize(
    ("within", "behind", "browser", "system"),
    [
        ("Android 15; Mobile; rv:140.0", "Gecko/140.0 Firefox/140.0", "firefox", "android"),
        ("X11; Linux x86_64; rv:140.0", "Gecko/20100101 Firefox/140.0", "firefox", "linux"),
        ("Windows NT 10.0; Win64; x64", f"{CHROME} {END}", "chrome", "windows"),
        ("Windows NT 10.0", f"{CHROME} {END} Edg/142.0.0.0", "edge", "windows"),
        (ANDROID, f"{CHROME} Mobile {END} EdgA/142.0", "edge", "android"),
        (ANDROID, f"{CHROME} Mobile {END}", "chrome", "android"),
        (ANDROID, f"SamsungBrowser/28.0 Chrome/130 {END}", "samsung-internet", "android"),
        ("X11; CrOS x86_64 14541.0.0", f"{CHROME} {END}", "chrome", "chromebook"),
        (MAC, f"{CHROME} {END} OPR/118.0", "opera", "mac"),
        (MAC, f"{WEBKIT} Version/18.5 {END}", "safari", "mac"),
        (IPHONE, f"{WEBKIT} Version/18.5 Mobile/15E148 {END}", "safari", "iphone"),
        (IPHONE, f"{WEBKIT} CriOS/142.0 Mobile/15E148 {END}", "chrome", "iphone"),
        (IPAD, f"{WEBKIT} FxiOS/140.0 Mobile/15E148 {END}", "firefox", "ipad"),
        ("Linux; U; Android 14", "", "", "android"),
        ("MyAndroidThing", "NotFirefox/1.0", "", ""),
    ],
)
def test_browsers_as_they_come(within: str, behind: str, browser: str, system: str) -> None:
    assert read(f"Mozilla/5.0 ({within}) {behind}") == Device(Browser(browser), System(system))


@pytest.mark.parametrize("said", ["", "curl/8.5.0", "Mozilla/5.0", "FIREFOX/140"])
def test_what_says_nothing_is_nothing_known(said: str) -> None:
    assert read(said) == Device()


@given(st.text(max_size=700))
@example("<script>alert(1)</script> Firefox/1")
@example("\0\r\nSet-Cookie: a=b Firefox/1.0 (Android)")
@example("%(browser)s {0.__class__} Chrome/1")
@example("\u202eFirefox/1.0 Android")
@example("Version/" + "1." * 400 + " Safari/1")
@example("(" * 500)
def test_nothing_that_was_written_is_kept(said: str) -> None:
    found = read(said)
    assert found.browser in set(Browser)
    assert found.system in set(System)


def test_what_stands_far_behind_is_not_looked_at() -> None:
    assert read("x" * 500 + " Firefox/140.0 (Android)") == Device()
