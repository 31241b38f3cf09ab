"""PRV-01, Art. 17 GDPR: who is erased is nowhere, what the law keeps stays, and no file brings them
back unasked."""

import inspect
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client

from kinkeeper.access.wall.roles import WORK
from kinkeeper.cli.main import main
from kinkeeper.erasure import erase, tables
from kinkeeper.erasure import foresee as foresee_module
from kinkeeper.erasure.foresee import foresee
from kinkeeper.erasure.journal_lines import NotWhole
from kinkeeper.families.models import PendingRelationship, Question, Relationship
from kinkeeper.from_home.models import ContactChange
from kinkeeper.intake.apply.apply_plan import Stale, apply
from kinkeeper.intake.models import Import, PlannedPerson, PlannedRelationship
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry, Seal
from kinkeeper.journal.record import record, seen
from kinkeeper.journal.seal_lines import seal_all
from kinkeeper.journal.verify import Fault, look_through
from kinkeeper.letters.models import Batch, Form, Letter
from kinkeeper.lib import db
from kinkeeper.lib.works_for import works_for
from kinkeeper.organisations.reach import NOWHERE, WHOLE_SITE
from kinkeeper.people.erasure_models import Erasure, WhyStopped
from kinkeeper.people.models import Different, Merge, Person, Profile
from kinkeeper.people.protection_models import Protection
from kinkeeper.registry import add, edit
from kinkeeper.registry.former_keys import Moving
from kinkeeper.registry.merge import merge
from kinkeeper.registry.refusals import Refusal, not_merged
from kinkeeper.registry.restore import restore
from kinkeeper.sources.models import Source
from tests.cast import Cast, connected, person
from tests.from_home.test_report_absence import by, sent
from tests.importing import codes, imported, planned, undone
from tests.records import small

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
HEAD = "SyncID,User name,First name,Last name,E-mail,Phone,Street,ChildID\n"
ROW = (
    "ERA-4711,ragnhild.oq47,Ragnhild,Ødegård-Quist,ragnhild.oq@example.org,"
    "+47 912 34 567,Fjellveien 99b,{}\n"
)
FILE = HEAD + ROW.format("H-1")
# All that the person is called by, and the account that was merged into hers.
SAID = ("ERA-4711", "TWIN-0815", "ragnhild", "Ødegård-Quist", "912 34 567", "Fjellveien 99b",
        "r.quist.private")  # fmt: skip
TEXTS = """
SELECT table_name, array_agg(column_name::text) FROM information_schema.columns
WHERE table_schema = 'public' AND (data_type IN ('text', 'jsonb', 'ARRAY', 'date')
    OR data_type LIKE 'character%')
  AND table_name IN (SELECT table_name FROM information_schema.tables
                     WHERE table_schema = 'public' AND table_type = 'BASE TABLE')
GROUP BY 1 ORDER BY 1
"""


