"""Somebody who looks at the pages."""

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPResponse
from http.cookiejar import CookieJar

PASSWORD = "quiet lantern over the lake"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    retry_after: str | None
    refresh: bool


@dataclass
class Visitor:
    """A browser with cookies; an error's page is an answer as any other."""

    address: str
    _opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        )
    )

    def get(self, path: str) -> Answer:
        return self._ask(self.address + path, None)

    def post(self, path: str, token: str, **values: str) -> Answer:
        fields = urllib.parse.urlencode(values | {"csrfmiddlewaretoken": token})
        return self._ask(self.address + path, fields.encode())

    def token(self, path: str) -> str:
        """From the page's form."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).text)
        assert found is not None
        return found[1]

    def signs_in(self) -> None:
        answer = self.post("/sign-in/", self.token("/sign-in/"), username="anna", password=PASSWORD)
        assert answer.status == 200, answer
        assert 'name="password"' not in answer.text  # of the sign-in page, shown again

    def _ask(self, address: str, data: bytes | None) -> Answer:
        try:
            return _answer(self._opener.open(address, data, timeout=30))
        except urllib.error.HTTPError as error:
            return _answer(error)


def _answer(response: HTTPResponse | urllib.error.HTTPError) -> Answer:
    with response:
        text = response.read().decode()
    refresh = "Refresh" in response.headers
    return Answer(response.status or 0, text, response.headers["Retry-After"], refresh)
