"""A mail server that cannot show who it is gets no e-mail."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest
import trustme
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage, mailers
from django.test import override_settings

from tests.letters.test_mail import Box


@contextmanager
def with_starttls(context: ssl.SSLContext, box: Box) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    server = Controller(box, hostname="127.0.0.1", port=port, tls_context=context)
    server.start()
    yield port
    server.stop()


@contextmanager
def with_tls(context: ssl.SSLContext, _box: Box) -> Iterator[int]:
    """Says nothing: the client has to leave before that."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            plain, _address = listening.accept()
            with plain, suppress(OSError):
                context.wrap_socket(plain, server_side=True).close()

        thread = Thread(target=answer)
        thread.start()
        yield int(listening.getsockname()[1])
        thread.join(10)


@pytest.mark.parametrize(("serve", "option"), [(with_starttls, "use_tls"), (with_tls, "use_ssl")])
def test_a_mail_server_with_an_unknown_certificate_gets_nothing(serve, option: str) -> None:  # type: ignore[no-untyped-def]  # one of the two above
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    box = Box()
    with serve(context, box) as port:
        options = {"host": "127.0.0.1", "port": port, "timeout": 10, option: True}
        there = {"BACKEND": "kinkeeper.letters.smtp.Server", "OPTIONS": options}
        with (
            override_settings(MAILERS={"default": there}),
            pytest.raises(ssl.SSLCertVerificationError),
        ):
            mailers.default.send_messages([EmailMessage("News", "text", to=["kari@example.org"])])
    assert box.mails == []
