"""A real identity provider in a process of its own: django-allauth's, on a small database.

`python -m tests.journeys.openid_provider FOLDER PORT BACK`: serves on this machine until it is
stopped. One person can sign in (`kari`, with the password below), whose ID token holds her key.
BACK is the address to which it may send a browser.
"""

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server

import django
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

PAGES = "tests.journeys.openid_site"
CLIENT, SECRET = "kinkeeper", "a-secret-of-the-test"
USER, PASSWORD, KEY = "kari", "the password at the provider", "P-1"


class _InThreads(ThreadingMixIn, WSGIServer):
    """Browsers open connections that they do not use."""

    daemon_threads = True


def main(folder: Path, port: int, back: str) -> None:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    _configure(folder, pem)
    call_command("migrate", verbosity=0)
    _fill(back)
    with make_server("127.0.0.1", port, get_wsgi_application(), server_class=_InThreads) as server:
        server.serve_forever()


def _configure(folder: Path, pem: str) -> None:
    middle = "django.contrib.{}.middleware.{}Middleware"
    settings.configure(
        SECRET_KEY="a test's",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=PAGES,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.db"}
        },
        INSTALLED_APPS=[
            *(
                f"django.contrib.{name}"
                for name in ("auth", "contenttypes", "sessions", "messages")
            ),
            *("allauth", "allauth.account", "allauth.idp.oidc"),
        ],
        MIDDLEWARE=[
            middle.format("sessions", "Session"),
            "django.middleware.csrf.CsrfViewMiddleware",
            middle.format("auth", "Authentication"),
            middle.format("messages", "Message"),
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        SESSION_COOKIE_NAME="provider-session",  # cookies of one machine are shared by its ports
        CSRF_COOKIE_NAME="provider-csrf",
        IDP_OIDC_PRIVATE_KEY=pem,
        IDP_OIDC_ADAPTER=f"{PAGES}.Adapter",
    )
    django.setup()


def _fill(back: str) -> None:
    from allauth.idp.oidc.models import Client  # noqa: PLC0415  # after the settings
    from django.contrib.auth.models import User  # noqa: PLC0415

    User.objects.create_user(USER, password=PASSWORD, last_name=KEY)
    client: Any = Client(id=CLIENT, name="Hillside School", redirect_uris=back)
    client.set_secret(SECRET)
    client.save()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
