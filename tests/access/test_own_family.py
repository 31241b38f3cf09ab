"""ACC-14: who works at a school and is a parent decides nothing about their own family at work."""

import re

import pytest
from django.db import transaction
from django.test import Client

from kinkeeper.access.own_family import family_of
from kinkeeper.access.viewer import of_command_line
from kinkeeper.accounts.provider_models import Identity
from kinkeeper.cli.main import main
from kinkeeper.families.models import (
    Match,
    PendingRelationship,
    Question,
    QuestionKind,
    Relationship,
)
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Merge, Person, Profile
from kinkeeper.registry.edit import edit
from kinkeeper.roster.vocabulary import AREAS_OF, Preset
from tests.access.every_kind import CELL, contact_change, meetings, reported
from tests.access.test_matrix import FREE, PAGES, SCHOOL, address_of
from tests.asking import CUSTODY
from tests.cast import Cast, connected, person
from tests.importing import imported
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
SENTENCE = "This is your own family. Ask a colleague."
# What is of no single person, and what a school's system says: the own family among it, too.
NOBODYS = {
    "", "import", "applied", "of-age", "alike", "source", "batch", "organisation", "breach",
    "records-school", "records-group", "work", "entry", "document-entry",
    "document-version", "plan-entry", *FREE,
    "meeting", "meeting-time", "place",
}  # fmt: skip


def families(cast: Cast) -> dict[str, list[tuple[object, ...]]]:
    """By kind what is of Henry's family: he is Nora's father, as Jonas and Kari are her parents."""
    me, child, other = cast.henry.pk, cast.nora.pk, cast.kari.pk
    connected(cast.henry, cast.nora)
    twin = person("henrik.office", Profile.PARENT, cast.hillside)
    merge = Merge.objects.create(
        gone=person("kari.old", Profile.PARENT, cast.hillside, state="trashed"),
        kept=cast.kari, leads_to=cast.kari, reason="one mother",
    )  # fmt: skip
    blocked = Relationship.objects.create(parent=twin, child=cast.nora, state="blocked")
    proposed = Relationship.objects.create(parent=cast.henry, child=cast.elias, state="proposed")
    key = {"match": Match.SYNC_KEY, "value": "H-x", "folded": "H-x"}
    reach = [cast.hillside.pk]
    pending = PendingRelationship.objects.create(
        parent=cast.henry, source="manual", reach=reach, **key
    )

    def question(kind: QuestionKind, parent: Person, **more: object) -> int:
        return Question.objects.create(kind=kind, parent=parent, reach=reach, **more).pk

    of_key = question(QuestionKind.LIKELY_KEY, cast.henry, **key)
    of_name = question(QuestionKind.OTHER_PERSON, cast.nora)
    answered = question(QuestionKind.OTHER_PERSON, cast.nora, answer="same")
    of_cell = Question.objects.create(
        kind=QuestionKind.UNCLEAR_CELL, child=cast.nora, reach=reach, detail=CELL
    ).pk
    release = question(QuestionKind.RELEASE, cast.henry)
    Question.objects.get(pk=release).parts.create(person=cast.henry, organisation=cast.hillside)
    at = {"issuer": "https://login.example.org", "linked_by": "claim"}
    mine, theirs = (
        Identity.objects.create(person=each, subject=each.username, **at).pk
        for each in (cast.henry, cast.kari)
    )
    return {
        "person": [(me,), (child,), (other,)],
        "person-identity": [(me, mine), (other, theirs)],
        "parent": [(me,), (other,)],
        "child": [(child,)],
        "report": [(reported(cast.kari, cast.nora).pk,)],
        "booking": [meetings(cast.henry, cast.hillside, cast.kari, cast.nora)["booking"]],
        "contact-change": [(contact_change(each).pk,) for each in (cast.henry, cast.kari)],
        "asked": [],
        "class": [],
        "conversation": [],  # the wall shows none: nothing tells that there is one (K19)
        "message": [],
        "sending": [],  # of a whole class: what the school wrote to it is withdrawn
        "asked-child": [(_asked(cast), child)],
        "relationship": [(child, other), (other, child), (me, child), (me, cast.elias.pk)],
        "accounts": [(me, twin.pk), (twin.pk, me), (other, twin.pk)],
        "merge": [(other, merge.gone_id)],
        "unmerged": [],
        "blocked": [(blocked.pk,)],
        "proposed": [(proposed.pk,)],
        "pending": [(pending.pk,)],
        "answered": [(answered,)],
        "question": [(of_name,)],
        "question-of-key": [(of_key,)],
        "question-of-key-and-child": [(of_key, cast.elias.pk)],
        "question-of-name": [(of_name,)],
        "question-of-cell": [(of_cell,)],
        "question-of-former-key": [(of_name,)],
        "release": [(release,)],
    }


