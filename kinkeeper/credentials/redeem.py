"""A person uses a credential: chooses a password with it, once."""

import hmac

from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from kinkeeper.credentials import choose_password
from kinkeeper.credentials.issue import hash_code
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.credentials.record_way_in import enter, held, readers_of_mail
from kinkeeper.credentials.void import OPEN
from kinkeeper.families.may_open_account import WAY_IN, may_open
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import deny
from kinkeeper.lib import link_tokens, request_transaction, typed_codes
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.organisations.reach import of_roots
from kinkeeper.people import returned_mail
from kinkeeper.people.models import OF_SCHOOL, Person, PersonState

MOST_WRONG = 10


class Unusable(Exception):
    """The credential opens nothing; `code` says why, and never about whom."""

    code = "unusable"


class Unknown(Unusable):
    code = "unknown"


class Expired(Unusable):
    code = "expired"


class Used(Unusable):
    """By `person`, an internal ID: for whoever answers, and never to be shown."""

    code = "used"

    def __init__(self, person: int) -> None:
        super().__init__()
        self.person = person


class Replaced(Unusable):
    code = "replaced"


def could_be(typed: str) -> bool:
    """Whether this may be a code at all: of its length, its letters, and with its check character.
    Anything else is a slip and no guess."""
    return typed_codes.well_formed(typed_codes.tidy(typed))


@whole_site()
def by_code(actor: Actor, typed: str) -> Credential:
    """The credential of a typed code. A wrong one counts against those it nearly meets; a code
    dies of ten. Nothing is consumed (K22). Raises `Unusable`."""
    code = typed_codes.tidy(typed)
    if not typed_codes.well_formed(code):
        raise Unknown
    wanted = hash_code(code)
    near = list(
        Credential.objects.select_related("person")
        .filter(selector=code[: typed_codes.SELECTOR])
        .order_by("-pk")[:50]
    )
    for credential in near:
        if hmac.compare_digest(bytes(credential.code_hash or b""), wanted):
            return usable(credential)
    wrong = [each for each in near if each.state in OPEN]
    request_transaction.keep(lambda: _count_wrong(actor, wrong))
    raise Unknown


def by_token(token: str) -> Credential:
    """The credential of a link. Opening consumes nothing (K22). Raises `Unusable`."""
    credential = of_token(token)
    if credential is None:
        raise Unknown
    return usable(credential)


@whole_site()
def of_token(token: str) -> Credential | None:
    """Whichever credential the link was made for, usable or not."""
    found = Credential.objects.filter(link_hash=link_tokens.digest(token))
    return found.select_related("person").first()


@whole_site()
def by_number(number: int) -> Credential | None:
    """Of which a browser's own session remembers the internal ID; used or not."""
    return Credential.objects.select_related("person").filter(pk=number).first()


@whole_site()
def usable(credential: Credential) -> Credential:
    """Raises `Unusable` unless the credential would open its person's account now."""
    if credential.state == CredentialState.REDEEMED:
        raise Used(credential.person_id)
    if credential.state == CredentialState.VOIDED:
        raise Replaced
    if credential.expires_at <= timezone.now():
        raise Expired
    if not may_be_opened(credential.person):
        raise Unknown
    if not may_open(of_roots(credential.reach), credential.person_id, WAY_IN):
        raise Replaced  # the account has come to reach further than whoever could read it (K38)
    return credential


def redeem(actor: Actor, credential_id: int, password: str) -> Person:
    """Sets the person's own password and ends every credential the person has.

    One transaction; of two at once one wins. Raises `Unusable`, and Django's `ValidationError`
    when the password will not do.
    """
    with act():
        whose = Credential.objects.filter(pk=credential_id).values_list("person", flat=True)
        held(whose.first() or 0)
        credential = (
            Credential.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(pk=credential_id)
            .first()
        )
        if credential is None:
            raise Unknown
        person = usable(credential).person
        Credential.objects.filter(pk=credential.pk).update(
            state=CredentialState.REDEEMED, ended_at=Now()
        )
        mailed, readers = credential.channel == Channel.EMAIL, credential.reach
        owner = Actor(person.pk, person.full_name, actor.origin)
        told = {"channel": credential.channel}
        choose_password.choose(owner, person, password, choose_password.REDEEMED, **told)
        if mailed:
            returned_mail.gets_through(person)
        enter(person, readers_of_mail(person, readers) if mailed else readers)
        person.refresh_from_db()
    return person


def may_be_opened(person: Person) -> bool:
    """Whether somebody may come to be in this account: a parent for a child's sake alone."""
    if person.state != PersonState.ACTIVE:
        return False
    if person.profile in OF_SCHOOL:
        return True
    return Relationship.objects.filter(
        goes_on(), parent=person, child__state=PersonState.ACTIVE
    ).exists()


@act()
def _count_wrong(actor: Actor, near: list[Credential]) -> None:
    """Whatever becomes of the request: a code that is guessed at dies of it."""
    for credential in near:
        Credential.objects.filter(pk=credential.pk).update(wrong_tries=F("wrong_tries") + 1)
        dead = Credential.objects.filter(
            pk=credential.pk, wrong_tries__gte=MOST_WRONG, state__in=OPEN
        ).update(state=CredentialState.VOIDED, ended_at=Now())
        if dead:
            deny(actor, "credential.guessed", person_id=credential.person_id)