@pytest.fixture(autouse=True)
def own_folder(settings: SimpleNamespace, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def erased(who: Person, reason: str = "at the own request") -> Erasure:
    """As a command or a worker does it, who own no table."""
    found = erase.ask(OFFICE, who, reason=reason, reach=WHOLE_SITE)
    db.run(f"SET ROLE {WORK}")
    connection.settings_dict["ROLE"] = "work"
    try:
        with works_for(None):
            assert erase.carry_out(OFFICE, found, WHOLE_SITE)
            connection.check_constraints()
    finally:
        connection.settings_dict["ROLE"] = "migrate"
        db.run("RESET ROLE")
    found.refresh_from_db()
    return found


def refused(who: Person, reason: str = "at the own request", actor: Actor = OFFICE) -> str:
    with pytest.raises(Refusal) as caught:
        erase.ask(actor, who, reason=reason, reach=WHOLE_SITE)
    return caught.value.code


def standing_in(*words: str) -> dict[str, list[str]]:
    """Every table and column of the database in which one of the words is, whatever it is for."""
    found: dict[str, list[str]] = {}
    for table, columns in db.rows(TEXTS):
        for column in columns:
            text = f'"{column}"::text'
            query = f"SELECT {text} FROM {table} WHERE {text} ~* %s LIMIT 3"
            texts = db.column(query, ["|".join(map(re.escape, words))])
            if texts:
                found[f"{table}.{column}"] = texts
    return found


def ragnhild(cast: Cast) -> Person:
    """A parent of whom there is something in many tables, by files, by hands and by herself."""
    imported(FILE)
    planned(HEAD + ROW.format("H-404").replace("ragnhild.oq47,", "kari.berg,"))  # left out
    her = Person.objects.get(sync_key="ERA-4711")
    twin = person(
        "r.quist.private", Profile.PARENT, cast.hillside, given_name="Ragnhild",
        family_name="Ødegård-Quist", sync_key="TWIN-0815",
    )  # fmt: skip
    merge(OFFICE, her, twin, reason="Ragnhild Ødegård-Quist had two", reach=WHOLE_SITE)
    said = edit.edit(OFFICE, her, {"phone": "+47 912 34 567 8"}, reach=WHOLE_SITE)
    edit.edit(OFFICE, said, {"phone": "+47 912 34 567"}, reach=WHOLE_SITE)
    sent(her, cast.nora, note="Ragnhild")
    ContactChange.objects.create(person=her, values={"street": "Fjellveien 99b"}, before={})
    Relationship.objects.filter(parent=cast.kari, child=cast.nora).update(
        reason="as Ragnhild Ødegård-Quist said", changed_by=her.pk,
        changed_by_name="Ragnhild Ødegård-Quist",
    )  # fmt: skip
    PendingRelationship.objects.create(
        parent=her, match="sync-key", value="H-77", folded="H-77", source="manual"
    )
    Question.objects.create(kind="other-person", parent=her, detail={"name": "Ragnhild"})
    Question.objects.create(
        kind="likely-key", parent=cast.jonas, match="sync-key", value="ERA-4711",
        folded="ERA-4711", was=[her.pk],
    )  # fmt: skip
    Different.objects.create(first=cast.kari, second=her, reason="Ragnhild is another")
    batch = Batch.objects.create(form=Form.values[0], made_by=her.pk, made_by_name=her.full_name)
    Letter.objects.create(batch=batch, person=her)
    seen(by(cast.henry), "child.viewed", [cast.nora.pk, cast.elias.pk], {"what": "people"},
         person_id=her.pk)  # fmt: skip
    record(by(her), "password.changed", person_id=her.pk)
    about = {"reason": "said ragnhild.oq@example.org, i.e. Ødegård-Quist, Ragnhild"}
    record(
        OFFICE, "relationship.blocked", person_id=cast.jonas.pk, child_id=cast.nora.pk, data=about
    )
    Client().force_login(her)
    db.run("""INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)
        VALUES ('site', 'letters.reset', '{"typed": "ragnhild.oq@example.org"}', 'succeeded')""")
    return Person.objects.get(pk=her.pk)


def test_prv_01_after_an_erasure_no_word_of_the_person_is_in_any_table(cast: Cast) -> None:
    her = ragnhild(cast)
    seal_all()
    told = foresee(her)
    assert told.merged == 1
    assert told.lines > 3
    assert len(standing_in(*SAID)) > 15, "the walk must find what is there"
    lines = Entry.objects.count()
    erased(her)
    assert standing_in(*SAID) == {}
    assert {"Kari Berg", "Nora Berg"} <= {each.full_name for each in Person.objects.all()}
    assert Relationship.objects.get(parent=cast.kari, child=cast.nora).reason == "as … said"
    assert Entry.objects.count() == lines + 3  # asked, in the trash, erased
    looked = look_through()
    assert looked.is_whole
    assert looked.emptied > 3
    viewed = Entry.objects.get(action="child.viewed")
    assert (viewed.actor_id, viewed.person_id) == (cast.henry.pk, her.pk)
    assert viewed.data == {"what": "people"}
    blocked = Entry.objects.get(action="relationship.blocked")
    assert blocked.data == {"reason": "said …, i.e. …"}
    done = Entry.objects.get(action="person.erased")
    assert done.data.keys() == {"erasure", "reason", "lines", "rows"}


def test_prv_01_a_pupil_goes_with_all_records_and_the_parents_stay(cast: Cast) -> None:
    group = small.hillside(cast)
    small.absent(group, cast.nora, cast.nora.created_at.date())
    small.result(small.assignment(group, "Fractions"), cast.nora)
    sent(cast.kari, cast.nora)
    number = cast.nora.pk
    erased(cast.nora)
    assert standing_in("nora", "H-1") == {}
    numbers = [
        f"{table}.{column}" for table, columns in tables.GOES.items() for column in columns
        if db.value(f"SELECT count(*) FROM {table} WHERE {column} = %s", [number])  # names of ours
    ]  # fmt: skip
    assert numbers == []
    assert set(Relationship.objects.filter(parent__in=[cast.kari, cast.jonas]).values_list(
        "child__username", flat=True)) == {"elias.berg", "theo.lund"}  # fmt: skip


def test_prv_01_every_table_and_every_column_that_names_a_person_is_decided() -> None:
    """A new table, or a new column that points at people, fails here until `tables.py` says what
    becomes of it."""
    here = {name for name in connection.introspection.table_names() if "." not in name}
    here -= {"organisations_below", "people_former", "people_known_as", "families_fulfilled"}
    known = {*tables.GOES, *tables.FIRST, *tables.STRUCK, *tables.SET_BY, *tables.STAYS}
    assert (here - known, known - here) == (set(), set())
    keys = db.rows("""
        SELECT conrelid::regclass::text, attname FROM pg_constraint
        JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
        WHERE contype = 'f' AND confrelid = 'people_person'::regclass""")
    decided = {(table, column) for table, columns in tables.GOES.items() for column in columns}
    assert set(keys) - decided == {("intake_import", "made_by_id")}


def test_r_082_prv_01_a_file_that_brings_the_person_again_is_held_and_keeps_nothing(
    cast: Cast,
) -> None:
    imported(FILE)
    found = erased(Person.objects.get(sync_key="ERA-4711"))
    ways = (
        ROW.format("H-1"),
        "ERA-4711,,R,Q,,,,H-2\n",  # by the key alone
        ",ragnhild.oq47,R,Q,,,,H-1\n",  # by the username
        # another key, the same name and address
        "NEW-1,new,RAGNHILD,ødegard quist,Ragnhild.OQ@example.org,,,H-1\n",
    )
    roster_import = imported(HEAD + "".join(ways))
    assert codes(roster_import)["erased"] == 4
    acts = PlannedPerson.objects.filter(roster_import=roster_import).values_list("act", flat=True)
    assert set(acts) == {"rejected"}
    assert standing_in("ragnhild", "Ødegård", "ERA-4711") == {}
    assert not Person.objects.filter(family_name__icontains="quist").exists()
    # another person at the same address, and a namesake
    other = HEAD + "NEW-2,mikkel,Mikkel,Quist,ragnhild.oq@example.org,,,\n"
    assert "erased" not in codes(imported(other + "NEW-3,rq,Ragnhild,Ødegård-Quist,,,,\n"))
    erase.let_in(OFFICE, found, reason="enrolled again", reach=WHOLE_SITE)
    assert "erased" not in codes(imported(FILE))
    again = Person.objects.get(sync_key="ERA-4711")
    assert again.pk not in found.people


def test_prv_01_k14_an_office_out_of_reach_is_told_nothing(cast: Cast) -> None:
    erased(cast.stranger)
    erased(cast.mila)
    file = HEAD + "P-9,vera.stranger,Vera,Stranger,,,,L-9\n"
    theirs = planned(file, by=cast.henry, organisation="Hillside")
    assert codes(theirs) == {"not-allowed": 1}
    mine = planned(file.replace("P-9,vera.stranger,Vera,Stranger", "P-7,x,Xenia,Ek"), by=cast.lara,
                   organisation="Lakeside")  # fmt: skip
    assert codes(mine) == {"child-erased": 1}
    assert (
        not PlannedRelationship.objects.filter(value="L-9").exclude(roster_import=theirs).exists()
    )


def test_prv_01_a_plan_of_before_is_out_of_date_and_an_undo_brings_nothing_back(cast: Cast) -> None:
    first = imported(FILE)
    second = planned(FILE.replace("H-1", "H-2"))
    her = Person.objects.get(sync_key="ERA-4711")
    erased(her)
    with pytest.raises(Stale):
        apply(second, OFFICE)
    undone(Import.objects.get(pk=first.pk))
    assert standing_in("ragnhild", "ERA-4711") == {}


@pytest.mark.parametrize("of", ["parent", "child", "protected", "merged", "oneself", "reason"])
def test_prv_01_k27_what_protects_somebody_is_not_erased(cast: Cast, of: str) -> None:
    """Nor is whoever has no right, or would leave a name in the reason."""
    expected = {"parent": "block-stands", "child": "block-stands", "protected": "protected",
                "merged": "merged", "oneself": "oneself", "reason": "reason-names"}[of]  # fmt: skip
    actor, who, reason = OFFICE, cast.kari, "at the own request"
    if of in {"parent", "child"}:
        Relationship.objects.filter(parent=cast.kari, child=cast.nora).update(state="blocked")
        who = cast.kari if of == "parent" else cast.nora
    elif of == "protected":
        Protection.objects.create(person=cast.kari, reason="danger")
    elif of == "merged":
        twin = person("kari.berg2", Profile.PARENT, cast.hillside, given_name="Kari",
                      family_name="Berg")  # fmt: skip
        merge(OFFICE, cast.kari, twin, reason="one", reach=WHOLE_SITE)
        who = Person.objects.get(pk=twin.pk)
    elif of == "oneself":
        actor, who = by(cast.admin), cast.admin
    else:
        reason = "Mrs Berg asked for it"
    assert refused(who, reason, actor) == expected
    assert not Erasure.objects.exists()
    with pytest.raises(Refusal) as caught:
        erase.ask(by(cast.henry), cast.jonas, reason="x", reach=NOWHERE)
    assert caught.value.code == "not-allowed"


def test_prv_01_k23_what_somebody_did_at_work_keeps_their_name(cast: Cast) -> None:
    """Whoever looked at children cannot take that back by asking to be erased. At home they are a
    parent like others."""
    staff = Actor(cast.maria.pk, cast.maria.full_name, "192.0.2.7", Profile.TEACHER)
    seen(staff, "child.viewed", [cast.nora.pk], {"what": "person"})
    home = Actor(cast.maria.pk, cast.maria.full_name, "192.0.2.8", Profile.PARENT)
    record(home, "password.changed", person_id=cast.maria.pk)
    namesake = person("m.o", Profile.PARENT, cast.hillside, given_name="Maria",
                      family_name="Ortega")  # fmt: skip
    record(OFFICE, "person.changed", person_id=namesake.pk, data={"was": "Maria Ortega"})
    erased(cast.maria)
    look, changed = (
        Entry.objects.get(action=each) for each in ("child.viewed", "password.changed")
    )
    assert (look.actor_name, look.origin) == ("Maria Ortega", "192.0.2.7")
    assert (changed.actor_name, changed.origin) == ("", "")
    assert standing_in("maria.ortega") == {}
    assert set(standing_in("Maria Ortega")) == {"journal_entry.actor_name", "journal_entry.data"}


def test_prv_01_a_block_that_was_made_or_a_restore_meanwhile_stops_the_erasure(cast: Cast) -> None:
    asked = erase.ask(OFFICE, cast.kari, reason="request", reach=WHOLE_SITE)
    Relationship.objects.filter(parent=cast.kari, child=cast.nora).update(state="blocked")
    with pytest.raises(Refusal):
        erase.carry_out(OFFICE, asked, WHOLE_SITE)
    assert Person.objects.get(pk=cast.kari.pk).state == "trashed"
    Relationship.objects.filter(parent=cast.kari).update(state="active")
    restore(OFFICE, cast.kari)
    with pytest.raises(Refusal) as caught:
        erase.carry_out(OFFICE, asked, WHOLE_SITE)
    assert caught.value.code == "not-in-trash"


@pytest.mark.parametrize("meanwhile", ["last-administrator", "keeps-sources", "merged"])
def test_prv_01_all_that_was_asked_is_asked_again_before_it_erases(
    cast: Cast, meanwhile: str
) -> None:
    asked = erase.ask(OFFICE, cast.henry, reason="request", reach=WHOLE_SITE)
    if meanwhile == "last-administrator":
        Person.objects.filter(pk=cast.henry.pk).update(profile=Profile.SYSTEM_ADMINISTRATOR)
        Person.objects.filter(pk=cast.admin.pk).update(state="trashed")
    elif meanwhile == "keeps-sources":
        Source.objects.create(
            name="A folder", kind="folder", profile="pupil", every_minutes=60,
            owner_id=cast.henry.pk, organisation=cast.hillside,
        )  # fmt: skip
    else:
        Merge.objects.create(gone=cast.henry, kept=cast.lara, leads_to=cast.lara, reason="one")
    with pytest.raises(Refusal) as caught:
        erase.carry_out(OFFICE, asked, WHOLE_SITE)
    assert caught.value.code == meanwhile
    erase.stop(OFFICE, asked, caught.value.code)
    assert not erase.carry_out(OFFICE, asked, WHOLE_SITE), "what was stopped is not taken up again"
    with pytest.raises(ProgrammingError, match="erasure was asked for"), transaction.atomic():
        db.run("SELECT wall.empty_journal('{1}', %s, 'x', false)", [[cast.henry.pk]])


def test_every_refusal_of_an_erasure_is_a_reason_why_it_stopped() -> None:
    """But for those of the reason, which is asked for before anything else."""
    said = Path(foresee_module.__file__).read_text("utf-8") + inspect.getsource(not_merged)
    codes = set(re.findall(r'Refusal\(\s*"([a-z-]+)"', said))
    assert codes - {"reason-missing", "reason-names"} <= set(WhyStopped.values)
    assert len(codes) > 8


def test_prv_01_a_hand_does_not_bring_the_person_again_unasked(cast: Cast) -> None:
    erased(cast.kari)
    values = {"profile": "parent", "given_name": "Kari", "family_name": "Berg"}
    for more in ({"sync_key": "P-1"}, {"username": "Kari.Berg"}):
        with pytest.raises(Refusal) as caught:
            add.add(OFFICE, values | more, organisations=[cast.hillside], moving=Moving(WHOLE_SITE))
        assert caught.value.code == "erased"
    connected(cast.jonas, cast.elias)  # the family goes on
    add.add(OFFICE, values, organisations=[cast.hillside])  # a namesake, with a name of her own


def test_prv_01_aud_02_nothing_but_an_erasure_empties_a_line(cast: Cast) -> None:
    record(OFFICE, "person.added", person_id=cast.kari.pk, data={"name": "Kari"})
    record(OFFICE, "person.added", person_id=cast.jonas.pk, data={"name": "Jonas"})
    seal_all()
    line = Entry.objects.get(person_id=cast.kari.pk)
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT here")
        with pytest.raises(ProgrammingError, match="erasure was asked for"):
            cursor.execute(
                "SELECT wall.empty_journal(%s, %s, 'x', false)", [[line.pk], [cast.kari.pk]]
            )
        cursor.execute("ROLLBACK TO here")
        with pytest.raises((ProgrammingError, InternalError)):
            cursor.execute("UPDATE journal_entry SET data = '{}'")
        cursor.execute("ROLLBACK TO here")
    erased(cast.kari)
    assert look_through().is_whole
    db.run("ALTER TABLE journal_seal DISABLE TRIGGER USER")
    last = Seal.objects.filter(was__isnull=False).latest("number")
    other = Entry.objects.get(person_id=cast.jonas.pk).pk
    db.run("UPDATE journal_seal SET lines[1] = %s WHERE number = %s", [other, last.pk])
    assert {each.fault for each in look_through().broken} >= {Fault.SEAL_CHANGED, Fault.CHANGED}


def test_prv_01_aud_02_an_altered_line_is_not_hidden_by_an_erasure(cast: Cast) -> None:
    record(OFFICE, "person.added", person_id=cast.kari.pk, data={"name": "Kari"})
    seal_all()
    db.run("ALTER TABLE journal_entry DISABLE TRIGGER USER")
    db.run("UPDATE journal_entry SET data = '{}'")
    asked = erase.ask(OFFICE, cast.kari, reason="request", reach=WHOLE_SITE)
    with pytest.raises(NotWhole):
        erase.carry_out(OFFICE, asked, WHOLE_SITE)
    assert Person.objects.filter(pk=cast.kari.pk).exists()


def test_prv_01_the_command_shows_first_and_erases_only_when_told(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    erase_her = ["people", "erase", "user:kari.berg", "--reason", "request of 3 May"]
    assert main(erase_her) == 0
    assert "Nothing has been changed" in " ".join(capsys.readouterr().out.split())
    assert not Erasure.objects.exists()
    assert main([*erase_her, "--as", "user:henry.office"]) != 0
    Relationship.objects.filter(parent=cast.kari, child=cast.nora).update(state="blocked")
    asked = erase.ask(OFFICE, cast.stranger, reason="request", reach=WHOLE_SITE)
    erase.stop(OFFICE, asked, "busy")
    assert main([*erase_her, "--yes"]) != 0
    Relationship.objects.filter(parent=cast.kari, child=cast.nora).update(state="active")
    assert main([*erase_her, "--yes"]) == 0
    assert not Person.objects.filter(pk=cast.kari.pk).exists()
    capsys.readouterr()
    assert main(["people", "erased", "--json"]) == 0
    told = capsys.readouterr().out
    assert "kari" not in told.lower()
    assert [(each["stopped_because"], each["stopped_at"] is None) for each in json.loads(told)] == [
        ("", True), ("busy", False)
    ]  # fmt: skip
    [number] = Erasure.objects.filter(stopped_at=None).values_list("pk", flat=True)
    assert main(["people", "let-in", str(number), "--reason", "back at school"]) == 0
    assert main(["people", "let-in", str(number), "--reason", "again"]) != 0
