"""The processes that stay, as an operator runs them, and somebody who looks at the pages."""

import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path

from tests.commands import PROGRAM
from tests.faults.server import Site

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
        assert "sign-in" not in answer.text

    def _ask(self, address: str, data: bytes | None) -> Answer:
        try:
            return _answer(self._opener.open(address, data, timeout=30))
        except urllib.error.HTTPError as error:
            return _answer(error)


def _answer(response: HTTPResponse | urllib.error.HTTPError) -> Answer:
    with response:
        text = response.read().decode()
    refresh = 'http-equiv="refresh"' in text
    return Answer(response.status or 0, text, response.headers["Retry-After"], refresh)


def start(site: Site, *words: str) -> tuple[subprocess.Popen[bytes], Path]:
    """The process and its log."""
    log = site.home / f"{words[0]}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(PROGRAM), *words],
            env=site.environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    return process, log


def child_of(pid: int) -> int | None:
    """The first process below this one."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(listed[0]) if listed else None
