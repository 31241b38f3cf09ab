"""On which devices a parent is told, and telling one of them."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import link_tokens, user_agent
from kinkeeper.lib.asking import act
from kinkeeper.notifications import readers
from kinkeeper.notifications.models import Device, Mail, Reader
from kinkeeper.notifications.push import deliver, site_key
from kinkeeper.notifications.push.encrypt import BadKey, Keys, encrypted
from kinkeeper.organisations import settings
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.hidden import protected
from kinkeeper.people.models import Person, PersonState

MOST = 10  # devices of one person
KEPT = 24 * 3600  # seconds for which a push service keeps what a device does not take yet


class Refusal(Exception):
    """What a browser said is no subscription."""


@dataclass(frozen=True)
class Subscription:
    """What a browser said: the address of its push service, and its keys as text."""

    endpoint: str
    public: str
    secret: str


@act()
def add(actor: Actor, person: Person, device: user_agent.Device, made: Subscription) -> None:
    """One browser is one device, whoever used it before. Raises `Refusal`."""
    try:
        deliver.checked(made.endpoint)
        keys = Keys(_bytes(made.public), _bytes(made.secret))
    except (deliver.BadPlace, BadKey, binascii.Error, ValueError) as error:
        raise Refusal from error
    said = {
        "person": person,
        "public": keys.public,
        "secret": keys.secret,
        "browser": device.browser,
        "system": device.system,
        "made_at": Now(),  # by whoever has the account now
    }
    _device, is_new = Device.objects.update_or_create(endpoint=made.endpoint, defaults=said)
    older = Device.objects.filter(person=person).order_by("-pk").values_list("pk", flat=True)
    Device.objects.filter(pk__in=list(older[MOST:])).delete()
    readers.settle(readers.of(person), moment(), lambda _news: False)
    if is_new:
        record(actor, "notifications.device-added", person_id=person.pk)


@act()
def remove(actor: Actor, person: Person, number: int) -> None:
    """Nothing where it is not the person's."""
    if Device.objects.filter(pk=number, person=person).delete()[0]:
        record(actor, "notifications.device-removed", person_id=person.pk)


@act()
def remove_all(person: Person) -> None:
    """The account is taken from whoever had it."""
    Device.objects.filter(person=person).delete()


def remove_everybodys() -> int:
    """Everybody's; how many. No line in the journal of each: that is the caller's."""
    return Device.objects.all().delete()[0]


def of(person: Person) -> Sequence[Device]:
    if not settings.get("parent_login") or person.state != PersonState.ACTIVE:
        return []
    if person.pk in protected():
        return []
    found = Device.objects.filter(person=person)
    if person.way_in_at is not None:  # before that, somebody else may have had the account
        found = found.filter(made_at__gte=person.way_in_at)
    return list(found)


def tell(device_id: int, mail_id: int) -> bool:
    """Whether it was told; not who has stopped it, or lost the account, meanwhile. The text has no
    name in it: a device lies on tables. Raises `deliver.NotNow`."""
    device = Device.objects.select_related("person").filter(pk=device_id).first()
    mail = Mail.objects.filter(pk=mail_id).first()
    if device is None or mail is None or device.person_id != mail.person_id:
        return False
    if device not in of(device.person) or Reader.objects.filter(
        pk=device.person_id, stopped_at__isnull=False
    ):
        return False
    body = encrypted(_text(mail), Keys(bytes(device.public), bytes(device.secret)))
    headers = {
        "Authorization": site_key.authorization(device.endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT),
        "Topic": f"news-{mail.pk}",  # a second one of the same replaces the first
    }
    try:
        deliver.deliver(device.endpoint, body, headers)
    except deliver.Gone:
        Device.objects.filter(pk=device.pk).delete()
        return False
    except (deliver.Refused, deliver.BadPlace):
        return False
    return True


def _text(mail: Mail) -> bytes:
    said = ngettext("%d new thing", "%d new things", mail.items) % mail.items
    text = {
        "title": _("New at school"),
        "body": said,
        "url": link_tokens.to("parents:children"),
        "tag": f"news-{mail.pk}",
    }
    return json.dumps(text).encode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
