"""K38: whoever can open an account can see all that it sees."""

from collections.abc import Callable

import pytest
from django.contrib.auth import authenticate

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_person
from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.issue import Issued, issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.credentials.redeem import Replaced, by_code, redeem
from kinkeeper.families.answer_question import same
from kinkeeper.families.connect import connect
from kinkeeper.families.may_open_account import (
    SHARED_PERSON,
    WAY_IN,
    closed_to,
    may_open,
    unreached,
)
from kinkeeper.families.models import (
    Answer,
    PendingRelationship,
    Question,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.pending_relationships import resolve_for
from kinkeeper.families.refusals import NotAsked
from kinkeeper.families.release import ask, refuse, release
from kinkeeper.families.reopen_question import ask_again
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Membership, Person
from kinkeeper.people.reach import reach_of
from kinkeeper.readings import inbox
from kinkeeper.readings.releases import shown
from kinkeeper.registry.edit import edit
from kinkeeper.registry.merge import merge
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.start_over import start_over
from kinkeeper.roster.vocabulary import Overwrite
from tests.cast import Cast, person
from tests.importing import codes, imported, planned, undone

pytestmark = pytest.mark.django_db
CHOSEN = "a boat beneath the winter moon"


def by(admin: Person) -> Actor:
    return Actor(admin.pk, admin.full_name, "a test")


def letter(admin: Person, to: Person) -> Issued:
    [issued] = issue_many(by(admin), [to.pk], Channel.LETTER)
    return issued


def moved_away(cast: Cast) -> None:
    """Nora goes to Lakeside, and Kari stays Hillside's, too, for Elias."""
    Membership.objects.filter(person=cast.nora).delete()
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)


def test_k38_memberships_and_children_count(cast: Cast) -> None:
    henry = reach_of(cast.henry)
    assert may_open(henry, cast.kari.pk)
    assert closed_to(henry, [cast.kari.pk, cast.jonas.pk]) == {cast.jonas.pk}
    moved_away(cast)
    assert [each.child for each in unreached(henry, [cast.kari.pk])] == [cast.nora.pk]
    assert may_open(reach_of(cast.admin), cast.jonas.pk)


@pytest.mark.parametrize("made_by", ["another school", "the site", "the own office"])
def test_k38_a_relationship_of_another_office_takes_nothing_away(cast: Cast, made_by: str) -> None:
    reach = {
        "another school": [cast.lakeside.pk],
        "the site": None,
        "the own office": [cast.hillside.pk],
    }[made_by]
    Relationship.objects.create(
        parent=cast.kari,
        child=cast.theo,
        state=RelationshipState.PROPOSED,
        reach=reach,
        sources=["import:1"],
    )
    henry = reach_of(cast.henry)
    assert may_open(henry, cast.kari.pk) == (made_by != "the own office")
    Relationship.objects.filter(child=cast.theo, parent=cast.kari).delete()
    about = {"match": "sync-key", "value": "X-9", "folded": "X-9", "source": "import:1"}
    PendingRelationship.objects.create(parent=cast.kari, reach=reach, **about)
    assert may_open(henry, cast.kari.pk)


def test_k38_every_door_of_a_parent_whose_child_moved_away(cast: Cast) -> None:
    moved_away(cast)
    cast.kari.password = "chosen"
    cast.kari.save()
    henry = reach_of(cast.henry)
    twin = person("kari.twin", "parent", cast.hillside)
    doors: dict[str, Callable[[], object]] = {
        "start over": lambda: start_over(by(cast.henry), cast.kari, reason="x", reach=henry),
        "e-mail": lambda: edit(by(cast.henry), cast.kari, {"email": "h@example.org"}, reach=henry),
        "username": lambda: edit(by(cast.henry), cast.kari, {"username": "hank"}, reach=henry),
        "merge": lambda: merge(by(cast.henry), twin, cast.kari, reason="x", reach=henry),
        "keep": lambda: merge(by(cast.henry), cast.kari, twin, reason="x", reach=henry),
    }
    for name, door in doors.items():
        with pytest.raises(Refusal) as caught:
            door()
        assert caught.value.code == SHARED_PERSON, name
        assert "Nora" not in str(caught.value)
        assert "Lakeside" not in str(caught.value)
    for by_email in (True, False):
        [choice] = choose([cast.kari], by_email=by_email, reach=henry)
        assert choice.code != ""
    Person.objects.filter(pk=cast.kari.pk).update(password="")
    [choice] = choose([cast.kari], by_email=False, reach=henry)
    assert choice.code == SHARED_PERSON


@pytest.mark.parametrize(
    ("column", "value"),
    [("E-mail", "h@example.org"), ("User name", "hank"), ("Last name", "Bergström")],
)
def test_k38_a_file_opens_nothing(cast: Cast, column: str, value: str) -> None:
    moved_away(cast)
    names = {"First name": "Kari", "Last name": "Berg"} | {column: value}
    file = ",".join(["SyncID", *names]) + "\n" + ",".join(["P-1", *names.values()]) + "\n"
    roster_import = imported(file, by=cast.henry, overwrite="all")
    assert codes(roster_import)["shared-person"] == 1
    kept = Person.objects.get(pk=cast.kari.pk)
    assert (kept.email, kept.username, kept.family_name) == (
        "kari@example.org", "kari.berg", "Berg",
    )  # fmt: skip
    assert imported(file, by=cast.henry, overwrite="all").counts["people"]["update"] == 0