def _asked(cast: Cast) -> int:
    group = small.hillside(cast)
    return small.notice(group, "May your child come?", pupil=cast.nora, needs_answer=True).pk


# A page about another parent of the own child may connect that parent with other children.
OF_RELATIONSHIPS = {"staff:person-connect", "staff:person-block"}


def test_acc_14_nothing_that_is_sent_decides_about_the_own_family(
    cast: Cast, signed_in: As
) -> None:
    mine, client = families(cast), signed_in(cast.henry)
    everything = {"reason": "x", "kind": "mother", "other": cast.nora.pk, "same_person": "x"}
    sent: set[str] = set()
    for name, page in PAGES.items():
        told = next((told for whom, told in page.told.items() if SCHOOL in whom), (0, 405))
        if not name.startswith("staff:") or told[1] == 405 or page.kind in NOBODYS:
            continue
        for numbers in mine[page.kind]:
            with transaction.atomic():
                answer = client.post(address_of(name, numbers), everything)
                refused = Entry.objects.filter(action="family.refused", outcome="denied")
                assert answer.status_code == 403, (name, numbers)
                assert SENTENCE in answer.content.decode()
                assert refused.get().role == Profile.SCHOOL_ADMINISTRATOR
                transaction.set_rollback(True)
        sent.add(name)
    assert len(sent) > 20
    assert {"staff:person-edit", "staff:proposed-grant", "staff:question-release"} <= sent


def test_acc_14_a_batch_of_letters_leaves_out_the_own_family(cast: Cast, signed_in: As) -> None:
    connected(cast.henry, cast.nora)
    client = signed_in(cast.henry)
    page = client.get("/staff/credentials/new/", {"form": "pages"}).content.decode()
    assert "Kari" not in page
    assert "Jonas" not in page
    answer = client.post("/staff/credentials/new/", {"form": "pages", "person": cast.kari.pk})
    assert answer.status_code == 403


def test_acc_14_others_decide_and_the_page_shows_no_way(cast: Cast, signed_in: As) -> None:
    connected(cast.henry, cast.nora)
    page = signed_in(cast.henry).get(f"/staff/people/{cast.nora.pk}/")
    assert page.status_code == 200
    edit = re.compile(rf"/staff/people/{cast.nora.pk}/(edit|trash)/")
    assert not edit.search(page.content.decode())
    colleague = signed_in(cast.admin).get(f"/staff/people/{cast.nora.pk}/").content.decode()
    assert edit.search(colleague)
    assert signed_in(cast.henry).get(f"/staff/people/{cast.elias.pk}/edit/").status_code == 200


def test_acc_14_a_file_of_the_school_is_applied_and_its_questions_are_anothers(
    cast: Cast, signed_in: As
) -> None:
    Person.objects.filter(pk=cast.henry.pk).update(sync_key="T-1")
    imported(CUSTODY + "P-1,Kari,Berg,no,H-1\nP-7,Pia,Moe,no,H-1\n", by=cast.henry,
             organisation="Hillside")  # fmt: skip
    connected(cast.henry, cast.nora)
    proposed = Relationship.objects.get(child=cast.nora, state="proposed", parent__sync_key="P-7")
    grant = f"/staff/relationships/proposed/{proposed.pk}/grant/"
    assert signed_in(cast.henry).post(grant, {"reason": "papers"}).status_code == 403
    assert signed_in(cast.admin).post(grant, {"reason": "papers"}).status_code == 302


