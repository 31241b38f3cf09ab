"""What an erasure would do, and what keeps somebody from being erased."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.erasure import names, tables
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Merge, Person, PersonState, Profile
from kinkeeper.people.protection_models import Protection
from kinkeeper.registry.refusals import Refusal, not_merged
from kinkeeper.roster.text.isolate import alone
from kinkeeper.sources.models import Source

# The reason that is given after a restore; it names nobody, whatever somebody is called.
AGAIN = "erased before, and back by a restore"
# What goes, in the reader's words: by tables, whatever else goes with them.
GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("Accounts, with name and contact data"), ("people_person",)),
    (gettext_lazy("Relationships of parents and children"), ("families_relationship",)),
    (gettext_lazy("Pending relationships"), ("families_pendingrelationship",)),
    (
        gettext_lazy("What was set about rights and consents"),
        ("families_rightsstatement", "families_consent", "families_continuation"),
    ),
    (
        gettext_lazy("School records"),
        (
            "records_enrolment",
            "records_attendance",
            "records_result",
            "records_remark",
            "records_notice",
            "records_document",
        ),
    ),
    (
        gettext_lazy("Absences, answers and contact data that were sent from home"),
        (
            "from_home_absencereport",
            "from_home_noticeanswer",
            "from_home_noticeopening",
            "from_home_contactchange",
        ),
    ),
    (gettext_lazy("Conversations with the school"), ("messaging_conversation",)),
    (gettext_lazy("Meetings with the school"), ("meetings_booking", "meetings_invitation")),
    (
        gettext_lazy("Codes and other ways to sign in"),
        (
            "credentials_credential",
            "accounts_passkey",
            "accounts_authenticatorapp",
            "accounts_recoverycode",
            "accounts_identity",
        ),
    ),
    (gettext_lazy("Entries about letters and e-mails"), ("letters_letter", "notifications_mail")),
    (
        gettext_lazy("Rows of imports"),
        ("intake_plannedperson", "intake_plannedrelationship", "intake_plannedrecord"),
    ),
)
LINES = """
SELECT count(*) FROM journal_entry
WHERE actor_id = ANY(%(people)s) OR person_id = ANY(%(people)s) OR child_id = ANY(%(people)s)
"""


@dataclass(frozen=True)
class Foreseen:
    """`goes`: what, and how many; `lines` of the journal stay, without names and texts. `merged`
    are how many accounts were merged into this one: they go with it."""

    goes: list[tuple[str, int]]
    lines: int
    merged: int


def accounts(person: Person) -> list[Person]:
    """The account, and those that were merged into it."""
    gone = Merge.objects.filter(leads_to=person).values("gone")
    return [person, *Person.objects.filter(pk__in=gone).order_by("pk")]


@whole_site()
def foresee(person: Person) -> Foreseen:
    """Nothing is changed."""
    people = [each.pk for each in accounts(person)]
    found = []
    for words, of in GROUPS:
        count = sum(_count(table, people) for table in of)
        if count:
            found.append((str(words), count))
    return Foreseen(found, db.value(LINES, {"people": people}), len(people) - 1)


def _count(table: str, people: Sequence[int]) -> int:
    said = " OR ".join(f"{column} = ANY(%(people)s)" for column in tables.GOES[table])
    query = f"SELECT count(*) FROM {table} WHERE {said}"  # noqa: S608  # names of ours
    return int(db.value(query, {"people": people}))


@whole_site()
def fit(actor: Actor, person: Person, reach: Reach) -> list[Person]:
    """The accounts that would go. Raises `Refusal` where somebody has no right to erase, and where
    the law, or another one's safety, asks to keep the account."""
    if not reach.whole_site:
        raise Refusal("not-allowed", _("Only a system administrator can erase a person’s data."))
    not_merged(person)
    people = accounts(person)
    numbers = [each.pk for each in people]
    name = alone(person.full_name)
    if actor.person_id in numbers:
        raise Refusal("oneself", _("You cannot erase yourself. Another administrator has to."))
    if person.profile == Profile.SYSTEM_ADMINISTRATOR and not _others(numbers):
        raise Refusal(
            "last-administrator",
            _("%s is the only system administrator. Add another one first.") % name,
        )
    if Source.objects.filter(owner_id__in=numbers).exists():
        raise Refusal(
            "keeps-sources",
            _("%s is responsible for a source. Let someone else take it over first.") % name,
        )
    keep_back(people)
    return people


def still_asked(person: Person) -> None:
    """Raises `Refusal` where the person was restored since."""
    if person.state != PersonState.TRASHED:
        name = alone(person.full_name)
        raise Refusal("not-in-trash", _("%s was restored, and is not erased.") % name)


def keep_back(people: Sequence[Person]) -> None:
    """Raises `Refusal` where a block or a protection would go with the account (K27)."""
    numbers = [each.pk for each in people]
    name = alone(people[0].full_name)
    pairs = Relationship.objects.filter(state=RelationshipState.BLOCKED)
    if (pairs.filter(parent__in=numbers) | pairs.filter(child__in=numbers)).exists():
        raise Refusal(
            "block-stands",
            _(
                "A block names %s. It protects a child and would go with the account, so the "
                "account stays as long as the block stands (Article 17(3) GDPR). Lift the block "
                "first, if it is no longer needed."
            )
            % name,
        )
    if Protection.objects.filter(person__in=numbers).exists():
        raise Refusal(
            "protected",
            _(
                "The identity of %s is protected, and the protection would go with the account. "
                "End the protection first, if it is no longer needed."
            )
            % name,
        )


def reasoned(reason: str, people: Sequence[Person]) -> str:
    """The reason as it is kept. Raises `Refusal` for an empty one, and for one that would keep
    what is to be erased."""
    if reason == AGAIN:
        return reason
    text = reason.strip()[:2000]
    if not text:
        raise Refusal("reason-missing", _("Give a reason; it is kept in the journal."), "reason")
    said = {name.lower() for each in people for name in (each.given_name, each.family_name) if name}
    if names.of(people).are_in(text) or said & set(re.findall(r"\w+", text.lower())):
        raise Refusal(
            "reason-names",
            _("Write the reason without the person’s name: it is kept after the erasure."),
            "reason",
        )
    return text


def _others(numbers: Sequence[int]) -> bool:
    others = Person.objects.filter(profile=Profile.SYSTEM_ADMINISTRATOR, state=PersonState.ACTIVE)
    return others.exclude(pk__in=numbers).exists()