def test_k38_a_file_gives_a_shared_account_no_key(cast: Cast) -> None:
    """A provider may find people by key, and no other office could give it afterwards (K1)."""
    moved_away(cast)
    Person.objects.filter(pk=cast.kari.pk).update(sync_key=None)
    file = "SyncID,User name,First name,Last name\nP-77,kari.berg,Kari,Berg\n"
    imported(file, by=cast.henry, match_on="username")
    same(by(cast.henry), Question.objects.get(parent=cast.kari), reason="I know her")
    for overwrite in Overwrite:
        roster_import = imported(file, by=cast.henry, match_on="username", overwrite=overwrite)
        assert codes(roster_import)["shared-person"] == 1
        assert Person.objects.get(pk=cast.kari.pk).sync_key is None
    imported(file, match_on="username")
    same(by(cast.admin), Question.objects.get(parent=cast.kari, answer=""), reason="so do I")
    imported(file, match_on="username")
    assert Person.objects.get(pk=cast.kari.pk).sync_key == "P-77"


def test_k38_a_code_opens_nothing_that_came_since(cast: Cast) -> None:
    issued = letter(cast.henry, cast.kari)
    assert by_code(by(cast.kari), issued.code or "").person == cast.kari
    connect(by(cast.lara), cast.kari, cast.theo)
    credential = Credential.objects.get(pk=issued.credential.pk)
    assert credential.state == CredentialState.VOIDED  # and not only refused at the door
    with pytest.raises(Replaced):
        by_code(by(cast.kari), issued.code or "")


def test_k38_a_code_opens_nothing_of_a_child_who_moved_since(cast: Cast) -> None:
    issued = letter(cast.henry, cast.kari)
    moved_away(cast)
    with pytest.raises(Replaced):
        by_code(by(cast.kari), issued.code or "")
    with pytest.raises(Replaced):
        redeem(by(cast.kari), issued.credential.pk, CHOSEN)


def test_k38_a_code_of_the_whole_site_goes_on(cast: Cast) -> None:
    issued = letter(cast.admin, cast.kari)
    connect(by(cast.lara), cast.kari, cast.theo)
    assert by_code(by(cast.kari), issued.code or "").person == cast.kari


def sees(parent: Person) -> set[str]:
    return {child.given_name for child in scopes.children(Person.objects.get(pk=parent.pk))}


def test_k38_what_was_proposed_elsewhere_stays_shut_until_a_new_way_in(cast: Cast) -> None:
    Relationship.objects.create(
        parent=cast.kari, child=cast.theo, state=RelationshipState.PROPOSED,
        reach=[cast.lakeside.pk], sources=["import:1"],
    )  # fmt: skip
    redeem(by(cast.kari), letter(cast.henry, cast.kari).credential.pk, CHOSEN)
    connect(by(cast.lara), cast.kari, cast.theo, reason="her mother")
    assert sees(cast.kari) == {"Nora", "Elias"}
    redeem(by(cast.kari), letter(cast.admin, cast.kari).credential.pk, CHOSEN)
    assert sees(cast.kari) == {"Nora", "Elias", "Theo"}


def test_k38_what_waited_elsewhere_stays_shut_until_a_new_way_in(cast: Cast) -> None:
    about = {"match": "sync-key", "value": "L-1", "folded": "L-1", "source": "import:1"}
    PendingRelationship.objects.create(parent=cast.kari, reach=[cast.lakeside.pk], **about)
    redeem(by(cast.kari), letter(cast.henry, cast.kari).credential.pk, CHOSEN)
    resolve_for(by(cast.lara), [cast.theo.pk])
    assert sees(cast.kari) == {"Nora", "Elias"}
    redeem(by(cast.kari), letter(cast.admin, cast.kari).credential.pk, CHOSEN)
    assert "Theo" in sees(cast.kari)


def test_k38_each_school_releases_its_own_part(cast: Cast) -> None:
    moved_away(cast)
    henry, lara = reach_of(cast.henry), reach_of(cast.lara)
    asked = ask(by(cast.henry), henry, [cast.kari.pk], WAY_IN)
    assert asked is not None
    assert ask(by(cast.henry), henry, [cast.kari.pk], WAY_IN) == asked  # asked once
    assert not inbox.questions(of_person(cast.henry, "")).exists()  # not the own one to decide
    viewer = of_person(cast.lara, "")
    assert inbox.questions(viewer).get() == asked
    [account] = shown(viewer, [asked])[asked.pk].accounts
    assert list(account.children) == [cast.nora]
    with pytest.raises(NotAsked):
        release(by(cast.henry), asked, reach=henry)
    release(by(cast.lara), asked, reach=lara)
    assert Question.objects.get(pk=asked.pk).answer == Answer.RELEASED
    assert not inbox.questions(viewer).exists()
    assert inbox.decided(viewer).get() == asked
    assert may_open(henry, cast.kari.pk, WAY_IN)
    issued = letter(cast.henry, cast.kari)
    assert by_code(by(cast.kari), issued.code or "").person == cast.kari
    connect(by(cast.lara), cast.kari, cast.theo)  # what came since was not released
    assert not may_open(henry, cast.kari.pk, WAY_IN)


