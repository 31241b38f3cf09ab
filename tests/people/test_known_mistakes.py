"""What has gone wrong elsewhere with people and their accounts, tried here."""

import pytest

from kinkeeper.credentials.eligible import choose
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Membership, Person, Profile
from kinkeeper.registry.edit import edit
from kinkeeper.registry.trash import trash
from tests.cast import PASSWORD, Cast, person
from tests.importing import codes, edges, imported, seed, snapshot

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
MAIL = "SyncID,First name,Last name,E-mail,ChildID\n"


def by_key(key: str) -> Person:
    return Person.objects.get(sync_key=key)


def test_pc_022_the_children_may_come_after_the_parents(db: None) -> None:
    for number in (2, 3, 1):
        imported(seed(number), profile="pupil" if number == 1 else "parent")
    # both parents, both children, whatever the order of the files
    assert len(edges()) == 4


def test_pc_023_a_login_without_a_child_is_not_sent(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-5,Ada,Lie,X-7\n")
    assert codes(roster_import) == {"child-unknown": 1}
    [choice] = choose([by_key("P-5")], by_email=False, reach=WHOLE_SITE)
    assert choice.code == "no-relationship"


def test_pc_024_one_unknown_child_does_not_cost_the_other(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-5,Ada,Lie,H-1;X-7\n", child_separator=";")
    assert ("P-5", "H-1") in edges()
    assert [said.value for said in roster_import.problems.all()] == ["X-7"]
    assert roster_import.counts["people"]["create"] == 1


def test_pc_028_an_own_key_is_never_the_childs(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-1,Kari,Berg,P-1\n")
    assert codes(roster_import) == {"child-is-parent": 1}
    assert not Relationship.objects.filter(parent=cast.kari, child=cast.kari).exists()


def test_pc_030_an_address_is_found_in_any_case(cast: Cast) -> None:
    before = Person.objects.count()
    file = "First name,Last name,E-mail,ChildID\nKari,Berg,KARI@example.ORG,H-1\n"
    imported(file, match_on="email")
    assert Person.objects.count() == before


def test_pc_031_two_parents_share_a_mailbox_and_nothing_else(cast: Cast) -> None:
    imported(MAIL + "P-5,Ada,Lie,lie@example.org,H-1\nP-6,Ole,Lie,lie@example.org,H-1\n")
    usernames = Person.objects.filter(email="lie@example.org").values_list("username", flat=True)
    assert set(usernames) == {"ada.lie", "ole.lie"}


def test_pc_033_two_people_of_one_name_are_two_people(cast: Cast) -> None:
    imported(HEAD + "P-5,Maria,Garcia,H-1\nP-6,Maria,Garcia,L-1\n")
    assert {edge for edge in edges() if edge[0] in {"P-5", "P-6"}} == {
        ("P-5", "H-1"), ("P-6", "L-1"),
    }  # fmt: skip


def test_pc_034_a_surname_makes_no_family(cast: Cast) -> None:
    before = edges()
    imported("SyncID,First name,Last name\nP-5,Ida,Berg\n")
    assert edges() == before


def test_pc_035_a_new_address_is_the_same_person(cast: Cast) -> None:
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    relationships = edges()
    imported(MAIL + "P-1,Kari,Berg,new@example.org,H-1\n")
    kari = by_key("P-1")
    assert (kari.pk, kari.email) == (cast.kari.pk, "new@example.org")
    assert kari.check_password(PASSWORD)
    assert edges() == relationships


def test_pc_038_a_username_stays_with_its_owner(cast: Cast) -> None:
    roster_import = imported(
        "SyncID,Username,First name,Last name,ChildID\nP-7,Kari.Berg,Kim,New,H-1\n"
        "P-8,ida.new,Ida,New,H-1\n"
    )
    assert codes(roster_import) == {"username-taken": 1}
    assert by_key("P-1").username == "kari.berg"
    assert not Person.objects.filter(sync_key="P-7").exists()
    assert ("P-8", "H-1") in edges()


def test_pc_040_rows_that_disagree_are_both_named(cast: Cast) -> None:
    rows = [f"P-{n},Ada,Lie{n},,H-1\n" for n in range(50, 80)]
    rows[2], rows[29] = "P-5,Ada,Lie,111,H-1\n", "P-5,Ada,Lie,222,H-2\n"
    roster_import = imported("SyncID,First name,Last name,Phone,ChildID\n" + "".join(rows))
    said = roster_import.problems.get(code="conflicting-contact")
    assert (said.detail or {})["rows"] == "4, 31"
    assert by_key("P-5").phone == said.value == "111"
    assert {("P-5", "H-1"), ("P-5", "H-2")} <= edges()


def test_pc_041_staff_who_are_parents_stay_staff(cast: Cast) -> None:
    Person.objects.filter(pk=cast.maria.pk).update(sync_key="T-1", email="maria@hillside.example")
    roster_import = imported(MAIL + "T-1,Maria Eva,Ortega,private@example.org,H-1\n")
    maria = by_key("T-1")
    assert (maria.profile, maria.given_name, maria.email) == (
        Profile.TEACHER, "Maria", "maria@hillside.example",
    )  # fmt: skip
    assert ("T-1", "H-1") in edges()
    assert codes(roster_import) == {"other-profile": 1}


def test_pc_043_a_second_parent_never_replaces_the_first(cast: Cast) -> None:
    file = "SyncID,First name,Last name,Kind,ChildID\nP-5,Ada,Lie,mother,H-1\n"
    imported(file)
    assert {edge[0] for edge in edges() if edge[1] == "H-1"} == {
        "P-1",
        "P-2",
        "P-5",
    }


def test_pc_044_each_adult_keeps_an_own_address(cast: Cast) -> None:
    head = "SyncID,First name,Last name,Street,City,ChildID\n"
    imported(head + "P-5,Ada,Lie,Oak 1,Hill,H-1\nP-6,Ole,Lie,Elm 2,Lake,H-1\n")
    assert [(by_key(key).street, by_key(key).city) for key in ("P-5", "P-6")] == [
        ("Oak 1", "Hill"), ("Elm 2", "Lake"),
    ]  # fmt: skip


def test_pc_046_generated_usernames_are_free_in_any_case(cast: Cast) -> None:
    person("Ole.Hansen", "parent")
    imported(HEAD + "P-5,OLE,Hansen,H-1\nP-6,Ole,HANSEN,H-1\n")
    assert {by_key("P-5").username, by_key("P-6").username} == {"ole.hansen2", "ole.hansen3"}


def test_pc_047_names_of_one_word_or_another_script_get_a_username(cast: Cast) -> None:
    imported(HEAD + "P-5,王,芳,H-1\nP-6,Ρένα,Παππά,H-1\nP-7,Олег,Ілліч,H-1\n")
    people = [by_key(key) for key in ("P-5", "P-6", "P-7")]
    assert [each.given_name for each in people] == ["王", "Ρένα", "Олег"]
    assert all(each.username.isascii() and each.username.strip() for each in people)


def test_pc_048_kinds_are_read_and_their_words_kept(cast: Cast) -> None:
    head = "SyncID,First name,Last name,Relation,ChildID\n"
    imported(head + "P-5,A,B,Stepmum,H-1\nP-6,C,D,,H-1\nP-7,E,F,MOTHER,H-1\n")
    kinds = {
        relationship.parent.sync_key: (relationship.kind, relationship.kind_text)
        for relationship in Relationship.objects.filter(child=cast.nora).select_related("parent")
    }
    assert kinds["P-5"] == ("other", "Stepmum")
    assert kinds["P-6"][0] == "unspecified"
    assert kinds["P-7"][0] == "mother"


def test_pc_051_two_addresses_in_a_cell_are_for_a_person_to_decide(cast: Cast) -> None:
    roster_import = imported(MAIL + "P-5,Ada,Lie,a@x.no; b@x.no,H-1\n")
    assert codes(roster_import) == {"several-emails": 1}
    assert not Person.objects.filter(sync_key="P-5").exists()


@pytest.mark.parametrize("word", ["None", "n/a", "-"])
def test_pc_052_no_address_means_a_letter(cast: Cast, word: str) -> None:
    roster_import = imported(MAIL + f"P-5,Ada,Lie,{word},H-1\n")
    assert codes(roster_import) == {"placeholder": 1}
    ada = by_key("P-5")
    assert ada.email == ""
    assert [each.code for each in choose([ada], by_email=True, reach=WHOLE_SITE)] == ["no-email"]
    assert [each.code for each in choose([ada], by_email=False, reach=WHOLE_SITE)] == [""]


def test_pc_053_siblings_make_one_account(cast: Cast) -> None:
    imported(HEAD + "P-5,Ada,Lie,H-1\nP-5,Ada,Lie,H-2\nP-5,Ada,Lie,L-1\n")
    assert Person.objects.filter(given_name="Ada").count() == 1
    assert {child for parent, child in edges() if parent == "P-5"} == {"H-1", "H-2", "L-1"}


def test_pc_064_who_is_in_the_trash_stays_there(cast: Cast, office: Actor) -> None:
    trash(office, cast.kari, reach=WHOLE_SITE)
    roster_import = imported(HEAD + "P-1,Kari,Berg,H-1\n")
    assert codes(roster_import) == {"in-trash": 1}
    assert by_key("P-1").state == "trashed"


def test_pc_077_what_a_hand_corrected_stays(cast: Cast, office: Actor) -> None:
    edit(office, cast.kari, {"given_name": "Kåri"}, reach=WHOLE_SITE)
    imported(HEAD + "P-1,Kari,Berg,H-1\n")
    assert by_key("P-1").given_name == "Kåri"
    imported(HEAD + "P-1,Kari,Berg,H-1\n", overwrite="all")
    assert by_key("P-1").given_name == "Kari"


def test_pc_079_an_administrator_is_not_changed_by_a_file_of_parents(cast: Cast) -> None:
    cast.admin.set_password(PASSWORD)
    cast.admin.sync_key = "A-1"
    cast.admin.save()
    head = "SyncID,First name,Last name,E-mail,Password,ChildID\n"
    imported(head + "A-1,Evil,Name,evil@example.org,another long password,H-1\n", overwrite="all")
    admin = by_key("A-1")
    assert (admin.given_name, admin.email, admin.profile) == (
        "Anna", "", Profile.SYSTEM_ADMINISTRATOR,
    )  # fmt: skip
    assert admin.check_password(PASSWORD)
    assert not Membership.objects.filter(person=admin).exists()


def test_pc_085_a_password_in_a_file_is_for_new_people_only(cast: Cast) -> None:
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    head = "SyncID,First name,Last name,Password,ChildID\n"
    roster_import = imported(head + "P-1,Kari,Berg,another long password,H-1\n")
    assert codes(roster_import) == {"password-ignored": 1}
    assert by_key("P-1").check_password(PASSWORD)


def test_pc_084_an_unchanged_file_writes_nothing(cast: Cast) -> None:
    file = HEAD + "".join(f"P-{n},Ada,Lie{n},H-1\n" for n in range(100, 600))
    imported(file)
    before, versions = snapshot(), list(Person.objects.order_by("pk").values_list("version"))
    lines = Entry.objects.count()
    again = imported(file)
    assert (snapshot(), list(Person.objects.order_by("pk").values_list("version"))) == (
        before, versions,
    )  # fmt: skip
    assert again.counts["people"]["unchanged"] == 500
    assert Entry.objects.count() - lines <= 3  # received, planned, applied


def test_acc_08_lnk_07_another_schools_child_is_like_one_nobody_has(cast: Cast) -> None:
    made: list[Import] = [
        imported(HEAD + f"P-5,Ada,Lie,{key}\n", by=cast.henry, organisation="Hillside")
        for key in ("L-9", "X-0")
    ]
    told = [
        [(said.code, said.column, said.detail) for said in roster_import.problems.all()]
        for roster_import in made
    ]
    assert told[0] == told[1]
    assert ("P-5", "L-9") not in edges()


def test_r_061_imp_09_applying_twice_is_applying_once(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-5,Ada,Lie,H-1\n")
    before = snapshot()
    assert apply(roster_import, Actor(None, "the office", "a test")).state == "applied"
    assert snapshot() == before


def test_imp_15_exactly_one_plain_address(cast: Cast) -> None:
    for odd in ("Ada Lie <ada@example.org>", "ada@localhost", "a@b@c.no", "ada@ex ample.org", "@"):
        roster_import = imported(MAIL + f'P-5,Ada,Lie,"{odd}",H-1\n')
        assert roster_import.counts["people"]["rejected"] == 1, odd


def test_imp_21_pc_080_a_school_never_touches_the_other(cast: Cast) -> None:
    before = [edge for edge in edges() if edge[1] in {"L-1", "L-9"}]
    imported(
        "SyncID,First name,Last name\nL-1,Not,Theo\nL-9,Not,Mila\n",
        profile="pupil",
        by=cast.henry,
        organisation="Hillside",
        overwrite="all",
    )
    assert by_key("L-1").given_name == "Theo"
    assert [edge for edge in edges() if edge[1] in {"L-1", "L-9"}] == before


def test_pc_059_a_relationship_that_comes_back_is_the_same_record(cast: Cast) -> None:
    relationship = Relationship.objects.get(parent=cast.kari, child=cast.nora)
    Relationship.objects.filter(pk=relationship.pk).update(state=RelationshipState.ENDED)
    imported(HEAD + "P-1,Kari,Berg,H-1\n")
    assert Relationship.objects.get(parent=cast.kari, child=cast.nora).pk == relationship.pk
    assert ("P-1", "H-1") in edges()
