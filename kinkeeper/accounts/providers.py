"""Sets identity providers up, changes and removes them; whoever does has the whole site."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from kinkeeper.accounts import parent_rule
from kinkeeper.accounts.oidc.places import BadPlace, issuer_of
from kinkeeper.accounts.oidc.round_trip import Client
from kinkeeper.accounts.provider_models import Audience, Identity, IdentityProvider
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.lib.seal import BrokenSeal, open_sealed, seal
from kinkeeper.people.models import STAFF, Person, Profile
from kinkeeper.roster.text.isolate import alone

SEALED = "identity-provider"
NOT_FOR_A_CLAIM = ("sub", "email", "preferred_username", "name", "phone_number")


class Refusal(Exception):
    """`field` names what it is about; the text is a sentence that says what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class BrokenSecret(Exception):
    """The secret was sealed with another secret key of the site: it has to be typed again."""


@dataclass(frozen=True)
class Wanted:
    """What somebody typed; `secret` None leaves it as it is, an empty one takes it away."""

    name: str
    issuer: str
    client_id: str
    audience: str
    scope: str = "openid"
    claim: str = ""
    second_step: str = ""
    secret: str | None = None


@act()
def add(actor: Actor, wanted: Wanted) -> IdentityProvider:
    """Raises `Refusal`."""
    provider = IdentityProvider()
    _save(provider, wanted)
    record(actor, "provider.added", data=_told(provider))
    return provider


@act()
def change(actor: Actor, provider: IdentityProvider, wanted: Wanted) -> None:
    """With another issuer the accounts that people have at the former one open nothing, and the
    secret has to be typed again: it was for the former one's eyes. Raises `Refusal`."""
    _save(provider, wanted)
    record(actor, "provider.changed", data=_told(provider))


@act()
def remove(actor: Actor, provider: IdentityProvider) -> int:
    """With it go all accounts there: of how many people. Their passwords and passkeys stay. Raises
    `Refusal`."""
    _leaves_parents_one(provider)
    gone = Identity.objects.filter(issuer=provider.issuer).delete()[0]
    record(actor, "provider.removed", data={**_told(provider), "count": gone})
    provider.delete()
    return gone


@whole_site()
def everyone() -> list[IdentityProvider]:
    return list(IdentityProvider.objects.order_by("name", "pk"))


@whole_site()
def by_number(number: int) -> IdentityProvider | None:
    return IdentityProvider.objects.filter(pk=number).first()


@whole_site()
def find_by_key() -> bool:
    """Whether a synchronisation key can open an account: whoever gives one to somebody decides who
    comes in (K38)."""
    return IdentityProvider.objects.exclude(claim="").exists()


def is_for(provider: IdentityProvider, person: Person) -> bool:
    """Pupils have none."""
    if person.profile == Profile.PARENT:
        return provider.audience in {Audience.PARENTS, Audience.BOTH}
    return person.profile in STAFF and provider.audience in {Audience.STAFF, Audience.BOTH}


def client_of(provider: IdentityProvider, back: str) -> Client:
    """Who we are to it. Raises `BrokenSecret`."""
    secret = ""
    if provider.sealed_secret is not None:
        sealed = bytes(provider.sealed_secret)
        try:
            opened = open_sealed(sealed, secret=settings.SECRET_KEY, purpose=_purpose(provider))
        except BrokenSeal as error:
            raise BrokenSecret from error
        secret = opened.decode()
    return Client(provider.issuer, provider.client_id, secret, provider.scope, back)


def _save(provider: IdentityProvider, wanted: Wanted) -> None:
    before = provider.issuer
    provider.name = " ".join(wanted.name.split())
    provider.issuer = _issuer(wanted.issuer.strip())
    provider.client_id = _ascii("client_id", wanted.client_id.strip(), 200)
    provider.audience = _audience(wanted.audience)
    provider.scope = _scope(wanted.scope.split())
    provider.claim = _claim(wanted.claim.strip())
    provider.second_step = _ascii("second_step", " ".join(wanted.second_step.split()), 300)
    if not 0 < len(provider.name) <= 60:
        raise Refusal("name", _("Write a name of at most 60 characters."))
    if not provider.client_id:
        raise Refusal("client_id", _("Write the client ID that the provider gave you."))
    others = IdentityProvider.objects.exclude(pk=provider.pk)
    if others.filter(name=provider.name).exists():
        raise Refusal("name", _("There is a provider of this name already."))
    if others.filter(issuer=provider.issuer).exists():
        raise Refusal("issuer", _("There is a provider with this issuer already."))
    if provider.audience == Audience.STAFF or not provider.claim:
        _leaves_parents_one(provider)
    if wanted.secret is not None:
        secret = _ascii("secret", wanted.secret.strip(), 2000)
        provider.sealed_secret = _sealed(provider, secret)
    elif before and before != provider.issuer and provider.sealed_secret is not None:
        raise Refusal("secret", _("With another issuer, type the client secret again."))
    provider.save()


def _leaves_parents_one(provider: IdentityProvider) -> None:
    """While parents may come by a provider only."""
    if parent_rule.needs_one() and not parent_rule.finds_parents(but=provider.pk or 0):
        sentence = _("Parents sign in with it alone. Change “With what parents sign in” first.")
        raise Refusal("audience", sentence)


def _issuer(text: str) -> str:
    try:
        return issuer_of(text)
    except BadPlace as error:
        if error.code == "not-encrypted":
            sentence = _("Only addresses with https are allowed, or http on this machine.")
        else:
            sentence = _("Write the issuer’s whole address, such as https://login.example.org")
        raise Refusal("issuer", sentence) from error


def _audience(code: str) -> str:
    if code not in Audience.values:
        codes = ", ".join(Audience.values)
        raise Refusal("audience", _("Write one of these: %s.") % codes)
    return code


def _scope(words: Sequence[str]) -> str:
    listed = ["openid", *(word for word in words if word != "openid")]
    return _ascii("scope", " ".join(dict.fromkeys(listed)), 200)


def _claim(name: str) -> str:
    if name.lower() in NOT_FOR_A_CLAIM:
        raise Refusal(
            "claim",
            _("%s tells no one apart for certain. Name a claim with the synchronisation key.")
            % alone(name),
        )
    return _ascii("claim", name, 100)


def _ascii(field: str, text: str, most: int) -> str:
    if len(text) > most or not text.isascii() or not text.isprintable():
        raise Refusal(field, _("Use at most %d plain characters.") % most)
    return text


def _sealed(provider: IdentityProvider, secret: str) -> bytes | None:
    if not secret:
        return None
    return seal(secret.encode(), secret=settings.SECRET_KEY, purpose=_purpose(provider))


def _purpose(provider: IdentityProvider) -> str:
    """Bound to the issuer: in another row it opens nothing."""
    return f"{SEALED}:{provider.issuer}"


def _told(provider: IdentityProvider) -> dict[str, str]:
    return {
        "name": provider.name,
        "issuer": provider.issuer,
        "audience": provider.audience,
        "claim": provider.claim,
        "second_step": provider.second_step,
    }
