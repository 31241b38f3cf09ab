"""K14, K29: keys that are made of what a file says of a parent tell nothing of another school."""

from typing import Any

import pytest

from kinkeeper.families.block import block
from kinkeeper.families.models import Relationship
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty, summary
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.edit import edit
from kinkeeper.registry.refusals import Refusal
from tests.cast import Cast
from tests.importing import codes, edges, imported, planned
from tests.merging import OFFICE, merged

pytestmark = pytest.mark.django_db
ADA = "Ada Berg,ada@example.org"


def pupil_rows(who: str, child: str, school: str = "") -> str:
    head, more = ("School,", f"{school},") if school else ("", "")
    return f"{head}Student ID,Parent 1 name,Parent 1 email\n{more}{child},{who}\n"


def parent_rows(who: str, child: str) -> str:
    return f"Student ID,Student first name,Parent name,Parent email\n{child},Mila,{who}\n"


def clever(who: str, child: str) -> str:
    head = "School_id,Student_id,Last_name,First_name,Contact_relationship,Contact_type"
    return f"{head},Contact_name,Contact_email\n1,{child},Stranger,Mila,Mother,Family,{who}\n"


def transfer(who: str, child: str) -> tuple[str, bytes]:
    name, mail = who.split(",")
    given, family = name.split()
    text = f"""<?xml version="1.0"?><CTfile><CTFpupilData><Pupil><UPN>{child}</UPN>
<Surname>Stranger</Surname><Forename>Mila</Forename><Contacts><Contact><Order>1</Order>
<Surname>{family}</Surname><Forename>{given}</Forename><Relationship>MTH</Relationship>
<Responsibility>1</Responsibility><Email>{mail}</Email></Contact></Contacts></Pupil>
</CTFpupilData></CTfile>"""
    return "a.xml", text.encode()


def keyless(who: str, child: str) -> str:
    head = "Student first name,Student last name,Date of birth,Parent 1 name,Parent 1 email\n"
    return f"{head}Mila,Stranger,2015-04-03,{who}\n"


def described(who: str, child: str) -> str:
    head = "Parent name,Parent email,Child first name,Child last name,Child class\n"
    return f"{head}{who},Mila,Stranger,5A\n"


FORMATS = [pupil_rows, parent_rows, clever, transfer, keyless, described]


def said(made: Import) -> dict[str, Any]:
    document = summary(made)
    document["import"] = 0
    for problem in document["problems"]:
        problem["value"] = problem["message"] = ""
    return document


@pytest.mark.parametrize("write", FORMATS)
def test_k14_a_parent_of_another_school_answers_like_one_who_never_existed(
    cast: Cast, write: Any
) -> None:
    there = imported(write(ADA, "L-9"), by=cast.lara)
    assert Person.objects.filter(email="ada@example.org").count() == 1, codes(there)
    known = imported(write(ADA, "H-1"), by=cast.henry)
    nobody = imported(write("Ida Dahl,ida@example.org", "H-1"), by=cast.henry)
    assert said(known) == said(nobody)
    assert Person.objects.filter(email="ada@example.org").count() == 2
    assert is_empty(planned(write(ADA, "H-1"), by=cast.henry))  # K9
    assert is_empty(planned(write(ADA, "L-9"), by=cast.lara))


@pytest.mark.parametrize("prefix", ["", "H-"])
@pytest.mark.parametrize("write", FORMATS)
def test_k5_k15_a_parent_within_reach_is_the_same_at_each_place_and_stays_blocked(
    cast: Cast, write: Any, prefix: str
) -> None:
    child = "1" if prefix else "H-1"
    imported(write(ADA, child), key_prefix=prefix)
    ada = Person.objects.get(email="ada@example.org")
    Relationship.objects.filter(parent=ada).delete()
    block(OFFICE, ada, cast.nora, reason="an order")
    for place in ("Hillside", "Hillside/5A", ""):
        imported(write(ADA, child), organisation=place, key_prefix=prefix)
        assert Person.objects.filter(email="ada@example.org").count() == 1
        assert not Relationship.objects.filter(parent=ada).exclude(state="blocked").exists()


