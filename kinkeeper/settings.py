"""Django's settings, all read from the environment; docs/configuration.md explains each variable.

Importing this module starts no database and writes nothing but the secret key's file.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from kinkeeper.embedded.server import connection_params
from kinkeeper.lib import env
from kinkeeper.lib.secret_key import secret_key

PROJECT = Path(__file__).resolve().parent.parent
HOME = Path(env.text("KINKEEPER_HOME") or PROJECT / "var").expanduser().resolve()
DATABASE_URL = env.text("DATABASE_URL")
EMBEDDED = not DATABASE_URL

SECRET_KEY = secret_key(HOME, own_server=not EMBEDDED)
# With these nothing is made any more; the journal was sealed with them.
EARLIER_SECRET_KEYS = env.words("KINKEEPER_EARLIER_SECRET_KEYS")
DEBUG = False

# The site's own address: what letters, mails and QR codes lead to.
URL = env.site("KINKEEPER_URL", "http://127.0.0.1:8000")
URL_IS_SET = bool(env.text("KINKEEPER_URL"))
_url = urlsplit(URL)
SECURE = _url.scheme == "https"
# The machine itself may always ask (health checks); links never follow the host of a request.
ALLOWED_HOSTS = [_url.hostname, *env.words("KINKEEPER_HOSTS"), "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [URL]
# Whom to tell of a security problem, as an address in /.well-known/security.txt.
SECURITY_CONTACT = env.text("KINKEEPER_SECURITY_CONTACT")


# A server that vanished without a word (its machine, the network) is noticed within half a minute,
# where the operating system would wait for hours, and a reverse proxy in front of a page for one
# minute; see libpq's connection parameters. The server is told to do the same (lib/backend).
CONNECTING = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "20000",
}


def _database(role: str, address: str) -> dict[str, Any]:
    common = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ROLE": role}
    if EMBEDDED:
        if address:
            raise env.Misconfigured(f"DATABASE_URL_{role.upper()}: set DATABASE_URL, too.")
        return common | {"ENGINE": "kinkeeper.embedded.backend"} | connection_params(HOME, role)
    url = urlsplit(address or DATABASE_URL)
    if url.scheme not in {"postgres", "postgresql"}:
        raise env.Misconfigured("DATABASE_URL: write postgresql://user:password@host:5432/name")
    options = dict(part.split("=", 1) for part in url.query.split("&") if "=" in part)
    return common | {
        "ENGINE": "kinkeeper.lib.backend",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(options.pop("host", "") or url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": CONNECTING | {name: unquote(value) for name, value in options.items()},
    }


# The pages see no more than the asking person may; workers and commands everything; whoever brings
# the tables up to date owns them. The command line and the pages say which they are.
DATABASE_ROLES = {
    "web": _database("web", env.text("DATABASE_URL_WEB")),
    "work": _database("work", env.text("DATABASE_URL_WORK")),
    "migrate": _database("migrate", ""),
}
DATABASES = {
    "default": dict(
        DATABASE_ROLES[env.one_of("KINKEEPER_DATABASE_ROLE", tuple(DATABASE_ROLES), "migrate")]
    )
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_linear_migrations",
    "procrastinate.contrib.django",
    "kinkeeper.journal",
    "kinkeeper.breaches",
    "kinkeeper.organisations",
    "kinkeeper.parent_features",
    "kinkeeper.people",
    "kinkeeper.families",
    "kinkeeper.records",
    "kinkeeper.feeds",
    "kinkeeper.meetings",
    "kinkeeper.from_home",
    "kinkeeper.credentials",
    "kinkeeper.accounts",
    "kinkeeper.messaging",
    "kinkeeper.letters",
    "kinkeeper.notifications",
    "kinkeeper.intake",
    "kinkeeper.sources",
    "kinkeeper.web",
    "kinkeeper.access",  # last: its wall is built around the tables of all others
]
FIRST_PARTY_APPS = [app for app in INSTALLED_APPS if app.startswith("kinkeeper.")]
AUTH_USER_MODEL = "people.Person"

MIDDLEWARE = [
    "kinkeeper.web.middleware.OursAlone",  # first: around static files and errors, too
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "kinkeeper.web.middleware.OneTransaction",  # around whatever asks the database
    "kinkeeper.web.middleware.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kinkeeper.web.middleware.NeverStore",
    "kinkeeper.web.looks.Looks",
    "kinkeeper.web.view_as.ViewAs",
    "kinkeeper.web.middleware.Gate",
]
ROOT_URLCONF = "kinkeeper.urls"
WSGI_APPLICATION = "kinkeeper.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            PROJECT / "kinkeeper" / "web" / "templates",
            PROJECT
            / "kinkeeper"
            / "web"
            / "child_page"
            / "blocks",  # a block has its own beside it
        ],
        "OPTIONS": {
            "builtins": ["kinkeeper.web.templatetags.names", "kinkeeper.web.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kinkeeper.web.context.site",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [PROJECT / "kinkeeper" / "web" / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nothing here is for other sites
STATIC_ROOT = Path(env.text("KINKEEPER_STATIC") or HOME / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [PROJECT / "kinkeeper" / "locale"]
TIME_ZONE = env.time_zone("KINKEEPER_TIME_ZONE", "Europe/Oslo")
USE_TZ = True
FORMAT_MODULE_PATH = ["kinkeeper.date_formats"]
USE_THOUSAND_SEPARATOR = False  # internal IDs are text; counts say intcomma

# Argon2id at OWASP's minimum; Django's own parameters manage ten sign-ins a second on two cores.
PASSWORD_HASHERS = ["kinkeeper.people.hashers.Argon2id"]
AUTHENTICATION_BACKENDS = ["kinkeeper.access.sign_in.UsernameOrEmail"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kinkeeper.credentials.passwords.LongEnough"},
    {"NAME": "kinkeeper.credentials.passwords.NotCommon"},
    {"NAME": "kinkeeper.credentials.passwords.NotAboutYou"},
]
# Digests of passwords from breaches, beside the common ones that are bundled; None: no such file.
BREACHED_PASSWORDS = env.file("KINKEEPER_BREACHED_PASSWORDS")
PASSWORD_RESET_TIMEOUT = 60 * 60

SESSION_ENGINE = "kinkeeper.lib.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # of what is kept; access.session_limits says how long one lasts
# The cookie goes with the browser, but on a device that its person has called their own.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "kinkeeper-session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
# Not in a cookie of their own, in which everybody at the machine could read them: they name people.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DEVICE_COOKIE_NAME = "__Host-device" if SECURE else "kinkeeper-device"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "kinkeeper-csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kinkeeper.web.errors.csrf_failure"
LOGIN_URL = "entry:sign-in"
LOGIN_REDIRECT_URL = "entry:home"
LOGOUT_REDIRECT_URL = "entry:sign-in"

SECURE_SSL_REDIRECT = False  # the reverse proxy's work; see docs/operate.md
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
# Not no-referrer: browsers then send "Origin: null" with forms, which looks like a forgery.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    # No text becomes a script or a page by itself; start-worker.js makes the one address that does.
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["worker"],
    "worker-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # signs in the style sheet
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
# How many reverse proxies stand in front and add to X-Forwarded-For; 0 trusts no such header.
TRUSTED_PROXIES = env.number("KINKEEPER_TRUSTED_PROXIES", 0)

# Who may see how worker and queue are (/metrics, /healthz); unset: nobody.
METRICS_TOKEN = env.text("KINKEEPER_METRICS_TOKEN")
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise env.Misconfigured("KINKEEPER_METRICS_TOKEN: use at least 20 random characters.")

# Nothing is cached across requests; counters of tries are rows (credentials.throttle).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def _mailer() -> dict[str, Any]:
    """smtp://user:password@host:587 (STARTTLS), smtps://…:465, smtp+plain://…:25, folder:PATH."""
    address = env.text("KINKEEPER_EMAIL_URL", f"folder:{HOME / 'mail'}")
    if address.startswith("folder:"):
        return {
            "BACKEND": "kinkeeper.letters.mail_folder.PrivateFolder",
            "OPTIONS": {"file_path": address.removeprefix("folder:")},
        }
    url = urlsplit(address)
    if url.scheme not in {"smtp", "smtps", "smtp+plain"} or not url.hostname:
        raise env.Misconfigured("KINKEEPER_EMAIL_URL: write smtp://user:password@host:587")
    return {
        "BACKEND": "kinkeeper.letters.smtp.Server",
        "OPTIONS": {
            "host": url.hostname,
            "port": url.port or {"smtp": 587, "smtps": 465, "smtp+plain": 25}[url.scheme],
            "username": unquote(url.username or ""),
            "password": unquote(url.password or ""),
            "use_tls": url.scheme == "smtp",
            "use_ssl": url.scheme == "smtps",
            "timeout": 30,
        },
    }


