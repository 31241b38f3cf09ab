"""News on a device (RFC 8291, 8292), against a push service of our own that reads what it gets."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.test import override_settings
from joserfc import jwt
from joserfc.jwk import ECKey
from procrastinate.contrib.django.models import ProcrastinateJob

from kinkeeper.credentials.record_way_in import enter
from kinkeeper.journal.actor import command_line
from kinkeeper.lib.seal import seal
from kinkeeper.notifications.models import Device, SiteKey
from kinkeeper.notifications.post import PUSH, post
from kinkeeper.notifications.push import deliver, devices, site_key
from kinkeeper.notifications.push.encrypt import CURVE, Keys, encrypted, public_bytes
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.records.models import Group
from kinkeeper.registry.protect import protect
from tests.cast import Cast
from tests.notifications.conftest import due_now, sent
from tests.notifications.mailbox import Mailbox
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db
PAGE = "/children/e-mails/"


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def data(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


class PushService(BaseHTTPRequestHandler):
    status: ClassVar[int] = 201
    taken: ClassVar[list[tuple[str, Any, bytes]]] = []
    drips: ClassVar[bytes] = b""

    def do_POST(self) -> None:  # the library calls it so
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.path, self.headers, body))
        with suppress(OSError):
            while self.drips:
                self.wfile.write(self.drips)
                time.sleep(0.02)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Quiet."""


@pytest.fixture
def service() -> Iterator[str]:
    PushService.taken.clear()
    PushService.status, PushService.drips = 201, b""
    server = HTTPServer(("127.0.0.1", 0), PushService)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    with override_settings(PUSH_HOSTS=[host]):
        yield f"http://{host}"
    server.shutdown()
    server.server_close()


class Browser:
    """With keys of its own; it alone reads what is sent to it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(CURVE)
        self.public, self.secret = public_bytes(self.key.public_key()), b"0123456789abcdef"

    def form(self, endpoint: str) -> dict[str, str]:
        return {"endpoint": endpoint, "public": text(self.public), "secret": text(self.secret)}

    def read(self, body: bytes) -> bytes:
        salt, mine = body[:16], body[21:86]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, mine)
        )
        info = b"WebPush: info\0" + self.public + mine
        secret = HKDF(SHA256(), 32, self.secret, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        whole = AESGCM(key).decrypt(nonce, body[86:], None).rstrip(b"\0")
        assert whole.endswith(b"\x02")
        return whole[:-1]


def jobs() -> list[tuple[int, int]]:
    found = ProcrastinateJob.objects.filter(task_name=PUSH).order_by("pk")
    return [(each.args["device_id"], each.args["mail_id"]) for each in found]


def test_the_example_of_rfc_8291() -> None:
    number = int.from_bytes(data("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    keys = Keys(
        data(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIA"
            "iw4"
        ),
        data("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    body = encrypted(
        b"When I grow up, I want to be a watermelon",
        keys,
        own=ec.derive_private_key(number, CURVE),
        salt=data("DGv6ra1nlYgDCS1FRnbzlw"),
        padded=0,
    )
    assert text(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
        "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
        "gSxsj_Qulcy4a-fN"
    )


def test_not_01_rec_062_a_device_is_told_once_and_of_no_one(
    cast: Cast, hillside: Group, signed_in: As, service: str
) -> None:
    browser, client = Browser(), signed_in(cast.kari)
    where = f"{service}/send/kari"
    assert f'data-key="{site_key.public()}"' in client.get(PAGE).content.decode()
    for _time in range(2):  # the same browser once
        client.post(f"{PAGE}devices/", browser.form(where), headers={"User-Agent": "Firefox/1"})
    device = Device.objects.get()
    assert (device.person_id, device.browser) == (cast.kari.pk, "firefox")
    assert "Firefox" in client.get(PAGE).content.decode()
    small.notice(hillside, "Head lice")
    due_now()
    assert post() == 2
    [(number, mail)] = jobs()
    assert devices.tell(number, mail)
    [(path, headers, body)] = PushService.taken
    said = json.loads(browser.read(body))
    assert (path, said["body"], said["tag"]) == ("/send/kari", "1 new thing", f"news-{mail}")
    assert "Nora" not in str(said)
    assert (headers["Content-Encoding"], headers["Topic"]) == ("aes128gcm", said["tag"])
    scheme, token, key = headers["Authorization"].replace(",", " ").split()
    assert (scheme, key) == ("vapid", f"k={site_key.public()}")
    numbers = {"x": text(data(key[2:])[1:33]), "y": text(data(key[2:])[33:])}
    public = ECKey.import_key({"kty": "EC", "crv": "P-256", **numbers})
    claims = jwt.decode(token.removeprefix("t="), public, algorithms=["ES256"]).claims
    assert claims["aud"] == service
    assert claims["sub"].startswith("mailto:")
    assert b"PRIVATE" not in bytes(SiteKey.objects.get().sealed)
    # another parent on the same device: it is theirs now, and nothing of the first is told there
    signed_in(cast.jonas).post(f"{PAGE}devices/", browser.form(where))
    assert not devices.tell(number, mail)
    assert Device.objects.get().person_id == cast.jonas.pk


def test_k17_k28_rec_062_what_ends_a_subscription_and_who_gets_none(
    cast: Cast, hillside: Group, signed_in: As, service: str
) -> None:
    client = signed_in(cast.kari)
    Person.objects.filter(pk=cast.kari.pk).update(email="")  # a device alone
    client.post(f"{PAGE}devices/", Browser().form(f"{service}/kari"))
    small.notice(hillside, "Trip")
    due_now()
    post()
    assert set(sent()) == {"jonas@example.org"}
    [(number, mail)] = jobs()
    PushService.status = 503
    with pytest.raises(deliver.NotNow):
        devices.tell(number, mail)
    PushService.status = 403
    assert not devices.tell(number, mail)
    protect(command_line(), cast.kari, reason="an order", reach=WHOLE_SITE, staff=[])
    PushService.status = 201
    assert not devices.tell(number, mail)
    assert Device.objects.exists()
    signed_in(cast.stranger).post(f"{PAGE}devices/", {"remove": str(number)})
    assert Device.objects.exists()  # not hers
    Mailbox.empty()


def test_k38_a_browser_is_told_after_a_new_way_in_if_it_is_added_again(
    cast: Cast, signed_in: As
) -> None:
    """By whoever has the account now; before that it may have been somebody else's."""
    browser = Browser().form("https://push.example.org/kari")
    signed_in(cast.kari).post(f"{PAGE}devices/", browser)
    enter(cast.kari, None)
    assert devices.of(Person.objects.get(pk=cast.kari.pk)) == []
    signed_in(cast.kari).post(f"{PAGE}devices/", browser)
    assert len(devices.of(Person.objects.get(pk=cast.kari.pk))) == 1


