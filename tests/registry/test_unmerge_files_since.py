"""K26 and K27: what files withheld of two accounts while they were one, holds for both after."""

import pytest

from kinkeeper.families.block import block
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import PendingRelationship, Relationship
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import Preset
from tests.cast import Cast
from tests.importing import imported
from tests.intake.sections.test_rights_in_files import (
    DAY,
    HEAD,
    NONE,
    accepted,
    person,
    row,
    seen,
)
from tests.merging import OFFICE, merged, unmerged

pytestmark = pytest.mark.django_db
PLAIN = "SyncID,First name,Last name,ChildID\n"
MIA = "SyncID,First name,Last name\nS-NEW,Mia,Moe\n"
RESPONSIBLE = "SyncID,First name,Last name,ChildID,Parental responsibility\n"
RESTRICTED = "SyncID,First name,Last name,ChildID,Restriction\n"


def both(child: str) -> str:
    return PLAIN + f"V-1,Vera,Moe,{child}\nV-2,Veronica,Moe,{child}\n"


@pytest.mark.parametrize("of", ["V-1", "V-2"])
def test_k27_a_first_word_of_either_key_narrows_both_accounts(cast: Cast, of: str) -> None:
    key = cast.nora.sync_key or ""
    imported(both(key))
    one, two = person("V-1"), person("V-2")
    made = merged(one, two)
    imported(HEAD + row(of, key, "none", "Vera" if of == "V-1" else "Veronica"))
    unmerged(made)
    assert seen(one, cast.nora) == seen(two, cast.nora) == NONE


def test_k27_what_a_file_widened_since_stays_with_the_account_that_was_kept(cast: Cast) -> None:
    settings.change(OFFICE, "rights", Preset.SCHOOL_DAY_ONLY.value)
    key = cast.nora.sync_key or ""
    imported(both(key))
    one, two = person("V-1"), person("V-2")
    made = merged(one, two)
    accepted(HEAD + row("V-1", key, "everything"))
    unmerged(made)
    assert seen(two, cast.nora) == DAY


def test_k27_what_a_pending_relationship_of_both_was_narrowed_to_holds_for_both(
    cast: Cast,
) -> None:
    imported(HEAD + row("V-1", "S-NEW", "everything"))
    imported(HEAD + row("V-2", "S-NEW", "everything", "Veronica"), series="other")
    made = merged(person("V-1"), person("V-2"))
    imported(HEAD + row("V-1", "S-NEW", "none"))
    unmerged(made)
    waiting = PendingRelationship.objects.filter(state="waiting")
    assert [each.areas for each in waiting] == [[], []]


def test_k27_what_a_pending_relationship_of_both_was_refused_holds_for_both(cast: Cast) -> None:
    imported(RESPONSIBLE + "V-1,Vera,Moe,S-NEW,yes\n")
    imported(RESPONSIBLE + "V-2,Veronica,Moe,S-NEW,yes\n", series="other")
    made = merged(person("V-1"), person("V-2"))
    imported(RESPONSIBLE + "V-1,Vera,Moe,S-NEW,no\n")
    unmerged(made)
    waiting = PendingRelationship.objects.filter(state="waiting")
    assert [each.granted for each in waiting] == [False, False]


def test_k27_a_child_who_came_and_was_narrowed_is_so_for_both(cast: Cast) -> None:
    imported(HEAD + row("V-1", "S-NEW", "everything"))
    imported(HEAD + row("V-2", "S-NEW", "everything", "Veronica"), series="other")
    one, two = person("V-1"), person("V-2")
    made = merged(one, two)
    imported(MIA, profile="pupil")
    imported(HEAD + row("V-1", "S-NEW", "none"))
    unmerged(made)
    assert seen(one, person("S-NEW")) == seen(two, person("S-NEW")) == NONE


def end(parent: Person, child: Person) -> None:
    disconnect(OFFICE, parent, child, reason="they asked", block=False)


def barred(parent: Person, child: Person) -> None:
    block(OFFICE, parent, child, reason="court")


def denied(_parent: Person, _child: Person) -> None:
    imported(RESPONSIBLE + "V-1,Vera,Moe,S-NEW,no\n")


def restricted(_parent: Person, _child: Person) -> None:
    imported(RESTRICTED + "V-1,Vera,Moe,S-NEW,court order\n")


@pytest.mark.parametrize("first", ["", "S-NEW"])
@pytest.mark.parametrize("act", [end, barred, denied, restricted])
def test_k15_k26_whom_a_pending_child_was_kept_from_since_sees_nobody_by_an_unmerge(
    cast: Cast, first: str, act: object
) -> None:
    imported(PLAIN + f"V-1,Vera,Moe,{first}\nV-2,Veronica,Moe,S-NEW\n")
    one = person("V-1")
    made = merged(one, person("V-2"))
    imported(MIA, profile="pupil")
    assert callable(act)
    act(one, person("S-NEW"))
    unmerged(made)
    assert not Relationship.objects.filter(child=person("S-NEW"), state="active").exists()
