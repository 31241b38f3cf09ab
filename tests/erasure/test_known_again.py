"""Whom an office learns to have been erased: its own; of others only that a key is taken."""

import pytest
from django.utils import timezone

from kinkeeper.people.erased import Erased, Standing, marks, site_keys, standing
from kinkeeper.people.erasure_models import Erasure
from kinkeeper.people.reach import reach_of
from tests.cast import Cast


def test_k14_whether_someone_was_erased_elsewhere_is_told_of_keys_alone() -> None:
    """As of any key that is taken elsewhere; of a name with an address nothing is told."""
    person = {
        "sync_key": "P-1", "username_folded": "kari", "email": "kari@x.no",
        "given_name": "Kari", "family_name": "Berg", "birth_date": "1980-01-01",
    }  # fmt: skip
    kept = marks([person])
    for within in (True, False):
        told = Standing(1, None, within)  # type: ignore[arg-type]  # the day is not asked
        known = Erased(dict.fromkeys(kept, told), site_keys())
        assert known.meant({"sync_key": "P-1"}) == told
        again = person | {"sync_key": "P-9", "username_folded": "k9"}
        assert known.meant(again) == (told if within else None)


@pytest.mark.django_db
def test_k14_an_erasure_elsewhere_does_not_hide_the_own_one(cast: Cast) -> None:
    """The same person was erased at both schools; each office knows of its own."""
    person = {"given_name": "Kari", "family_name": "Berg", "birth_date": "1980-01-01"}
    for place in (cast.lakeside, cast.hillside, cast.lakeside):
        Erasure.objects.create(
            people=[1], profile="parent", marks=marks([person]), organisations=[place.pk],
            done_at=timezone.now(),
        )  # fmt: skip
    for office in (cast.henry, cast.lara):
        meant = standing(reach_of(office)).meant(person)
        assert meant is not None
        assert meant.within
