"""People's accounts at identity providers: known by issuer and subject, never by an e-mail."""

from django.db.models import Func, Q, TextField, Value
from django.utils import timezone

from kinkeeper.accounts import parent_rule, passkeys, providers
from kinkeeper.accounts.oidc.id_token import Claims
from kinkeeper.accounts.provider_models import Clash, Identity, IdentityProvider, LinkedBy
from kinkeeper.credentials.models import SignInNotice
from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import deny, record
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.people.models import Person, PersonState
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.vocabulary import SignedInBy

LONGEST_KEY = 200  # characters


class Taken(Exception):
    """The account there is somebody else's here, or names somebody else."""


class HasOne(Exception):
    """The person has another account at this provider already."""


class LastWay(Exception):
    """Without it the person could not sign in any more."""


@whole_site()
def of(person: Person) -> list[Identity]:
    return list(Identity.objects.filter(person=person).order_by("linked_at", "pk"))


def found(claims: Claims) -> Identity | None:
    """Whose account this is, locked. In an act."""
    known = Identity.objects.select_for_update(of=("self",)).select_related("person")
    return known.filter(issuer=claims.issuer, subject=claims.subject).first()


def named_by(provider: IdentityProvider, claims: Claims) -> Person | None:
    """The one active person whose synchronisation key stands in the claim that the site has named.
    Nobody where a key differs from it by zeros in front alone (K2), and for a placeholder (K33).
    In an act."""
    key = _key(claims.all.get(provider.claim)) if provider.claim else ""
    if not key:
        return None
    bare = key.lstrip("0")
    stripped = Func("sync_key", Value("0"), function="ltrim", output_field=TextField())
    padded = Q(sync_key__startswith="0", stripped=bare)
    alike = Person.objects.alias(stripped=stripped).filter(Q(sync_key__in=[key, bare]) | padded)
    people = list(alike[:2])
    if len(people) != 1 or people[0].sync_key != key or people[0].state != PersonState.ACTIVE:
        return None
    return people[0]


def other_at(provider: IdentityProvider, person: Person) -> Identity | None:
    return Identity.objects.filter(person=person, issuer=provider.issuer).first()


def shut_by_owner(person: Person) -> bool:
    """Whether the owner has said that somebody else was in the account, and no new code or link has
    been used since: until then no key opens it."""
    disputed = SignInNotice.objects.filter(person=person, disputed_at__isnull=False)
    if person.way_in_at is not None:
        disputed = disputed.filter(disputed_at__gt=person.way_in_at)
    return disputed.exists()


def add(
    actor: Actor, person: Person, provider: IdentityProvider, claims: Claims, by: LinkedBy
) -> Identity:
    """In an act, and after all that speaks against it was looked at."""
    made = Identity.objects.create(
        person=person,
        issuer=claims.issuer,
        subject=claims.subject,
        linked_by=by,
        used_at=timezone.now(),
    )
    about = {"provider": provider.name, "how": by.value}
    record(actor, "identity.linked", person_id=person.pk, data=about)
    tell(person, What.SERVICE_CONNECTED)
    return made


@act()
def link(actor: Actor, person: Person, provider: IdentityProvider, claims: Claims) -> None:
    """By the person, who is signed in here and was there. Raises `Taken`, `HasOne`."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    known, named = found(claims), named_by(provider, claims)
    if known is not None and known.person_id == person.pk:
        return
    if known is not None or (named is not None and named.pk != person.pk):
        raise Taken
    if other_at(provider, person) is not None:
        raise HasOne
    add(actor, person, provider, claims, LinkedBy.PERSON)


@act()
def unlink(actor: Actor, person: Person, number: int) -> bool:
    """Whether the person had one of this internal ID. Raises `LastWay`."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two at once are two
    mine = Identity.objects.filter(person=person)
    identity = mine.filter(pk=number).first()
    if identity is None:
        return False
    if mine.count() < 2 and not _opens_without(person):
        raise LastWay
    about = {"provider": name_of(identity)}
    record(actor, "identity.removed", person_id=person.pk, data=about)
    tell(person, What.SERVICE_REMOVED)
    identity.delete()
    return True


def _opens_without(person: Person) -> bool:
    """Whether anything but an account elsewhere lets the person in."""
    return (person.has_password and parent_rule.opens(person, SignedInBy.PASSWORD)) or (
        bool(passkeys.of(person)) and parent_rule.opens(person, SignedInBy.PASSKEY)
    )


def take(actor: Actor, identity: Identity, reason: str) -> None:
    """By an office. In an act; the sessions that began with it are the caller's."""
    about = {"provider": name_of(identity), "reason": reason}
    record(actor, "identity.taken", person_id=identity.person_id, data=about)
    tell(identity.person, What.SERVICE_REMOVED)
    identity.delete()


def take_all(person: Person) -> int:
    """How many; the line in the journal is the caller's. In an act."""
    return Identity.objects.filter(person=person).delete()[0]


@whole_site()
def name_of(identity: Identity) -> str:
    """As on the button; the issuer of a provider that is no more."""
    named = IdentityProvider.objects.filter(issuer=identity.issuer)
    return named.values_list("name", flat=True).first() or identity.issuer


def used(identity: Identity) -> None:
    Identity.objects.filter(pk=identity.pk).update(used_at=timezone.now())


def clash(actor: Actor, identity: Identity, why: Clash) -> None:
    """Somebody came of whom it is not clear whether it is this person: refused, and kept where the
    office sees it. In an act."""
    Identity.objects.filter(pk=identity.pk).update(refused_at=timezone.now(), clash=why)
    about = {"provider": name_of(identity), "why": why.value}
    deny(actor, "identity.refused", person_id=identity.person_id, data=about)


def ways_of(person: Person) -> list[tuple[IdentityProvider, Identity | None]]:
    """The providers that are for this person, each with the person's account there."""
    mine = {each.issuer: each for each in of(person)}
    fitting = [each for each in providers.everyone() if providers.is_for(each, person)]
    return [(each, mine.get(each.issuer)) for each in fitting]


def _key(claimed: object) -> str:
    """What is claimed as a synchronisation key; empty for what cannot be one."""
    text = str(claimed) if type(claimed) is int else claimed
    if not isinstance(text, str) or text != text.strip() or not 0 < len(text) <= LONGEST_KEY:
        return ""
    return "" if "\0" in text or not text.isprintable() or is_placeholder(text) else text
