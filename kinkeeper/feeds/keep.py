"""A parent makes a feed, or ends one."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from kinkeeper.feeds.models import Feed
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import link_tokens
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person

MOST = 10


class TooMany(Exception):
    """The parent has as many as anyone needs; the sentence says what to do."""


@act()
def make(actor: Actor, parent: Person, child: Person | None) -> str:
    """The token, which nobody can ever see again. `child` is one that this parent sees; None: all,
    whichever these are when it is fetched. Raises `TooMany`."""
    if living().filter(parent=parent).count() >= MOST:
        raise TooMany(_("You have 10 addresses. End one that you no longer use."))
    token = link_tokens.draw()
    Feed.objects.create(parent=parent, child=child, digest=link_tokens.digest(token))
    record(actor, "feed.made", person_id=parent.pk, child_id=child.pk if child else None)
    return token


@act()
def end(actor: Actor, feed: Feed) -> None:
    """From the next fetch on there is nothing at its address."""
    record(actor, "feed.ended", person_id=feed.parent_id, child_id=feed.child_id)
    feed.delete()


@act()
def end_all(person: Person) -> None:
    """The account is taken from whoever had it, and so are the addresses that they made."""
    Feed.objects.filter(parent=person).delete()


def end_everybodys() -> int:
    """Everybody's; how many. No line in the journal of each: that is the caller's."""
    return Feed.objects.all().delete()[0]


def living() -> QuerySet[Feed]:
    """Without those that were made before the parent's last way in was used (a letter, a link for a
    new password): whoever had the account before may not be who has it now."""
    return Feed.objects.filter(
        Q(parent__way_in_at=None) | Q(made_at__gte=F("parent__way_in_at"))
    ).select_related("parent")


def ended() -> QuerySet[Feed]:
    """All others."""
    return Feed.objects.filter(made_at__lt=F("parent__way_in_at"))


def of_token(token: str) -> Feed | None:
    return living().filter(digest=link_tokens.digest(token)).first()
