"""R-076, R-056: the register of breaches, and who is concerned."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kinkeeper.breaches import keep
from kinkeeper.breaches.models import Breach
from kinkeeper.cli.main import main
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from tests.cast import Cast
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
OFFICE = Actor(None, "the office", "a test")
MINUTE = "%Y-%m-%dT%H:%M"


def test_r_056_lnk_13_a_parent_who_says_not_mine_opens_a_draft(cast: Cast, signed_in: As) -> None:
    sent = signed_in(cast.kari).post(f"/children/{cast.nora.pk}/not-mine/", {"words": "no"})
    assert sent.status_code == 302
    made = Breach.objects.get()
    assert (made.beginning, made.parent_id, made.child_id) == (
        "not-my-child", cast.kari.pk, cast.nora.pk,
    )  # fmt: skip
    admin = signed_in(cast.admin)
    assert "1 breach to tell the authority of" in admin.get("/staff/").content.decode()
    page = admin.get(f"/staff/breaches/{made.pk}/").content.decode()
    assert "71 hours left" in page
    assert "Nora Berg" in page
    assert f"/staff/breaches/{made.pk}/" in admin.get("/staff/breaches/").content.decode()
    assert signed_in(cast.henry).get(f"/staff/breaches/{made.pk}/").status_code == 404


def test_r_076_recorded_changed_and_never_named_in_the_journal(cast: Cast, signed_in: As) -> None:
    admin, now = signed_in(cast.admin), timezone.localtime()
    began = (now - timedelta(hours=80)).strftime(MINUTE)
    values = {"noticed_at": began, "happened": "a lost list", "risk": "risk"}
    made = admin.post("/staff/breaches/new/", values)
    number = Breach.objects.get().pk
    assert made.headers["Location"] == f"/staff/breaches/{number}/"
    page = admin.get(f"/staff/breaches/{number}/").content.decode()
    assert "not told: 9 hours late" in page
    assert "The clock of this demo" not in page  # that is another clock
    told = values | {"authority_told_at": (now - timedelta(hours=70)).strftime(MINUTE)}
    assert admin.post(f"/staff/breaches/{number}/", told).status_code == 302
    lines = Entry.objects.filter(action__startswith="breach.").order_by("pk")
    assert [(line.action, line.data) for line in lines] == [
        ("breach.recorded", {"breach": number}),
        ("breach.changed", {"breach": number, "fields": ["authority_told_at"]}),
    ]
    for wrong in (
        {"noticed_at": (now + timedelta(hours=2)).strftime(MINUTE)},
        {"authority_told_at": (now - timedelta(hours=90)).strftime(MINUTE)},
        {"seen_by": "user:henry.office"},
        {"seen_by": "user:nobody", "seen_from": "2026-01-01", "seen_until": "2026-01-02"},
    ):
        assert admin.post(f"/staff/breaches/{number}/", values | wrong).status_code == 422


def test_r_076_who_is_concerned_is_read_from_the_journal(cast: Cast, signed_in: As) -> None:
    assert signed_in(cast.henry).get(f"/staff/people/{cast.nora.pk}/").status_code == 200
    day = timezone.localdate()
    values = {"noticed_at": timezone.now(), "happened": "a sweep", "seen_by": cast.henry.pk}
    made = keep.note(OFFICE, values | {"seen_from": day, "seen_until": day})
    admin = signed_in(cast.admin)
    page = admin.get(f"/staff/breaches/{made.pk}/").content.decode()
    assert "1 pupil was seen" in page
    assert f"/staff/people/{cast.nora.pk}/" in page
    assert f"/staff/people/{cast.elias.pk}/" not in page
    looks = Entry.objects.filter(action="child.viewed", data__what="breach")
    assert [line.child_id for line in looks] == [cast.nora.pk]
    text = admin.get(f"/staff/breaches/{made.pk}/report.txt").content.decode()
    assert "a sweep" in text
    assert "Nora" not in text
    assert "Henry" not in text


def test_r_076_the_same_on_the_command_line(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    def told(*words: str, code: int = 0) -> Any:
        assert main(["breaches", *words, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    began = (timezone.now() - timedelta(hours=80)).isoformat()
    made = told("add", "--noticed-at", began, "--happened", "a lost list", "--risk", "risk")
    number = str(made["breach"])
    assert (made["late"], made["risk"], made["authority_told_at"]) == (True, "risk", None)
    soon = (timezone.now() + timedelta(hours=1)).isoformat()
    assert told("note", number, "--people-told-at", soon, code=1)["error"]["code"] == "moment-ahead"
    early = (timezone.now() - timedelta(hours=90)).isoformat()
    assert told("note", number, "--authority-told-at", early, code=1)["error"]["code"] == (
        "told-before-noticed"
    )
    looked = ("--seen-by", "user:henry.office")
    assert told("note", number, *looked, code=1)["error"]["code"] == "looks-incomplete"
    days = ("--seen-from", "2026-01-01", "--seen-until", "2026-01-02")
    told("note", number, "--people", "12", *looked, *days)
    shown = told("show", number)
    assert (shown["happened"], shown["people"], shown["seen_by"]) == (
        "a lost list", 12, cast.henry.pk,
    )  # fmt: skip
    assert shown["pupils_seen"] == []
    assert [each["breach"] for each in told("list")] == [made["breach"]]
    assert told("show", "999", code=1)["error"]["code"] == "no-breach"
    assert main(["breaches", "list", "--as", "user:henry.office"]) == 1
    capsys.readouterr()
    assert main(["breaches", "list"]) == 0
    assert {"9", "late"} <= set(capsys.readouterr().out.split())
