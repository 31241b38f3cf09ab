"""What an undo would write back to others after an erasure: right values, and nothing of who was
erased (K13, K27)."""

import json
import re
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from kinkeeper.erasure import erase
from kinkeeper.erasure.names import STRUCK_AS, pattern
from kinkeeper.families.block import block
from kinkeeper.families.models import Relationship
from kinkeeper.intake.models import Import, PlannedPerson
from kinkeeper.lib import db
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Merge, Person
from kinkeeper.registry.refusals import Refusal
from tests.cast import Cast, connected, make, person
from tests.erasure.test_erase import OFFICE, SAID, erased, standing_in
from tests.erasure.test_names_struck import SAID as PATTERN
from tests.faults.test_hands_meanwhile import Doing
from tests.importing import imported, undone
from tests.merging import merged, unmerged

HEAD = "SyncID,User name,First name,Last name,E-mail,Phone,Street,ChildID\n"
HERS = "ragnhild.oq@example.org"


@pytest.fixture(autouse=True)
def own_folder(settings: SimpleNamespace, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def ragnhild(cast: Cast) -> Person:
    return person(
        "ragnhild.oq47", "parent", cast.hillside, given_name="Ragnhild",
        family_name="Ødegård-Quist", sync_key="ERA-4711", email=HERS, phone="+47 912 34 567",
    )  # fmt: skip


@pytest.mark.django_db
def test_k13_prv_01_an_undo_writes_back_right_values_and_none_of_who_was_erased(
    cast: Cast,
) -> None:
    her = ragnhild(cast)
    row = "P-2,jonas.lund,Jonas,Lund,{},{},{},\n"
    imported(HEAD + row.format(HERS, "555 0100", "c/o Ragnhild Ødegård-Quist"))
    changed = imported(HEAD + row.format("jonas@example.org", "555 0199", "Mill Lane 4"))
    # a relationship of others whose row, and whose line of the plan, name her
    Relationship.objects.filter(parent=cast.kari, child=cast.elias).update(
        state="ended", sources=[], reason="as Ragnhild Ødegård-Quist\nsaid", changed_by=her.pk,
        changed_by_name="Ragnhild Ødegård-Quist",
    )  # fmt: skip
    again = imported(HEAD + "P-1,kari.berg,Kari,Berg,kari@example.org,,Mill Lane 4,H-2\n")
    assert len(standing_in(*SAID)) > 3
    erased(her)
    assert standing_in(*SAID) == {}
    line = PlannedPerson.objects.get(roster_import=changed, person_id=cast.jonas.pk)
    assert line.changes is not None
    assert line.changes["email"] == line.changes["street"] == [None, None]
    assert line.changes["phone"] == ["555 0100", "555 0199"]
    left = undone(Import.objects.get(pk=changed.pk)).kept
    assert {each["field"] for each in left if "field" in each} == {"email", "street"}
    cast.jonas.refresh_from_db()
    told = (cast.jonas.email, cast.jonas.phone, cast.jonas.street)
    assert told == ("jonas@example.org", "555 0100", "Mill Lane 4")
    undone(Import.objects.get(pk=again.pk))
    tie = Relationship.objects.get(parent=cast.kari, child=cast.elias)
    said = (tie.state, tie.reason, tie.changed_by_name)
    assert said == ("ended", f"as {STRUCK_AS}\nsaid", "")
    assert standing_in(*SAID) == {}


@pytest.mark.django_db
def test_k13_prv_01_the_end_of_a_merge_brings_everyone_back_but_who_was_erased(
    cast: Cast,
) -> None:
    her = ragnhild(cast)
    twin = person("nora.twin", "pupil", cast.hillside, given_name="Nora", family_name="Berg")
    said = "Ragnhild Ødegård-Quist asked"
    connected(cast.jonas, twin, reason=said, kind="father")
    Relationship.objects.filter(parent=cast.jonas, child=cast.nora).delete()
    connected(her, twin, reason=said)
    made = merged(cast.nora, twin)
    erased(her)
    assert standing_in(*SAID) == {}
    memory = Merge.objects.get(pk=made.pk).memory
    assert {each["other"] for each in memory["relationships"]} == {cast.kari.pk, cast.jonas.pk}
    assert unmerged(Merge.objects.get(pk=made.pk)).left == []
    back = Relationship.objects.get(child=twin)
    found = (back.parent_id, back.state, back.reason, back.kind)
    assert found == (cast.jonas.pk, "active", f"{STRUCK_AS} asked", "father")
    assert not Relationship.objects.filter(parent=cast.jonas, child=cast.nora).exists()
    assert standing_in(*SAID) == {}


@pytest.mark.django_db
def test_prv_01_the_database_strikes_what_python_finds() -> None:
    """One expression for both, also over two lines, as text and as JSON."""
    texts = [
        "Kari Berg", "Call today:\nKari Berg says", "Kari Berg\nkari.berg", "one\ntwo",
        "\nKari Berg\n", "Kari Bergen\nanna-kari.berg", "kari@x.no\tand kari@x.no.example",
        "P-1\nP-1", "P-1", "a \\n P-1",
    ]  # fmt: skip
    short = re.compile(pattern({"P-1", "Kari Berg"}))
    for said in (PATTERN, short):
        for text in (*texts, *(json.dumps({"reason": each}) for each in texts)):
            struck = db.value("SELECT regexp_replace(%s, %s, %s, 'g')", [text, said.pattern, "…"])
            assert struck == said.sub("…", text), text
    two = json.dumps({"reason": "Call today:\nKari Berg says"})
    assert PATTERN.sub("…", two) == json.dumps(
        {"reason": "Call today:\n… says"}, ensure_ascii=False
    )


@pytest.mark.django_db(transaction=True)
def test_k27_prv_01_a_block_that_is_being_made_stops_the_erasure() -> None:
    """The erasure waits for the hand that was first, and then finds the block."""
    cast = make()
    asked = erase.ask(OFFICE, cast.kari, reason="request", reach=WHOLE_SITE)
    there, go = Event(), Event()

    def blocks() -> None:
        with transaction.atomic():
            block(OFFICE, cast.kari, cast.elias, reason="court")
            there.set()
            assert go.wait(20)

    def erases() -> None:
        with pytest.raises(Refusal) as caught:
            erase.carry_out(OFFICE, asked, WHOLE_SITE)
        assert caught.value.code == "block-stands"

    hand = Doing(blocks)
    assert there.wait(20)
    worker = Doing(erases)
    waits = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'"
    )
    with connection.cursor() as cursor:
        for _look in range(200):
            cursor.execute(waits)
            if cursor.fetchone() != (0,):
                break
            cursor.execute("SELECT pg_sleep(0.02)")
    go.set()
    assert hand.done
    assert worker.done
    assert Relationship.objects.get(parent=cast.kari, child=cast.elias).state == "blocked"
    assert Person.objects.filter(pk=cast.kari.pk).exists()
