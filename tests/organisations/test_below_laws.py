"""Which organisation lies below which: the view, the reach of a role and the paths say the same."""

from contextlib import suppress

import polars as pl
import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.lib import db
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Below, Organisation
from kinkeeper.organisations.reach import below
from kinkeeper.roster.text.organisation_paths import is_within, within
from tests.cast import person

pytestmark = pytest.mark.django_db
# Names that begin alike, and signs that mean something in a pattern.
NAMES = st.sampled_from(["A", "AB", "A B", "Å", "A%", "A_", "_", "7"])
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), max_size=8)


def grown(paths: list[str]) -> list[Organisation]:
    """The whole tree, without paths that nobody could tell from one that is there."""
    for path in paths:
        with suppress(tree.BadPath):
            tree.ensure(path)
    return list(Organisation.objects.all())


@given(PATHS)
def test_paths_and_the_database_agree_on_what_lies_below(paths: list[str]) -> None:
    with transaction.atomic():
        nodes = grown(paths)
        pairs = [(root, node) for root in nodes for node in nodes]
        expected = {(one.pk, two.pk) for one, two in pairs if is_within(two.path, one.path)}
        assert set(Below.objects.values_list("root", "organisation")) == expected
        frame = pl.DataFrame(
            {"path": [two.path for _one, two in pairs], "root": [one.path for one, _two in pairs]}
        )
        asked = frame.select(within(pl.col("path"), pl.col("root"))).to_series()
        assert asked.to_list() == [(one.pk, two.pk) in expected for one, two in pairs]
        for root in nodes:
            reach = below([root])
            covered = {node.pk for node in nodes if reach.covers(node.pk)}
            assert covered == {node for one, node in expected if one == root.pk}
        transaction.set_rollback(True)


@given(PATHS, st.data())
def test_who_is_reached_is_who_belongs_below(paths: list[str], data: st.DataObject) -> None:
    with transaction.atomic():
        nodes = grown(paths)
        roots = data.draw(st.lists(st.sampled_from(nodes), max_size=2))
        place = data.draw(st.sampled_from(nodes))
        pupil = person("lena.berg", "pupil", place)
        numbers = [root.pk for root in roots]
        expected = below(roots).covers(place.pk)
        assert db.value("SELECT kinkeeper_reaches(%s, %s)", [numbers, pupil.pk]) == expected
        assert db.value("SELECT kinkeeper_covers(%s, %s)", [numbers, place.pk]) == expected
        transaction.set_rollback(True)
