"""K16: what a parent may see of a child, set by hand, and what files, merges and undo do to it."""

from datetime import date, timedelta

import pytest

from kinkeeper.families import stated_rights
from kinkeeper.families.connect import connect
from kinkeeper.families.days import Days
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.explain import explain
from kinkeeper.families.refusals import (
    BadDays,
    NotAnAdult,
    NotAPupil,
    NothingSet,
    NotSeen,
    OwnFamily,
    ReasonMissing,
)
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.families.set_rights import Given, forget, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import own_settings, settings
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Membership, Person
from kinkeeper.roster.vocabulary import AREAS_OF, Area, Preset
from tests.cast import Cast
from tests.importing import imported, undone

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
DAY_TO_DAY = AREAS_OF[Preset.DAY_TO_DAY]


def seen(parent: Person, child: Person, day: date | None = None) -> frozenset[Area]:
    return stated_rights.on(parent, child, day or date_of(child)).sees


def test_k16_everything_where_nobody_said_anything(cast: Cast) -> None:
    assert seen(cast.kari, cast.nora) == frozenset(Area)


def test_r_050_k16_rights_are_of_the_pair_not_the_family(cast: Cast, office: Actor) -> None:
    set_rights(office, cast.kari, cast.nora, Given(DAY_TO_DAY), reason="court order")
    assert seen(cast.kari, cast.nora) == DAY_TO_DAY
    assert seen(cast.kari, cast.elias) == seen(cast.jonas, cast.nora) == frozenset(Area)


def test_k23_setting_and_forgetting_are_in_the_journal(cast: Cast, office: Actor) -> None:
    given = Given({Area.ABSENCE}, days=Days(date(2026, 9, 1), None))
    set_rights(office, cast.kari, cast.nora, given, reason="court order")
    forget(office, cast.kari, cast.nora, reason="a slip")
    lines = Entry.objects.filter(action__startswith="rights.").order_by("pk")
    assert [(each.action, each.person_id, each.child_id) for each in lines] == [
        ("rights.set", cast.kari.pk, cast.nora.pk),
        ("rights.forgotten", cast.kari.pk, cast.nora.pk),
    ]
    assert lines[0].data == {
        "areas": ["absence"], "sees_only": [], "from": "2026-09-01", "reason": "court order",
    }  # fmt: skip


def test_history_is_kept_with_who_ended_it(cast: Cast, office: Actor) -> None:
    set_rights(office, cast.kari, cast.nora, Given({Area.ABSENCE}), reason="one")
    set_rights(office, cast.kari, cast.nora, Given({Area.CONTACT}), reason="two")
    assert [each.reason for each in stated_rights.statements(cast.kari, cast.nora)] == ["two"]
    (former,) = stated_rights.former(cast.kari, cast.nora)
    assert (former.reason, former.ended_by_name) == ("one", "the office")


def test_k16_on_other_days_nothing_unless_asked(cast: Cast, office: Actor) -> None:
    now = date_of(cast.nora)
    later = now + timedelta(10)
    given = Given({Area.ABSENCE}, days=Days(None, now))
    set_rights(office, cast.kari, cast.nora, given, reason="until then")
    assert seen(cast.kari, cast.nora) == {Area.ABSENCE}
    assert not seen(cast.kari, cast.nora, later)
    pause = Given((), days=Days(now, later), keeps_others=True)
    set_rights(office, cast.jonas, cast.nora, pause, reason="away")
    assert seen(cast.jonas, cast.nora) == frozenset()
    assert seen(cast.jonas, cast.nora, later + timedelta(1)) == frozenset(Area)


def test_k16_only_seen_areas_are_not_acted_in(cast: Cast, office: Actor) -> None:
    given = Given(DAY_TO_DAY, sees_only={Area.ABSENCE})
    set_rights(office, cast.kari, cast.nora, given, reason="agreed")
    rights = stated_rights.on(cast.kari, cast.nora, date_of(cast.nora))
    assert (rights.sees, rights.acts) == (DAY_TO_DAY, DAY_TO_DAY - {Area.ABSENCE})


def test_k24_refusals(cast: Cast, office: Actor) -> None:
    some = Given({Area.ABSENCE})
    tries = [
        (ReasonMissing, cast.kari, cast.nora, some, " "),
        (NotAPupil, cast.kari, cast.jonas, some, "why"),
        (NotAnAdult, cast.nora, cast.elias, some, "why"),
        (NotSeen, cast.kari, cast.nora, Given((), sees_only={Area.ABSENCE}), "why"),
        (BadDays, cast.kari, cast.nora,
         Given((), days=Days(date(2026, 9, 2), date(2026, 9, 1))), "why"),
    ]  # fmt: skip
    for refusal, parent, child, given, why in tries:
        with pytest.raises(refusal):
            set_rights(office, parent, child, given, reason=why)
    with pytest.raises(NothingSet):
        forget(office, cast.kari, cast.nora, reason="why")
    herself = Actor(cast.kari.pk, "Kari Berg", "a test")
    with pytest.raises(OwnFamily):
        set_rights(herself, cast.kari, cast.nora, some, reason="why")
    assert not RightsStatement.objects.exists()