def test_k5_a_key_from_before_places_were_part_of_it_goes_on_leading_to_the_parent(
    cast: Cast,
) -> None:
    imported(pupil_rows(ADA, "H-1"), organisation="Hillside")
    ada = Person.objects.get(email="ada@example.org")
    digest = str(ada.sync_key)[-20:]
    Person.objects.filter(pk=ada.pk).update(sync_key=f"derived-{digest}")
    assert is_empty(planned(pupil_rows(ADA, "H-1"), organisation="Hillside"))
    imported(pupil_rows(ADA, "H-2"), organisation="Hillside")
    assert {child for _parent, child in edges() if _parent == f"derived-{digest}"} == {"H-1", "H-2"}


def test_k5_where_two_accounts_have_it_the_row_is_of_no_one_until_they_are_merged(
    cast: Cast,
) -> None:
    imported(pupil_rows(ADA, "H-1"), by=cast.henry)
    imported(pupil_rows(ADA, "L-9"), by=cast.lara)
    both = list(Person.objects.filter(email="ada@example.org").order_by("pk"))
    assert len(both) == 2
    made = planned(pupil_rows(ADA, "H-2"))
    assert codes(made)["no-identity"] == 1
    assert made.counts["people"]["create"] == 0
    merged(both[0], both[1])
    imported(pupil_rows(ADA, "H-2"))
    assert (both[0].sync_key, "H-2") in edges()


def test_k14_nor_does_the_name_of_the_other_school_find_the_parent(cast: Cast) -> None:
    imported(pupil_rows(ADA, "L-9", "Lakeside"), by=cast.lara)
    known = planned(pupil_rows(ADA, "H-1", "Lakeside"), by=cast.henry)
    nobody = planned(pupil_rows("Ida Dahl,ida@example.org", "H-1", "Lakeside"), by=cast.henry)
    assert said(known) == said(nobody)


@pytest.mark.parametrize("match_on", [None, "sync-key", "username", "email"])
def test_k14_k29_a_key_that_someone_makes_up_tells_nothing(
    cast: Cast, match_on: str | None
) -> None:
    imported(pupil_rows(ADA, "L-9"), by=cast.lara)
    key = Person.objects.get(email="ada@example.org").sync_key
    assert key is not None
    head = "SyncID,Username,Email,First name,Last name,ChildID\n"
    answers = [
        said(
            imported(
                f"{head}{each},ada.b,a@example.org,Ada,Berg,H-1\n", by=cast.henry, match_on=match_on
            )
        )
        for each in (key, key[:-1] + ("0" if key[-1] != "0" else "1"))
    ]
    assert answers[0] == answers[1]
    assert answers[0]["problem_counts"] == {"not-allowed": 1}
    assert (key, "H-1") not in edges()
    # whoever reaches the person can go on using it
    own = imported(f"SyncID,First name,Last name,Phone\n{key},Ada,Berg,99887766\n", by=cast.lara)
    assert own.counts["people"]["update"] == 1


def test_k14_nor_does_one_that_is_typed_by_hand(cast: Cast, office: Actor) -> None:
    imported(pupil_rows(ADA, "L-9"), by=cast.lara)
    key = Person.objects.get(email="ada@example.org").sync_key
    assert key is not None
    for each in (key, key[:-1] + ("0" if key[-1] != "0" else "1")):
        with pytest.raises(Refusal) as refused:
            edit(office, cast.kari, {"sync_key": each}, reach=WHOLE_SITE)
        assert [refusal.code for refusal in refused.value.all()] == ["not-allowed"]


def test_k09_a_school_that_the_import_makes_has_the_same_keys_the_second_time() -> None:
    text = pupil_rows(ADA, "N-1")
    imported(text, organisation="New school")
    assert is_empty(planned(text, organisation="New school"))
    assert Person.objects.filter(email="ada@example.org").count() == 1
