"""Where the mail server sends an e-mail back that it cannot deliver: an address for each person, so
that the notice says whose e-mail it was (VERP), signed, so that no one can say it of others, and
good for two weeks, so that whoever comes by an old e-mail cannot say it later."""

import hashlib
import hmac
import re

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from kinkeeper.lib.seal import derive
from kinkeeper.people.models import Person

SIGNED = r"(?P<person>\d{1,18})-(?P<week>\d{1,6})-(?P<mark>[0-9a-f]{20})"
WEEK = 7 * 24 * 3600  # seconds; counted from the epoch


def mark(message: EmailMessage, person: Person) -> EmailMessage:
    """The message, which comes back to that address if one is set; who reads it sees no more than
    before."""
    if settings.RETURNED_MAIL_TO and message.to == [person.email]:
        message.extra_headers.setdefault("From", message.from_email)
        message.from_email = address_of(person)
    return message


def address_of(person: Person) -> str:
    local, _at, domain = settings.RETURNED_MAIL_TO.rpartition("@")
    return f"{local}+{person.pk}-{_week()}-{_mark(person, _week())}@{domain}"


def whose(text: str) -> Person | None:
    """The person to whose present address an e-mail went that came back to an address in the
    text, if it is one of ours."""
    local, _at, _domain = settings.RETURNED_MAIL_TO.rpartition("@")
    found = re.search(rf"{re.escape(local)}\+{SIGNED}@", text, re.IGNORECASE)
    if found is None or not local:
        return None
    person, week = Person.objects.filter(pk=int(found["person"])).first(), int(found["week"])
    if person is None or not person.email or week not in {_week(), _week() - 1}:
        return None
    return person if hmac.compare_digest(found["mark"].lower(), _mark(person, week)) else None


def _week() -> int:
    return int(timezone.now().timestamp()) // WEEK


def _mark(person: Person, week: int) -> str:
    """Of the address, too: what comes back from a former one says nothing of the present one."""
    said = f"{person.pk}:{week}:{person.email.strip().lower()}".encode()
    key = derive(settings.SECRET_KEY, "return-path")
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:20]
