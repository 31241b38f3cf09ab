"""What a plan says around its rows: where people go, and that a file connects nobody."""

import re

import pytest
from django.test import Client

from kinkeeper.access import viewer
from kinkeeper.families.block import block
from kinkeeper.intake import enqueue, jobs
from kinkeeper.intake.apply.apply_plan import Guarded, apply
from kinkeeper.intake.new_schools import new_schools
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.people.models import Profile
from tests.cast import Cast, person
from tests.importing import planned
from tests.web.conftest import As

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "SyncID,First name,Last name,Organisation,ChildID\n"
NOBODY = "connects no parent with a child"


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


def page_of(client: Client, plan: int) -> str:
    return client.get(f"/staff/imports/{plan}/").content.decode()


def first_choice(page: str) -> str:
    """The words of the first button or link to press in the plan, and not of a secondary one."""
    main = page.partition("<h1>")[2]
    found = re.search(
        r'<(a|button)[^>]*class="ds-button"(?![^>]*data-variant)[^>]*>(.*?)</', main, re.S
    )
    return " ".join(found[2].split()) if found else ""


def test_a_file_of_parents_that_connects_nobody_says_so(anna: Client) -> None:
    page = page_of(anna, planned("SyncID,First name,Last name\nP-5,Ada,Lie\n").pk)
    assert NOBODY in page
    assert first_choice(page) == "Choose the column that identifies the children"
    plan = planned("SyncID,First name,Last name,ChildID\nP-5,Ada,Lie,H-1\n")
    assert NOBODY not in page_of(anna, plan.pk)
    assert first_choice(page_of(anna, plan.pk)).startswith("Apply")
    pupils = planned("SyncID,First name,Last name\nN-1,Mia,Lie\n", profile="pupil")
    assert NOBODY not in page_of(anna, pupils.pk)


def test_a_plan_names_its_organisation_and_those_it_would_make(anna: Client) -> None:
    plan = planned(HEAD + "P-5,Ada,Lie,Hillside/9Z,H-1\nP-6,Ida,Moe,Northside,H-1\n")
    assert plan.counts["new_organisations"] == ["Hillside/9Z", "Northside"]
    page = page_of(anna, plan.pk)
    assert "School <strong>Northside</strong> for 1 person" in " ".join(page.split())
    assert "Class <strong>Hillside/9Z</strong> for 1 person" in " ".join(page.split())
    known = planned(HEAD + "P-5,Ada,Lie,,H-1\n", organisation="Hillside")
    assert known.counts["new_organisations"] == []
    assert "Organisation: Hillside" in page_of(anna, known.pk)


def test_a_file_for_pupils_who_are_not_here_offers_to_import_them_first(anna: Client) -> None:
    plan = planned("SyncID,First name,Last name,ChildID\nP-5,Ada,Lie,nobody-yet\n")
    page = page_of(anna, plan.pk)
    assert NOBODY in page
    assert first_choice(page) == "Import the pupils first"
    assert (
        '<option value="pupil" selected>'
        in anna.get("/staff/imports/new/?profile=pupil").content.decode()
    )


def test_k15_a_file_that_blocks_hold_back_leads_to_them(cast: Cast, anna: Client) -> None:
    block(
        viewer.of_command_line(cast.admin).actor, cast.jonas, cast.elias, reason="A court said so"
    )
    plan = planned("SyncID,First name,Last name,ChildID\nP-2,Jonas,Lund,H-2\n")
    page = " ".join(page_of(anna, plan.pk).split())
    assert "Blocked on" in page
    assert "by Anna" in page
    assert "A court said so" in page


def test_k14_who_blocked_is_told_as_far_as_the_reader_may_know(cast: Cast, signed_in: As) -> None:
    block(viewer.of_command_line(cast.lara).actor, cast.jonas, cast.elias, reason="A court said so")
    plan = planned(
        "SyncID,First name,Last name,ChildID\nP-2,Jonas,Lund,H-2\n",
        by=cast.henry,
        organisation="Hillside",
    )
    page = page_of(signed_in(cast.henry), plan.pk)
    assert "another office" in page
    assert "Lara" not in page


def test_a_new_school_is_made_only_when_it_is_ticked(anna: Client) -> None:
    plan = planned(HEAD + "P-6,Ida,Moe,Northside,H-1\n")
    apply = f"/staff/imports/{plan.pk}/apply/"
    refused = anna.post(apply)
    assert refused.status_code == 422
    assert "Tick this if" in refused.content.decode()
    assert enqueue.asked(plan) is None
    assert anna.post(apply, {"new_schools": "1"}).status_code == 302
    assert enqueue.asked(plan) is not None


