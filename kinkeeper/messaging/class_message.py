"""One message to the parents of a class: a conversation with each of them, about each child."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families.models import Relationship
from kinkeeper.families.stated_rights import areas_today
from kinkeeper.families.visibility import lets_see
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import locks
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.lib.locks import Lock
from kinkeeper.lib.refusal import Refusal
from kinkeeper.messaging import school_says
from kinkeeper.messaging.models import Conversation, Member, Message, Sending
from kinkeeper.messaging.write import MOST_LOCKS, TWICE, Said, kept
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.hidden import protected
from kinkeeper.people.models import Membership, Person, PersonState, Profile
from kinkeeper.roster.vocabulary import Area

READS = {Area.MESSAGES, Area.SCHOOL_DAY}


@dataclass(frozen=True)
class Audience:
    """The parents of a class who would get it now, each with the child: those who read messages
    about it today, and see its school day, because such a message may name the class. `without`:
    pupils of whom there is no such parent. Nobody of the writer's own family, and nobody who is
    protected (K28)."""

    pairs: Sequence[tuple[Person, Person]]
    without: Sequence[Person]

    @property
    def digest(self) -> str:
        said = sorted((child.pk, parent.pk) for child, parent in self.pairs)
        return hashlib.sha256(repr(said).encode()).hexdigest()


@whole_site()
def audience(place: Organisation, family: Collection[int]) -> Audience:
    """By name. `family`: internal IDs of whoever the writer decides nothing about."""
    left_out = protected() | frozenset(family)
    here = Membership.objects.filter(organisation=place).values("person")
    pupils = Person.objects.filter(pk__in=here, profile=Profile.PUPIL, state=PersonState.ACTIVE)
    pupils = pupils.exclude(pk__in=left_out).order_by("family_name", "given_name", "pk")
    ties = Relationship.objects.filter(
        lets_see(), child__in=pupils, parent__state=PersonState.ACTIVE
    ).exclude(parent__in=left_out)
    ties = ties.select_related("parent").order_by("parent__family_name", "parent__given_name", "pk")
    reads: dict[int, list[Person]] = {}
    for tie in ties.annotate(areas=areas_today("parent_id", "child_id")):
        if set(tie.areas) >= READS:
            reads.setdefault(tie.child_id, []).append(tie.parent)
    found = list(pupils)
    pairs = [(child, parent) for child in found for parent in reads.get(child.pk, ())]
    return Audience(pairs, [child for child in found if child.pk not in reads])


@act()
def send(  # noqa: PLR0917  # who writes what to whom
    actor: Actor,
    teacher: Person | None,
    place: Organisation,
    school: Organisation,
    to: Audience,
    said: Said,
) -> Sending:
    """To exactly this audience, of which the writer was shown the digest (REC-056). Raises
    `Refusal`."""
    title, text = said.title(), said.text()
    if not school_says.at(school.path).is_on:
        raise Refusal("messages-off", _("Messages are switched off for this school."))
    locks.take(Lock.WRITING_TO_CLASS, place.pk % MOST_LOCKS)
    just = Sending.objects.filter(place=place, made_by=actor.person_id, subject=title)
    size = len(said.file.content) if said.file else None  # with a forgotten file it is another one
    again = {"messages__body": text, "messages__withdrawn_at": None, "messages__file__size": size}
    before = just.filter(made_at__gt=Now() - TWICE, **again).first()
    if before is not None:
        return before
    if not to.pairs:
        raise Refusal("no-one", _("No parent of this class reads messages."))
    who = {"made_by": actor.person_id, "made_by_name": actor.name[:300]}
    made = Sending.objects.create(place=place, subject=title, conversations=len(to.pairs), **who)
    file = kept(said.file) if said.file else None
    talks = Conversation.objects.bulk_create(
        Conversation(
            child=child, parent=parent, school=school, subject=title, with_office=not teacher
        )
        for child, parent in to.pairs
    )
    if teacher is not None:
        Member.objects.bulk_create(Member(conversation=each, staff=teacher) for each in talks)
    by = {"written_by": actor.person_id, "written_by_name": actor.name[:300]}
    Message.objects.bulk_create(
        Message(conversation=each, body=text, file=file, sending=made, **by) for each in talks
    )
    told = {"conversations": len(talks), "class": place.name}
    record(actor, "message.sent-to-class", organisation_id=place.pk, data=told)
    return made


def as_shown(place: Organisation, family: Collection[int], digest: str) -> Audience:
    """Raises `Refusal` where it is not what the writer was shown any more."""
    found = audience(place, family)
    if found.digest != digest:
        raise Refusal(
            "changed-since", _("The list of parents has changed. Read it again, then send.")
        )
    return found