def test_rec_062_gone_is_forgotten(
    cast: Cast, hillside: Group, signed_in: As, service: str
) -> None:
    client = signed_in(cast.kari)
    client.post(f"{PAGE}devices/", Browser().form(f"{service}/kari"))
    small.notice(hillside, "Trip")
    due_now()
    post()
    PushService.status = 410
    assert not devices.tell(*jobs()[0])
    assert not Device.objects.exists()


@pytest.mark.parametrize("drips", [b"HTTP/1.1 100 Continue\r\n\r\n", b"x", b"no HTTP\r\n"])
def test_a_push_service_that_drips_or_babbles_holds_no_worker(
    service: str, monkeypatch: pytest.MonkeyPatch, drips: bytes
) -> None:
    """Each read has its byte in time: what ends it is the limit for the whole."""
    monkeypatch.setattr(deliver, "WHOLE", 0.3)
    PushService.drips, begun = drips, time.monotonic()
    with pytest.raises(deliver.NotNow):
        deliver.deliver(f"{service}/kari", b"x", {})
    assert time.monotonic() - begun < 3
    assert PushService.taken


@pytest.mark.usefixtures("behind_the_wall")  # as the page asks
def test_another_secret_key_makes_a_new_key_and_forgets_the_devices_of_the_former(
    cast: Cast, hillside: Group, signed_in: As
) -> None:
    client = signed_in(cast.kari)
    client.post(f"{PAGE}devices/", Browser().form("https://push.example.org/kari"))
    former = site_key.public()
    assert (site_key.public(), Device.objects.count()) == (former, 1)
    # the database knows the site's secret key, too: the seal is another one's instead
    SiteKey.objects.update(sealed=seal(b"a key", secret="another", purpose=site_key.PURPOSE))
    page = client.get(PAGE).content.decode()
    assert f'data-key="{site_key.public()}"' in page
    assert (site_key.public() == former, Device.objects.count()) == (False, 0)
    assert 'name="remove"' not in page


@pytest.mark.parametrize(
    "where",
    ["http://push.example.org/", "https://127.0.0.1/x", "https://10.0.0.1/", "https://[::1]/x",
     "https://localhost/", "https://169.254.169.254/latest/", "https://a@push.example.org/",
     "ftp://push.example.org/", "https://push.example.org/\n", "http://127.0.0.1:1/", "",
     "x" * 2000, f"https://{'x' * 70}.example.org/"],
)  # fmt: skip
def test_no_message_goes_into_a_network_of_our_own(where: str) -> None:
    with pytest.raises(deliver.BadPlace):
        deliver.deliver(where, b"", {})


def test_what_is_no_subscription_is_refused(cast: Cast, signed_in: As) -> None:
    client, good = signed_in(cast.kari), Browser().form("https://push.example.org/x")
    wrong = {"endpoint": "http://10.0.0.1/", "public": text(b"\4" * 65), "secret": "!"}
    for name, value in wrong.items():
        client.post(f"{PAGE}devices/", good | {name: value})
    assert not Device.objects.exists()
