"""A language in which each text of the catalogues is the English one between two marks, and one in
which it is written from right to left, in Hebrew letters that mean nothing.

They are made of the catalogues themselves, ours and Django's, each time: what they lack stays
unmarked, as it would stay English in any other language.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.utils.translation import trans_real

OPEN, CLOSE = "⟦", "⟧"
# What stays as it is: what a value or a tag is put for.
FIXED = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>|&\w+;)")
LETTERS = "אבגדהוזחטיכלמנסעפצקרשתםןףץ"
HEBREW = str.maketrans("abcdefghijklmnopqrstuvwxyz", LETTERS)
ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural) ((?:".*"\n)+)', re.M)


def files() -> list[Path]:
    """The catalogues of the product and of Django, in English, where no text is translated."""
    ours = [Path(each) for each in settings.LOCALE_PATHS]
    theirs = [*Path(django.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")]
    return [*theirs, *(each / "en/LC_MESSAGES/django.po" for each in ours)]


def entries(text: str) -> Iterator[dict[str, str]]:
    """`msgid`, and where there is one `msgctxt` and `msgid_plural`."""
    for block in re.split(r"\n{2,}", f"{text}\n"):
        found = {
            kind: "".join(ast.literal_eval(line) for line in lines.splitlines())
            for kind, lines in ENTRY.findall(f"{block}\n")
        }
        if found.get("msgid"):
            yield found


def marked(text: str) -> str:
    """Line ends at the edges stay there; translators may not change them either."""
    inner = text.strip("\n")
    return text.replace(inner, f"{OPEN}{inner}{CLOSE}") if inner else text


def hebrew(text: str) -> str:
    parts = FIXED.split(text)
    parts[::2] = [part.lower().translate(HEBREW) for part in parts[::2]]
    return "".join(parts)


def catalogue(marked: Callable[[str], str] = marked) -> trans_real.TranslationCatalog:
    made = trans_real.TranslationCatalog()
    for file in files():
        for entry in entries(file.read_text("utf-8")):
            text = entry["msgid"]
            key = f"{entry['msgctxt']}\x04{text}" if "msgctxt" in entry else text
            if "msgid_plural" in entry:
                made[key, 0], made[key, 1] = marked(text), marked(entry["msgid_plural"])
            made[key] = marked(text)
    return made


def speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on English is that language."""
    monkeypatch.setattr(trans_real.translation("en"), "_catalog", catalogue())


def speak_from_right_to_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trans_real.translation("en"), "_catalog", catalogue(hebrew))
    monkeypatch.setattr(settings, "LANGUAGES_BIDI", ["en"])
