"""A name that is written right to left takes nothing along that stands beside it."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.conf import settings

from kinkeeper.access.viewer import of_command_line
from kinkeeper.cli.output import put_json, put_table
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.families.explain import explain
from kinkeeper.intake.rows_to_mend import rows_to_mend
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters.letter_data import pages
from kinkeeper.letters.mail_batch import activation
from kinkeeper.organisations.own_settings import contacts
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.readings.journal_words import tell
from kinkeeper.readings.questions import Asked
from kinkeeper.roster.text.isolate import alone, bare
from tests.cast import Cast
from tests.importing import planned
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
KINKEEPER = Path(__file__).parents[2] / "kinkeeper"
TEMPLATES = sorted(
    path
    for folder in ("web/templates", "letters/templates")
    for path in (KINKEEPER / folder).rglob("*.*")
)
NAMES = r"(?:full_name|given_name|family_name|\w+_by_name|owner_name|path)"
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
# With its filters; a name in an address is written in another way.
NAKED = re.compile(rf"[\w.]+\.{NAMES}(?![\w.])(?!\S*\|alone)(?!\|urlencode)")
ARABIC = "ليلى"
OFFICE = Actor(None, "the office", "a test")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_name_in_a_template_stands_alone(template: Path) -> None:
    text = re.sub(r"<bdi[^>]*>.*?</bdi>", "", template.read_text(), flags=re.DOTALL)
    printed = [
        tag
        for tag in TAG.findall(text)
        if tag.startswith(("{{", "{% blocktranslate")) and NAKED.search(tag)
    ]
    assert printed == []


def test_only_what_is_written_right_to_left_is_set_apart() -> None:
    assert alone("Kari Bergström 7B") == "Kari Bergström 7B"
    assert alone(f"{ARABIC} Berg") == f"\u2068{ARABIC} Berg\u2069"
    assert bare(alone(f"{ARABIC} Berg")) == f"{ARABIC} Berg"


def test_where_people_read_from_right_to_left_whatever_is_not_is_set_apart(
    cast: Cast, signed_in: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LANGUAGES_BIDI", ["en"])
    assert alone("+47 912 34 567") == "\u2068+47 912 34 567\u2069"
    assert alone("") == ""
    page = signed_in(cast.kari).get("/children/").content.decode()
    assert "\u2068Nora\u2069" in page
    assert 'dir="rtl"' in page
    made = issue_many(OFFICE, [cast.kari.pk], Channel.EMAIL)
    mail = activation(cast.kari, made[0], contacts().at(""))
    assert 'dir="rtl"' in str(mail.alternatives[0])


def test_pages_and_sentences_set_a_name_apart(cast: Cast, signed_in: As) -> None:
    cast.nora.given_name = ARABIC
    cast.nora.save()
    apart = f"\u2068{ARABIC} Berg\u2069"
    staff = signed_in(cast.henry)
    for page in (f"/staff/people/{cast.nora.pk}/", f"/staff/people/{cast.kari.pk}/"):
        assert apart in staff.get(page).content.decode()
    assert apart in signed_in(cast.kari).get("/children/").content.decode()
    assert all(apart in sentence for sentence in explain(cast.kari, cast.nora).because[:1])


def test_letters_and_mails_set_a_name_apart(cast: Cast) -> None:
    for person in (cast.nora, cast.kari):
        person.given_name = ARABIC
        person.save()
    issued = issue_many(OFFICE, [cast.kari.pk], Channel.LETTER)
    page = pages([cast.kari], issued, WHOLE_SITE)[0]
    assert page.name == f"\u2068{ARABIC} Berg\u2069"
    assert f"\u2068{ARABIC}\u2069" in page.children
    mail = activation(cast.kari, issued[0], contacts().at(""))
    assert f"Dear \u2068{ARABIC} Berg\u2069," in str(mail.body)
    assert "\u2069" in mail.subject


def test_a_table_on_the_terminal_keeps_its_columns_and_json_is_bare(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put_table(["Name", "State"], [(ARABIC, "active")])
    assert f"\u2068{ARABIC}\u2069" in capsys.readouterr().out
    put_json({"because": alone(ARABIC)})
    assert capsys.readouterr().out == f'{{"because": "{ARABIC}"}}\n'


def test_a_form_gives_a_name_back_as_it_is(cast: Cast, signed_in: As) -> None:
    cast.nora.given_name = ARABIC
    cast.nora.save()
    page = signed_in(cast.henry).get(f"/staff/people/{cast.nora.pk}/edit/").content.decode()
    assert f'value="{ARABIC}"' in page


def test_a_file_to_mend_holds_no_isolates(cast: Cast) -> None:
    roster_import = planned(f"SyncID,First name,Last name,E-mail\nP-5,{ARABIC},Berg,{ARABIC}\n")
    written = io.StringIO()
    csv.writer(written).writerows(rows_to_mend(roster_import))
    assert ARABIC in written.getvalue()
    assert bare(written.getvalue()) == written.getvalue()


def test_the_journal_and_what_is_asked_set_a_name_apart(cast: Cast) -> None:
    cast.kari.given_name = ARABIC
    cast.kari.save()
    entry = Entry(
        at=cast.kari.created_at,
        action="organisation.added",
        actor_name="x",
        data={"path": ARABIC},
        outcome="done",
    )
    assert f"\u2068{ARABIC}\u2069" in tell(of_command_line(), [entry])[0].what
    asked = Asked("proposed", 1, cast.kari, cast.nora, cast.kari.created_at)
    assert f"May \u2068{ARABIC} Berg\u2069 see" in asked.title
