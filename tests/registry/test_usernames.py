"""A username that somebody has is refused by the verb, not when the caller's transaction ends."""

import pytest
from django.db import transaction

from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry import add, edit
from kinkeeper.registry.refusals import Refusal
from tests.cast import Cast


@pytest.mark.django_db
def test_somebody_quicker_with_a_username_is_told_of(
    cast: Cast, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both had looked before: what the look finds is left out here."""
    taken = {"username": cast.kari.username, "given_name": "Twin", "family_name": "Berg"}
    monkeypatch.setattr(add, "judge", lambda *_all: ("parent", taken))
    monkeypatch.setattr(edit, "judge", lambda *_all, **_more: {"username": cast.kari.username})
    with transaction.atomic():
        with pytest.raises(Refusal, match="has this username"):
            add.add(office, taken | {"profile": "parent"}, organisations=[])
        with pytest.raises(Refusal, match="has this username"):
            edit.edit(office, cast.jonas, taken, reach=WHOLE_SITE)
    assert Person.objects.filter(username=cast.kari.username).count() == 1
