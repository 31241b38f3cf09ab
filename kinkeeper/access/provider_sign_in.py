"""Who comes back from an identity provider is, here."""

from dataclasses import dataclass

from kinkeeper.access.sign_in import may_enter
from kinkeeper.accounts import identities, providers
from kinkeeper.accounts.oidc.id_token import Claims
from kinkeeper.accounts.provider_models import Clash, IdentityProvider, LinkedBy
from kinkeeper.credentials import record_way_in
from kinkeeper.credentials.redeem import may_be_opened
from kinkeeper.journal.actor import SOMEBODY, Actor
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Merge, Person, PersonState
from kinkeeper.people.one_person_name import may_be_two


@dataclass(frozen=True)
class Came:
    """`person` None: nobody whom we know, and nothing more is told. `merged_into`: the account of
    whoever came was merged into another one's, which only its owner learns."""

    person: Person | None = None
    merged_into: Person | None = None


NOBODY = Came()


@act()
def come(origin: str, provider: IdentityProvider, claims: Claims) -> Came:
    """Known by issuer and subject. The first time, whoever has the synchronisation key that the
    site's claim holds becomes known by them. The person may still be one who may not come in now
    (`may_enter`, `rests`)."""
    known = identities.found(claims)
    if known is None:
        return _first_time(origin, provider, claims)
    person = known.person
    merge = Merge.objects.filter(gone=person).select_related("leads_to").first()
    if merge is not None:
        kept = merge.leads_to
        return Came(merged_into=kept) if kept.state == PersonState.ACTIVE else NOBODY
    if person.state != PersonState.ACTIVE or not providers.is_for(provider, person):
        return NOBODY
    named = identities.named_by(provider, claims)
    if named is not None and named.pk != person.pk:
        identities.clash(Actor(None, SOMEBODY, origin), known, Clash.OTHER_PERSON)
        return NOBODY
    identities.used(known)
    return Came(person)


def _first_time(origin: str, provider: IdentityProvider, claims: Claims) -> Came:
    named = identities.named_by(provider, claims)
    if named is None or not providers.is_for(provider, named):
        return NOBODY
    record_way_in.held(named.pk)  # two at once are two, and no child is granted meanwhile
    other = identities.other_at(provider, named)
    if other is not None and other.subject == claims.subject:  # the same, a moment earlier
        return Came(named)
    if other is not None:
        identities.clash(Actor(None, SOMEBODY, origin), other, Clash.SECOND_SUBJECT)
        return NOBODY
    if not may_be_opened(named) or may_be_two(named) or not may_enter(named):
        return NOBODY
    if identities.shut_by_owner(named):
        return NOBODY
    owner = Actor(named.pk, named.full_name, origin)
    identities.add(owner, named, provider, claims, LinkedBy.CLAIM)
    if not named.has_password:
        # no office could have read this way in; a password from before may be known to one (K38)
        record_way_in.enter(named, None)
    return Came(named)
