"""Who a name and a password are: by username, or by an e-mail that one active person alone has."""

from typing import Any

from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from kinkeeper.access.session_limits import OWN_DEVICE_LIMITS
from kinkeeper.credentials.passwords import normal
from kinkeeper.families.may_open_account import WAY_IN, may_open
from kinkeeper.lib import user_agent
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.lib.client_address import named_in
from kinkeeper.lib.coarse_network import coarse
from kinkeeper.lib.sessions import FACTS
from kinkeeper.organisations import restore_hold, settings
from kinkeeper.organisations.reach import of_roots
from kinkeeper.people.models import OF_SCHOOL, STAFF, Merge, Person, PersonState
from kinkeeper.people.preset_passwords import opened
from kinkeeper.people.resting import rests
from kinkeeper.roster.text.normalise import fold_username
from kinkeeper.roster.vocabulary import SignedInBy


class Joined(Exception):
    """Name and password are those of an account that was merged into `instead`: only its owner
    learns of it."""

    def __init__(self, instead: Person) -> None:
        super().__init__()
        self.instead = instead


class UsernameOrEmail(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Person | None:
        """Raises `Joined`."""
        person = recognised(username or kwargs.get("email") or "", password or "")
        if person is None or rests(person):
            return None
        return person if may_enter(person) else None

    def get_user(self, user_id: int) -> Person | None:
        """None ends the session: for the trashed, and for parents while parent login is off."""
        person = Person.objects.filter(pk=user_id).first()
        return person if person is not None and may_enter(person) else None


@act()
def recognised(name: str, password: str) -> Person | None:
    """Whose name and password these are, whether or not that person may come in just now. Raises
    `Joined`."""
    if not name or not password or len(password) > 4096:
        return None
    password = normal(password)
    known = [each for each in named(name) if each.password or each.sealed_password]
    merge = None if known else _merged_away(name)
    if merge is not None and _fits(merge.gone, password):
        raise Joined(merge.leads_to)
    if not known and merge is None:
        make_password(password)  # as slow as a real check: the time tells nothing
    return next((person for person in known if _fits(person, password)), None)


@whole_site()
def active(number: int) -> Person | None:
    """Whoever has this internal ID, unless trashed or merged away."""
    return Person.objects.filter(pk=number, state=PersonState.ACTIVE).first()


@whole_site()
def named(name: str) -> list[Person]:
    """The active person with this username, and the only one with this e-mail address: nobody may
    shut somebody else out by taking an address as a username."""
    active = Person.objects.filter(state=PersonState.ACTIVE)
    found = list(active.filter(username_folded=fold_username(name)))
    if "@" in name:
        mailbox = active.alias(mailbox=Lower("email")).filter(mailbox=name.strip().lower())
        sharers = list(mailbox[:2])
        found += sharers if len(sharers) == 1 and sharers != found else []
    return found


def _merged_away(name: str) -> Merge | None:
    merges = Merge.objects.filter(leads_to__state=PersonState.ACTIVE).exclude(gone__password="")
    merges = merges.filter(gone__username_folded=fold_username(name))
    return merges.select_related("gone", "leads_to").first()


def may_enter(person: Person) -> bool:
    """Active, and not a parent while parent login is off or the site waits after a restore. A
    password that an office has set, and nobody has changed since, opens only what that office
    reaches (K38)."""
    if person.state != PersonState.ACTIVE:
        return False
    preset = of_roots(person.preset_reach)
    if person.must_change_password and not may_open(preset, person.pk, WAY_IN):
        return False
    if person.profile in OF_SCHOOL:
        return True
    return bool(settings.get("parent_login")) and restore_hold.state() is None


def _fits(person: Person, password: str) -> bool:
    if person.password:
        return check_password(password, person.password, _keep(person, password))
    return _fits_preset(person, password)


def _keep(person: Person, password: str) -> Any:
    def upgrade(raw: str) -> None:
        person.password = make_password(raw)  # the session that begins now is bound to it
        Person.objects.filter(pk=person.pk).update(password=person.password)

    return upgrade


def _fits_preset(person: Person, password: str) -> bool:
    """A password from a file that no job has hashed yet: whoever comes first is served at once."""
    hashed = make_password(password)
    preset = opened(person)
    if preset is None or not constant_time_compare(preset, password):
        return False
    Person.objects.filter(pk=person.pk).update(password=hashed, sealed_password=None)
    person.password = hashed  # the session that begins now is bound to it
    return True


@act()
def begin_session(
    request: HttpRequest,
    person: Person,
    how: SignedInBy = SignedInBy.PASSWORD,
    *,
    own_device: bool = False,
) -> None:
    """From the next request on the session's person asks; when that was is noted, and with which
    device. Its key is new, whoever was signed in here before. `own_device`: the person says that
    nobody else uses it, and stays signed in for long; never who works here."""
    if SESSION_KEY in request.session:
        request.session.flush()
    login(request, person)
    lasting = own_device and person.profile not in STAFF
    device = user_agent.read(request.headers.get("User-Agent", ""))
    request.session[FACTS] = {
        "how": how.value,
        "started": int(timezone.now().timestamp()),
        "browser": device.browser.value,
        "system": device.system.value,
        "network": coarse(named_in(request.META)),
        "own_device": lasting,
    }
    request.session.set_expiry(OWN_DEVICE_LIMITS.in_all if lasting else None)
