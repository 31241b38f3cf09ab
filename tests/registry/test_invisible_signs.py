"""Signs that nobody sees are refused in files, in forms and in paths."""

import pytest

from kinkeeper.organisations import tree
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.typed_values import checked
from tests.cast import Cast
from tests.importing import planned

pytestmark = pytest.mark.django_db
SIGNS = ["\u202a", "\u202e", "\u2066", "\u2069", "\x07", "\x85", "\U000e0041"]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_name_that_turns_or_hides_is_refused_everywhere(cast: Cast, sign: str) -> None:
    roster_import = planned(f"SyncID,First name,Last name\nP-5,A{sign}da,Berg\n")
    assert roster_import.problems.get().code == "bad-character"
    with pytest.raises(Refusal) as refused:
        checked({"given_name": f"A{sign}da"}, None)
    assert refused.value.code == "bad-character"
    with pytest.raises(tree.BadPath):
        tree.ensure(f"Hill{sign}side/7B")


@pytest.mark.parametrize("name", ["می\u200cنا", "ശ്രീ\u200dജ"])
def test_joiners_that_a_script_needs_stay(cast: Cast, name: str) -> None:
    assert checked({"given_name": name}, None)["given_name"] == name
    roster_import = planned(f"SyncID,First name,Last name\nP-5,{name},Berg\n")
    assert roster_import.counts["people"]["create"] == 1


def test_signs_that_exports_carry_along_are_left_out_of_names(cast: Cast) -> None:
    named = checked({"given_name": "\u200fדנה\u200e", "family_name": "Le\u00advi\ufe0f"}, None)
    assert named == {"given_name": "דנה", "family_name": "Levi"}
    with pytest.raises(Refusal) as refused:
        checked({"given_name": "\u200e\ufeff"}, None)
    assert refused.value.code == "required"


def test_k32_a_stored_name_with_such_a_sign_is_the_same_person(cast: Cast) -> None:
    cast.kari.given_name = "Ka\u200eri"
    cast.kari.save()
    roster_import = planned("SyncID,First name,Last name\nP-1,Kari,Berg\n")
    assert roster_import.counts["people"]["asked"] == 0
    assert roster_import.counts["people"]["update"] == 1