@pytest.mark.parametrize(
    "command",
    [
        "people edit user:nora.berg phone=1",
        "people trash user:kari.berg",
        "people start-over user:kari.berg --reason x",
        "relationships block user:kari.berg user:nora.berg --reason x",
        "relationships connect user:henry.office user:elias.berg",
        "credentials issue --person user:kari.berg --letters /tmp/none.pdf",
    ],
)
def test_acc_14_no_command_decides_about_the_own_family(
    cast: Cast, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    connected(cast.henry, cast.nora)
    assert main([*command.split(), "--as", "user:henry.office"]) == 1
    assert SENTENCE in capsys.readouterr().err
    assert Entry.objects.filter(action="family.refused", actor_id=cast.henry.pk).count() == 1


def test_whose_family_is_whose(cast: Cast) -> None:
    assert of_command_line().family.accounts == frozenset()
    assert of_command_line(cast.henry).family.accounts == frozenset()
    ended = connected(cast.henry, cast.nora)
    ended.state = "ended"
    ended.save()
    mine = family_of(cast.henry)
    assert mine.accounts == {cast.henry.pk, cast.nora.pk, cast.kari.pk, cast.jonas.pk}
    assert mine.has_relationship(cast.stranger.pk, cast.nora.pk)
    assert mine.has_relationship(cast.henry.pk, cast.mila.pk)
    assert not mine.has_relationship(cast.kari.pk, cast.elias.pk)


def test_k19_lnk_05_acc_14_work_tells_nothing_of_another_parent_of_the_own_child(
    cast: Cast, signed_in: As, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever is staff and a parent reads of the other household what any parent reads."""
    secrets = {
        "email": "kari@secret.example", "phone": "98765432", "street": "Trollveien 77",
        "last_login": "2026-02-03T04:05Z",
    }  # fmt: skip
    Person.objects.filter(pk=cast.kari.pk).update(**secrets)
    kari, nora = f"/staff/people/{cast.kari.pk}/", f"/staff/people/{cast.nora.pk}/"
    told = ("kari@secret.example", "98765432", "Trollveien", "Order of 3 March")
    edit(
        Actor(cast.admin.pk, "Anna", "a test"), cast.kari,
        {"phone": "98765432", "city": "Uttersund"}, reach=WHOLE_SITE,
    )  # fmt: skip
    given = Given(AREAS_OF[Preset.NOTHING])
    set_rights(Actor(None, "x", "x"), cast.kari, cast.nora, given, reason="Order of 3 March")

    def read(client: Client) -> str:
        names = ("", "people/", "journal/", "relationships/", "inbox/", "people/duplicates/")
        lists = [f"/staff/{name}" for name in names]
        pages = (kari, nora, *lists)
        return "".join(client.get(each).text for each in pages)

    for staff in (cast.henry, cast.maria):
        before = read(signed_in(staff))
        assert told[0] in before
        assert "Kari Berg" in signed_in(staff).get(nora).text
        connected(staff, cast.nora)
        page = signed_in(staff).get(kari)
        assert page.status_code == 403
        assert SENTENCE in page.text
        after = read(signed_in(staff))
        assert [word for word in told if word in after] == []
        assert "Kari Berg" not in signed_in(staff).get(nora).text
    as_henry = ("--as", "user:henry.office", "--json")
    assert main(["people", "show", "user:kari.berg", *as_henry]) == 0
    assert main(["explain", "user:kari.berg", "user:nora.berg", *as_henry]) != 0
    printed = "".join(capsys.readouterr())
    assert [word for word in (*told, "2026-02-03") if word in printed] == []
