"""Why something did not go back with a merge is a code; earlier sentences are still told."""

import pytest

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families import connect
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person
from kinkeeper.readings.merging import parted
from kinkeeper.registry.unmerge_leftovers import SENTENCES, Why, said
from tests.cast import Cast
from tests.merging import OFFICE, merged, unmerged


def test_every_code_has_words() -> None:
    assert SENTENCES.keys() == set(Why)


def test_a_field_is_told_by_its_label() -> None:
    told = said(Why.FIELD_CHANGED, {"field": "given_name"})
    assert told == "First name has been changed since and stays as it is"


@pytest.mark.django_db
def test_the_journal_keeps_no_sentence(cast: Cast, twin: Person) -> None:
    made = merged(cast.kari, twin)
    connect.connect(OFFICE, cast.kari, cast.theo)
    unmerged(made)
    [[other, code, detail]] = Entry.objects.get(action="person.unmerged").data["left"]
    assert (other, code, detail["who"]) == (cast.theo.pk, "connected", "the office")
    told = parted(of_command_line(None), cast.kari, twin.pk)
    assert told is not None
    assert "was connected by the office on" in told.left[0][1]


@pytest.mark.django_db
def test_a_sentence_of_an_earlier_version_is_told_as_it_is(cast: Cast, twin: Person) -> None:
    data = {"gone_id": twin.pk, "left": [[cast.theo.pk, "was ended by Anna, 100 % sure"]]}
    Entry.objects.create(
        actor_name="x", origin="x", action="person.unmerged", person_id=cast.kari.pk, data=data
    )
    told = parted(of_command_line(None), cast.kari, twin.pk)
    assert told is not None
    assert told.left == [("Theo Lund", "was ended by Anna, 100 % sure")]
