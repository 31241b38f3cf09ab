"""K18 over HTTP: access ends on the day, and the pupil decides from then on."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kinkeeper.cli.main import main
from kinkeeper.credentials.eligible import choose
from kinkeeper.families.consent import continue_after, decide, end_continuation
from kinkeeper.families.consent_models import Basis, Consent
from kinkeeper.families.explain import explain
from kinkeeper.families.majority import comes_of_age_on
from kinkeeper.families.refusals import NotOfAge, NotThePupil
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast, connected, person
from tests.merging import merged
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
HOME, ME = reverse("parents:children"), reverse("pupils:me")


def born(pupil: Person, *, days: int) -> date:
    """The pupil comes of age in so many days."""
    birth = next(
        birth
        for gap in range(3)
        if comes_of_age_on(birth := _years_before(today_at("Hillside") + timedelta(days), gap), 18)
        == today_at("Hillside") + timedelta(days)
    )
    Person.objects.filter(pk=pupil.pk).update(birth_date=birth)
    pupil.refresh_from_db()
    return birth


def _years_before(day: date, gap: int) -> date:
    day -= timedelta(gap)
    return day.replace(year=day.year - 18, day=28) if (day.month, day.day) == (2, 29) else (
        day.replace(year=day.year - 18)
    )  # fmt: skip


def of(child: Person) -> str:
    return reverse("parents:child", args=[child.pk])


def about(parent: Person) -> str:
    return reverse("pupils:adult", args=[parent.pk])


def as_pupil(pupil: Person) -> Actor:
    return Actor(pupil.pk, pupil.full_name, "a test")


@pytest.fixture
def kari(cast: Cast, signed_in: As) -> Client:
    client = signed_in(cast.kari)
    assert client.get(of(cast.nora)).status_code == 200
    return client


def test_k18_k17_pc_124_lnk_08_access_ends_on_the_day_in_an_open_session(
    cast: Cast, kari: Client
) -> None:
    born(cast.nora, days=1)
    assert kari.get(of(cast.nora)).status_code == 200
    born(cast.nora, days=0)
    assert kari.get(of(cast.nora)).status_code == 404
    home = kari.get(HOME).text
    assert "Nora is of age and decides alone" in home
    for secret in ("Nora Berg", "5A", of(cast.nora)):
        assert secret not in home
    assert kari.get(of(cast.elias)).status_code == 200


def test_k18_lnk_08_an_unknown_birth_date_ends_nothing(cast: Cast, kari: Client) -> None:
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=None)
    assert kari.get(of(cast.nora)).status_code == 200


def test_k18_k17_k19_the_pupil_gives_narrows_and_withdraws_for_one_parent(
    cast: Cast, kari: Client, signed_in: As
) -> None:
    birth = born(cast.nora, days=-1)
    nora, jonas = signed_in(cast.nora), signed_in(cast.jonas)
    assert "You are of age" in nora.get(ME).text
    assert nora.post(about(cast.kari), {"school-day": "on", "contact": "on"}).status_code == 302
    page = kari.get(of(cast.nora))
    assert "5A" in page.text
    assert str(birth.year) in page.text
    assert jonas.get(of(cast.nora)).status_code == 404
    assert "Kari" not in jonas.get(HOME).text
    nora.post(about(cast.kari), {"contact": "on"})
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert "5A" not in token.sub("", kari.get(of(cast.nora)).text)
    nora.post(about(cast.kari), {})
    assert kari.get(of(cast.nora)).status_code == 404
    acts = Entry.objects.filter(action__startswith="consent.").order_by("pk")
    assert [each.action for each in acts] == [
        "consent.given",
        "consent.changed",
        "consent.withdrawn",
    ]
    assert {(each.actor_id, each.person_id) for each in acts} == {(cast.nora.pk, cast.kari.pk)}


def test_k18_only_the_pupil_of_age_decides(cast: Cast, signed_in: As) -> None:
    born(cast.nora, days=1)
    with pytest.raises(NotOfAge):
        decide(as_pupil(cast.nora), cast.nora, cast.kari, [Area.ABSENCE])
    born(cast.nora, days=0)
    with pytest.raises(NotThePupil):
        decide(as_pupil(cast.kari), cast.nora, cast.kari, [Area.ABSENCE])
    for other in (cast.kari, cast.henry, cast.elias):
        assert signed_in(other).post(about(cast.kari), {"absence": "on"}).status_code in {404, 422}
    assert signed_in(cast.nora).get(about(cast.stranger)).status_code == 404
    assert not Consent.objects.exists()


def test_k18_k27_nothing_that_happens_to_a_birth_date_revives_what_was_withdrawn(
    cast: Cast, kari: Client
) -> None:
    born(cast.nora, days=0)
    decide(as_pupil(cast.nora), cast.nora, cast.kari, [Area.SCHOOL_DAY])
    assert kari.get(of(cast.nora)).status_code == 200
    decide(as_pupil(cast.nora), cast.nora, cast.kari, [])
    for birth in (None, today_at("Hillside")):
        Person.objects.filter(pk=cast.nora.pk).update(birth_date=birth)
        assert kari.get(of(cast.nora)).status_code == 404


def test_k18_k27_a_merge_leaves_the_narrower_consent(cast: Cast) -> None:
    born(cast.nora, days=0)
    me = as_pupil(cast.nora)
    other = person("kari.berg2", "parent", cast.hillside, family_name="Berg", given_name="Kari")
    connected(other, cast.nora)
    decide(me, cast.nora, cast.kari, [Area.SCHOOL_DAY, Area.ABSENCE])
    decide(me, cast.nora, other, [Area.ABSENCE])
    decide(me, cast.nora, other, [])
    merged(cast.kari, other)
    assert not Consent.objects.filter(parent=cast.kari, withdrawn_at=None).exists()


def test_k18_the_office_sets_that_access_continues_and_ends_it(
    cast: Cast, kari: Client, office: Actor, signed_in: As
) -> None:
    born(cast.nora, days=0)
    continue_after(office, cast.kari, cast.nora, Basis.GUARDIANSHIP, reason="Order of 3 March.")
    assert kari.get(of(cast.nora)).status_code == 200
    assert signed_in(cast.jonas).get(of(cast.nora)).status_code == 404
    shown = signed_in(cast.nora).get(about(cast.kari)).text
    assert "Guardianship of an adult" in shown
    assert "Order of 3 March" not in shown
    end_continuation(office, cast.kari, cast.nora, reason="Lifted.")
    assert kari.get(of(cast.nora)).status_code == 404
    acts = Entry.objects.filter(action__startswith="relationship.continues")
    assert acts.count() == 2


def test_k18_no_code_goes_to_a_parent_all_of_whose_children_are_of_age(cast: Cast) -> None:
    def left_out(parent: Person) -> str:
        return choose([parent], by_email=False, reach=WHOLE_SITE)[0].code

    assert left_out(cast.stranger) == ""
    born(cast.mila, days=0)
    assert left_out(cast.stranger) == "no-relationship"
    decide(as_pupil(cast.mila), cast.mila, cast.stranger, [Area.ABSENCE])
    assert left_out(cast.stranger) == ""


def test_k18_explain_and_the_pages_of_staff_say_so(cast: Cast, signed_in: As) -> None:
    born(cast.nora, days=0)
    said = explain(cast.kari, cast.nora)
    assert not said.sees
    assert "ended by coming of age" in " ".join(said.because)
    page = signed_in(cast.henry).get(reverse("staff:person", args=[cast.nora.pk])).text
    assert "ended by coming of age" in page
    teacher = signed_in(cast.maria)
    assert teacher.get(reverse("staff:person", args=[cast.kari.pk])).status_code == 404
    assert cast.kari.full_name not in teacher.get(reverse("staff:home")).text


def test_k18_both_sides_are_told_before(cast: Cast, kari: Client, signed_in: As) -> None:
    nora = signed_in(cast.nora)
    born(cast.nora, days=31)
    assert "comes of age" not in kari.get(HOME).text
    assert "From that" not in nora.get(ME).text
    born(cast.nora, days=30)
    assert "Nora comes of age on" in kari.get(HOME).text
    assert "You come of age on" in nora.get(ME).text
    assert cast.jonas.full_name not in kari.get(HOME).text


def test_k18_the_page_of_the_office_sets_and_ends_it(
    cast: Cast, kari: Client, signed_in: As
) -> None:
    born(cast.nora, days=0)
    henry = signed_in(cast.henry)
    page = reverse("staff:person-continues", args=[cast.nora.pk, cast.kari.pk])
    assert henry.post(page, {"basis": "guardianship", "reason": " "}).status_code == 422
    assert kari.get(of(cast.nora)).status_code == 404
    assert henry.post(page, {"basis": "guardianship", "reason": "Order."}).status_code == 302
    assert kari.get(of(cast.nora)).status_code == 200
    rights = henry.get(reverse("staff:person-rights", args=[cast.nora.pk, cast.kari.pk])).text
    assert "Access continues after the coming of age" in rights
    henry.post(page, {"reason": "Lifted."})
    assert kari.get(of(cast.nora)).status_code == 404
    assert "Of age" in henry.get(reverse("staff:person", args=[cast.nora.pk])).text


def test_k18_commands_say_it_and_set_it(
    cast: Cast, capsys: pytest.CaptureFixture[str], kari: Client
) -> None:
    day = today_at("Hillside")
    born(cast.nora, days=0)

    def said(*words: str) -> Any:
        capsys.readouterr()
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    assert said("people", "show", "sync-key:H-1")["comes_of_age"] == day.isoformat()
    [kari_and_nora] = said(
        "relationships", "list", "--parent", "sync-key:P-1", "--child", "sync-key:H-1"
    )
    assert kari_and_nora["ended_by_coming_of_age"] is True
    assert kari_and_nora["state"] == "active"
    two = ("sync-key:P-1", "sync-key:H-1")
    given = said("rights", "continue", *two, "--basis", "guardianship", "--reason", "Order.")
    assert "school-day" in given["areas"]
    assert said("explain", *two)["sees"] is True
    assert said("rights", "continue", *two, "--end", "--reason", "Lifted.")["areas"] == []