MAILERS = {"default": _mailer()}
# Where mails go that no server takes; the demo's inbox shows them.
MAIL_FOLDER = MAILERS["default"]["OPTIONS"].get("file_path")
DEFAULT_FROM_EMAIL = env.text("KINKEEPER_EMAIL_FROM", f"Kinkeeper <portal@{_url.hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where e-mails come back that cannot be delivered (letters.return_path); empty: to their sender.
RETURNED_MAIL_TO = env.text("KINKEEPER_RETURNED_MAIL_TO")
if RETURNED_MAIL_TO and not re.fullmatch(r"[\w.-]+@[\w.-]+", RETURNED_MAIL_TO):
    raise env.Misconfigured("KINKEEPER_RETURNED_MAIL_TO: write one address, without a +.")

# The demo's inbox shows the mails of the local folder to everybody; never beside real people.
DEMO = env.flag("KINKEEPER_DEMO", default=False)
if DEMO and MAIL_FOLDER is None:
    raise env.Misconfigured("KINKEEPER_DEMO=on sends no e-mail: leave KINKEEPER_EMAIL_URL unset.")
# The moment at which the demo's pages ask what is seen, and what is next; None: now.
CLOCK = env.moment("KINKEEPER_NOW")
if CLOCK and not EMBEDDED:
    raise env.Misconfigured("KINKEEPER_NOW sets the clock of a demo: leave DATABASE_URL unset.")

# Roster files: what is refused before it is read.
ROSTER_MAX_BYTES = env.number("KINKEEPER_ROSTER_MAX_BYTES", 200 * 1000 * 1000)
ROSTER_MAX_ROWS = env.number("KINKEEPER_ROSTER_MAX_ROWS", 2_000_000)
ROSTER_MAX_ENTRIES = env.number("KINKEEPER_ROSTER_MAX_ENTRIES", 64)
ROSTER_MAX_UNPACKED = env.number("KINKEEPER_ROSTER_MAX_UNPACKED", 1_000_000_000)
ROSTER_MAX_RATIO = env.number("KINKEEPER_ROSTER_MAX_RATIO", 200)
# Where sources may point; nowhere unless the operator says so.
SOURCE_FOLDERS = env.folders("KINKEEPER_SOURCE_FOLDERS")
SOURCE_HOSTS = env.words("KINKEEPER_SOURCE_HOSTS")
# Where an identity provider may send our requests beside its own host.
PROVIDER_HOSTS = env.words("KINKEEPER_PROVIDER_HOSTS")
# Push services that may be in a network of one's own: host or host:port, as browsers name them.
PUSH_HOSTS = env.words("KINKEEPER_PUSH_HOSTS")

# More fonts for letters, beside those that come with the installation.
FONTS = tuple(str(folder) for folder in env.folders("KINKEEPER_FONTS"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# Not discovered at every start: they bring Polars and PDF tools, and most commands need neither.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_ON_APP_READY = "kinkeeper.lib.retry.be_patient"
PROCRASTINATE_IMPORT_PATHS = [
    "kinkeeper.credentials.jobs",
    "kinkeeper.erasure.jobs",
    "kinkeeper.intake.jobs",
    "kinkeeper.journal.jobs",
    "kinkeeper.letters.jobs",
    "kinkeeper.lib.stalled_jobs",
    "kinkeeper.notifications.jobs",
    "kinkeeper.organisations.jobs",
    "kinkeeper.people.jobs",
    "kinkeeper.restored.jobs",
    "kinkeeper.retention.jobs",
    "kinkeeper.sources.jobs",
]

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "kinkeeper.lib.log_lines.Text",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "kinkeeper.lib.log_lines.Json"},
    },
    "filters": {
        "without_tokens": {"()": "kinkeeper.lib.log_filters.WithoutTokens"},
        "from_outside": {"()": "kinkeeper.web.log_filters.FromOutside"},
        "in_one_line": {"()": "kinkeeper.lib.log_filters.InOneLine"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env.one_of("KINKEEPER_LOG_FORMAT", ("text", "json"), "text"),
            "filters": ["in_one_line", "without_tokens", "from_outside"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.one_of("KINKEEPER_LOG_LEVEL", LEVELS, "WARNING")},
    # At lower levels they write addresses and user names, and an address may carry a token.
    "loggers": {
        # Each line of the journal, without names, for a system apart (docs/security/logs.md).
        "kinkeeper.journal.line": {
            "level": "INFO" if env.flag("KINKEEPER_LOG_JOURNAL", default=False) else "WARNING"
        },
        "urllib3": {"level": "WARNING"},
        "asyncssh": {"level": "WARNING"},
        "psycopg.pool": {"level": "ERROR"},  # it warns of every try; one line says it is away
    },
}
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # usernames are unique by their folded form, with a deferrable constraint
    "security.W008",  # the reverse proxy redirects to https; docs/operate.md says how
    "security.W021",  # preloading HSTS is the domain owner's decision
]
