"""What the site's rule for parents means for one person, however they come."""

from django.utils.translation import gettext as _

from kinkeeper.accounts import passkey_address
from kinkeeper.accounts.provider_models import Audience, IdentityProvider
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations import settings
from kinkeeper.organisations.parent_sign_in import ParentSignIn
from kinkeeper.people.models import Person, Profile
from kinkeeper.roster.vocabulary import SignedInBy

OF_PARENTS = (Audience.PARENTS, Audience.BOTH)


def rule_of(person: Person) -> ParentSignIn | None:
    """None for whoever is no parent by profile."""
    if person.profile != Profile.PARENT:
        return None
    return ParentSignIn(settings.get(settings.PARENTS_BY))


def opens(person: Person, how: SignedInBy) -> bool:
    """Whether the first step may be this one."""
    return rule_of(person) != ParentSignIn.PROVIDER or how == SignedInBy.PROVIDER


def asks_for_second_step(person: Person) -> bool:
    return rule_of(person) in {ParentSignIn.SECOND_STEP, ParentSignIn.PASSKEY}


def passkey_only(person: Person) -> bool:
    """No app stands in for it."""
    return rule_of(person) == ParentSignIn.PASSKEY


@whole_site()
def finds_parents(but: int = 0) -> bool:
    """Whether a provider, `but` that of this internal ID, lets parents in for the first time."""
    found = IdentityProvider.objects.filter(audience__in=OF_PARENTS).exclude(claim="")
    return found.exclude(pk=but).exists()


def needs_one() -> bool:
    return bool(settings.get(settings.PARENTS_BY) == ParentSignIn.PROVIDER)


def check(name: str, value: settings.Value) -> None:
    """Nobody asks of parents what this site cannot do. Raises `BadValue`."""
    if name != settings.PARENTS_BY:
        return
    if value == ParentSignIn.PROVIDER and not finds_parents():
        raise settings.BadValue(
            _("First set up an identity provider for parents that names the claim with their key.")
        )
    if value == ParentSignIn.PASSKEY and not passkey_address.possible():
        raise settings.BadValue(
            _("Passkeys need a site with a name and https. Set KINKEEPER_URL first.")
        )
