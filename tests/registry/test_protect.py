"""K28: a protected person is there for the named staff alone, and K27: nothing clears the mark."""

import argparse
import re

import pytest
from django.urls import reverse

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_command_line, of_person
from kinkeeper.cli import actor, protection
from kinkeeper.cli.output import Refused
from kinkeeper.credentials.eligible import choose
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters.letter_data import first_names
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.hidden import hidden_from
from kinkeeper.people.models import Person, Profile
from kinkeeper.people.protection_models import Protection
from kinkeeper.registry.merge import merge
from kinkeeper.registry.protect import protect, unname, unprotect
from kinkeeper.registry.refusals import Refusal
from kinkeeper.web.staff import urls as staff_urls
from tests.cast import Cast, connected, person
from tests.importing import imported, undone
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db


def mark(office: Actor, who: Person, *staff: Person) -> Protection:
    return protect(office, who, reason="an order of 3 May", reach=WHOLE_SITE, staff=staff)


def sees(who: Person | None, other: Person) -> bool:
    viewer = of_command_line() if who is None else of_person(who, "a test")
    return other in scopes.people(viewer)


def test_r_053_k28_only_named_staff_see_a_protected_person(cast: Cast, office: Actor) -> None:
    everybody = [cast.admin, cast.henry, cast.maria]
    assert all(sees(each, cast.nora) for each in everybody)
    mark(office, cast.nora, cast.henry)
    assert [each for each in everybody if sees(each, cast.nora)] == [cast.henry]
    assert not sees(None, cast.nora)  # a list on the command line is a list


def test_k28_being_named_reaches_no_further_than_before(cast: Cast, office: Actor) -> None:
    mark(office, cast.nora, cast.lara)
    assert not sees(cast.lara, cast.nora)


def test_k28_the_family_sees_what_it_saw(cast: Cast, office: Actor, signed_in: As) -> None:
    home, child = reverse("parents:children"), reverse("parents:child", args=[cast.nora.pk])
    client = signed_in(cast.kari)
    before = [_page(client.get(each).text) for each in (home, child)]
    mark(office, cast.nora, cast.henry)
    mark(office, cast.kari, cast.henry)
    assert [_page(client.get(each).text) for each in (home, child)] == before


