"""Says in sentences why a person can, or can't, see a child: the same everywhere."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.families import (
    block_grounds,
    grounds_in_words,
    majority,
    majority_in_words,
    rights_in_words,
    second_person,
    stated_rights,
)
from kinkeeper.families.days import Days
from kinkeeper.families.models import (
    PARTED,
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
    source_in_words,
)
from kinkeeper.families.visibility import lets_see
from kinkeeper.organisations import settings
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import KnownAs, Merge, Person, PersonState, Profile
from kinkeeper.people.shown_names import Named, plainly
from kinkeeper.roster.text.isolate import alone


@dataclass(frozen=True)
class Explanation:
    """`sees` speaks of the relationship, its rights and both people's states, not of whether the
    parent can sign in today; that is said in `because`."""

    sees: bool
    because: list[str]
    relationship: Relationship | None


def explain(
    parent: Person, child: Person, named: Named = plainly, *, grounds: bool = False
) -> Explanation:
    """`named` gives the name of who did something, as far as the reader may know it; `grounds`:
    also what a block rests on, for who may lift it."""
    relationships = Relationship.objects.filter(parent=parent, child=child)
    relationship = relationships.first()
    if relationship:
        relationship.parent, relationship.child = parent, child
    names = {"parent": alone(parent.full_name), "child": alone(child.full_name)}
    because = [
        in_words(relationship, named) if relationship else _not_connected(parent, child, names)
    ]
    if relationship and grounds and relationship.state == RelationshipState.BLOCKED:
        because += grounds_in_words.sentences(block_grounds.of(parent, child), date_of(child))
        because += second_person.sentences(relationship, named)
    obstacles = _about_people(parent, child, names)
    stated = list(stated_rights.statements(parent, child))
    rights = stated_rights.of(stated, stated_rights.default(child), date_of(child))
    if stated or (relationship and relationship.state == RelationshipState.ACTIVE):
        because += rights_in_words.sentences(names, rights, stated, named)
        because += majority_in_words.sentences(parent, child, named)
    left = majority.left_to(parent, child, date_of(child))
    seen = rights.sees if left is None else rights.sees & left
    connected = relationships.filter(lets_see()).exists() and not obstacles
    rest = _about_merges(named, parent, child) + _about_sign_in(parent, names)
    return Explanation(connected and bool(seen), because + obstacles + rest, relationship)


def in_words(relationship: Relationship, named: Named = plainly) -> str:
    """One sentence: how the relationship stands, since when and why."""
    about = {
        "parent": alone(relationship.parent.full_name),
        "child": alone(relationship.child.full_name),
        "when": date_format(localtime(relationship.since), "DATE_FORMAT"),
        "who": named(relationship.changed_by, relationship.changed_by_name) or _("an import"),
        "why": _why(relationship.reason),
        "sources": ", ".join(map(source_in_words, relationship.sources)) or _("no source"),
        "days": str(relationship.days),
    }
    if relationship.state == RelationshipState.ACTIVE and relationship.awaits_way_in:
        return (
            _(
                "%(parent)s was connected to %(child)s on %(when)s (%(sources)s), but can see "
                "the child only after using a new sign-in code: the account was opened with a "
                "code that another office could read. Choose “Start over”, then make a new "
                "letter."
            )
            % about
        )
    if relationship.state == RelationshipState.ACTIVE:
        return _active(relationship.days, date_of(relationship.child)) % about
    if relationship.state == RelationshipState.BLOCKED:
        return (
            _(
                "%(parent)s and %(child)s have been blocked since %(when)s by %(who)s: “%(why)s” "
                "No import can connect them until someone lifts the block."
            )
            % about
        )
    if relationship.state == RelationshipState.PROPOSED and about["days"]:
        return (
            _(
                "%(parent)s was proposed for %(child)s on %(when)s, %(days)s; an administrator has "
                "to decide."
            )
            % about
        )
    if relationship.state == RelationshipState.PROPOSED:
        return (
            _("%(parent)s was proposed for %(child)s on %(when)s; an administrator has to decide.")
            % about
        )
    return _("The relationship of %(parent)s and %(child)s ended on %(when)s. %(why)s") % about


def _active(days: Days, today: date) -> str:
    if days.over(today):
        return _(
            "%(parent)s was connected to %(child)s on %(when)s (%(sources)s) %(days)s, and "
            "can no longer see the child."
        )
    if days.to_come(today):
        return _(
            "%(parent)s was connected to %(child)s on %(when)s (%(sources)s), but can see the "
            "child only %(days)s."
        )
    if str(days):
        return _(
            "%(parent)s has been connected to %(child)s since %(when)s (%(sources)s), %(days)s."
        )
    return _("%(parent)s has been connected to %(child)s since %(when)s (%(sources)s).")


def _why(reason: str) -> str:
    """The reason in words; an import that ended a relationship is named by its number alone."""
    kind, _colon, number = reason.partition(":")
    if kind == "import" and number.isdecimal():
        return _("Import %s no longer included it.") % number
    if reason == PARTED:
        return _("It was made by an import while two accounts were one.")
    return reason


def _not_connected(parent: Person, child: Person, names: dict[str, str]) -> str:
    pendings = PendingRelationship.objects.filter(
        parent=parent,
        state=PendingState.WAITING,
    )
    if pendings.filter(_naming(child)).exists():
        return (
            _(
                "%(parent)s has a pending relationship with a child who has this key, but "
                "%(child)s is not in the organisations of the person who imported it."
            )
            % names
        )
    return _("%(parent)s and %(child)s are not connected.") % names


def _naming(child: Person) -> Q:
    """A condition on pending relationships: they wait for a name that the child bears."""
    named = Q(pk__in=[])
    for name in KnownAs.objects.filter(person=child):
        in_time = Q() if name.since is None else Q(made_at__gte=name.since)
        named |= Q(match=name.match, folded=name.folded) & in_time
    return named


def _about_people(parent: Person, child: Person, names: dict[str, str]) -> list[str]:
    found = []
    if child.profile != Profile.PUPIL:
        found.append(_("%(child)s is not a pupil.") % names)
    if child.state == PersonState.TRASHED:
        found.append(_("%(child)s is in the trash.") % names)
    if parent.state == PersonState.TRASHED:
        found.append(_("%(parent)s is in the trash.") % names)
    return found


def _about_merges(named: Named, *people: Person) -> list[str]:
    merges = Merge.objects.filter(Q(gone__in=people) | Q(leads_to__in=people))
    numbers = list(merges.values_list("pk", flat=True))
    if not numbers:  # most accounts never were two
        return []
    numbered = {person.pk for person in people}
    merges = Merge.objects.filter(pk__in=numbers).select_related("gone", "leads_to")
    found = []
    for merge in [each for each in merges if each.gone_id in numbered]:
        found.append(
            _(
                "This account of %(gone)s was merged into id:%(number)s on %(when)s by %(who)s; "
                "the relationships are there."
            )
            % _about(merge, named)
        )
    for merge in [each for each in merges if each.leads_to_id in numbered]:
        found.append(
            _(
                "Another account of %(kept)s was merged into this one on %(when)s by %(who)s, "
                "with its relationships."
            )
            % _about(merge, named)
        )
    return found


def _about(merge: Merge, named: Named) -> dict[str, object]:
    return {
        "gone": alone(merge.gone.full_name),
        "kept": alone(merge.leads_to.full_name),
        "number": merge.leads_to_id,
        "when": date_format(localtime(merge.made_at), "DATE_FORMAT"),
        "who": named(merge.made_by, merge.made_by_name),
    }


def _about_sign_in(parent: Person, names: dict[str, str]) -> list[str]:
    found = []
    if parent.profile == Profile.PARENT and not settings.get("parent_login"):
        found.append(_("Parent login is off, so no parent can sign in at the moment."))
    if parent.last_login is None:
        found.append(_("%(parent)s has never signed in.") % names)
    return found
