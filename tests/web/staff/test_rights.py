"""K16: the page on which an office says what a parent may see of a child."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from kinkeeper.families import stated_rights
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import AREAS_OF, Area, Preset
from tests.cast import Cast
from tests.importing import imported
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
SENT = {"other_days": "nothing", "standing": "not-stated", "reason": "Order of 3 March."}


def address(person: Person, other: Person) -> str:
    return reverse("staff:person-rights", args=[person.pk, other.pk])


def seen(parent: Person, child: Person, day: date | None = None) -> frozenset[Area]:
    return stated_rights.on(parent, child, day or date_of(child)).sees


@pytest.mark.parametrize("from_child", [True, False])
def test_k16_a_preset_is_set_from_either_page(cast: Cast, signed_in: As, from_child: bool) -> None:
    ends = (cast.nora, cast.kari) if from_child else (cast.kari, cast.nora)
    client = signed_in(cast.henry)
    done = client.post(address(*ends), SENT | {"what": "day-to-day"})
    assert (done.status_code, done["Location"]) == (302, address(*ends))
    assert seen(cast.kari, cast.nora) == AREAS_OF[Preset.DAY_TO_DAY]
    page = client.get(address(*ends)).text
    assert "Order of 3 March." in page
    assert "Set by Henry Office on" in page
    for person in (cast.kari, cast.nora):
        listed = client.get(reverse("staff:person", args=[person.pk])).text
        assert "School day and timetable, Absence, Messages" in listed


def test_k16_ticked_areas_days_and_areas_only_seen(cast: Cast, signed_in: As) -> None:
    today = date_of(cast.nora)
    first, last = today, today + timedelta(5)
    sent = SENT | {
        "what": "chosen", "see_absence": "on", "see_contact": "on", "only_contact": "on",
        "only_messages": "on", "first": first.isoformat(), "last": last.isoformat(),
        "other_days": "as-before", "standing": "court-order",
    }  # fmt: skip
    assert signed_in(cast.henry).post(address(cast.kari, cast.nora), sent).status_code == 302
    rights = stated_rights.on(cast.kari, cast.nora, last)
    assert rights.sees == {Area.ABSENCE, Area.CONTACT}
    assert rights.acts == {Area.ABSENCE}
    assert seen(cast.kari, cast.nora, last + timedelta(1)) == frozenset(Area)
    assert RightsStatement.objects.filter(standing="court-order").count() == 1


def test_k23_the_journal_and_the_history_say_it(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.henry)
    for what in ("day-to-day", "nothing", "default"):
        client.post(address(cast.kari, cast.nora), SENT | {"what": what})
    acts = Entry.objects.filter(action__startswith="rights.").values_list("action", flat=True)
    assert sorted(acts) == ["rights.forgotten", "rights.set", "rights.set"]
    assert seen(cast.kari, cast.nora) == frozenset(Area)
    page = client.get(address(cast.kari, cast.nora)).text
    assert "Nothing has been set for these two" in page
    assert "What no longer applies" in page
    history = client.get(reverse("staff:person", args=[cast.nora.pk])).text
    assert "set what Kari Berg may see of Nora Berg: nothing" in history


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"what": "slip"},
        {"what": "default"},
        {"first": "2026-09-02", "last": "2026-09-01"},
        {"first": "soon"},
    ],
)
def test_k24_a_refusal_keeps_what_was_typed(
    cast: Cast, signed_in: As, wrong: dict[str, str]
) -> None:
    sent = SENT | {"what": "nothing"} | wrong
    page = signed_in(cast.henry).post(address(cast.kari, cast.nora), sent)
    assert page.status_code == 422
    assert not RightsStatement.objects.exists()
    if "reason" not in wrong:
        assert "Order of 3 March." in page.text


def test_k14_only_who_reaches_the_child_and_nobody_for_themselves(
    cast: Cast, signed_in: As
) -> None:
    for person in (cast.lara, cast.maria, cast.kari, cast.nora):
        answer = signed_in(person).post(address(cast.kari, cast.nora), SENT | {"what": "nothing"})
        assert answer.status_code == 404
    strangers = signed_in(cast.henry).get(address(cast.stranger, cast.mila))
    assert strangers.status_code == 404
    Person.objects.filter(pk=cast.kari.pk).update(profile="school-administrator")
    herself = signed_in(Person.objects.get(pk=cast.kari.pk)).post(
        address(cast.kari, cast.nora), SENT | {"what": "everything"}
    )
    assert herself.status_code == 403
    assert not RightsStatement.objects.exists()


def test_k14_another_office_has_no_name(cast: Cast, signed_in: As) -> None:
    by = Actor(cast.lara.pk, cast.lara.full_name, "a test")
    set_rights(by, cast.jonas, cast.nora, Given(()), reason="Order")
    page = signed_in(cast.henry).get(address(cast.nora, cast.jonas)).text
    assert "another office" in page
    assert "Lara" not in page


def test_k27_what_a_file_said_is_shown_in_the_plan_and_ended_here(
    cast: Cast, signed_in: As
) -> None:
    line = f"{cast.kari.sync_key},Kari,Berg,{cast.nora.sync_key},absence\n"
    made = imported("SyncID,First name,Last name,ChildID,Areas\n" + line)
    client = signed_in(cast.admin)
    plan = " ".join(client.get(reverse("staff:import", args=[made.pk])).text.split())
    assert "Sees: Absence (now: everything)" in plan
    shown = client.get(reverse("staff:import", args=[made.pk]), {"show": "areas"}).text
    assert "Areas set · 1" in " ".join(shown.split())
    assert "Sees: Absence" in " ".join(shown.split())
    page = client.get(address(cast.kari, cast.nora)).text
    assert f"Forget what import {made.pk} said" in page
    sent = SENT | {"what": f"lift-{made.pk}"}
    assert client.post(address(cast.kari, cast.nora), sent).status_code == 302
    assert seen(cast.kari, cast.nora) == frozenset(Area)
    assert client.post(address(cast.kari, cast.nora), sent).status_code == 422


def test_k14_k27_what_another_offices_file_keeps_is_not_ended_here(
    cast: Cast, signed_in: As
) -> None:
    """Jonas and Nora are within Henry's reach; the file is the whole site's."""
    line = f"{cast.jonas.sync_key},Jonas,Lund,{cast.nora.sync_key},none\n"
    made = imported("SyncID,First name,Last name,ChildID,Areas\n" + line, by=cast.admin)
    client, where = signed_in(cast.henry), address(cast.nora, cast.jonas)
    assert "Forget what import" not in client.get(where).text
    assert client.post(where, SENT | {"what": f"lift-{made.pk}"}).status_code == 422
    assert seen(cast.jonas, cast.nora) == frozenset()
    assert f"lift-{made.pk}" in signed_in(cast.admin).get(where).text
