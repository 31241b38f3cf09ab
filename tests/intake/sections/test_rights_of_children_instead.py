"""What later rows say under a key for which a person connected another child (K26, K27)."""

import random

import pytest

from kinkeeper.families import answer_question, reopen_question, stated_rights
from kinkeeper.families.models import PendingRelationship, Question
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.models import Import, PlannedRights
from kinkeeper.journal.actor import Actor
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast
from tests.importing import imported, planned, undone

pytestmark = pytest.mark.django_db

HEAD = "SyncID,First name,Last name,ChildID,Areas\n"
ALL, NONE = frozenset(Area), frozenset[Area]()
SLIP, OTHER_SLIP = "H-11", "H-12"  # Nora is H-1


def row(areas: str, key: str = SLIP, name: str = "Vera") -> str:
    return f'V-1,{name},Moe,{key},"{areas}"\n'


def vera() -> Person:
    return Person.objects.get(sync_key="V-1")


def seen(child: Person) -> frozenset[Area]:
    return stated_rights.on(vera(), child, date_of(child)).sees


def acts(roster_import: Import, child: Person) -> list[str]:
    lines = PlannedRights.objects.filter(roster_import=roster_import, child_id=child.pk)
    return list(lines.values_list("act", flat=True))


def connected_instead(office: Actor, child: Person, key: str = SLIP) -> Question:
    question = Question.objects.get(folded=key, answer="")
    pendings = list(PendingRelationship.objects.filter(folded=key, state="waiting"))
    answer_question.connect_instead(office, question, child, pendings, reason="a slip")
    return question


def applied(*files: str) -> Import:
    made = planned(*files)
    return apply(made, Actor(None, "", ""), accept="looked at it")


def test_k27_a_later_row_narrows_the_child_who_was_chosen(cast: Cast, office: Actor) -> None:
    imported(HEAD + row("school-day;absence"))
    connected_instead(office, cast.nora)
    later = imported(HEAD + row("absence"))
    assert acts(later, cast.nora) == ["narrow"]
    assert seen(cast.nora) == {Area.ABSENCE}
    assert acts(imported(HEAD + row("absence")), cast.nora) == ["existing"]


def test_k09_the_same_again_is_an_empty_plan(cast: Cast, office: Actor) -> None:
    file = HEAD + row("school-day;absence")
    imported(file)
    connected_instead(office, cast.nora)
    imported(file)  # the key is pending again
    before = list(RightsStatement.objects.order_by("pk").values())
    again = planned(file)
    assert {act: n for act, n in again.counts["rights"].items() if n} == {"existing": 2}
    apply(again, office)
    assert list(RightsStatement.objects.order_by("pk").values()) == before


def test_k26_a_later_row_never_shows_more_of_the_child_who_was_chosen(
    cast: Cast, office: Actor
) -> None:
    imported(HEAD + row("absence"))
    connected_instead(office, cast.nora)
    applied(HEAD + row("everything"))
    assert seen(cast.nora) == {Area.ABSENCE}
    undone(Import.objects.latest("pk"))
    assert seen(cast.nora) == {Area.ABSENCE}


def test_k27_where_nothing_was_said_the_default_is_not_widened(cast: Cast, office: Actor) -> None:
    imported(HEAD + row(""))
    connected_instead(office, cast.nora)
    before = seen(cast.nora)
    assert acts(applied(HEAD + row("everything")), cast.nora) == []
    assert seen(cast.nora) == before
    none = imported(HEAD + row("none"))
    assert (acts(none, cast.nora), seen(cast.nora)) == (["set"], NONE)
    back = undone(none)
    assert "rights-narrowed" in {each["code"] for each in back.kept}
    assert seen(cast.nora) == NONE


@pytest.mark.parametrize("seed", range(6))
def test_k27_whatever_comes_under_the_key_takes_away_only(
    cast: Cast, office: Actor, seed: int
) -> None:
    """As many rows, keys and hands as come: after the answer each file leaves no more than before,
    and no more than what it says itself."""
    chance = random.Random(seed)

    def cell() -> str:
        chosen = chance.sample(sorted(Area), chance.randint(0, len(Area)))
        return chance.choice([";".join(chosen) or "none", "everything", ""])

    imported(HEAD + row(cell()))
    connected_instead(office, cast.nora)
    for _file in range(4):
        if chance.random() < 0.3:
            given = Given(frozenset(chance.sample(sorted(Area), 4)))
            set_rights(office, vera(), cast.nora, given, reason="asked for")
        before, said = seen(cast.nora), cell()
        applied(HEAD + row(said))
        after = seen(cast.nora)
        assert after <= before
        if said not in {"", "everything"}:
            assert after == before & {each for each in Area if each in said.split(";")}


def test_k05_two_slips_and_the_right_key_give_what_all_of_them_give(
    cast: Cast, office: Actor
) -> None:
    imported(HEAD + row("everything") + row("everything", OTHER_SLIP))
    for key in (SLIP, OTHER_SLIP):
        connected_instead(office, cast.nora, key)
    rows = [row("school-day;absence"), row("absence;messages", OTHER_SLIP)]
    later = applied(HEAD + "".join(rows) + row("absence;behaviour", "H-1"))
    assert len(acts(later, cast.nora)) == 1
    assert seen(cast.nora) == {Area.ABSENCE}


def test_k14_a_child_out_of_reach_is_not_named(cast: Cast, office: Actor) -> None:
    imported(HEAD + row("everything"), by=cast.henry, organisation="Hillside")
    connected_instead(office, cast.theo)
    later = planned(HEAD + row("none"), by=cast.henry, organisation="Hillside")
    assert acts(later, cast.theo) == []


def test_k11_a_skipped_row_says_nothing(cast: Cast, office: Actor) -> None:
    imported(HEAD + "L-1X,Ada,Lie,,\n" + row("everything", "L-1X"))  # an adult's key
    connected_instead(office, cast.theo, "L-1X")
    imported(HEAD + "L-1X,Ada,Lie,,\n" + row("none", "L-1X", name=""))
    assert seen(cast.theo) == ALL
    imported(HEAD + "L-1X,Ada,Lie,,\n" + row("absence", "L-1X"))
    assert seen(cast.theo) == {Area.ABSENCE}


def test_k10_a_plan_rests_on_the_answer(cast: Cast, office: Actor) -> None:
    imported(HEAD + row("everything"))
    question = connected_instead(office, cast.nora)
    plan = planned(HEAD + row("none"))
    reopen_question.ask_again(office, question, reason="it was another child")
    with pytest.raises(Stale):
        apply(plan, office)
    assert acts(planned(HEAD + row("none")), cast.nora) == []
