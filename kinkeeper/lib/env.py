"""Reads the process environment; a variable NAME may also come from a file named by NAME_FILE."""

import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones


class Misconfigured(Exception):
    """A variable has a value that cannot be meant; the message names it and says what would do."""


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding white space, `default` when it is unset or empty.
    Raises `Misconfigured` for a file that cannot be read."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Misconfigured(
                f"{name}_FILE={file}: cannot be read ({error.strerror})."
            ) from error
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Raises `Misconfigured` for anything but on and off."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "on", "true", "yes"}:
        return True
    if value in {"0", "off", "false", "no"}:
        return False
    raise Misconfigured(f"{name}={value}: write on or off.")


def number(name: str, default: int) -> int:
    """Raises `Misconfigured` for anything but a whole number."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise Misconfigured(f"{name}={value}: write a whole number.") from error


def moment(name: str) -> datetime | None:
    """Raises `Misconfigured` for anything but a date with a clock time and an offset."""
    value = text(name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Misconfigured(f"{name}={value}: write it as 2026-09-14T07:30:00+02:00.")
    return found


def site(name: str, default: str) -> str:
    """The address of a site that has its host name for itself, without a `/` at its end. Below a
    path of another's its cookies would be that site's too, which browsers refuse (`__Host-`).

    Raises `Misconfigured` for anything but a scheme, a host and perhaps a port.
    """
    value = text(name, default).rstrip("/")
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname or "@" in url.netloc:
        raise Misconfigured(f"{name}={value}: write it as https://parents.school.example")
    if url.path or url.query or url.fragment:
        raise Misconfigured(
            f"{name}={value}: Kinkeeper needs a host name of its own, with nothing after it. "
            f"Write it as {url.scheme}://{url.netloc}"
        )
    return value


def one_of(name: str, known: Collection[str], default: str) -> str:
    """Raises `Misconfigured` for a value that is not among the known ones."""
    value = text(name, default)
    if value not in known:
        some = ", ".join(sorted(known)[:4]) if len(known) > 8 else ", ".join(known)
        raise Misconfigured(f"{name}={value} is not a known value. Use one such as: {some}.")
    return value


def time_zone(name: str, default: str) -> str:
    """As `one_of`. Six hundred files say which zones there are; the default is asked of none."""
    if text(name, default) == default:
        return default
    return one_of(name, available_timezones(), default)


def words(name: str) -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def folders(name: str) -> list[Path]:
    """A list of whole paths with colons between, as in PATH. Raises `Misconfigured` for others."""
    found = [Path(part.strip()) for part in text(name).split(":") if part.strip()]
    for folder in found:
        if not folder.is_absolute() or folder == Path("/"):
            raise Misconfigured(
                f"{name}: {folder} is not the full path of a folder; write it as /srv/rosters."
            )
    return found


def file(name: str) -> Path | None:
    """A file that can be read, or None; raises `Misconfigured` where it cannot."""
    told = text(name)
    if not told:
        return None
    path = Path(told).expanduser()
    if not path.is_file() or not os.access(path, os.R_OK):
        raise Misconfigured(f"{name}: there is no file {path} that can be read.")
    return path
