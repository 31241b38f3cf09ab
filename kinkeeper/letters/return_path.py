"""Where the mail server sends an e-mail back that it cannot deliver: an address for each person, so
that the notice says whose e-mail it was (VERP), signed, so that no one can say it of others."""

import hashlib
import hmac
import re

from django.conf import settings
from django.core.mail import EmailMessage

from kinkeeper.lib.seal import derive
from kinkeeper.people.models import Person

SIGNED = r"(?P<person>\d{1,18})-(?P<mark>[0-9a-f]{20})"


def mark(message: EmailMessage, person: Person) -> EmailMessage:
    """The message, which comes back to that address if one is set; who reads it sees no more than
    before."""
    if settings.RETURNED_MAIL_TO and message.to == [person.email]:
        message.extra_headers.setdefault("From", message.from_email)
        message.from_email = address_of(person)
    return message


def address_of(person: Person) -> str:
    local, _at, domain = settings.RETURNED_MAIL_TO.rpartition("@")
    return f"{local}+{person.pk}-{_mark(person)}@{domain}"


def whose(text: str) -> Person | None:
    """The person to whose present address an e-mail went that came back to an address in the
    text, if it is one of ours."""
    local, _at, _domain = settings.RETURNED_MAIL_TO.rpartition("@")
    found = re.search(rf"{re.escape(local)}\+{SIGNED}@", text, re.IGNORECASE)
    if found is None or not local:
        return None
    person = Person.objects.filter(pk=int(found["person"])).exclude(email="").first()
    is_ours = person is not None and hmac.compare_digest(found["mark"].lower(), _mark(person))
    return person if is_ours else None


def _mark(person: Person) -> str:
    """Of the address, too: what comes back from a former one says nothing of the present one."""
    said = f"{person.pk}:{person.email.strip().lower()}".encode()
    key = derive(settings.SECRET_KEY, "return-path")
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:20]
