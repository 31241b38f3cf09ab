"""A child's page: made of blocks, each with what the parent may see and nothing else."""

import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import own_settings
from kinkeeper.organisations.models import Setting
from kinkeeper.people.models import Person
from kinkeeper.records.models import Notice
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page import block_registry, blocks
from tests.cast import Cast
from tests.examples import EXAMPLES
from tests.records import school, small
from tests.web.conftest import As
from tests.web.parents.records_shown import clock, once_each

__all__ = ["clock"]  # a fixture
pytestmark = pytest.mark.django_db
type Clock = Callable[[datetime | None], None]
MAKE_LAWS = 100  # examples, at the least
ALL_OF = {"notice": "notices", "result": "results", "remark": "remarks"}
SOME_OF = {"assignment": "assignments", "event": "events", "attendance": "attendance"}


def page_of(child: Person) -> str:
    return reverse("parents:child", args=[child.pk])


def block_of(child: Person, name: str) -> str:
    return reverse("parents:block", args=[child.pk, name])


def names() -> list[str]:
    return [each.name for each in block_registry.known()]


def lists_of(said: Mapping[str, Any]) -> dict[str, set[str]]:
    found = {
        kind: {f"{kind}:{each}" for each in said.get(name, ())}
        for kind, name in (ALL_OF | SOME_OF).items()
    }
    found["lesson"] = {f"lesson:{each.split()[0]}" for each in said.get("today", ())}
    return found


