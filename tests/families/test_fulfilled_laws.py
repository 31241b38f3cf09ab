"""K8 as a law: the database's view and the plan say the same of which pupil fulfils what waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.models import Match, PendingRelationship, PendingState
from kinkeeper.lib import db
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import FormerKey, KnownAs, Membership, Merge, Person, PersonState
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.match.directory import PENDINGS
from kinkeeper.roster.match.fulfilled import NAMES, PLACES, fulfilled
from tests.cast import person

pytestmark = pytest.mark.django_db
KEYS = ("7", "007", "k-1", "K-1", "N/A", "north-7")
USERNAMES = ("Ada.Berg", "bo.berg", "CLEO.berg", "n/a")
DAYS = st.integers(0, 2)
Names = set[tuple[int, str, str, datetime | None]]


class Site:
    """Pupils, some of them in the trash or merged away, keys that were theirs, and a teacher."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw = data.draw
        self.start = timezone.now()
        paths = ("North", "North/1A", "Northern", "South")
        self.places = [tree.ensure(path)[0] for path in paths]
        keys = self.draw(st.permutations([*KEYS, None, None]))
        usernames = self.draw(st.permutations(USERNAMES))
        self.people = [
            self.somebody(username, key) for username, key in zip(usernames, keys, strict=False)
        ]
        self.merge()
        for key in keys[len(usernames) :]:
            if key and self.draw(st.booleans()):
                FormerKey.objects.create(person=self.one(), sync_key=key)

    def somebody(self, username: str, key: str | None) -> Person:
        profile = self.draw(st.sampled_from(["pupil", "pupil", "pupil", "teacher"]))
        state = self.draw(st.sampled_from(["active", "active", "trashed"]))
        places = self.draw(st.lists(st.sampled_from(self.places), max_size=2, unique=True))
        return person(
            username, profile, *places, sync_key=key, state=state, family_name="Berg",
            given_name="Ada", created_at=self.start + timedelta(days=self.draw(DAYS)),
        )  # fmt: skip

    def one(self) -> Person:
        return self.draw(st.sampled_from(self.people))

    def merge(self) -> None:
        """One account was merged into another one, and perhaps a third into the first of them."""
        kept, gone, before, _other = self.draw(st.permutations(self.people))
        for number in range(self.draw(st.integers(0, 2))):
            first, second = (kept, gone) if not number else (gone, before)
            Person.objects.filter(pk=second.pk).update(state=PersonState.TRASHED)
            Merge.objects.create(kept=first, gone=second, leads_to=kept, reason="one pupil")

    def wait(self) -> None:
        who = self.one()
        names = [
            *KEYS, *(each.username_folded for each in self.people),
            str(who.pk), f"0{who.pk}", str(self.one().pk),
        ]  # fmt: skip
        folded = self.draw(st.sampled_from(names))
        reach = st.lists(st.sampled_from(self.places), max_size=2, unique=True)
        roots = self.draw(st.none() | reach)
        PendingRelationship.objects.bulk_create(
            [
                PendingRelationship(
                    parent=self.one(), match=self.draw(st.sampled_from(Match.values)),
                    value=folded, folded=folded, source="import:1",
                    reach=None if roots is None else [root.pk for root in roots],
                    state=self.draw(st.sampled_from([PendingState.WAITING, *PendingState])),
                    made_at=self.start + timedelta(days=self.draw(DAYS)),
                )
            ],
            ignore_conflicts=True,  # the same waits already
        )  # fmt: skip


def names() -> Iterator[tuple[int, str, str, datetime | None]]:
    """Under which names everybody is known, asked in the plainest way."""
    leads = dict(Merge.objects.values_list("gone", "leads_to"))
    for each in Person.objects.all():
        owners = {each.pk, leads.get(each.pk, each.pk)}
        former = [key.sync_key for key in each.former_keys.all()]
        for owner in owners:
            if each.sync_key:
                yield owner, "sync-key", each.sync_key, None
            yield owner, "username", each.username_folded, None
            yield owner, "internal-id", str(each.pk), each.created_at
        for key in former:
            yield leads.get(each.pk, each.pk), "sync-key", key, None


def moment(when: datetime | None) -> int | None:
    return None if when is None else int(when.timestamp() * 1_000_000)


def planned(known: Names) -> set[tuple[int, int]]:
    """What the core says, of frames as a plan has them."""
    here = Person.objects.filter(profile="pupil").exclude(state=PersonState.TRASHED)
    pupils = set(here.values_list("pk", flat=True))
    paths = dict(Organisation.objects.values_list("pk", "path"))
    waiting = PendingRelationship.objects.filter(state=PendingState.WAITING)
    lines = [
        {
            name: getattr(each, name, None)
            for name in PENDINGS
            if name not in {"starts_on", "ends_on", "ours"}
        }
        | {"made_at": moment(each.made_at)}
        | {"reach": None if each.reach is None else [paths[root] for root in each.reach]}
        for each in waiting
    ]
    met = fulfilled(
        pl.DataFrame(lines, schema=PENDINGS),
        pl.DataFrame(
            [(who, *rest, moment(since)) for who, *rest, since in known if who in pupils],
            schema=NAMES,
            orient="row",
        ),
        pl.DataFrame(
            list(Membership.objects.values_list("person", "organisation__path")),
            schema=PLACES,
            orient="row",
        ),
    )
    return set(met.select("id", "child_id").iter_rows())


@given(st.data())
def test_k08_the_database_and_the_plan_agree_on_who_fulfils_what(data: st.DataObject) -> None:
    with transaction.atomic():
        site = Site(data)
        for _time in range(data.draw(st.integers(1, 8))):
            site.wait()
        known = set(names())
        view = KnownAs.objects.values_list("person", "match", "folded", "since")
        assert set(view) == known
        children = [each.pk for each in site.people]
        rows = db.rows(
            "SELECT met.pending_id, met.child_id, pending.folded FROM families_fulfilled met "
            "JOIN families_pendingrelationship pending ON pending.id = met.pending_id "
            "WHERE met.child_id = ANY(%s)",
            [children],
        )
        asked = [(pending, child) for pending, child, name in rows if not is_placeholder(name)]
        assert len(asked) == len(set(asked))
        assert set(asked) == planned(known)
        transaction.set_rollback(True)
