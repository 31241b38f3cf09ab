"""Art. 15, 20 GDPR: a copy has all that there is about somebody, or says why not, and no one
else's."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from kinkeeper.access.models import SessionOwner
from kinkeeper.access.viewer import of_person
from kinkeeper.cli.main import main
from kinkeeper.cli.shown import as_document
from kinkeeper.families.block_models import BlockGround
from kinkeeper.families.consent_models import Consent
from kinkeeper.families.models import PendingRelationship, Question, QuestionKind, Relationship
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.from_home.answer_absence import decide
from kinkeeper.from_home.models import AbsenceReport, NoticeAnswer, NoticeOpening
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import deny, record, seen
from kinkeeper.letters.models import AgeNotice
from kinkeeper.lib import db
from kinkeeper.notifications.models import Choice
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Membership, Person
from kinkeeper.people.protection_models import NamedStaff, Protection
from kinkeeper.readings import shown
from kinkeeper.readings.own_copy import files as own_files
from kinkeeper.readings.own_copy import make, tables
from kinkeeper.readings.own_copy.document import Section
from kinkeeper.records.documents import DocumentContent
from kinkeeper.records.models import Notice
from kinkeeper.records.opened import Asked
from kinkeeper.roster.vocabulary import Area
from tests.access.obtained import unzipped
from tests.cast import Cast, connected
from tests.from_home.test_report_absence import OFFICE, by, sent
from tests.records import small
from tests.wall import as_web

pytestmark = pytest.mark.django_db
ADDRESS = "/account/data/"


def taken(person: Person) -> dict[str, Any]:
    client = Client()
    client.force_login(person)
    answer = client.post(ADDRESS)
    assert answer.status_code == 200
    files = unzipped(answer.getvalue())
    page = files["data.html"].decode()
    assert person.full_name in page
    found: dict[str, Any] = json.loads(files["data.json"])
    return found


def sections(person: Person) -> list[Section]:
    found = make.made(person, Asked(person.pk, moment()), "en")
    return [*found.sections, *(each for child in found.children for each in child.sections)]


def test_every_table_is_in_a_copy_or_says_why_not() -> None:
    """A new table fails here until it has a section in `tables.IN`, or a reason in `OUT`."""
    here = {name for name in connection.introspection.table_names() if "." not in name}
    known = tables.IN.keys() | tables.OUT.keys()
    assert (here - known, known - here) == (set(), set())
    assert not tables.IN.keys() & tables.OUT.keys()


def test_every_section_and_every_column_of_a_person_is_there(cast: Cast) -> None:
    small.hillside(cast)
    there = {each.name for who in (cast.kari, cast.nora) for each in sections(who)}
    there |= {"sign_ins", "looks"}
    assert {name for names in tables.IN.values() for name in names} == there
    columns = {each.column for each in Person._meta.concrete_fields}
    account = {each.name: each for each in sections(cast.kari)}
    said = account["account"].fields.keys() | account["contact"].fields.keys()
    renamed = {"created_at", "last_login"}  # `made_at`, `last_sign_in`
    assert columns - said - renamed == tables.COLUMNS_OUT.keys()


def test_every_field_is_in_the_documentation(cast: Cast, docs: str) -> None:
    small.hillside(cast)
    wanted = {name for who in (cast.kari, cast.nora) for each in sections(who)
              for name in (each.name, *each.fields)}  # fmt: skip
    assert {name for name in wanted if f"`{name}`" not in docs} == set()


@pytest.fixture
def docs() -> str:
    with open("docs/formats/own-data.md", encoding="utf-8") as page:
        return page.read()


@pytest.mark.usefixtures("behind_the_wall")
def test_r_081_k17_k19_k28_a_parents_copy_is_what_the_pages_show_now(cast: Cast) -> None:
    group = small.hillside(cast)
    small.notice(group, "For the class")
    small.notice(group, "Not yet", published_at=None)
    work = small.assignment(group, "Fractions")
    small.result(work, cast.nora)
    small.result(work, cast.elias, published_at=None, points=3)
    sent(cast.kari, cast.nora, note="at the dentist")
    today = date_of(cast.nora)
    by_jonas = sent(cast.jonas, cast.nora, note="jonas wrote this", first=today, last=today)
    decide(OFFICE, by_jonas, "confirmed")
    small.absent(group, cast.nora, today)
    Relationship.objects.filter(parent=cast.kari, child=cast.elias).update(
        state="blocked", reason="Order 77 of the court"
    )
    said = json.dumps(copy := taken(cast.kari))
    assert [each["child"]["name"] for each in copy["children"]] == ["Nora Berg"]
    [nora] = copy["children"]
    truth = shown.of_children(Asked(cast.kari.pk, moment()), cast.kari, [cast.nora])
    [there] = as_document(shown.Shown(truth, []))["children"]
    for kind in ("assignments", "results", "events", "notices", "attendance"):
        assert sorted(each["id"] for each in nora[kind]) == there.get(kind, [])
    assert [each["excused"] for each in nora["attendance"]] == ["yes"]  # as on the page
    assert len(nora["notices"]) == len(nora["results"]) == 1
    assert [each["note"] for each in copy["absence_reports"]] == ["at the dentist"]
    for secret in ("jonas", "Jonas", "Elias", "court", "blocked", "Not yet", "P-1", "Hillside/"):
        assert secret not in said, secret
    line = Entry.objects.get(action="copy.taken")
    assert (line.actor_id, line.person_id) == (cast.kari.pk, cast.kari.pk)
    assert line.data["entries"] > 5
    Relationship.objects.filter(parent=cast.kari).update(state="ended")
    later = taken(cast.kari)
    assert later["children"] == []
    assert later["absence_reports"][0]["child"] is None
    assert "Nora" not in json.dumps(later)


def test_k20_no_secret_is_in_a_copy(cast: Cast) -> None:
    """Values of every column that is shown to come in, filled so that they would be seen."""
    cast.kari.set_password("quiet lantern over the lake")
    cast.kari.save()
    said = json.dumps([each.for_machines() for each in sections(cast.kari)])
    assert cast.kari.password not in said
    digests = ("link_hash", "code_hash", "selector", "secret", "sealed", "digest", "endpoint")
    assert [name for name in digests if f'"{name}"' in said] == []


@pytest.mark.usefixtures("behind_the_wall")
def test_a_pupils_copy_says_who_sees_and_who_looked(cast: Cast) -> None:
    small.hillside(cast)
    henry = Client()
    henry.force_login(cast.henry)
    henry.get(f"/staff/people/{cast.nora.pk}/")
    copy = taken(cast.nora)
    assert {each["name"] for each in copy["seen_by"]} == {"Kari Berg", "Jonas Lund"}
    assert [each["times"] for each in copy["looks"]] == [1]
    assert copy["account"]["sync_key"] == "H-1"
    assert copy["enrolments"][0]["class"] == "Class of all"
    assert copy["children"] == []


@pytest.mark.usefixtures("behind_the_wall")
def test_k17_k19_the_files_of_documents_go_with_a_copy_by_the_rights_of_the_moment(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = small.hillside(cast)
    of_all, of_nora = small.document(group, "Rules"), small.document(group, "Plan", cast.nora)
    later = moment() + timedelta(days=1)
    for hidden in (
        small.document(group, "Elias", cast.elias, withdrawn_at=moment()),
        small.document(group, "Not yet", cast.nora, published_at=later),
        small.document(small.school(cast.lakeside, cast.theo), "Lakeside", cast.theo),
    ):
        DocumentContent.objects.filter(document=hidden).delete()  # whoever reads it fails
    mine = {f"documents/document-{each.pk}.pdf" for each in (of_all, of_nora)}

    def files(person: Person) -> dict[str, bytes]:
        client = Client()
        client.force_login(person)
        found = unzipped(client.post(ADDRESS).getvalue())
        return {name: each for name, each in found.items() if name.startswith("documents/")}

    assert files(cast.kari) == dict.fromkeys(mine, small.PDF_FILE)  # that of all for two, once

    def said() -> set[str]:
        found = [each["documents"] for each in taken(cast.kari)["children"]]
        return {each["file"] for documents in found for each in documents}

    assert said() == mine
    with monkeypatch.context() as narrow:
        narrow.setattr(own_files, "MOST", 2 * len(small.PDF_FILE) - 1)
        assert len(said() & mine) == 1
        assert said() - mine == {"too-much"}
    assert files(cast.nora) == {}
    Person.objects.filter(pk=cast.nora.pk).update(birth_date=date(2000, 1, 1))
    assert files(cast.nora) == dict.fromkeys(mine, small.PDF_FILE)
    assert files(cast.kari).keys() == {f"documents/document-{of_all.pk}.pdf"}  # K18: of Elias


@pytest.mark.usefixtures("behind_the_wall")
def test_k38_an_office_makes_a_copy_only_where_it_reaches_all_of_the_account(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.henry)
    BlockGround.objects.create(
        parent=cast.kari, child=cast.nora, of_parent=cast.kari.pk, of_child=cast.nora.pk,
        basis="court-order", reference="K 77/26", block_since=moment(),
    )  # fmt: skip
    small.hillside(cast)
    address = f"/staff/people/{cast.kari.pk}/copy/"
    assert client.post(address, {"reason": ""}).status_code == 422
    answer = client.post(address, {"reason": "wrote on 3 March"})
    files = unzipped(answer.getvalue())
    copy = json.loads(files["data.json"])
    assert {each["child"]["name"] for each in copy["children"]} == {"Nora Berg", "Elias Berg"}
    assert b"K 77/26" not in b"".join(files.values())
    assert copy["sign_ins"] == []
    assert Entry.objects.get(action="copy.made").data["reason"] == "wrote on 3 March"
    looks = Entry.objects.filter(action="child.viewed").latest("pk")
    assert set(looks.children) == {cast.nora.pk, cast.elias.pk}
    # Jonas has a child at the other school; and nobody makes a copy of a colleague's account
    refused = client.post(f"/staff/people/{cast.jonas.pk}/copy/", {"reason": "x"})
    assert refused.status_code == 422
    assert "Theo" not in refused.text
    assert client.post(f"/staff/people/{cast.maria.pk}/copy/", {"reason": "x"}).status_code == 422


def test_the_same_on_the_command_line(
    cast: Cast, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kari.zip"
    assert main(["people", "export-own", "key:P-1", str(file), "--reason", "by letter"]) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    copy = json.loads(unzipped(file.read_bytes())["data.json"])
    assert copy["account"]["username"] == "kari.berg"
    assert "entries" in capsys.readouterr().out
    as_henry = ("--reason", "x", "--as", "user:henry.office")
    assert main(["people", "export-own", "user:jonas.lund", str(file), *as_henry]) == 1


@pytest.mark.usefixtures("behind_the_wall")
@pytest.mark.usefixtures("behind_the_wall")
def test_k23_k14_k19_an_offices_copy_says_who_looked_as_the_familys_page_does(cast: Cast) -> None:
    """Not who works elsewhere, and not what was opened because of another adult."""
    for who, what, child in (
        (cast.maria, "person", cast.nora), (cast.henry, "person", cast.nora),
        (cast.lara, "person", cast.nora), (cast.admin, "person", cast.nora),
    ):  # fmt: skip
        actor = of_person(who, "203.0.113.7").actor
        seen(actor, "child.viewed", [child.pk], {"what": what, "of": child.pk})
    at_work = of_person(cast.henry, "203.0.113.7").actor
    seen(at_work, "child.viewed", [cast.nora.pk], {"what": "person", "of": cast.jonas.pk})

    def looks(by: Person, whose: Person) -> set[tuple[str, int]]:
        told = by_office(by, whose)
        if whose == cast.kari:
            [told] = [each for each in told["children"] if each["child"]["name"] == "Nora Berg"]
        return {(each["who"], each["times"]) for each in told["looks"]}

    here = {
        ("Maria Ortega, teacher", 1),
        ("The office of Hillside", 1),
        ("The administration of this site", 1),
    }
    for whose in (cast.kari, cast.nora):
        assert looks(cast.henry, whose) == here
    # the pupil's copy was a look at the pupil's page, too
    names = {who for who, _times in looks(cast.admin, cast.kari)}
    assert names == {who for who, _times in here} | {"Another office"}
    set_rights(OFFICE, cast.kari, cast.nora, Given((Area.ABSENCE,)), reason="a test")
    assert {who for who, _times in looks(cast.henry, cast.kari)} == {
        "Someone who works at the school",
        "The administration of this site",
    }


def test_an_offices_copy_says_where_the_person_is_signed_in_and_not_from_where(
    cast: Cast,
) -> None:
    """What is over is not told, nor a session of anyone else."""
    for who in (cast.kari, cast.jonas):
        Client().force_login(who)
    SessionOwner.objects.update(browser="firefox", system="linux", network="203.0.113.0/24")
    [told] = (copy := by_office(cast.henry, cast.kari))["sign_ins"]
    assert (told["how"], told["device"]) == ("with a password", "Firefox on Linux")
    assert told["network"] is None
    assert "203.0.113" not in json.dumps(copy)
    SessionOwner.objects.update(started_at="2020-01-01T08:00Z", last_seen_at="2020-01-01T08:00Z")
    assert by_office(cast.henry, cast.kari)["sign_ins"] == []
    # and nothing but the pages' own code may ask
    with as_web(), pytest.raises(DatabaseError, match="only a copy"), transaction.atomic():
        db.rows("SELECT * FROM wall.sign_ins_of(%s, 1, 'x')", [cast.kari.pk])


def test_k28_no_copy_names_a_school_where_a_parent_is_merely_listed(cast: Cast) -> None:
    Membership.objects.create(person=cast.kari, organisation=cast.lakeside)
    connected(cast.kari, cast.theo, awaits_way_in=True)
    said = json.dumps([each.for_machines() for each in sections(cast.kari)], default=str)
    assert "Lakeside" not in said
    assert "Theo" not in said


def test_no_account_of_staff_is_offered_a_copy(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.maria)
    assert client.post(ADDRESS).status_code == 404


def by_office(office: Person, person: Person) -> dict[str, Any]:
    client = Client()
    client.force_login(office)
    answer = client.post(f"/staff/people/{person.pk}/copy/", {"reason": "asked"})
    assert answer.status_code == 200
    files = unzipped(answer.getvalue())
    assert "A child or another person may be missing" in files["data.html"].decode()
    found: dict[str, Any] = json.loads(files["data.json"])
    return found


def answered(parent: Person, child: Person, notice: Notice) -> None:
    about = {"child": child, "version": "1"}
    NoticeAnswer.objects.create(
        notice_series=notice.series,
        notice_key=notice.key,
        answered_by=parent,
        answer="yes",
        **about,
    )
    NoticeOpening.objects.create(notice=notice, opened_by=parent, **about)
    record(by(parent), "notice.answered", child_id=child.pk, data={"title": notice.title})


@pytest.mark.usefixtures("behind_the_wall")
def test_k28_an_offices_copy_speaks_of_nobody_who_is_protected(cast: Cast) -> None:
    group = small.hillside(cast)
    sent(cast.kari, cast.nora, note="nora at the dentist")
    sent(cast.kari, cast.elias, note="elias at the dentist")
    answered(cast.kari, cast.elias, small.notice(group, "For the class"))
    Choice.objects.create(person=cast.kari, child=cast.elias, kind="work", pace="never")
    assert "Elias" in json.dumps(by_office(cast.henry, cast.kari))
    mark = Protection.objects.create(person=cast.elias, reason="moved")
    for _who_asks in ("not named", "named"):
        copy = by_office(cast.henry, cast.kari)
        assert "elias" not in json.dumps(copy).lower()
        assert "someone" not in json.dumps(copy["journal"])
        assert [each["child"]["name"] for each in copy["children"]] == ["Nora Berg"]
        assert [each["note"] for each in copy["absence_reports"]] == ["nora at the dentist"]
        assert copy["answers"] == copy["e_mail_choices"] == []
        look = Entry.objects.filter(action="child.viewed").latest("pk")
        assert {look.child_id, *look.children} - {None} == {cast.nora.pk}
        NamedStaff.objects.get_or_create(protection=mark, staff=cast.henry)
    assert "Elias" in json.dumps(taken(cast.kari))
    # and of a pupil's parents none whom the office may not see
    for parent in (cast.kari, cast.jonas):
        Consent.objects.create(pupil=cast.nora, parent=parent, areas=["absence"])
    Protection.objects.create(person=cast.kari, reason="moved")
    copy = by_office(cast.henry, cast.nora)
    assert [each["name"] for each in copy["seen_by"]] == ["Jonas Lund"]
    assert [each["name"] for each in copy["consents"]] == ["Jonas Lund"]
    assert len(taken(cast.nora)["consents"]) == 2


@pytest.mark.usefixtures("behind_the_wall")
def test_k14_an_offices_copy_has_nothing_of_another_school(cast: Cast) -> None:
    here, there = small.hillside(cast), small.school(cast.lakeside, cast.nora)
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    for group in (here, there):
        answered(cast.kari, cast.nora, small.notice(group, f"From {group.school.name}"))
        small.result(small.assignment(group, f"Work of {group.school.name}"), cast.nora)
        place = [group.school.organisation_id]
        waits = {"value": group.school.name, "folded": "x", "source": "import:1", "reach": place}
        PendingRelationship.objects.create(parent=cast.kari, match="key", **waits)
        Question.objects.create(
            kind=QuestionKind.ANOTHER_CHILD, parent=cast.kari, reach=place,
            value=f"asked {group.school.name}",
        )  # fmt: skip
    tie = connected(cast.kari, cast.theo)
    sent(cast.kari, cast.theo, note="theo at Lakeside")
    tie.state = "ended"
    tie.save()
    copy = by_office(cast.henry, cast.kari)
    assert "Lakeside" not in json.dumps(copy)
    [nora] = [each for each in copy["children"] if each["child"]["name"] == "Nora Berg"]
    kinds = [nora[kind] for kind in ("notices", "results", "assignments")]
    rows = [copy[name] for name in ("answers", "opened_notices", "waiting", "messages")]
    assert [len(each) for each in (*kinds, *rows)] == [1] * 7
    assert copy["waiting"] == [{"waiting": 1}]
    whole = json.dumps(by_office(cast.admin, cast.kari))
    for said in ("From Lakeside", "Work of Lakeside", "asked Lakeside", "theo at Lakeside"):
        assert said in whole


@pytest.mark.usefixtures("behind_the_wall")
def test_k16_k17_each_section_of_a_copy_goes_by_its_area(cast: Cast) -> None:
    group = small.hillside(cast)
    report = sent(cast.kari, cast.nora, note="at the dentist")
    AbsenceReport.objects.filter(pk=report.pk).update(
        state="declined", decided_at=moment(), decided_by_name="x", answer="what they said"
    )
    answered(cast.kari, cast.nora, small.notice(group, "For the class"))
    for kind in ("work", "calendar"):
        Choice.objects.create(person=cast.kari, child=cast.nora, kind=kind, pace="never")
    AgeNotice.objects.create(person=cast.kari, pupil=cast.nora, comes_on="2027-01-09")
    secrets = {
        Area.ABSENCE: ["what they said"], Area.SCHOOL_DAY: ['"kind": "calendar"'],
        Area.WORK_RESULTS: ['"kind": "work"'], Area.CONTACT: ["2027-01-09"],
    }  # fmt: skip
    for areas in ([], *([each for each in Area if each != gone] for gone in secrets), list(Area)):
        set_rights(OFFICE, cast.kari, cast.nora, Given(areas), reason="agreed")
        copy = taken(cast.kari)
        told = {name: rows for name, rows in copy.items() if name != "children"}
        for area, words in secrets.items():
            assert {word in json.dumps(told) for word in words} == {area in areas}, (areas, area)
        assert [each["note"] for each in copy["absence_reports"]] == ["at the dentist"]
        assert (copy["answers"][0]["notice"] is None) == (Area.SCHOOL_DAY not in areas)
        assert bool(copy["opened_notices"]) == (Area.SCHOOL_DAY in areas)


def test_k14_no_copy_tells_what_its_owner_tried_in_vain(cast: Cast) -> None:
    own = Actor(cast.kari.pk, cast.kari.full_name, "a test", cast.kari.profile)
    deny(own, "child.view", child_id=cast.theo.pk)
    deny(Actor(None, "someone", "a test"), "credential.guessed", person_id=cast.kari.pk)
    [lines] = [each.for_machines() for each in sections(cast.kari) if each.name == "journal"]
    assert [each["act"] for each in lines] == ["credential.guessed"]
