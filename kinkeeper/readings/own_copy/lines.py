"""The journal's lines about somebody, as that person may read them.

What somebody did is theirs to read. Of what others did to the account only these acts are told, by
whom they were done as *the school*, and never with their reasons: a reason may speak of another
adult of the child (K19), of a block or of a protected identity (K28).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.journal.models import Entry, Outcome
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import STAFF, Person, Profile
from kinkeeper.readings import who_looked
from kinkeeper.readings.journal_sentences import DENIED, SENTENCES
from kinkeeper.readings.journal_values import worded
from kinkeeper.readings.own_copy.document import Coded, Section
from kinkeeper.readings.own_copy.extent import Told
from kinkeeper.roster.vocabulary import Area

# What others do to an account, and its owner may know.
TOLD = (
    "address.link-sent", "address.withdrawn", "contact.accepted", "contact.declined",
    "copy.made", "credential.guessed",
    "credential.issued", "credential.voided", "factor.copied", "factor.guessed",
    "factor.released", "identity.linked", "identity.taken", "password.reset-sent",
    "password.taken", "person.added", "person.changed", "person.moved", "person.restored",
    "person.trashed", "person.woken", "session.ended-for", "session.resting",
)  # fmt: skip
# The same of a child whom the parent sees now.
TOLD_OF_CHILD = ("relationship.connected", "relationship.confirmed", "relationship.granted")
ROLES = (Profile.PARENT, Profile.PUPIL)  # not what somebody did at work
UNTOLD = ("reason", "changes", "key", "value", "path", "file")  # but of the own acts
# What the school called it, and when it is: only where all of these areas are seen (K16).
WORDS = ("title", "at", "from")
SHOWN_BY = {
    "document": {Area.DOCUMENTS},
    "learning-plan": {Area.DOCUMENTS},
    "meeting": {Area.MESSAGES, Area.SCHOOL_DAY},
    "notice": {Area.SCHOOL_DAY},
}


@dataclass(frozen=True)
class Named(Mapping[str, Any]):
    """What a sentence may name; anything else is a dash."""

    said: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.said.get(name, "–")

    def __iter__(self) -> Iterator[str]:
        return iter(self.said)

    def __len__(self) -> int:
        return len(self.said)


def of(person: Person, told: Told) -> Section:
    """Those of the person and of accounts merged into it, oldest first. An own try at something
    that is not shown is not among them: that there is such a line would tell that there is such a
    thing (K14)."""
    with whole_site():
        accounts = [person.pk, *person.merged_here.values_list("gone_id", flat=True)]
        names = {number: each.name for number, each in told.of.items()}
        names |= dict.fromkeys(accounts, person.full_name)
        about = Q(person_id__in=accounts, action__in=TOLD)
        about |= Q(
            person_id__in=accounts, child_id__in=_connected(person, told), action__in=TOLD_OF_CHILD
        )
        roles = (
            ROLES if person.profile in STAFF else (*ROLES, "")
        )  # blank: of before, or no one yet
        own = Q(actor_id__in=accounts, role__in=roles, outcome=Outcome.DONE)
        found = list(_within(told, Entry.objects.filter(about | own)).order_by("pk"))
    return Section(
        "journal",
        gettext_lazy("What happened"),
        {"at": gettext_lazy("When"), "by": gettext_lazy("Who"), "act": gettext_lazy("What"),
         "from": gettext_lazy("From where"), "denied": gettext_lazy("Refused")},
        [_entry(each, accounts, names, _untold(told, each)) for each in found],
    )  # fmt: skip


def _connected(person: Person, told: Told) -> Collection[int]:
    return [person.pk] if person.profile == Profile.PUPIL else told.of.keys()


def _within(told: Told, lines: QuerySet[Entry]) -> QuerySet[Entry]:
    hidden = told.extent.hidden
    if hidden:
        lines = lines.exclude(person_id__in=hidden).exclude(children__overlap=sorted(hidden))
    reach = told.extent.reach
    if not reach.whole_site:  # what names a school is that school's
        lines = lines.filter(Q(organisation_id=None) | Q(organisation_id__in=reach.ids()))
    return told.extent.about(lines, "child_id")


def _untold(told: Told, line: Entry) -> Collection[str]:
    """A title is the school's; of which school is not in older lines (K14)."""
    wanted = SHOWN_BY.get(line.action.partition(".")[0])
    if wanted is None:
        return ()
    child = told.of.get(line.child_id or 0)
    seen = child is not None and wanted <= set(child.areas)
    named = told.extent.reach.whole_site or line.organisation_id is not None
    return () if seen and named else WORDS


def _entry(
    line: Entry, accounts: Collection[int], names: Mapping[int, str], untold: Collection[str]
) -> dict[str, Any]:
    mine = line.actor_id in accounts
    denied = line.outcome == Outcome.DENIED
    data = {
        name: value
        for name, value in line.data.items()
        if (mine or name not in UNTOLD) and name not in untold and not name.endswith("_id")
    }
    said = {name: _plain(value) for name, value in worded(data).items()}
    for name, number in (("person", line.person_id), ("child", line.child_id)):
        said[name] = names.get(number or 0, _("someone"))
    said["account"] = said["person"]
    sentence = (DENIED if denied else SENTENCES).get(line.action, "")
    return {
        "at": line.at,
        "by": Coded("you", _("You")) if mine else Coded("school", _("The school")),
        "act": Coded(line.action, str(sentence) % Named(said)),
        "from": line.origin if mine else None,
        "denied": denied,
    }


def _plain(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def of_looks(looks: Collection[who_looked.Looks]) -> Section:
    """Who of the school looked, as the page says it."""
    return Section(
        "looks",
        gettext_lazy("Who of the school looked"),
        {"day": gettext_lazy("Day"), "who": gettext_lazy("Who"),
         "times": gettext_lazy("How often"), "downloaded": gettext_lazy("Downloaded")},
        [{"day": each.day, "who": each.who, "times": each.times, "downloaded": each.is_file}
         for each in looks],
    )  # fmt: skip
