"""R-062: where an organisation wants two people, no one lets an import pass a guard alone."""

import pytest

from kinkeeper.cli.main import main
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake import jobs
from kinkeeper.intake.apply import second_person
from kinkeeper.intake.apply.apply_plan import Guarded, apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import own_settings, settings
from kinkeeper.organisations.large_imports import SETTING, needs_two
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.sources.models import Source, TrustedAct
from kinkeeper.sources.trust import objections
from tests.cast import Cast, person
from tests.importing import imported, planned
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
MANY = HEAD + "".join(f"B-{n},Ada,Lie{n},Z-{n}\n" for n in range(30))


def by(who: Person) -> Actor:
    return Actor(who.pk, who.full_name, "a test")


@pytest.fixture
def two(cast: Cast, office: Actor) -> Cast:
    """Hillside wants two people."""
    own_settings.change(office, cast.hillside, SETTING, "on")
    return cast


def of_hillside(cast: Cast) -> Import:
    return planned(MANY, organisation=cast.hillside.path, by=cast.henry)


def state(roster_import: Import) -> str:
    return Import.objects.get(pk=roster_import.pk).state


def test_r_062_one_asks_and_another_confirms(two: Cast) -> None:
    made = of_hillside(two)
    assert second_person.needed(made)
    with pytest.raises(Guarded):
        apply(made, by(two.henry), accept="I know")
    assert not second_person.agreed(by(two.henry), made, "the pupils come tomorrow")
    with pytest.raises(Guarded):
        apply(made, by(two.henry), accept="I know, still")
    assert not second_person.agreed(by(two.henry), made, "again")
    assert state(made) == "planned"
    assert second_person.agreed(by(two.admin), made, "I have seen the list")
    apply(made, by(two.admin), accept="I have seen the list")
    assert state(made) == "applied"
    acts = Entry.objects.filter(import_id=made.pk, action__in=["import.second-asked",
                                                               "guard.accepted"])  # fmt: skip
    assert list(acts.order_by("pk").values_list("action", "actor_id")) == [
        ("import.second-asked", two.henry.pk),
        ("guard.accepted", two.admin.pk),
    ]


def test_r_062_where_no_one_wants_two_one_is_enough(cast: Cast) -> None:
    made = of_hillside(cast)
    assert not second_person.needed(made)
    apply(made, by(cast.henry), accept="the pupils come tomorrow")
    assert state(made) == "applied"


def test_r_062_it_holds_for_every_import_that_can_touch_the_school(
    two: Cast, office: Actor
) -> None:
    hillside, lakeside = two.hillside.path, two.lakeside.path
    assert needs_two(hillside)
    assert needs_two(f"{hillside}/7B")
    assert needs_two("")
    assert not needs_two(lakeside)
    settings.change(office, SETTING, "on")
    assert needs_two(lakeside)


def test_r_062_who_asked_must_still_be_allowed_to(two: Cast) -> None:
    made = of_hillside(two)
    assert not second_person.agreed(by(two.admin), made, "why")
    Person.objects.filter(pk=two.admin.pk).update(state=PersonState.TRASHED)
    with pytest.raises(Guarded):
        apply(made, by(two.henry), accept="why not")
    assert not second_person.agreed(by(two.henry), made, "then I ask")
    assert second_person.asked_by(Import.objects.get(pk=made.pk)) == two.henry.pk


def test_r_062_no_one_in_particular_is_no_second_person(two: Cast, office: Actor) -> None:
    made = of_hillside(two)
    with pytest.raises(second_person.NoOne):
        second_person.agreed(office, made, "why")
    second_person.agreed(by(two.henry), made, "why")
    with pytest.raises(Guarded):
        apply(made, office, accept="a command")
    jobs.apply_import(roster_import_id=made.pk, actor=[None, "worker", "a test"], accept="a job")
    assert state(made) == "planned"


def test_r_062_k10_another_plan_is_another_question(two: Cast) -> None:
    made = of_hillside(two)
    second_person.agreed(by(two.henry), made, "why")
    again = renew(made, by(two.henry), "unique")
    assert again is not None
    with pytest.raises(Guarded):
        apply(again, by(two.admin), accept="why")


def more_than_twenty_of_many(cast: Cast) -> Import:
    """25 of 600 relationships would end: less than a tenth."""
    for n in range(300):
        person(f"pupil{n}", Profile.PUPIL, cast.hillside, sync_key=f"N-{n}")
    both = [f"Q-{n},Ada,Lie{n},N-{child % 300}\n" for n in range(300) for child in (n, n + 1)]
    imported(HEAD + "".join(both), links="exact")
    return planned(HEAD + "".join(both[:550] + both[550::2]), links="exact")


def test_r_062_more_than_twenty_that_end_are_many_however_many_there_are(two: Cast) -> None:
    made = more_than_twenty_of_many(two)
    reasons = made.counts["guard"]["reasons"]
    assert [(each["code"], each["count"], each["limit"]) for each in reasons] == [
        ("many-removed", 25, 20)
    ]
    trusted = Source(trusted=list(TrustedAct.values))
    assert objections(made, trusted, None) == ["guard"]  # no source ends them by itself


def test_a_tenth_is_the_limit_where_one_person_is_enough(cast: Cast) -> None:
    assert more_than_twenty_of_many(cast).counts["guard"] is None


def test_r_062_the_page_asks_first_and_the_second_confirms(two: Cast, signed_in: As) -> None:
    made = of_hillside(two)
    page = f"/staff/imports/{made.pk}/guard/"
    henry = signed_in(two.henry)
    assert "Ask someone else to confirm" in henry.get(page).text
    said = {"number": "30", "reason": "the pupils come tomorrow"}
    assert "Nothing has changed" in henry.post(page, said, follow=True).text
    shown = henry.get(page).text
    assert "You asked for this" in shown
    assert "<form" not in shown.partition("<main")[2]
    assert henry.post(page, said).headers["Location"] == page
    anna = signed_in(two.admin)
    shown = anna.get(page).text
    assert "Henry Office asked on" in shown
    assert "the pupils come tomorrow" in shown
    assert anna.post(page, said).headers["Location"] == f"/staff/imports/{made.pk}/"


def test_r_062_the_same_on_the_command_line(two: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    made = of_hillside(two)
    asking = ["import", "apply", str(made.pk), "--accept-guard", "the pupils come tomorrow"]
    assert main(asking) == 3
    assert "Use --as" in capsys.readouterr().err
    assert main([*asking, "--as", "user:henry.office"]) == 3
    assert "Someone else must confirm" in capsys.readouterr().err
    assert main([*asking, "--as", "user:henry.office"]) == 3
    assert state(made) == "planned"
    assert main([*asking, "--as", "user:anna.admin"]) == 0
    assert state(made) == "applied"
    assert not Relationship.objects.filter(
        state=RelationshipState.ACTIVE, parent__sync_key="B-1"
    ).exists()
