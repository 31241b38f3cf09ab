"""K28: what a protected person's mark, tree, wall and pages say beside the lists."""

from datetime import date

import pytest
from django.urls import reverse

from kinkeeper.access import scopes
from kinkeeper.access.viewer import of_person
from kinkeeper.cli.main import main
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib import db
from kinkeeper.organisations import tree
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.people.protection_models import Protection
from kinkeeper.readings import changeable_relationships, organisation_tree
from kinkeeper.readings.organisation_tree import Figures
from kinkeeper.registry.protect import protect
from tests.access.obtained import Browser
from tests.cast import Cast, connected
from tests.wall import as_web
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
REVIEW = date(2027, 5, 3)


def mark(office: Actor, who: Person, *staff: Person) -> Protection:
    return protect(office, who, reason="an order", reach=WHOLE_SITE, staff=staff, review_on=REVIEW)


def test_k28_naming_one_more_leaves_the_review_date(cast: Cast, office: Actor) -> None:
    mark(office, cast.nora, cast.henry)
    nora = ("protect", "key:H-1", "--as", "user:henry.office", "--reason", "an order")
    assert main([*nora, "--staff", "user:maria.ortega"]) == 0
    assert Protection.objects.get().review_on == REVIEW
    assert main([*nora, "--review", "2028-01-01"]) == 0
    assert Protection.objects.get().review_on == date(2028, 1, 1)
    assert main([*nora, "--review", ""]) == 0
    assert Protection.objects.get().review_on is None


def seen_in_the_database(by: Person) -> set[int]:
    session = Browser(by).session
    with as_web():
        db.value("SELECT wall.ask(%s)", [session])
        return set(db.column("SELECT id FROM people_person"))


@pytest.mark.parametrize("who", ["maria", "henry"])
def test_k28_a_hidden_child_is_nobodys_reason_to_see_a_parent(
    cast: Cast, office: Actor, who: str
) -> None:
    """Vera has no place at the school; her only child there is hidden. The wall says as the
    scopes."""
    staff: Person = getattr(cast, who)
    connected(cast.stranger, cast.nora)
    assert cast.stranger.pk in seen_in_the_database(staff)
    mark(office, cast.nora, cast.lara)
    assert cast.stranger.pk not in seen_in_the_database(staff)
    assert not scopes.people(of_person(staff, "a test")).filter(pk=cast.stranger.pk).exists()


def test_k28_no_page_of_a_relationship_names_who_is_hidden(
    cast: Cast, office: Actor, signed_in: As, capsys: pytest.CaptureFixture[str]
) -> None:
    """The child is within reach and the two are connected; who is hidden is nobody all the same."""
    viewer = of_person(cast.henry, "a test")
    assert changeable_relationships.ends(viewer, cast.kari.pk, cast.nora.pk) is not None
    mark(office, cast.kari, cast.lara)
    viewer = of_person(cast.henry, "a test")
    assert changeable_relationships.ends(viewer, cast.kari.pk, cast.nora.pk) is None
    client = signed_in(cast.henry)
    for name in ("person-remove", "person-rights", "person-continues"):
        page = reverse(f"staff:{name}", args=[cast.nora.pk, cast.kari.pk])
        assert client.get(page).status_code == 404
    assert main(["rights", "show", "key:P-1", "key:H-1", "--as", "user:henry.office"]) != 0
    assert "Kari" not in "".join(capsys.readouterr())


def test_k18_k28_the_tree_counts_who_is_hidden_and_whose_access_age_has_ended_for_nothing(
    cast: Cast, office: Actor
) -> None:
    def figures() -> Figures:
        who = of_person(cast.henry, "a test")
        return organisation_tree.of(who, tree.find("Hillside"))

    Person.objects.filter(pk=cast.kari.pk).update(last_login="2026-01-01T00:00Z")
    assert figures() == Figures(2, 2, 0, 2, 1, 0)
    Person.objects.filter(pk=cast.elias.pk).update(birth_date=date(2000, 1, 1))
    assert figures() == Figures(2, 1, 1, 2, 1, 0)
    mark(office, cast.kari, cast.lara)
    assert figures() == Figures(2, 0, 1, 1, 0, 0)


def test_k28_whoever_runs_the_site_names_themselves_on_a_page(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    mark(office, cast.nora, cast.henry)
    anna, page = signed_in(cast.admin), reverse("staff:protected")
    assert page in anna.get(reverse("staff:people")).text
    assert page not in signed_in(cast.henry).get(reverse("staff:people")).text
    person = reverse("staff:person", args=[cast.nora.pk])
    assert anna.get(person).status_code == 404
    nobody = anna.post(page, {"reference": "key:X-404", "reason": "a fire"})
    plain = anna.post(page, {"reference": "key:H-2", "reason": "a fire"})
    for refused in (nobody, plain):
        assert refused.status_code == 422
        assert "No person with a protected identity was found" in refused.text
    assert anna.post(page, {"reference": "Nora", "reason": "a fire"}).status_code == 422
    assert anna.post(page, {"reference": "key:H-1", "reason": " "}).status_code == 422
    assert anna.get(person).status_code == 404
    sent = anna.post(page, {"reference": "key:H-1", "reason": "a fire"}, follow=True)
    assert "Nora Berg" in sent.text
    assert Protection.objects.get().reason == "an order"
    act = Entry.objects.get(action="protection.named")
    assert (act.actor_id, act.person_id, act.data["reason"]) == (
        cast.admin.pk, cast.nora.pk, "a fire",
    )  # fmt: skip


def test_k28_acc_14_nobody_names_themselves_for_their_own_family(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    connected(cast.admin, cast.nora)
    mark(office, cast.nora, cast.henry)
    anna, page = signed_in(cast.admin), reverse("staff:protected")
    sent = anna.post(page, {"reference": "key:H-1", "reason": "mine"})
    assert sent.status_code == 403
    assert Protection.objects.get().named.get().staff_id == cast.henry.pk
