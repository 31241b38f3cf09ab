"""What people try at the addresses of a portal, tried here."""

from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import PasswordInput
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters.models import Form
from kinkeeper.letters.order import order
from kinkeeper.lib.client_address import named_in
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Membership, Person
from kinkeeper.registry.trash import trash
from kinkeeper.web.entry import passwords
from kinkeeper.web.entry.sign_in import SignIn
from tests.cast import PASSWORD, Cast, connected, person
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages' tests

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")


def test_r_042_pc_105_acc_01_another_familys_child_never_existed(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.kari)
    there, nowhere = (client.get(f"/children/{n}/") for n in (cast.mila.pk, 987_654_321))
    assert (there.status_code, there.content) == (404, nowhere.content)
    assert dict(there.headers) == dict(nowhere.headers)
    line = Entry.objects.get(outcome="denied")
    assert (line.actor_id, line.child_id) == (cast.kari.pk, cast.mila.pk)


def test_r_042_pc_106_acc_07_another_school_never_existed(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.henry)
    for more in ("", "edit/", "connect/", "block/", f"remove/{cast.stranger.pk}/"):
        there, nowhere = (
            client.get(f"/staff/people/{n}/{more}") for n in (cast.mila.pk, 987_654_321)
        )
        assert (there.status_code, there.content) == (404, nowhere.content)


@pytest.mark.parametrize("more", ["class=7B", "school=2", "q=%25", "order_by=email", "page=9999"])
def test_acc_04_no_parameter_widens_a_parents_list(cast: Cast, signed_in: As, more: str) -> None:
    page = signed_in(cast.kari).get(f"/children/?{more}").content.decode()
    assert ["Nora" in page, "Elias" in page] == [True, True]
    assert "Mila" not in page
    assert "Theo" not in page


@pytest.mark.parametrize(
    ("verb", "answers"),
    [("get", 200), ("head", 200), ("put", 405), ("patch", 405), ("delete", 405), ("options", 405)],
)
def test_acc_06_only_a_post_changes_anything(
    cast: Cast, signed_in: As, verb: str, answers: int
) -> None:
    client = signed_in(cast.admin)
    ask = getattr(client, verb)
    before = Person.objects.get(pk=cast.kari.pk).state
    as_post = {"x-http-method-override": "POST"}
    page = f"/staff/people/{cast.kari.pk}/trash/"  # asks first, when it is only looked at
    assert ask(page, headers=as_post).status_code == answers
    assert ask("/sign-out/", headers=as_post).status_code == 405
    assert Person.objects.get(pk=cast.kari.pk).state == before
    assert client.get("/staff/").status_code == 200


def test_acc_09_a_right_taken_away_ends_at_the_next_request(cast: Cast, signed_in: As) -> None:
    tabs = [signed_in(cast.henry), signed_in(cast.henry)]
    address = f"/staff/people/{cast.nora.pk}/"
    assert [tab.get(address).status_code for tab in tabs] == [200, 200]
    Membership.objects.filter(person=cast.henry).delete()
    assert [tab.get(address).status_code for tab in tabs] == [404, 404]
    trash(OFFICE, cast.henry, reach=WHOLE_SITE)
    assert [tab.get("/staff/").status_code for tab in tabs] == [302, 302]


def test_r_043_acc_10_fields_nobody_asked_for_are_not_taken(cast: Cast, signed_in: As) -> None:
    kari = Person.objects.get(pk=cast.kari.pk)
    kari.set_password(PASSWORD)
    kari.save()
    more = {
        "profile": "system-administrator", "is_staff": "1", "is_superuser": "1", "state": "x",
        "sync_key": "A-0", "organisation": "Lakeside", "children": str(cast.mila.pk),
    }  # fmt: skip
    new = {"old": PASSWORD, "password": "green harbour seven ladders"}
    client = Client()
    client.post("/sign-in/", {"username": "kari.berg", "password": PASSWORD} | more)
    assert client.post("/account/password/", new | more).status_code == 302
    after = Person.objects.get(pk=kari.pk)
    assert (after.profile, after.sync_key, after.state) == ("parent", "P-1", "active")
    assert not Relationship.objects.filter(parent=kari, child=cast.mila).exists()


