"""Everything that one parent can obtain, as texts by where each comes from.

Pages, redirects, refusals and errors with all their headers; what the forms answer; letters on
paper with what the PDF says of itself; e-mails with their headers; the rows that the database would
show a page that asks for this parent. What is new in every answer (seals, codes, moments) is
blanked, so that two sites can be compared.
"""

import email.policy
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from pypdf import PdfReader

from kinkeeper.access.wall.tables import WALLED
from kinkeeper.journal.actor import Actor
from kinkeeper.letters.models import Form
from kinkeeper.letters.order import order
from kinkeeper.lib import db
from kinkeeper.people.models import Person
from tests.letters.made import made
from tests.routes import routes
from tests.wall import as_web

type Obtained = dict[str, str]
NEW = (
    re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*'),
    re.compile(r'(?<=name="opened" value=")[^"]*'),
    re.compile(r'(?<="challenge": ")[^"]*'),
    re.compile(r"(?<=[Nn]once[-=])[\"\w'+/=-]+"),
    re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b"),  # a code
    re.compile(
        r"(?<=/activate/)[\w-]{20,}|(?<=/address/)[\w-]{20,}|(?<=/forgotten/)[\w/-]{20,}|(?<=/stop/)[\w-]{20,}"
    ),
    re.compile(r"\b\d+\s(?:minute|hour)s?\b"),  # since a sign-in
    re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:[\d.]+[+\d:Z]*|\d\d?:\d\d\b"),  # a moment
    re.compile(r"D:\d{14}Z|(?<=ID>)[^<]*"),  # of a PDF
    re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),  # of a sign-in
    re.compile(r"(?<=={15})\d+(?===)|(?<=Message-ID: )<\S+>"),
)
OFFICE = "for the office only"  # of a line of the list that no strip has
METHODS = ("GET", "POST", "HEAD", "PUT")


def tidy(text: str) -> str:
    for each in NEW:
        text = each.sub("~", text)
    return text


def unzipped(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def answer_of(answer: Any) -> str:
    """Status, headers, cookies and body."""
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()))
    cookies = " ".join(sorted(answer.cookies))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.get("Content-Type") == "application/zip":
        body = b"\n".join(unzipped(body).values())
    return tidy(f"{answer.status_code}\n{headers}\n{cookies}\n\n{body.decode()}")


class Browser:
    """One person's; what a request does is taken back, so each finds the same site, unless it is
    to `stay`."""

    def __init__(self, person: Person | None, *, stay: bool = False) -> None:
        self.stay = stay
        self.client = Client()
        if person is not None:
            self.client.force_login(person)
        cookie = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        self.session = cookie.value if cookie else ""

    def __call__(self, method: str, address: str, data: dict[str, str] | None = None) -> str:
        self.client.cookies.clear()
        if self.session:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        with transaction.atomic():
            ask = getattr(self.client, method.lower())
            found = answer_of(ask(address, data or {}))
            transaction.set_rollback(not self.stay)
        return found


def addresses(numbers: Iterable[object], *, bare: bool) -> Iterator[str]:
    """Each address of the product, with each of the numbers where it takes one; the others only if
    `bare`."""
    for each in routes():
        if "^" in each.path:
            continue
        parts = re.split("<.*?>", each.path)
        for number in numbers if len(parts) > 1 else [""] * bare:
            yield str(number).join(parts)


def pages(person: Person | None, numbers: Sequence[object], *, bare: bool = True) -> Obtained:
    """All addresses, looked at and sent to, whether they are anybody's or not."""
    asks = Browser(person)
    found = {}
    for address in addresses(numbers, bare=bare):
        for method in METHODS if address.startswith("/children/") else METHODS[:2]:
            found[f"{method} {address}"] = asks(method, address)
    for address in ("/no/such/page/", "/children/?q=\0", "/children/?" + "a=1&" * 50):
        found[f"GET {address}"] = asks("GET", address)
    return found


def links(person: Person) -> Obtained:
    """What its own pages lead to, and what their forms answer: filled with what is the person's."""
    asks, found = Browser(person), {}
    waiting = ["/", "/children/", "/account/password/"]
    while waiting:
        address = waiting.pop()
        key = f"GET {address}"
        if key in found or address.startswith("/static/"):
            continue
        found[key] = asks("GET", address)
        where = re.search(r"^Location: (\S+)", found[key], re.M)
        waiting += [where.group(1)] if where else []
        waiting += [
            each.replace("&amp;", "&") for each in re.findall(r'href="(/[^"#]*)', found[key])
        ]
    for address, data in (
        ("/account/password/", {"old": "wrong", "password": "green harbour seven ladders"}),
        ("/hat/", {"hat": "staff", "next": "/staff/"}),
        ("/sign-out/", {}),
        ("/children/", {"parent": "1", "children": "1"}),
    ):
        found[f"POST {address} {data}"] = asks("POST", address, data)
    return found


def on_paper(person: Person, office: Actor, *, path: str = "") -> Obtained:
    """A letter and a strip of the list, ordered for this organisation: the text of the PDF and what
    it says of itself. Nothing for whom no letter is made."""
    found = {}
    Person.objects.filter(pk=person.pk).update(last_login=None, password="")
    person = Person.objects.get(pk=person.pk)
    for form in (Form.PAGES, Form.LIST):
        pdf = made(order(office, [person], form, path=path), office)
        if not pdf:
            continue
        reader = PdfReader(io.BytesIO(pdf))
        texts = [page.extract_text() for page in reader.pages]
        more = reader.root_object["/Metadata"].get_data().decode()  # type: ignore[attr-defined]  # a stream
        said = [len(texts), *texts, reader.metadata, more]
        if form == Form.LIST:  # the office cuts a strip out of it
            said = [line for page in texts for line in page.splitlines() if OFFICE not in line]
        found[f"alone {form}"] = tidy("\n".join(map(str, said)))
    return found


def mailed(addresses: Sequence[str], send: Callable[[], object]) -> Obtained:
    """What arrives at these addresses, each e-mail at one: decoded, with all its headers."""
    mail.outbox.clear()
    send()
    found = {}
    arrived = [each for each in mail.outbox if {*addresses} & {*each.recipients()}]
    for number, each in enumerate(arrived):
        assert len(each.recipients()) == 1
        found[f"mail {number} {each.subject}"] = tidy(written(each))
    mail.outbox.clear()
    return found


def written(message: EmailMessage) -> str:
    """All headers, and all parts decoded."""
    whole = message.message(policy=email.policy.default)
    texts = [f"{name}: {value}" for name, value in whole.items() if name != "Date"]
    for part in whole.walk():
        texts += [f"{name}: {value}" for name, value in part.items() if name != "Date"]
        content = part.get_payload(decode=True)
        texts.append(content.decode() if isinstance(content, bytes) else "")
    return "\n".join(texts)


def rows(person: Person) -> Obtained:
    """What the database shows to a page that this person asks for, whatever the page forgets."""
    browser = Browser(person)
    found = {}
    with transaction.atomic():
        with as_web():
            assert db.value("SELECT wall.ask(%s)", [browser.session]) == person.pk
            for table in WALLED:
                shown = db.column(f"SELECT shown::text FROM {table} shown ORDER BY 1")
                found[f"rows of {table}"] = tidy("\n".join(shown))
        transaction.set_rollback(True)
    return found
