"""K23: whom staff see on a page, in a file or by a command stands in the journal, and nobody else.

Each page of the matrix is opened as everybody who works at a school; a new page that shows a pupil
and writes no line fails here.
"""

import html
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from kinkeeper.access.viewer import of_command_line
from kinkeeper.cli.main import main
from kinkeeper.journal.models import READ, VIEWED, Entry
from kinkeeper.lib import request_transaction
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import journal, looks
from kinkeeper.readings.journal_values import PAGES as WORDS
from kinkeeper.readings.journal_words import tell
from tests.access.every_kind import World, world
from tests.access.test_matrix import BOTH, PAGES, SCHOOL, SYSTEM, TEACHER, address_of, roles
from tests.cast import Cast
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]


class Names:
    """By which an answer shows a pupil."""

    def __init__(self) -> None:
        pupils = Person.objects.filter(profile=Profile.PUPIL)
        self.of = {each.pk: (each.full_name, each.username) for each in pupils}

    def shown(self, text: str) -> set[int]:
        return {pk for pk, names in self.of.items() if any(name in text for name in names)}


def looked(since: int) -> list[Entry]:
    """The lines of looks after this one."""
    acts = [VIEWED, READ]
    return list(Entry.objects.filter(pk__gt=since, action__in=acts))


def told(lines: list[Entry]) -> set[int]:
    return {n for line in lines for n in (line.child_id, *line.children) if n is not None}


def newest() -> int:
    return Entry.objects.values_list("pk", flat=True).first() or 0


def addresses(site: World, who: str) -> Iterator[tuple[str, str, str]]:
    """(method, name, address) of what answers with a page or a file."""
    role = roles(site)[who]
    for name, each in PAGES.items():
        answers = next((told for whom, told in each.told.items() if who in whom), (404, 404))
        for method, status in zip(("GET", "POST"), answers, strict=True):
            if name.startswith("staff:") and status in {200, 422}:
                yield method, name, address_of(name, role.one(each.kind))
    if who in {SYSTEM, SCHOOL}:
        cast = site.cast
        for name, query, *numbers in (
            ("staff:person-connect", "?q=elias", cast.kari.pk),
            ("staff:person-block", f"?other={cast.elias.pk}", cast.kari.pk),
            ("staff:person-merge", "?q=elias", cast.nora.pk),
            ("staff:merge", "", cast.nora.pk, cast.elias.pk),
            ("staff:person", "", cast.kari.pk),
            ("staff:person-trash", "", cast.kari.pk),
            ("staff:batch-new", f"?person={cast.nora.pk}&person={cast.kari.pk}"),
            ("staff:people", "?q=nora"),
            ("staff:import", "", site.hillside["applied"][0]),
            ("staff:journal", f"?person={cast.nora.pk}"),
        ):
            yield "GET", name, address_of(name, tuple(numbers)) + query


def unwritten(site: World, who: str) -> Iterator[str]:
    """Where page and journal do not agree on whom the page shows."""
    client, names = Client(), Names()
    person = roles(site)[who].person
    assert person is not None
    client.force_login(person)
    for method, name, address in addresses(site, who):
        with transaction.atomic():
            before = newest()
            answer = client.get(address) if method == "GET" else client.post(address)
            lines = looked(before)
            transaction.set_rollback(True)
        written = told(lines)
        if name in {"staff:document-file", "staff:document-version"}:  # for a class
            shown = set()
        elif name == "staff:message-file":
            shown = {site.cast.nora.pk}
        elif answer.get("Content-Type") == "application/pdf":
            shown = {site.cast.nora.pk, site.cast.elias.pk}
        else:
            shown = names.shown(html.unescape(answer.content.decode()))
        if written != shown:
            yield f"{method} {address}: {sorted(shown)} are shown, {sorted(written)} written"
        if len(lines) > 1:
            yield f"{method} {address}: {len(lines)} lines"
        for line in lines:
            if line.data["what"] != name.removeprefix("staff:") or line.data["what"] not in WORDS:
                yield f"{name}: no words for {line.data['what']}"
            if (line.actor_id, line.role) != (person.pk, person.profile):
                yield f"{name}: {line.actor_id} as {line.role}"


def test_k23_acc_13_aud_01_what_a_page_shows_of_pupils_is_in_the_journal() -> None:
    site = world()
    found = {who: list(unwritten(site, who)) for who in (SYSTEM, SCHOOL, TEACHER, BOTH)}
    assert {who: wrong for who, wrong in found.items() if wrong} == {}


