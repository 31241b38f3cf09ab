"""Where somebody is signed in: told to that person, and in a copy of the person's data."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.lib import asking, db
from kinkeeper.lib.user_agent import Browser, System
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import SignedInBy

JUST_NOW = timedelta(minutes=2)  # what is noted may be a minute behind
BROWSERS: dict[str, str | Promise] = {
    Browser.FIREFOX: "Firefox",
    Browser.CHROME: "Chrome",
    Browser.EDGE: "Edge",
    Browser.SAFARI: "Safari",
    Browser.OPERA: "Opera",
    Browser.SAMSUNG: "Samsung Internet",
}
SYSTEMS: dict[str, str | Promise] = {
    System.ANDROID: "Android",
    System.IPHONE: gettext_lazy("an iPhone"),
    System.IPAD: gettext_lazy("an iPad"),
    System.WINDOWS: "Windows",
    System.MAC: gettext_lazy("a Mac"),
    System.CHROMEBOOK: gettext_lazy("a Chromebook"),
    System.LINUX: "Linux",
}
HOW: dict[str, str | Promise] = {
    SignedInBy.PASSWORD: gettext_lazy("with a password"),
    SignedInBy.CODE_OR_LINK: gettext_lazy("with a sign-in code or link"),
    SignedInBy.PASSKEY: gettext_lazy("with a passkey"),
    SignedInBy.PASSWORD_AND_APP: gettext_lazy("with a password and a code from an app"),
    SignedInBy.RECOVERY_CODE: gettext_lazy("with a recovery code"),
    SignedInBy.PROVIDER: gettext_lazy("through another service"),
}


@dataclass(frozen=True)
class SignIn:
    """`number` stands in addresses, `here` is the one that asks, `network` may be empty."""

    number: UUID
    here: bool
    started_at: datetime
    last_seen_at: datetime
    how: str
    device: str
    network: str
    own_device: bool

    @property
    def just_now(self) -> bool:
        return self.here or timezone.now() - self.last_seen_at < JUST_NOW


def own(secret: str) -> list[SignIn]:
    """Those of whoever asks the database, with the session of this secret first, then the one that
    was used last. The database itself knows whose they are (`wall.sign_ins`)."""
    found = [
        SignIn(number, here, started, seen, str(HOW[how]), device(browser, system), network, mine)
        for number, here, started, seen, how, browser, system, network, mine in db.rows(
            "SELECT * FROM wall.sign_ins(%s)", [secret]
        )
    ]
    return sorted(found, key=lambda each: (not each.here, -each.last_seen_at.timestamp()))


@dataclass(frozen=True)
class Told:
    """What a copy of somebody's data says of a sign-in: nothing by which it could be ended, and no
    network, which may say where the person lives."""

    started_at: datetime
    last_seen_at: datetime
    how: str
    device: str


def of_another(person: Person) -> list[Told]:
    """The one that was used last first; for whoever may make a copy of the person's data."""
    minute = int(time.time() // 60)
    seal = asking.attest(f"sign-ins:{minute}:{person.pk}")
    return [
        Told(started, seen, str(HOW[how]), device(browser, system))
        for started, seen, how, browser, system in db.rows(
            "SELECT * FROM wall.sign_ins_of(%s, %s, %s)", [person.pk, minute, seal]
        )
    ]


def device(browser: str, system: str) -> str:
    """What somebody knows it by, such as "Firefox on Android"."""
    if not browser and not system:
        return _("A device we do not know")
    shown = BROWSERS.get(browser) or _("A browser we do not know")
    if not system:
        return str(shown)
    return _("%(browser)s on %(system)s") % {"browser": shown, "system": SYSTEMS[system]}
