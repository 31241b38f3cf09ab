"""The journal as somebody looks for something in it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.access import viewer
from kinkeeper.families.block import block
from kinkeeper.journal.actor import COMMAND_LINE, Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import deny, record
from kinkeeper.organisations import own_settings, settings
from kinkeeper.people.models import Person
from kinkeeper.readings import journal
from kinkeeper.readings.journal import NOUNS, Wanted, acts, choices, done_by, find, meant
from kinkeeper.readings.journal_sentences import DENIED, SENTENCES
from kinkeeper.readings.journal_words import tell
from tests.cast import Cast
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(cast: Cast) -> Cast:
    """A line of each kind that a filter tells apart."""
    anna, henry, lara = (by(each) for each in (cast.admin, cast.henry, cast.lara))
    record(anna, "relationship.connected", person_id=cast.kari.pk, child_id=cast.nora.pk)
    record(henry, "person.trashed", person_id=cast.elias.pk)
    record(lara, "person.restored", person_id=cast.mila.pk)
    record(Actor(None, COMMAND_LINE, "a test"), "setting.changed", data={"name": "office"})
    deny(henry, "person.view", person_id=cast.stranger.pk)
    return cast


def by(who: Person) -> Actor:
    return Actor(who.pk, who.full_name, "a test")


def seen(who: Person, **wanted: object) -> list[str]:
    found = find(viewer.of_person(who, "a test"), Wanted(**wanted))  # type: ignore[arg-type]  # as it takes them
    return [each.action for each in found]


def shown(client: Client, query: str) -> list[str]:
    """What the lines of the page say."""
    page = client.get(f"/staff/journal/?{query}").content.decode()
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row.rpartition("<td")[2]).split()[1:]) for row in rows]


def test_about_whom_by_whom_what_and_when(lines: Cast) -> None:
    anna = viewer.of_person(lines.admin, "a test")
    assert seen(lines.admin, about=meant(anna, "Kari")) == ["relationship.connected"]
    assert seen(lines.admin, by=done_by(anna, "henry office")) == ["person.view", "person.trashed"]
    assert seen(lines.admin, by=done_by(anna, "command")) == ["setting.changed"]
    assert seen(lines.admin, act="person.restored") == ["person.restored"]
    assert seen(lines.admin, act="person") == ["person.view", "person.restored", "person.trashed"]
    assert seen(lines.admin, denied=True) == ["person.view"]
    assert seen(lines.admin, organisation=lines.lakeside) == [
        "person.view",
        "person.restored",
    ]
    assert seen(lines.admin, about=frozenset()) == []
    today = timezone.localdate(Entry.objects.latest("pk").at)  # as the page says days
    assert len(seen(lines.admin, since=today, until=today)) >= 5
    assert seen(lines.admin, until=today - timedelta(days=1)) == []
    assert seen(lines.admin, since=today + timedelta(days=1)) == []


def test_k14_no_filter_shows_what_is_out_of_reach(lines: Cast) -> None:
    """Neither a line about another school's people, nor whose an act of another office is."""
    record(by(lines.lara), "person.changed", person_id=lines.jonas.pk)
    henry = viewer.of_person(lines.henry, "a test")
    assert meant(henry, "Mila") == frozenset()
    assert seen(lines.henry, act="person") == ["person.changed", "person.trashed"]
    assert seen(lines.henry, by=done_by(henry, "lara")) == []
    assert seen(lines.henry, by=done_by(henry, "anna")) == ["relationship.connected"]
    assert seen(lines.henry, by=done_by(henry, "henry")) == ["person.trashed"]


@given(st.data())
def test_law_a_filter_only_ever_takes_lines_away(lines: Cast, data: st.DataObject) -> None:
    who = viewer.of_person(data.draw(st.sampled_from([lines.admin, lines.henry, lines.lara])), "")
    words = st.sampled_from(["kari", "mila", "anna", "henry", "lara", "command", "", "x"])
    typed = data.draw(words)
    wanted = Wanted(
        about=data.draw(st.none() | st.just(meant(who, data.draw(words)))),
        by=done_by(who, typed) if typed else None,
        act=data.draw(st.sampled_from(["", *NOUNS, *SENTENCES])),
        organisation=data.draw(st.sampled_from([None, lines.hillside, lines.class_5a])),
        denied=data.draw(st.booleans()),
    )
    everything = set(find(who, Wanted()).values_list("pk", flat=True))
    assert set(find(who, wanted).values_list("pk", flat=True)) <= everything


def test_every_act_stands_in_one_group_and_in_english() -> None:
    offered = [act for _group, group in choices() for act, _said in group]
    assert {each for each in offered if "." in each} == {*SENTENCES, *DENIED}
    assert len(offered) == len(set(offered))
    said = [words for _group, group in choices() for _act, words in group]
    assert not [words for words in said if "%" in words or re.search(r"[a-z]\.[a-z]", words)]
    assert set(acts("question")) == {act for act in SENTENCES if act.startswith("question.")} | {
        "question.view"
    }


def test_settings_fields_and_rights_are_said_in_words(cast: Cast, office: Actor) -> None:
    settings.change(office, "office", "0123")
    own_settings.change(office, cast.hillside, "letterhead", "12 School Lane")
    record(office, "person.changed", person_id=cast.kari.pk, data={"changes": {"email": ["", "x"]}})
    deny(office, "page.refused", data={"verb": "settings change"})
    record(office, "nothing.known")
    told = [line.what for line in tell(viewer.of_command_line(), list(Entry.objects.all()[:5]))]
    assert told[1:] == [
        "tried what this role may not do (change settings)",
        "changed Kari Berg: e-mail",
        "changed Address at the top of letters of Hillside from nothing to 12 School Lane",
        "changed the setting How to contact the office from nothing to 0123",
    ]
    assert "." not in told[0]


def test_k23_a_school_reads_what_was_changed_for_it(cast: Cast) -> None:
    own_settings.change(by(cast.admin), cast.hillside, "office", "0123")
    assert seen(cast.henry, act="organisation") == ["organisation.changed"]
    assert seen(cast.lara, act="organisation") == []


def test_the_page_finds_and_keeps_what_was_typed(lines: Cast, signed_in: As) -> None:
    anna = signed_in(lines.admin)
    assert len(shown(anna, "about=kari")) == 1
    assert len(shown(anna, "by=henry&only=denied")) == 1
    page = anna.get("/staff/journal/?about=kari&act=relationship&since=2026-01-01").content.decode()
    assert 'value="kari"' in page
    assert 'value="2026-01-01"' in page
    assert '<option value="relationship" selected>' in page
    assert "<details open>" in page
    wrong = anna.get("/staff/journal/?organisation=Nowhere&since=yesterday")
    assert wrong.status_code == 422
    assert "There is no organisation of this name." in wrong.content.decode()
    assert shown(signed_in(lines.henry), "organisation=Lakeside") == []


def test_pages_go_back_with_the_filters(
    lines: Cast, signed_in: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "PAGE", 1)
    anna = signed_in(lines.admin)
    first = anna.get("/staff/journal/?act=person")
    assert len(shown(anna, "act=person")) == 1
    older = first.context["older"]
    assert "act=person" in older
    assert shown(anna, older.removeprefix("?")) != shown(anna, "act=person")


def test_a_block_stands_there_as_a_sentence(cast: Cast, signed_in: As) -> None:
    block(by(cast.admin), cast.kari, cast.nora, reason="court order")
    page = signed_in(cast.admin).get("/staff/journal/?act=relationship.blocked").content.decode()
    assert "blocked" in page
    assert "court order" in page