def test_r_071_aud_01_who_saw_this_child_lists_exactly_the_looks(signed_in: As) -> None:
    site = world()
    cast, nora = site.cast, site.cast.nora
    page, other = f"/staff/people/{nora.pk}/", f"/staff/people/{cast.elias.pk}/"
    maria, henry = signed_in(cast.maria), signed_in(cast.henry)
    for _time in range(12):
        assert [each.get(page).status_code for each in (maria, henry)] == [200, 200]
    assert signed_in(cast.admin).get(page).status_code == 200
    assert henry.get(other).status_code == 200
    for _time in range(2):
        assert henry.get("/staff/imports/pupils.csv").status_code == 200
    batch = site.hillside["batch"][0]
    assert henry.get(f"/staff/credentials/{batch}/letters.pdf").status_code == 200
    assert signed_in(cast.kari).get(f"/children/{nora.pk}/").status_code == 200
    henry.post(f"{page}trash/")
    saw = journal.Wanted(about=frozenset([nora.pk]), act=VIEWED)
    found = sorted(
        (line.actor_name, line.role, line.data["what"], line.origin)
        for line in journal.find(of_command_line(), saw)
    )
    here = "127.0.0.1"
    office = ("Henry Office", "school-administrator")
    assert found == sorted(
        [("Maria Ortega", "teacher", "person", here)] * 12
        + [(*office, "person", here)] * 12
        + [(*office, "import-pupils", here)] * 2
        + [(*office, "batch-letters", here)]
        + [("Anna Admin", "system-administrator", "person", here)]
    )
    assert list(journal.find(of_command_line(cast.henry), saw)) == list(
        journal.find(of_command_line(), saw)
    )
    page_of_journal = henry.get(f"/staff/journal/?person={nora.pk}").content.decode()
    assert "the file of pupils, downloaded" in page_of_journal
    [read] = Entry.objects.filter(action=READ)
    assert nora.pk in {read.child_id, *read.children}


def test_k14_a_school_is_told_of_its_own_among_many_who_were_seen(
    cast: Cast, signed_in: As
) -> None:
    signed_in(cast.admin).get("/staff/people/?profile=pupil")
    line = Entry.objects.get(action=VIEWED)
    assert set(line.children) == {cast.nora.pk, cast.elias.pk, cast.theo.pk, cast.mila.pk}
    for person, names in ((cast.henry, {"Nora", "Elias"}), (cast.lara, {"Theo", "Mila"})):
        viewer = of_command_line(person)
        [found] = journal.find(viewer, journal.Wanted(act=VIEWED))
        [said] = tell(viewer, [found])
        assert {each for each in ("Nora", "Elias", "Theo", "Mila") if each in said.what} == names
        assert "more" not in said.what
    assert not journal.find(of_command_line(cast.maria), journal.Wanted()).exists()


COMMANDS: list[tuple[str, set[str]]] = [
    ("journal list --about user:nora.berg", {"nora"}),
    ("people list", {"nora", "elias", "theo", "mila"}),
    ("people list --profile parent", set()),
    ("people show user:nora.berg", {"nora"}),
    ("people show user:kari.berg", set()),
    ("people edit user:nora.berg phone=1", {"nora"}),
    ("people template --profile parent --organisation Hillside", {"nora", "elias"}),
    ("relationships list --parent user:kari.berg", {"nora", "elias"}),
    ("relationships list --child user:theo.lund", {"theo"}),
    ("explain user:kari.berg user:mila.stranger", {"mila"}),
    ("relationships connect user:kari.berg user:theo.lund", {"theo"}),
]


@pytest.mark.parametrize("json", ["", " --json"])
def test_k23_what_a_command_shows_of_pupils_is_in_the_journal(
    cast: Cast, json: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command, expected in COMMANDS:
        more = "" if "template" in command else json
        before = newest()
        assert main((command + more).split()) == 0
        capsys.readouterr()
        lines = looked(before)
        assert told(lines) == {getattr(cast, name).pk for name in expected}, command
        assert len(lines) == bool(expected)
        for line in lines:
            assert command.startswith(line.data["what"])
            assert line.origin.startswith("command line")


def test_k23_a_command_that_acts_as_somebody_says_who(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["people", "show", "user:nora.berg", "--as", "user:henry.office"]) == 0
    [line] = looked(0)
    assert (line.actor_id, line.role) == (cast.henry.pk, "school-administrator")


def test_k23_a_look_stays_though_its_request_is_taken_back(cast: Cast) -> None:
    viewer = of_command_line(cast.henry)
    with request_transaction.one_transaction():
        looks.shows(viewer, cast.nora, cast.kari)
        looks.write(viewer, "person")
        transaction.set_rollback(True)
    assert [line.child_id for line in looked(0)] == [cast.nora.pk]


def test_a_parents_look_at_the_own_child_is_no_line(cast: Cast, signed_in: As) -> None:
    for address in ("/children/", f"/children/{cast.nora.pk}/"):
        assert signed_in(cast.kari).get(address).status_code == 200
    assert looked(0) == []
