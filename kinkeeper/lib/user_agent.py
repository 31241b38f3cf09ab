"""What a browser says it is, in two words of ours. Nothing of what it wrote is kept: it may be
long, invented or meant to do harm, and the whole of it tells devices apart better than anybody
needs.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

LOOKED_AT = 500  # characters


class Browser(StrEnum):
    FIREFOX = "firefox"
    CHROME = "chrome"
    EDGE = "edge"
    SAFARI = "safari"
    OPERA = "opera"
    SAMSUNG = "samsung-internet"
    UNKNOWN = ""


class System(StrEnum):
    ANDROID = "android"
    IPHONE = "iphone"
    IPAD = "ipad"
    WINDOWS = "windows"
    MAC = "mac"
    CHROMEBOOK = "chromebook"
    LINUX = "linux"
    UNKNOWN = ""


@dataclass(frozen=True)
class Device:
    browser: Browser = Browser.UNKNOWN
    system: System = System.UNKNOWN


# The first that fits: most browsers also say that they are Chrome, and Chrome that it is Safari.
BROWSERS = (
    (Browser.EDGE, r"\bEdg(e|A|iOS)?/"),
    (Browser.OPERA, r"\b(OPR|OPT|OPiOS|Opera)/"),
    (Browser.SAMSUNG, r"\bSamsungBrowser/"),
    (Browser.FIREFOX, r"\b(Firefox|FxiOS)/"),
    (Browser.CHROME, r"\b(Chrome|CriOS|Chromium|HeadlessChrome)/"),
    (Browser.SAFARI, r"\bVersion/[\d.]+ (Mobile/\w+ )?Safari/"),
)
SYSTEMS = (
    (System.IPHONE, r"\biPhone\b"),
    (System.IPAD, r"\biPad\b"),
    (System.ANDROID, r"\bAndroid\b"),
    (System.CHROMEBOOK, r"\bCrOS\b"),
    (System.WINDOWS, r"\bWindows\b"),
    (System.MAC, r"\bMacintosh\b"),
    (System.LINUX, r"\bLinux\b"),
)


def read(said: str) -> Device:
    """From the header `User-Agent`; unknown is what it does not say."""
    start = said[:LOOKED_AT]
    browsers = (each for each, form in BROWSERS if re.search(form, start, re.ASCII))
    systems = (each for each, form in SYSTEMS if re.search(form, start, re.ASCII))
    return Device(next(browsers, Browser.UNKNOWN), next(systems, System.UNKNOWN))
