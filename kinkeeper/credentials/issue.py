"""Makes credentials: a code and a link for each person, kept here only as hashes."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings as django_settings
from django.utils import timezone

from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.credentials.void import void_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record_each
from kinkeeper.lib import link_tokens, typed_codes
from kinkeeper.lib.seal import derive
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.reach import reach_now

# NIST SP 800-63B-4, 4.2.1.2: e-mail at most 24 hours; post 21 days (a setting, at most 30).
EMAIL = timedelta(hours=24)
IN_PERSON = timedelta(days=7)


@dataclass(frozen=True)
class Issued:
    """The readable `code` (None by e-mail) and `token` exist only here, on their way out."""

    credential: Credential
    code: str | None
    token: str


def issue_many(
    actor: Actor,
    people: Sequence[int],
    channel: Channel,
    *,
    reach: Reach | None = None,
    state: CredentialState = CredentialState.ISSUED,
) -> list[Issued]:
    """One credential for each person (by internal ID), in this order, inside a transaction.
    `reach` is that of the office that can read them, the actor's own if None; they open nothing
    beyond it (K38).

    Earlier ones are void at once (K20), but for a mail that is still on its way (`sending`):
    there they hold until the mail server has accepted.
    """
    if state == CredentialState.ISSUED:
        void_for(actor, people, why="replaced", quietly=True)
    until = expiry(channel)
    readable = (reach_now(actor.person_id) if reach is None else reach).kept()
    made = []
    for person_id in people:
        code = None if channel == Channel.EMAIL else typed_codes.draw()
        token = link_tokens.draw()
        credential = Credential(
            person_id=person_id,
            channel=channel,
            state=state,
            selector=code[: typed_codes.SELECTOR] if code else None,
            code_hash=hash_code(code) if code else None,
            link_hash=link_tokens.digest(token),
            issued_by=actor.person_id,
            issued_by_name=actor.name[:300],
            expires_at=until,
            reach=readable,
        )
        made.append(Issued(credential, code, token))
    Credential.objects.bulk_create([each.credential for each in made], batch_size=2000)
    data = {"channel": channel.value, "until": until.isoformat(timespec="minutes")}
    record_each(actor, "credential.issued", people, data=data)
    return made


def expiry(channel: Channel) -> datetime:
    """Until when a credential issued now is valid; fixed at issue and never lengthened."""
    lasting = {
        Channel.EMAIL: EMAIL,
        Channel.LIST: IN_PERSON,
        Channel.LETTER: timedelta(days=int(settings.get("letter_days"))),
    }
    return timezone.now() + lasting[channel]


def hash_code(code: str) -> bytes:
    """A keyed hash: whoever steals the database alone cannot search the codes."""
    key = derive(django_settings.SECRET_KEY, "activation-code")
    return hmac.new(key, code.encode(), hashlib.sha256).digest()
