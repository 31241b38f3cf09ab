"""What the demo's people have got by e-mail, newest first."""

import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.organisations.settings import is_invented
from kinkeeper.web.gate import for_everybody

SHOWN = 50
# Django's mail-to-file backend ends each message with this line.
LINE = b"-" * 79


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    date: str
    text: str


@for_everybody
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO or not is_invented():  # whichever server was started, and how
        raise Http404
    return render(request, "demo/inbox.html", {"mails": mails(Path(settings.MAIL_FOLDER))})


def mails(folder: Path) -> list[Mail]:
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    found: list[Mail] = []
    for file in files:
        for raw in reversed(file.read_bytes().split(LINE)):
            if raw.strip():
                found.append(_mail(raw.lstrip()))
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def _mail(raw: bytes) -> Mail:
    message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(raw)
    body = message.get_body(preferencelist=("plain",))
    text = body.get_content() if body is not None else ""
    return Mail(str(message["To"]), str(message["Subject"]), str(message["Date"]), text)