def test_k38_a_batch_is_released_in_one_act_and_refused_by_anybody(cast: Cast) -> None:
    moved_away(cast)
    both = [cast.kari.pk, cast.jonas.pk]
    henry, lara = reach_of(cast.henry), reach_of(cast.lara)
    asked = ask(by(cast.henry), henry, [cast.kari.pk, cast.jonas.pk], WAY_IN)
    assert asked is not None
    refuse(by(cast.lara), asked, reach=lara, reason="not now")
    assert closed_to(henry, both, WAY_IN) == set(both)
    assert ask(by(cast.henry), henry, [cast.kari.pk, cast.jonas.pk], WAY_IN) == asked  # it was said
    refused = inbox.decided(of_person(cast.lara, "")).get()
    ask_again(by(cast.lara), refused)
    assert inbox.questions(of_person(cast.lara, "")).get() == asked
    Question.objects.all().delete()
    asked = ask(by(cast.henry), henry, [cast.kari.pk, cast.jonas.pk], WAY_IN)
    assert asked is not None
    release(by(cast.admin), asked, reach=reach_of(cast.admin))
    assert closed_to(henry, both, WAY_IN) == set()


def test_k38_one_release_answers_all_that_the_office_asked_of_the_same(cast: Cast) -> None:
    moved_away(cast)
    henry = reach_of(cast.henry)
    alone = ask(by(cast.henry), henry, [cast.kari.pk], WAY_IN)
    together = ask(by(cast.henry), henry, [cast.kari.pk, cast.jonas.pk], WAY_IN)
    assert alone is not None
    assert together is not None
    release(by(cast.lara), together, reach=reach_of(cast.lara))
    for asked in (alone, together):
        asked.refresh_from_db()
        assert asked.answer == Answer.RELEASED


def test_k38_a_release_is_one_offices_alone(cast: Cast) -> None:
    asked = ask(by(cast.henry), reach_of(cast.henry), [cast.jonas.pk], WAY_IN)
    assert asked is not None
    release(by(cast.lara), asked, reach=reach_of(cast.lara))
    assert may_open(reach_of(cast.henry), cast.jonas.pk, WAY_IN)
    assert not may_open(reach_of(cast.lara), cast.jonas.pk, WAY_IN)


def test_k38_taking_an_import_back_opens_nothing_either(cast: Cast) -> None:
    file = "SyncID,First name,Last name,E-mail\nP-1,Kari,Berg,new@example.org\n"
    roster_import = imported(file, by=cast.henry, overwrite="all")
    connect(by(cast.lara), cast.kari, cast.theo)
    done = undone(roster_import, by=cast.henry)
    assert Person.objects.get(pk=cast.kari.pk).email == "new@example.org"
    assert [(each["field"], each["person"]["id"]) for each in done.failed] == [
        ("email", cast.kari.pk)
    ]


def test_k10_that_an_account_may_be_opened_is_a_premise(cast: Cast) -> None:
    file = "SyncID,First name,Last name,E-mail\nP-1,Kari,Berg,new@example.org\n"
    roster_import = planned(file, by=cast.henry, overwrite="all")
    connect(by(cast.lara), cast.kari, cast.theo)
    with pytest.raises(Stale):
        apply(roster_import, by(cast.henry))


def test_an_undone_import_takes_what_was_asked_about_its_people_with_it(cast: Cast) -> None:
    file = "SyncID,First name,Last name,ChildID\nP-5,Ada,Moe,H-1\n"
    roster_import = imported(file, by=cast.henry)
    ada = Person.objects.get(sync_key="P-5")
    connect(by(cast.lara), ada, cast.theo)
    assert ask(by(cast.henry), reach_of(cast.henry), [ada.pk], WAY_IN) is not None
    Relationship.objects.filter(parent=ada, child=cast.theo).delete()
    undone(roster_import, by=cast.henry)
    assert not Person.objects.filter(pk=ada.pk).exists()


def test_k38_a_password_of_an_office_opens_nothing_that_came_since(cast: Cast) -> None:
    head = "SyncID,User name,First name,Last name,Password,ChildID\n"
    imported(head + f"P-5,ada.moe,Ada,Moe,{CHOSEN},H-1\n", by=cast.henry)
    ada = Person.objects.get(sync_key="P-5")
    assert authenticate(None, username="ada.moe", password=CHOSEN) == ada
    connect(by(cast.lara), ada, cast.theo)
    assert authenticate(None, username="ada.moe", password=CHOSEN) is None
    Person.objects.filter(pk=ada.pk).update(must_change_password=False)  # she chose it herself
    assert authenticate(None, username="ada.moe", password=CHOSEN) == ada