def test_pc_112_the_pages_are_the_truth_at_every_moment(signed_in: As, clock: Clock) -> None:
    """All that may be seen of notices, results, remarks and today's lessons; of the rest nothing
    else. The blocks' own addresses are asked by each parent at one moment, in turn; in `make laws`
    at each."""
    school.people()
    school.everything()
    Setting.objects.update_or_create(name="parent_login", defaults={"value": True})
    some = 0
    moments = school.moments()
    for turn, (name, moment) in enumerate(moments.items()):
        school.consents_on(moment.date())
        for number, each in enumerate(school.expected()["parents"]):
            client = signed_in(Person.objects.get(sync_key=each["parent"]))
            clock(moment)
            for said in each["at"][name]["children"]:
                child = Person.objects.get(sync_key=said["child"])
                if said["state"] in {"no-right", "of-age"}:
                    assert client.get(page_of(child)).status_code == 404
                    continue
                lists = lists_of(said)
                rows = set[str]().union(*lists.values())
                assert once_each(client.get(page_of(child)).text) <= rows
                if number % len(moments) != turn and EXAMPLES < MAKE_LAWS:
                    continue
                shown = set[str]()
                for block in names():
                    answer = client.get(block_of(child, block))
                    shown |= once_each(answer.text) if answer.status_code == 200 else set()
                assert shown <= rows, (each["parent"], said["child"], name)
                for kind in (*ALL_OF, "lesson"):
                    assert lists[kind] <= shown, (each["parent"], said["child"], name, kind)
                some += len(shown)
    assert some > 200


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a test puts blocks of its own."""
    monkeypatch.setattr(blocks, "__path__", [*blocks.__path__, str(tmp_path)])
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith(f"{blocks.__name__}.own_")]:
        del sys.modules[name]


def own_block(folder: Path, name: str, read: str, html: str = "<p>{{ said.dish }}</p>") -> None:
    made = folder / name
    made.mkdir()
    (made / "block.html").write_text(html)
    (made / "__init__.py").write_text(
        "from kinkeeper.roster.vocabulary import Area\n"
        "from kinkeeper.web.child_page.block import Block\n"
        f"def read(asking):\n    {read}\n"
        'BLOCK = Block("Lunch", Area.SCHOOL_DAY, "No lunch today.", order=15, read=read)\n'
    )


def test_a_block_is_one_folder_and_nothing_else_knows_it(
    cast: Cast, signed_in: As, office: Actor, folder: Path
) -> None:
    own_block(folder, "own_lunch", 'return {"dish": "<Fish> for " + asking.child.given_name}')
    client = signed_in(cast.kari)
    page = client.get(page_of(cast.nora)).text
    assert "&lt;Fish&gt; for Nora" in page
    assert page.index('id="timetable"') < page.index('id="own_lunch"') < page.index('id="results"')
    assert "Fish" in client.get(block_of(cast.nora, "own_lunch")).text
    set_rights(office, cast.kari, cast.nora, Given({Area.ABSENCE}), reason="agreed")
    assert "Lunch" not in client.get(page_of(cast.nora)).text
    assert client.get(block_of(cast.nora, "own_lunch")).status_code == 404


def test_an_empty_block_says_so_in_its_own_words(cast: Cast, signed_in: As, folder: Path) -> None:
    own_block(folder, "own_empty", "return {}")
    own_block(folder, "own_none", "return None")
    client = signed_in(cast.kari)
    page = client.get(page_of(cast.nora)).text
    assert "No lunch today." in page
    assert "own_none" not in page
    assert client.get(block_of(cast.nora, "own_none")).status_code == 404


BROKEN = {
    "own_reading": ('raise ValueError("Nora")', "x"),
    "own_template": ("return [1]", '{% load i18n %}{% include "no/such/template.html" %}'),
    "own_statement": (
        "from kinkeeper.lib import db; return db.rows('SELECT nothing FROM nowhere')", "x",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_rec_068_one_broken_block_takes_nothing_with_it(
    cast: Cast, signed_in: As, folder: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """And the log names the place, but nobody."""
    small.notice(small.hillside(cast), "Lost property")
    own_block(folder, name, *BROKEN[name])
    client = signed_in(cast.kari)
    with caplog.at_level(logging.ERROR):
        page = client.get(page_of(cast.nora))
    assert page.status_code == 200
    assert "Lunch: this cannot be shown right" in page.text
    assert "Lost property" in page.text
    assert "Calendar" in page.text
    assert f"The block {name} failed" in caplog.text
    assert "Nora" not in caplog.text
    assert "cannot be shown" in client.get(block_of(cast.nora, name)).text


def test_k16_a_block_without_its_area_has_no_page(cast: Cast, signed_in: As, office: Actor) -> None:
    group = small.hillside(cast)
    small.absent(group, cast.nora, timezone.localdate())
    client = signed_in(cast.kari)
    assert once_each(client.get(block_of(cast.nora, "absence")).text)
    set_rights(office, cast.kari, cast.nora, Given({Area.SCHOOL_DAY}), reason="agreed")
    page = client.get(page_of(cast.nora)).text
    assert "Absence" not in page
    for name in ("absence", "results", "tasks", "behaviour", "no-such-block"):
        assert client.get(block_of(cast.nora, name)).status_code == 404


def test_k19_why_and_who_reported_is_not_shown(cast: Cast, signed_in: As) -> None:
    group = small.hillside(cast)
    more = {"reason": "Order of the court", "reported_by": "P-2"}
    small.absent(group, cast.nora, timezone.localdate(), **more)
    for address in (page_of(cast.nora), block_of(cast.nora, "absence")):
        text = signed_in(cast.kari).get(address).text
        assert "1 without" in text
        assert not [secret for secret in more.values() if secret in text]


def test_rec_027_rec_028_rec_030_rec_034_rec_312_results_as_they_were_given(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    group = small.hillside(cast)
    for title, more in (
        ("Exempt", {"status": "exempt", "points": None}),
        ("Missing", {"status": "not submitted", "points": None}),
        ("Blank", {"status": "submitted", "points": None}),
        ("Given", {"points": "8.75"}),
    ):
        work = small.assignment(group, title, -1, subject="Maths", max_points=10)
        small.result(work, cast.nora, **more)
    text = signed_in(cast.kari).get(block_of(cast.nora, "results")).text
    for words in ("Does not count", "Not handed in", "Handed in", "8.75 of 10", "87.5 %"):
        assert words in text
    assert "Mean 87.5 %, of 1 graded result." in text
    own_settings.change(office, cast.hillside, "means", "off")  # REC-034
    text = signed_in(cast.kari).get(block_of(cast.nora, "results")).text
    assert "The school shows no means." in text
    assert "Mean 87.5" not in text


def test_rec_029_what_has_no_result_is_neither_missing_nor_done(cast: Cast, signed_in: As) -> None:
    group = small.hillside(cast)
    for title, ahead in (("Over", -3), ("Ahead", 3)):
        small.assignment(group, title, ahead)
    missing = small.assignment(group, "Missing", -2)
    small.result(missing, cast.nora, status="not submitted", points=None)
    text = signed_in(cast.kari).get(block_of(cast.nora, "tasks")).text
    for title, words in (("Over", "Was due"), ("Ahead", "To do"), ("Missing", "Not handed in")):
        assert (
            words in text.partition(f">{title}<")[2].partition("</li>")[0]
            or words in (text.partition(title)[2].partition("</li>")[0])
        )


def _notice(cast: Cast, **more: Any) -> Notice:
    return small.notice(small.hillside(cast), "Museum <trip>", **more)


def notice_page(client: Client, child: Person, notice: Notice) -> Any:
    return client.get(reverse("parents:notice", args=[child.pk, notice.pk]))


def test_a_notice_is_text_with_links_and_no_html(cast: Cast, signed_in: As) -> None:
    body = "First <b>line</b>\nsee https://example.org/a?b=1&c=2.\n\njavascript:alert(1) <script>"
    made = _notice(cast, body=body, needs_answer=True, deadline=timezone.localdate())
    text = notice_page(signed_in(cast.kari), cast.nora, made).text
    assert "Museum &lt;trip&gt;" in text
    assert "First &lt;b&gt;line&lt;/b&gt;<br>see" in text
    assert 'href="https://example.org/a?b=1&amp;c=2"' in text
    assert 'href="javascript' not in text
    assert re.findall("<script[^>]*>", text) == ['<script src="/static/start-worker.js" defer>']
    assert "Nora" in text
    assert "Elias" in text
    assert "Send my answer" in text


def test_k17_a_notice_that_is_not_shown_has_no_page(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    made = _notice(cast, pupil=cast.nora)
    kari = signed_in(cast.kari)
    assert notice_page(kari, cast.nora, made).status_code == 200
    for child in (cast.elias, cast.theo):
        assert notice_page(kari, child, made).status_code == 404
    assert notice_page(signed_in(cast.stranger), cast.nora, made).status_code == 404
    for more in ({"withdrawn_at": timezone.now() - timedelta(seconds=1)}, {"published_at": None}):
        Notice.objects.filter(pk=made.pk).update(**more)
        assert notice_page(kari, cast.nora, made).status_code == 404


def test_rec_025_rec_031_rec_311_rec_313_rec_317_one_number_of_what_counts(
    cast: Cast, signed_in: As
) -> None:
    """A mean is of results themselves: what is withdrawn at its source is in none, nowhere is a
    copy. It is rounded as each result is; a grade stands as it was given, and is never made of
    points. Work that is not graded is no result."""
    group = small.hillside(cast)
    work = small.assignment(group, "Test", -1, subject="Maths", max_points=1000)
    given = small.result(work, cast.nora, points="899.5", grade="B")
    small.assignment(group, "Reading, not graded", -2, subject="Maths", max_points=None)
    client, block = signed_in(cast.kari), block_of(cast.nora, "results")
    text = client.get(block).text
    assert "Mean 90 %" in text or "Mean 90.0 %" in text
    assert text.count("90.0 %") + text.count("90 %") >= 2
    assert ">A<" not in text
    assert "B" in text.partition("899.5")[2] or "B" in text.partition("899.5")[0]
    assert "Reading" not in text
    other = small.assignment(group, "Another", -1, subject="Maths", max_points=10)
    gone = small.result(other, cast.nora, points=1)
    assert "of 2 graded results" in client.get(block).text
    type(gone).objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    again = client.get(block).text
    assert "of 1 graded result." in again
    assert "Another" not in again
    type(given).objects.filter(pk=given.pk).update(withdrawn_at=timezone.now())
    assert "There are no results yet" in client.get(block).text
