"""Somebody who signs in and fills in forms over HTTP; the forms' own choices are kept."""

import http.cookiejar
import secrets
import urllib.parse
import urllib.request
from html.parser import HTMLParser


class _Fields(HTMLParser):
    """The values of a page's forms, as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name and given.get("type") not in {"checkbox", "file", "submit"}:
            self.values[name] = value
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            first = self._select not in self.values
            if first or "selected" in given:
                self.values[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


class Visitor:
    """Follows redirects; `page` is the last page, `where` its address."""

    def __init__(self, site: str) -> None:
        self.site = site
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.page = ""
        self.where = ""

    def get(self, path: str) -> str:
        return self._open(urllib.request.Request(self.site + path))

    def send(self, **more: str) -> str:
        """The form of the last page, with these values changed."""
        values = self._values() | more
        return self._open(self._to(urllib.parse.urlencode(values).encode(), None))

    def send_file(self, name: str, data: bytes, **more: str) -> str:
        mark = secrets.token_hex(16)
        named = f'--{mark}\r\nContent-Disposition: form-data; name="'
        parts = [
            f'{named}{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in (self._values() | more).items()
        ]
        head = f'{named}file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        parts += [head.encode(), data, b"\r\n"]
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self._open(self._to(body, f"multipart/form-data; boundary={mark}"))

    def _values(self) -> dict[str, str]:
        found = _Fields()
        found.feed(self.page)
        return found.values

    def _to(self, body: bytes, kind: str | None) -> urllib.request.Request:
        headers = {"Referer": self.where} | ({"Content-Type": kind} if kind else {})
        return urllib.request.Request(self.where, body, headers)

    def _open(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=60) as answer:
            self.page, self.where = answer.read().decode(), answer.url
        return self.page