def test_the_first_school_of_a_site_can_be_no_slip(db: None) -> None:
    file = "SyncID,First name,Last name\nN-1,Mia,Lie\n"
    plan = planned(file, profile="pupil", organisation="Hillside")
    assert new_schools(plan) == []
    several = (
        "SyncID,First name,Last name,Organisation\nN-1,Mia,Lie,Hillside\nN-2,Pia,Lie,Hilside\n"
    )
    assert len(new_schools(planned(several, profile="pupil"))) == 2


def test_a_new_class_of_a_known_school_needs_no_tick(anna: Client) -> None:
    plan = planned(HEAD + "P-6,Ida,Moe,Hillside/9Z,H-1\n")
    assert "new_schools" not in page_of(anna, plan.pk)
    assert anna.post(f"/staff/imports/{plan.pk}/apply/").status_code == 302


def test_a_school_called_nearly_like_one_is_asked_about(cast: Cast, anna: Client) -> None:
    plan = planned(HEAD + "P-6,Ida,Moe,,H-1\n", organisation="Hilside")
    page = page_of(anna, plan.pk)
    assert "There is no Hilside. Did you mean Hillside?" in " ".join(page.split())
    assert "Import into" in first_choice(page)
    with pytest.raises(Guarded):
        apply(plan, viewer.of_command_line().actor)
    instead = {"profile": "parent", "organisation": "Hillside", "plan": "1"}
    assert anna.post(f"/staff/imports/{plan.pk}/change/", instead).status_code == 302
    jobs.prepare_import(roster_import_id=plan.pk, actor=[None, "worker", "a test"])
    plan.refresh_from_db()
    assert (plan.place, plan.counts["new_places"], plan.counts["guard"]) == ("Hillside", [], None)


def test_k23_that_a_school_is_new_stands_in_the_journal(cast: Cast, anna: Client) -> None:
    plan = planned(HEAD + "P-6,Ida,Moe,,H-1\n", organisation="Hilside")
    apply(plan, viewer.of_command_line(cast.admin).actor, new_schools=True)
    assert Organisation.objects.filter(path="Hilside", kind="school").exists()
    assert "makes new schools: Hilside" in anna.get("/staff/journal/").content.decode()


def test_k14_the_name_of_a_school_out_of_reach_is_not_proposed(cast: Cast) -> None:
    north, _made = tree.ensure("North", leaf=OrganisationKind.DISTRICT)
    office = person("nils.north", Profile.SCHOOL_ADMINISTRATOR, north)
    for by, meant in ((office, None), (cast.admin, "Lakeside")):
        plan = planned(HEAD + "P-6,Ida,Moe,,H-1\n", organisation="North/Lakesid", by=by)
        assert [each["meant"] for each in plan.counts["new_places"]] == [meant]


def test_tiles_and_chips_lead_to_as_many_rows_as_they_say(cast: Cast, anna: Client) -> None:
    plan = planned(
        "SyncID,First name,Last name,E-mail,ChildID\n"
        "P-5,Ada,Lie,,H-1\nP-6,Ida,Moe,wrong,H-1\nP-7,Una,Ek,,X-9\nP-7,Una,Ek,,H-2\nP-2,Jonas,Lund,,H-1\n"
    )
    context = anna.get(f"/staff/imports/{plan.pk}/").context
    for each, count in context["filters"]:
        rows = anna.get(f"/staff/imports/{plan.pk}/?show={each.name}").context["page"].rows
        assert len(rows) == count, each.name
    page = page_of(anna, plan.pk)
    for shown in ("new", "connected", "waiting", "left-out"):
        assert f'<a href="?show={shown}#rows">' in page


@pytest.mark.parametrize(
    ("file", "button"),
    [
        (
            "SyncID,First name,Last name,Belongs to\nP-5,Ada,Lie,nora.berg\n",
            "Read the children from “Belongs to”",
        ),
        (
            "SyncID,First name,Last name,ChildID\nP-5,Ada,Lie,H-1;H-2\n",
            "Read several children from one cell",
        ),
    ],
)
def test_what_would_connect_a_file_is_one_click(
    cast: Cast, anna: Client, file: str, button: str
) -> None:
    plan = planned(file)
    assert button in " ".join(
        page_of(anna, plan.pk).replace("\u2068", "").replace("\u2069", "").split()
    )
    assert (
        first_choice(page_of(anna, plan.pk)).replace("\u2068", "").replace("\u2069", "") == button
    )
    anna.post(f"/staff/imports/{plan.pk}/children/as-hinted/")
    jobs.prepare_import(roster_import_id=plan.pk, actor=[None, "worker", "a test"])
    plan.refresh_from_db()
    assert plan.counts["relationships"]["create"] >= 1
    assert plan.counts["child_hint"] is None
