"""Rows hold codes and what people and files said; no sentence of the product is ever stored."""

import pytest
from django.db import connection
from django.utils import timezone, translation

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families.block import block
from kinkeeper.families.connect import connect
from kinkeeper.families.explain import explain
from kinkeeper.intake import stored_plan
from kinkeeper.intake.undo.leftover_sentences import worded
from kinkeeper.letters import mail_batch, pdf_batch
from kinkeeper.letters.models import Form, Letter
from kinkeeper.letters.order import order
from kinkeeper.letters.sentences import ordered, said
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings.merging import parted
from tests.addressing import FORMER, given, posted, refuse_for
from tests.cast import Cast, connected, person
from tests.importing import imported, planned, undone
from tests.merging import OFFICE, merged, unmerged

pytestmark = pytest.mark.django_db
MARK = "¤"
HEAD = "SyncID,First name,Last name,E-mail,ChildID\n"
FILE = HEAD + "P-1,Kåri,Berg,k@example.org,L-1\nP-5,Ada,Lie,a@example.org,H-1\nP-6,Bo,Lie,-,X-9\n"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another language, in which each text is the English one with a mark in front."""
    # where Django itself looks a text up
    real = translation._trans  # type: ignore[attr-defined]  # noqa: SLF001
    monkeypatch.setattr(real, "gettext", lambda text: f"{MARK}{text}", raising=False)
    monkeypatch.setattr(
        real, "ngettext", lambda one, many, n: f"{MARK}{one if n == 1 else many}", raising=False
    )


def stored() -> list[str]:
    """Rows of any table that hold a marked text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT row_to_json(t)::text FROM "{table}" t'  # a table's own name
                f" WHERE row_to_json(t)::text LIKE '%%{MARK}%%'"
            )
            found += [f"{table}: {row[0][:300]}" for row in cursor.fetchall()]
    return found


@pytest.mark.usefixtures("marked")
def test_an_import_that_is_refused_planned_guarded_and_taken_back(cast: Cast) -> None:
    refused = planned("")
    guarded = planned(
        "Student ID,First name,Last name,Username\n"
        "H-1,Nora,Berg,n1\nH-2,Elias,Berg,e2\nL-1,Theo,Lund,t3\n"
    )
    first, second = imported(FILE), imported(FILE)
    Person.objects.filter(sync_key="P-1").update(phone="5555512", given_name="Kari Anne")
    block(OFFICE, Person.objects.get(sync_key="P-5"), cast.nora, reason="court order")
    told = undone(first)
    undone(second)
    assert told.kept
    assert stored() == []
    assert stored_plan.refusal(refused).startswith(MARK)
    assert stored_plan.other_guards(guarded)[0].startswith(MARK)
    assert all(each["because"].startswith(MARK) for each in worded(told.as_json())["kept"])


@pytest.mark.usefixtures("marked")
def test_letters_that_are_left_out_and_mails_that_nobody_takes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    been_in = {"password": "kept", "last_login": timezone.now()}
    Person.objects.filter(pk=cast.kari.pk).update(email=FORMER, **been_in)
    Person.objects.filter(pk=cast.jonas.pk).update(email="")
    cast.jonas.refresh_from_db()
    batch = order(OFFICE, [cast.stranger, cast.jonas], Form.EMAIL)
    mail_batch.post(batch.pk, OFFICE)
    pdf_batch.produce(order(OFFICE, [cast.jonas], Form.PAGES, path="Hillside").pk, OFFICE)
    refuse_for(FORMER, monkeypatch)
    given(Person.objects.get(pk=cast.kari.pk))
    posted()
    reasons = [(each.code, each.detail) for each in Letter.objects.exclude(code="")]
    assert reasons
    assert stored() == []
    assert all(said(*reason).startswith(MARK) for reason in reasons)
    assert ordered(batch) == ""


@pytest.mark.usefixtures("marked")
def test_a_merge_that_does_not_go_back_as_it_was(cast: Cast) -> None:
    twin = person(
        "kari.berg2", Profile.PARENT, cast.lakeside, given_name="Kari", family_name="Berg"
    )
    connected(twin, cast.mila)
    made = merged(cast.kari, twin)
    connect(OFFICE, cast.kari, cast.theo)
    block(OFFICE, cast.kari, cast.mila, reason="a judge")
    imported("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,L-1\n")
    unmerged(made)
    assert stored() == []
    back = parted(of_command_line(None), cast.kari, twin.pk)
    assert back is not None
    assert back.left
    assert all(because.startswith(MARK) for _whom, because in back.left)
    assert explain(cast.kari, cast.mila).because[0].startswith(MARK)


def test_a_stored_sentence_would_be_found(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(street=f"{MARK}has already signed in")
    assert len(stored()) == 1