def test_r_043_what_the_address_says_is_no_field_of_a_form(cast: Cast, signed_in: As) -> None:
    """The address and the form are read apart; of several values the last counts."""
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    right = {"username": "kari.berg", "password": PASSWORD}
    assert Client().post(f"/sign-in/?{urlencode(right)}").status_code == 422
    twice = {"username": "kari.berg", "password": [PASSWORD, "another one altogether"]}
    assert Client().post("/sign-in/", twice).status_code == 422
    assert Client().post("/sign-in/?username=jonas.lund", right).status_code == 302
    page = signed_in(cast.admin).get("/staff/people/?q=nobodyhere&q=Nora").content.decode()
    assert "Nora" in page


@pytest.mark.parametrize(
    ("proxies", "said", "told"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.0.0.7", "10.0.0.7"),
        (2, "6.6.6.6, 10.0.0.7, 10.0.0.8", "10.0.0.7"),
        (2, "10.0.0.8", "127.0.0.1"),
    ],
)
def test_r_088_only_trusted_proxies_name_the_address(
    settings: Settings, proxies: int, said: str, told: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    meta = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": said, "HTTP_X_REAL_IP": "6.6.6.6"}
    assert named_in(meta) == told


def test_r_006_password_fields_are_masked_and_help_managers() -> None:
    """Each field of a form in which a person types an own password; no page has a script for it."""
    forms = (SignIn, passwords.ChoosePassword, passwords.ChangePassword, passwords.OwnPassword)
    for form in forms:
        for name, field in form.base_fields.items():
            if "password" in name or name == "old":
                assert isinstance(field.widget, PasswordInput), (form, name)
                assert field.widget.attrs["autocomplete"].endswith("-password")
                assert not [each for each in field.widget.attrs if each.startswith("on")]
    assert SignIn.base_fields["username"].widget.attrs["autocomplete"].startswith("username")


def test_lnk_01_pc_109_access_ends_at_once_for_one_and_not_for_the_other(
    cast: Cast, signed_in: As
) -> None:
    kari, jonas = signed_in(cast.kari), signed_in(cast.jonas)
    page = f"/children/{cast.nora.pk}/"
    assert [kari.get(page).status_code, jonas.get(page).status_code] == [200, 200]
    disconnect(OFFICE, cast.kari, cast.nora, reason="court order")
    assert [kari.get(page).status_code, jonas.get(page).status_code] == [404, 200]


def test_lnk_05_a_parent_finds_no_trace_of_the_other(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.kari)
    for address in ("/children/", f"/children/{cast.nora.pk}/", "/account/"):
        page = client.get(address).content.decode()
        for trace in ("Jonas", "jonas", "Lund", "P-2"):
            assert trace not in page


def test_lnk_10_pc_104_a_childs_key_is_no_way_in(cast: Cast) -> None:
    for address, field in product(("/activate/",), ("H-1", "nora.berg", "Nora Berg", "P-1")):
        assert Client().post(address, {"code": field}).status_code == 422


@pytest.mark.parametrize("who", ["kari", "nora", "maria", None])
def test_pc_021_imp_17_only_administrators_import(
    cast: Cast, signed_in: As, who: str | None
) -> None:
    client = signed_in(getattr(cast, who)) if who else Client()
    file = SimpleUploadedFile("x.csv", b"SyncID,First name,Last name\nP-5,A,B\n")
    answer = client.post("/staff/imports/new/", {"file": file, "profile": "parent"})
    assert answer.status_code in {302, 404}
    assert not Import.objects.exists()


def test_imp_17_web_01_a_post_from_another_site_has_no_effect(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.admin)
    file = SimpleUploadedFile("x.csv", b"SyncID,First name,Last name\nP-5,A,B\n")
    for address, data in (
        ("/staff/imports/new/", {"file": file, "profile": "parent"}),
        (f"/staff/people/{cast.kari.pk}/trash/", {}),
        (f"/staff/people/{cast.nora.pk}/remove/{cast.kari.pk}/", {"reason": "x"}),
        ("/staff/credentials/new/", {"person": cast.kari.pk, "form": "pages"}),
        ("/sign-in/", {"username": "kari.berg", "password": PASSWORD}),
    ):
        assert client.post(address, data).status_code == 403
    assert not Import.objects.exists()
    assert (
        Relationship.objects.get(parent=cast.kari, child=cast.nora).state
        == RelationshipState.ACTIVE
    )


def test_web_02_nobody_frames_and_nobody_is_sent_away(cast: Cast) -> None:
    answer = Client().get("/sign-in/?next=//evil.example")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert b"evil.example" not in answer.content.replace(b'value="//evil.example"', b"")


def test_web_04_no_page_is_for_search_engines(db: None) -> None:
    for address in ("/sign-in/", "/activate/", "/forgotten/"):
        answer = Client().get(address)
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert b"staff" not in answer.content
        assert b"admin" not in answer.content.lower()
    robots = Client().get("/robots.txt")
    assert b"staff" not in robots.content


def test_r_090_whom_to_tell_of_a_security_problem(db: None, settings: Settings) -> None:
    where = "/.well-known/security.txt"
    assert Client().get(where).status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@school.example"
    told = Client().get(where).content.decode()
    assert told.startswith("Contact: mailto:security@school.example\nExpires: 20")
    assert told.endswith(f"{where}\n")


def test_web_03_signed_out_is_signed_out(cast: Cast, signed_in: As) -> None:
    client = signed_in(cast.kari)
    cookie = client.cookies["sessionid"].value if "sessionid" in client.cookies else ""
    name = next(iter(client.cookies))
    kept = cookie or client.cookies[name].value
    client.post("/sign-out/")
    client.cookies[name] = kept
    assert client.get("/children/").status_code == 302


def test_crd_17_a_session_gets_a_new_name_at_sign_in(cast: Cast) -> None:
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    client = Client()
    client.post("/activate/", {"code": "x"})
    before = {name: each.value for name, each in client.cookies.items()}
    client.post("/sign-in/", {"username": "kari.berg", "password": PASSWORD})
    after = {name: each.value for name, each in client.cookies.items()}
    for name in before.keys() & after.keys():
        assert before[name] != after[name]


def test_crd_10_links_never_follow_a_forged_host(cast: Cast, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    assert Client().get("/sign-in/", headers={"host": "evil.example"}).status_code == 400
    answer = Client().get(
        "/sign-in/", headers={"host": "portal.example.org", "x-forwarded-host": "evil.example"}
    )
    assert b"evil.example" not in answer.content


def test_pc_120_a_parent_without_a_child_is_told_whom_to_ask(cast: Cast, signed_in: As) -> None:
    disconnect(OFFICE, cast.stranger, cast.mila, reason="moved out")
    answer = signed_in(cast.stranger).get("/children/")
    assert answer.status_code == 200
    assert b"office" in answer.content


def test_pc_126_the_elder_leaves_and_the_login_stays(cast: Cast, signed_in: As) -> None:
    trash(OFFICE, cast.nora, reach=WHOLE_SITE)
    page = signed_in(cast.kari).get("/children/").content.decode()
    assert "Nora" not in page
    assert "Elias" in page


def test_pc_127_one_parents_end_is_not_the_others(cast: Cast, signed_in: As) -> None:
    trash(OFFICE, cast.kari, reach=WHOLE_SITE)
    assert signed_in(cast.jonas).get(f"/children/{cast.nora.pk}/").status_code == 200


def test_pc_132_a_teacher_who_is_a_parent_sees_an_own_child_as_a_parent(
    cast: Cast, signed_in: As
) -> None:
    connected(cast.maria, cast.theo)
    client = signed_in(cast.maria)
    assert client.get(f"/staff/people/{cast.theo.pk}/").status_code == 404
    assert client.get(f"/children/{cast.theo.pk}/").status_code == 200
    assert client.get(f"/children/{cast.nora.pk}/").status_code == 404


def test_pc_135_all_twelve_children_are_there(cast: Cast, signed_in: As) -> None:
    for number in range(12):
        connected(cast.stranger, person(f"kid{number}.many", "pupil", cast.lakeside))
    page = signed_in(cast.stranger).get("/children/").content.decode()
    assert all(f"Kid{number}" in page for number in range(12))


def test_pc_136_a_child_that_never_signs_in_is_shown(cast: Cast, signed_in: As) -> None:
    Person.objects.filter(pk=cast.nora.pk).update(password="")
    assert signed_in(cast.kari).get(f"/children/{cast.nora.pk}/").status_code == 200


def test_crd_12_acc_03_a_file_of_codes_is_fetched_by_who_ordered_it(
    cast: Cast, signed_in: As
) -> None:
    batch = order(Actor(cast.henry.pk, "Henry", "a test"), [cast.kari], Form.PAGES)
    for one in (cast.admin, cast.lara, cast.maria, cast.kari):
        answer = signed_in(one).get(f"/staff/credentials/{batch.pk}/letters.pdf")
        assert answer.status_code == 404


def test_pc_097_who_has_signed_in_gets_no_new_code(cast: Cast, signed_in: As) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(last_login=timezone.now(), password="kept")
    chosen: dict[str, Any] = {"person": [cast.kari.pk], "form": "pages"}
    page = signed_in(cast.henry).get("/staff/credentials/new/", chosen).content.decode()
    assert "Forgotten password" in page