def test_k16_the_nearest_default_up_the_path_of_each_school_holds(
    cast: Cast, office: Actor
) -> None:
    settings.change(office, "rights", Preset.RESULTS_ONLY)
    assert seen(cast.kari, cast.nora) == AREAS_OF[Preset.RESULTS_ONLY]
    own_settings.change(office, cast.hillside, "rights", Preset.DAY_TO_DAY)
    assert seen(cast.kari, cast.nora) == seen(cast.kari, cast.elias) == DAY_TO_DAY
    own_settings.change(office, cast.class_5a, "rights", Preset.EVERYTHING)
    assert seen(cast.kari, cast.nora) == frozenset(Area)
    assert seen(cast.kari, cast.elias) == DAY_TO_DAY


def test_k16_a_child_at_two_schools_is_shown_as_both_allow(cast: Cast, office: Actor) -> None:
    Membership.objects.create(person=cast.elias, organisation=cast.lakeside)
    own_settings.change(office, cast.hillside, "rights", Preset.DAY_TO_DAY)
    own_settings.change(office, cast.lakeside, "rights", Preset.SCHOOL_DAY_ONLY)
    assert seen(cast.kari, cast.elias) == {Area.SCHOOL_DAY}


def test_k27_rights_outlast_the_relationship_and_its_return(cast: Cast, office: Actor) -> None:
    set_rights(office, cast.kari, cast.nora, Given(DAY_TO_DAY), reason="court order")
    disconnect(office, cast.kari, cast.nora, reason="moved", block=False)
    assert not explain(cast.kari, cast.nora).sees
    imported(HEAD + "P-1,Kari,Berg,H-1\n")
    assert seen(cast.kari, cast.nora) == DAY_TO_DAY


def test_k13_k27_who_has_rights_by_hand_stays_when_an_import_is_undone(
    cast: Cast, office: Actor
) -> None:
    file = HEAD + "P-7,Ada,Lie,H-1\n"
    first = imported(file)
    ada = Person.objects.get(sync_key="P-7")
    set_rights(office, ada, cast.nora, Given({Area.ABSENCE}), reason="court order")
    kept = undone(first).kept
    assert [each["code"] for each in kept if "rights" in each["code"]] == ["rights-set"]
    imported(file)
    assert Person.objects.get(sync_key="P-7") == ada
    assert seen(ada, cast.nora) == {Area.ABSENCE}


def test_k13_what_was_set_and_forgotten_keeps_nobody(cast: Cast, office: Actor) -> None:
    first = imported(HEAD + "P-7,Ada,Lie,H-1\n")
    ada = Person.objects.get(sync_key="P-7")
    set_rights(office, ada, cast.nora, Given({Area.ABSENCE}), reason="court order")
    forget(office, ada, cast.nora, reason="a slip")
    undone(first)
    assert not Person.objects.filter(sync_key="P-7").exists()
    assert not RightsStatement.objects.exists()


def test_explain_says_which_areas_and_whence(cast: Cast, office: Actor) -> None:
    told = " ".join(explain(cast.kari, cast.nora).because)
    assert "Kari Berg can see of Nora Berg: everything. This is the school’s default." in told
    given = Given(DAY_TO_DAY, sees_only={Area.ABSENCE}, standing="court-order")
    set_rights(office, cast.kari, cast.nora, given, reason="Order of 3 March.")
    found = explain(cast.kari, cast.nora)
    told = " ".join(found.because)
    assert found.sees
    assert "can see of Nora Berg: School day and timetable, Absence, Messages." in told
    assert "can only see, and not act in: Absence." in told
    assert "Set by the office on" in told
    assert "By a court order. “Order of 3 March.”" in told


def test_explain_says_no_where_nothing_may_be_seen(cast: Cast, office: Actor) -> None:
    set_rights(office, cast.kari, cast.nora, Given(()), reason="Order of 3 March.")
    found = explain(cast.kari, cast.nora)
    assert not found.sees
    assert "Kari Berg can see nothing of Nora Berg today." in found.because


def test_k26_connecting_by_hand_gives_no_more_than_was_set(cast: Cast, office: Actor) -> None:
    set_rights(office, cast.stranger, cast.nora, Given({Area.ABSENCE}), reason="only this")
    connect(office, cast.stranger, cast.nora)
    assert seen(cast.stranger, cast.nora) == {Area.ABSENCE}