def _page(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def every_page_without_a_number() -> list[str]:
    """The addresses of staff's pages that take nothing."""
    names = [each.name for each in staff_urls.urlpatterns if not each.pattern.converters]
    return [reverse(f"staff:{name}") for name in names]


@pytest.mark.parametrize("who", ["admin", "henry", "maria"])
def test_r_053_k28_acc_11_pc_129_no_page_of_staff_who_are_not_named_knows_the_person(
    cast: Cast, office: Actor, signed_in: As, who: str
) -> None:
    Person.objects.filter(pk=cast.nora.pk).update(given_name="Quillona", family_name="Verdant")
    client, pages = signed_in(getattr(cast, who)), every_page_without_a_number()
    pages += [reverse("staff:person", args=[cast.kari.pk]), reverse("staff:people") + "?q=verdan"]
    assert [each for each in pages if "Verdant" in client.get(each).text]
    mark(office, cast.nora, cast.lara)
    assert [each for each in pages if "Verdant" in client.get(each).text] == []
    for name in ("person", "person-edit", "person-protection", "person-trash"):
        page = reverse(f"staff:{name}", args=[cast.nora.pk])
        assert client.get(page).status_code in {403, 404}


def test_r_053_lnk_18_k28_letters_for_all_leave_the_protected_out(
    cast: Cast, office: Actor
) -> None:
    Person.objects.filter(pk__in=[cast.kari.pk, cast.jonas.pk]).update(last_login=None, password="")
    people = [cast.kari, cast.jonas]
    by = {each.person.pk: each.code for each in choose(people, by_email=False, reach=WHOLE_SITE)}
    assert by[cast.kari.pk] == ""
    mark(office, cast.kari, cast.henry)
    by = {each.person.pk: each.code for each in choose(people, by_email=False, reach=WHOLE_SITE)}
    assert by[cast.kari.pk] == "protected"
    [alone] = choose([cast.kari], by_email=False, reach=WHOLE_SITE)
    assert alone.gets_one


def test_k28_no_letter_names_a_protected_child(cast: Cast, office: Actor) -> None:
    assert cast.nora.given_name in first_names([cast.kari.pk], WHOLE_SITE)[cast.kari.pk]
    mark(office, cast.nora, cast.henry)
    assert cast.nora.given_name not in first_names([cast.kari.pk], WHOLE_SITE)[cast.kari.pk]


def test_k28_a_parent_of_protected_children_alone_is_in_no_letters_for_all(
    cast: Cast, office: Actor
) -> None:
    for child in (cast.nora, cast.elias):
        mark(office, child, cast.henry)
    Person.objects.filter(pk=cast.kari.pk).update(last_login=None, password="")
    cast.kari.refresh_from_db()
    found = choose([cast.kari, cast.jonas], by_email=False, reach=WHOLE_SITE)
    assert found[0].code == "no-relationship"


def test_lnk_03_k27_no_file_undo_or_merge_clears_the_mark(cast: Cast, office: Actor) -> None:
    made = imported(b"SyncID,First name,Last name\nH-90,Una,Vale\n", profile="pupil")
    una = Person.objects.get(sync_key="H-90")
    mark(office, una, cast.henry)
    assert "protected" in {each["code"] for each in undone(made).kept}
    again = imported(b"SyncID,First name,Last name,Protected\nH-90,Una,Vale,\n", profile="pupil")
    assert Protection.objects.filter(person=una).exists()
    undone(again)
    assert Protection.objects.filter(person=una).exists()


def test_k27_a_merge_keeps_the_mark_of_either_account(cast: Cast, office: Actor) -> None:
    two = person("kari.again", Profile.PARENT, cast.hillside, given_name="Kari", family_name="Berg")
    mark(office, two, cast.henry)
    merge(office, cast.kari, two, reason="one person", reach=WHOLE_SITE)
    assert not sees(cast.maria, cast.kari)
    assert cast.kari.pk in hidden_from(cast.admin.pk)
    assert cast.kari.pk not in hidden_from(cast.henry.pk)


def test_k28_who_may_protect_and_what_is_refused(cast: Cast, office: Actor) -> None:
    reach = of_person(cast.henry, "a test").reach
    for who, why, code in [
        (cast.nora, " ", "reason-missing"),
        (cast.maria, "why", "is-staff"),
        (cast.theo, "why", "not-allowed"),
    ]:
        with pytest.raises(Refusal) as refused:
            protect(office, who, reason=why, reach=reach)
        assert refused.value.code == code
    with pytest.raises(Refusal):
        unprotect(office, cast.nora, reason="never was", reach=WHOLE_SITE)
    with pytest.raises(Refusal):
        protect(office, cast.nora, reason="why", reach=WHOLE_SITE, staff=[cast.jonas])
    assert not Protection.objects.exists()


def test_the_last_of_the_named_stays(cast: Cast, office: Actor) -> None:
    mark(office, cast.nora, cast.henry, cast.maria)
    unname(office, cast.nora, cast.maria.pk)
    with pytest.raises(Refusal, match="No one could open"):
        unname(office, cast.nora, cast.henry.pk)


def test_k28_on_the_page_whoever_protects_is_named_and_ends_it_with_a_reason(
    cast: Cast, signed_in: As
) -> None:
    client, page = signed_in(cast.henry), reverse("staff:person-protection", args=[cast.nora.pk])
    assert client.post(page, {"reason": ""}).status_code == 422
    sent = {"reason": "an order", "staff": [cast.maria.pk], "review": "2027-01-01"}
    assert client.post(page, sent).status_code == 302
    assert sees(cast.henry, cast.nora)
    assert sees(cast.maria, cast.nora)
    assert not sees(cast.admin, cast.nora)
    assert "an order" in client.get(page).text
    assert (
        "Protected identity: only" in client.get(reverse("staff:person", args=[cast.nora.pk])).text
    )
    assert (
        "an order"
        not in signed_in(cast.maria).get(reverse("staff:person", args=[cast.nora.pk])).text
    )
    client = signed_in(cast.henry)
    assert client.post(page, {"end": "1", "end-reason": ""}).status_code == 422
    assert client.post(page, {"end": "1", "end-reason": "it was lifted"}).status_code == 302
    assert sees(cast.admin, cast.nora)
    acts = Entry.objects.filter(person_id=cast.nora.pk, action__startswith="protection.")
    assert list(acts.order_by("pk").values_list("action", flat=True)) == [
        "protection.made", "protection.ended",
    ]  # fmt: skip


def test_k28_who_is_named_is_removed_on_the_page(cast: Cast, office: Actor, signed_in: As) -> None:
    mark(office, cast.nora, cast.henry, cast.maria)
    page = reverse("staff:person-protection", args=[cast.nora.pk])
    client = signed_in(cast.henry)
    assert f'name="remove" value="{cast.maria.pk}"' in client.get(page).text
    client.post(page, {"remove": cast.maria.pk})
    assert not sees(cast.maria, cast.nora)
    assert "No one could open" in client.post(page, {"remove": cast.henry.pk}, follow=True).text
    assert client.post(page, {"remove": "99999999"}).status_code == 302
    assert sees(cast.henry, cast.nora)


def test_k28_acc_14_an_administrator_decides_nothing_about_the_own_child(
    cast: Cast, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected(cast.admin, cast.nora)
    mark(office, cast.nora, cast.henry)
    viewer = of_command_line(cast.admin)
    monkeypatch.setattr(actor, "viewer_of", lambda _chosen: viewer)
    asked: dict[str, object] = {
        "ref": f"id:{cast.nora.pk}",
        "reason": "mine",
        "staff": [],
        "review": None,
    }
    for command in (protection.protect, protection.unprotect):
        with pytest.raises(Refused) as refused:
            command(argparse.Namespace(**asked))
        assert refused.value.code == "own-family"
    assert hidden_from(cast.maria.pk) == {cast.nora.pk}
