"""K3 and K4: which existing person a row means, and what an import never does to people."""

import pytest

from kinkeeper.people.models import Person, PersonState, Profile
from tests.cast import Cast, person
from tests.importing import codes, edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,User name,First name,Last name,E-mail,ChildID\n"


def test_r_063_k03_two_people_with_one_address_stay_two(cast: Cast) -> None:
    imported(HEAD + "P-50,,Ada,Berg,kari@example.org,H-1\n")
    assert Person.objects.filter(email="kari@example.org").count() == 2


def test_r_063_k04_the_key_decides_and_never_the_name_beside_it(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-1,jonas.lund,Kari,Berg,kari@example.org,H-1\n")
    assert roster_import.counts["people"]["create"] == 0
    cast.jonas.refresh_from_db()
    assert cast.jonas.username == "jonas.lund"
    assert Person.objects.get(sync_key="P-1").username == "kari.berg"


def test_k04_a_new_key_with_somebodys_username_is_left_out(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-77,kari.berg,Kari,Berg,k@example.org,L-9\n")
    assert roster_import.counts["people"]["rejected"] == 1
    assert {"username-taken", "key-differs"} & codes(roster_import).keys()
    assert ("P-1", "L-9") not in edges()


def test_k04_without_a_key_the_username_decides(cast: Cast) -> None:
    roster_import = imported(HEAD + ",KARI.BERG,Kari,Berg,new@example.org,\n")
    assert roster_import.counts["people"]["update"] == 1
    cast.kari.refresh_from_db()
    assert (cast.kari.email, cast.kari.sync_key) == ("new@example.org", "P-1")


def test_k04_an_import_never_changes_a_profile(cast: Cast) -> None:
    roster_import = imported(
        "User name,First name,Last name,ChildID\nmaria.ortega,Maria,Ortega,H-2\n"
    )
    assert codes(roster_import) == {"other-profile": 1}
    cast.maria.refresh_from_db()
    assert cast.maria.profile == Profile.TEACHER
    assert ("maria.ortega", "H-2") in edges()


def test_k04_a_pupil_is_nobodys_parent(cast: Cast) -> None:
    roster_import = imported("SyncID,First name,Last name,ChildID\nH-1,Nora,Berg,H-2\n")
    assert roster_import.counts["people"]["rejected"] == 1
    assert ("H-1", "H-2") not in edges()


def test_k04_people_in_the_trash_stay_there(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(state=PersonState.TRASHED)
    roster_import = imported(HEAD + "P-1,,Kari,Berg,other@example.org,H-1\n")
    assert codes(roster_import) == {"in-trash": 1}
    cast.kari.refresh_from_db()
    assert (cast.kari.state, cast.kari.email) == (PersonState.TRASHED, "kari@example.org")


def test_k04_two_may_swap_usernames_within_one_file(db: None) -> None:
    for key, name in (("P1", "ada"), ("P2", "ida")):
        person(name, Profile.PARENT, sync_key=key, family_name="B")
    text = "SyncID,User name,First name,Last name\nP1,ida,Ada,B\nP2,ada,Ida,B\n"
    imported(text, overwrite="all")
    assert Person.objects.get(sync_key="P1").username == "ida"
    assert Person.objects.get(sync_key="P2").username == "ada"


def test_k04_a_username_is_never_taken_from_somebody_else(cast: Cast) -> None:
    text = "SyncID,User name,First name,Last name\nP-1,jonas.lund,Kari,Berg\n"
    roster_import = imported(text, overwrite="all")
    assert codes(roster_import) == {"username-taken": 1}
    assert Person.objects.get(sync_key="P-1").username == "kari.berg"


def test_an_empty_cell_clears_nothing_in_any_mode(cast: Cast) -> None:
    for mode in ("blank", "named", "all"):
        imported(HEAD + "P-1,,Kari,Berg,,H-1\n", overwrite=mode)
        cast.kari.refresh_from_db()
        assert cast.kari.email == "kari@example.org"


def test_what_somebody_changed_by_hand_files_leave_alone(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(hand_changed=["email"])
    roster_import = planned(HEAD + "P-1,,Kari,Berg,file@example.org,H-1\n")
    assert roster_import.counts["people"]["update"] == 0
