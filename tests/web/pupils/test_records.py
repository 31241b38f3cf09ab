"""A pupil reads the own school records: by page, by SQL through the wall, and in the own copy."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kinkeeper.from_home.answer_absence import decide
from kinkeeper.people.models import Person
from kinkeeper.people.protection_models import Protection
from kinkeeper.readings.own_copy.children import RECORDS
from kinkeeper.records.models import Enrolment, School
from kinkeeper.records.visibility import SEEN
from tests.access.obtained import unzipped
from tests.access.wall.test_records import behind_it
from tests.cast import Cast
from tests.from_home.test_report_absence import OFFICE, sent
from tests.records import small
from tests.web.conftest import As

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
OF_AGE = date(2000, 1, 1)
RECORDS_PAGE = reverse("pupils:records")


def test_a_pupil_reads_what_is_published_of_the_own_and_nothing_else(
    cast: Cast, signed_in: As
) -> None:
    """Elias is in the same class, Theo at the other school. Kari told the school why."""
    here, there = small.hillside(cast), small.school(cast.lakeside, cast.theo)
    now, today = timezone.now(), timezone.localdate()
    tomorrow = now + timedelta(days=1)
    School.objects.update(behaviour_shown=True)
    work = small.assignment(here, "Fractions")
    decide(OFFICE, sent(cast.kari, cast.nora, note="secret", first=today, last=today), "confirmed")
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=OF_AGE)
    mine = [
        small.notice(here, "For the class"),
        small.notice(here, "For me", pupil=cast.nora),
        small.event(here, "Trip"),
        small.absent(here, cast.nora, today, reason="what a parent wrote"),
        work,
        small.result(work, cast.nora, comment="Well done"),
        small.remark(here, cast.nora, "praise", "Helped."),
        file := small.document(here, "My plan", cast.nora),
    ]
    for_others = [
        small.notice(here, "For Elias", pupil=cast.elias),
        small.notice(here, "Later", at=tomorrow),
        small.notice(here, "Withdrawn", withdrawn_at=now - timedelta(hours=1)),
        small.event(here, "Private", private=True),
        small.absent(here, cast.nora, today, session="PM", published_at=None),
        small.result(work, cast.elias, comment="Elias did well"),
        small.remark(here, cast.nora, "note", "For staff only."),
        small.remark(here, cast.nora, "concern", "Not yet.", published_at=tomorrow),
        small.remark(here, cast.elias, "praise", "Elias helped."),
        secret := small.document(here, "Plan of Elias", cast.elias),
        unpublished := small.document(here, "Not yet", cast.nora, published_at=tomorrow),
        small.notice(there, "From Lakeside"),
        small.assignment(there, "Lakeside work"),
    ]
    for seen in SEEN:
        wanted = {each.pk for each in mine if each._meta.db_table == seen.table}
        assert behind_it(cast.nora, seen.table) == wanted, seen.table
        assert not behind_it(cast.mila, seen.table), "not enrolled anywhere"
    nora = signed_in(cast.nora)
    pages = "".join(nora.get(RECORDS_PAGE, {"kind": kind}).text for kind in RECORDS)
    copy = json.loads(unzipped(nora.post("/account/data/").getvalue())["data.json"])
    assert "Fractions · 8 / 10" in pages
    told = json.dumps({kind: copy[kind] for kind in RECORDS}, ensure_ascii=False)
    for said in ("For the class", "For me", "Trip", "Fractions", "Well done", "Helped.", "My plan"):
        assert said in pages, said
        assert said in told, said
    assert [each["excused"] for each in copy["attendance"]] == ["yes"]  # as the parents see it
    for said in (
        "Elias", "Later", "Withdrawn", "Private", "For staff", "Not yet", "Lakeside",
        "what a parent wrote", "secret",
    ):  # fmt: skip
        assert said not in pages, said
        assert said not in told, said
    given = nora.get(reverse("pupils:document", args=[file.pk]))
    assert (given.status_code, given.getvalue()) == (200, small.PDF_FILE)
    assert "attachment" in given.headers["Content-Disposition"]
    for each in (secret, unpublished):
        assert nora.get(reverse("pupils:document", args=[each.pk])).status_code == 404
    assert for_others
    # what was published is gone with the school: long after leaving, and from the trash
    enrolled = Enrolment.objects.filter(person=cast.nora)
    enrolled.update(ends_on=today - timedelta(days=91))
    assert not any(behind_it(cast.nora, seen.table) for seen in SEEN)
    enrolled.update(ends_on=None)
    assert behind_it(cast.nora, "records_notice")
    Person.objects.filter(pk=cast.nora.pk).update(state="trashed")
    assert behind_it(cast.nora, "records_notice") == set()


def test_a_pupil_who_is_not_of_age_does_not_read_what_is_written_to_the_parents(cast: Cast) -> None:
    here = small.hillside(cast)
    School.objects.update(behaviour_shown=True)
    for_all = small.notice(here, "For the class")
    small.notice(here, "About Nora", pupil=cast.nora)
    small.remark(here, cast.nora, "concern", "We worry.")
    small.document(here, "A worry", cast.nora)
    assert behind_it(cast.nora, "records_notice") == {for_all.pk}
    assert behind_it(cast.nora, "records_remark") == set()
    assert behind_it(cast.nora, "records_document") == set()
    assert len(behind_it(cast.kari, "records_notice")) == 2
    assert behind_it(cast.kari, "records_document")
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=OF_AGE)
    assert len(behind_it(cast.nora, "records_notice")) == 2
    assert behind_it(cast.nora, "records_document")


def test_k28_a_protected_pupil_reads_the_own_records(cast: Cast) -> None:
    group = small.hillside(cast)
    mine = small.result(small.assignment(group, "Essay"), cast.nora)
    Protection.objects.create(person=cast.nora, reason="moved")
    assert behind_it(cast.nora, "records_result") == {mine.pk}
