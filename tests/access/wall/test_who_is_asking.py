"""The database believes a session's secret and the pages' own code, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from kinkeeper.access import scopes
from kinkeeper.access.models import SessionOwner
from kinkeeper.access.viewer import of_person
from kinkeeper.access.wall.tables import WALLED
from kinkeeper.families.block import block
from kinkeeper.families.block_grounds import Ground
from kinkeeper.families.block_models import BlockGround
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import asking, db
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Membership, Person, PersonState
from kinkeeper.registry.protect import protect
from tests.cast import Cast
from tests.wall import as_web

pytestmark = pytest.mark.django_db
VIEWS = ("wall.administered", "wall.taught", "wall.worked_with", "wall.parents")
CHILDREN = "SELECT DISTINCT child_id FROM families_relationship"


def secret_of(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


@contextmanager
def asked_by(person: Person) -> Iterator[None]:
    secret = secret_of(person)
    with as_web():
        assert db.value("SELECT wall.ask(%s)", [secret]) == person.pk
        yield


def visible(table: str) -> set[int]:
    return set(db.column(f"SELECT id FROM {table}"))


def test_pc_107_a_parent_sees_the_own_children_and_who_teaches_them(cast: Cast) -> None:
    with asked_by(cast.kari):
        assert set(db.column(CHILDREN)) == {cast.nora.pk, cast.elias.pk}
        assert visible("people_person") == {
            cast.kari.pk, cast.nora.pk, cast.elias.pk, cast.maria.pk,
        }  # fmt: skip


def test_k19_acc_14_nobody_sees_what_a_block_of_their_own_rests_on(cast: Cast) -> None:
    """Whoever administers the child does; not the parent, at work there or not."""
    office = Actor(None, "the office", "a test")
    grounds = {
        parent: block(office, parent, cast.elias, reason="court", ground=Ground("court-order"))
        for parent in (cast.kari, cast.henry)
    }
    rows = dict(BlockGround.objects.values_list("parent_id", "id"))
    assert rows.keys() == {each.pk for each in grounds}
    seen = {
        cast.admin: set(rows.values()), cast.henry: {rows[cast.kari.pk]}, cast.kari: set(),
        cast.elias: set(), cast.maria: set(), cast.lara: set(), cast.jonas: set(),
    }  # fmt: skip
    for who, expected in seen.items():
        with asked_by(who):
            assert visible("families_blockground") == expected


def test_k19_no_parent_sees_the_other_parent(cast: Cast) -> None:
    """Jonas is Elias's other parent in this test."""
    Relationship.objects.create(parent=cast.jonas, child=cast.elias, state=RelationshipState.ACTIVE)
    with asked_by(cast.kari):
        assert cast.jonas.pk not in visible("people_person")
        parents = "SELECT DISTINCT parent_id FROM families_relationship"
        assert set(db.column(parents)) == {cast.kari.pk}


def test_a_stranger_sees_nobody_of_the_school(cast: Cast) -> None:
    with asked_by(cast.stranger):
        assert visible("people_person") == {cast.stranger.pk, cast.mila.pk}


@pytest.mark.parametrize("state", [each for each in RelationshipState if each != "active"])
def test_k17_a_relationship_that_ends_shows_nothing_at_once(
    cast: Cast, state: RelationshipState
) -> None:
    secret = secret_of(cast.kari)
    Relationship.objects.filter(child=cast.nora).update(state=state)
    with as_web():
        db.run("SELECT wall.ask(%s)", [secret])
        assert cast.nora.pk not in visible("people_person")


def test_k14_a_school_administrator_sees_the_own_school(cast: Cast) -> None:
    viewer = of_person(cast.henry, "a test")
    known = set(scopes.people(viewer).values_list("pk", flat=True))
    with asked_by(cast.henry):
        found = visible("people_person")
    assert known <= found
    assert not found & {cast.theo.pk, cast.mila.pk, cast.stranger.pk, cast.lara.pk}


def test_a_teacher_of_a_class_sees_no_other_pupil_of_the_school(cast: Cast) -> None:
    Membership.objects.create(person=cast.maria, organisation=cast.hillside)
    viewer = of_person(cast.maria, "a test")
    known = set(scopes.people(viewer).values_list("pk", flat=True))
    with asked_by(cast.maria):
        assert visible("people_person") == known | {cast.maria.pk}
    assert cast.elias.pk not in known


@pytest.mark.parametrize("name", ["admin", "henry", "lara", "maria", "kari", "jonas", "nora"])
def test_the_wall_hides_nothing_that_the_rules_show(cast: Cast, name: str) -> None:
    assert shown_alike(getattr(cast, name)) or name == "nora"


def shown_alike(person: Person) -> bool:
    """Whether there is anything that both the rules and the wall show."""
    viewer = of_person(person, "a test")
    asked = (
        scopes.people, scopes.relationships, scopes.pending, scopes.questions, scopes.imports,
        scopes.sources, scopes.batches, scopes.credentials, scopes.journal,
    )  # fmt: skip
    shown = [set(scope(viewer).values_list("pk", flat=True)) for scope in asked]
    own = set(scopes.children(person).values_list("pk", flat=True))
    with asked_by(person):
        assert [set(scope(viewer).values_list("pk", flat=True)) for scope in asked] == shown
        assert set(scopes.children(person).values_list("pk", flat=True)) == own
    return any(shown) or bool(own)


@pytest.mark.parametrize("name", ["admin", "henry", "lara", "maria", "kari", "jonas", "nora"])
def test_k28_the_wall_hides_the_protected_from_who_is_not_named(
    cast: Cast, office: Actor, name: str
) -> None:
    """Whatever a query forgets: only those who are named, and the family, are shown the pupil."""
    before = set(scopes.children(cast.jonas).values_list("pk", flat=True))
    protect(office, cast.nora, reason="an order", reach=WHOLE_SITE, staff=[cast.henry])
    family = {"kari", "nora"} | ({"jonas"} if cast.nora.pk in before else set())
    shown_alike(getattr(cast, name))
    with asked_by(getattr(cast, name)):
        assert (cast.nora.pk in visible("people_person")) == (name in {"henry", *family})
        about = db.column("SELECT person_id FROM people_membership")
        about += db.column("SELECT child_id FROM families_relationship")
        assert (cast.nora.pk in about) == (name in {"henry", *family})
        assert bool(visible("people_protection")) == (name == "henry")
        assert bool(visible("people_namedstaff")) == (name == "henry")


def test_who_is_in_the_trash_asks_no_more(cast: Cast) -> None:
    secret = secret_of(cast.kari)
    Person.objects.filter(pk=cast.kari.pk).update(state=PersonState.TRASHED)
    with as_web():
        assert db.value("SELECT wall.ask(%s)", [secret]) is None
        assert visible("people_person") == set()


def test_a_session_that_was_left_asks_no_more(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.kari)
    secret = client.session.session_key
    client.logout()
    assert not SessionOwner.objects.exists()
    with as_web():
        assert db.value("SELECT wall.ask(%s)", [secret]) is None


@pytest.mark.parametrize(
    "parameter", ["asking", "whole_site", "person", "children", "organisations"]
)
def test_acc_setting_a_parameter_by_hand_shows_nothing(cast: Cast, parameter: str) -> None:
    for value in (str(cast.kari.pk), f"{cast.kari.pk}:{'0' * 64}", "on", f"{{{cast.nora.pk}}}"):
        with as_web():
            db.run("SELECT set_config(%s, %s, true)", [f"kinkeeper.{parameter}", value])
            for table in (*WALLED, *VIEWS):
                assert not db.value(f"SELECT count(*) FROM {table}")


def test_what_one_transaction_proved_proves_nothing_to_another_person(cast: Cast) -> None:
    """The seal is over the person, too."""
    with asked_by(cast.kari):
        said = db.value("SELECT current_setting('kinkeeper.asking')")
        forged = f"{cast.stranger.pk}:{said.partition(':')[2]}"
        db.run("SELECT set_config('kinkeeper.asking', %s, true)", [forged])
        assert visible("people_person") == set()


@pytest.mark.parametrize(
    "call",
    [
        "SELECT wall.sign_in('any', {person}, '{{}}', 'x')",
        "SELECT wall.end_sessions_of(ARRAY[{person}]::bigint[], "
        "(extract(epoch FROM now()) / 60)::bigint, 'x')",
        "SELECT wall.end_sessions_of(NULL, 0, '{old_end}')",
        "SELECT wall.end_named(ARRAY['x'])",
        "SELECT wall.sweep_sessions()",
        "SELECT * FROM access_sessionowner",
        "UPDATE access_sessionowner SET last_seen_at = now()",
        "DELETE FROM access_sessionowner",
        "DELETE FROM django_session",
        "SELECT wall.open_whole_site((extract(epoch FROM now()) / 60)::bigint, 'x')",
        "SELECT wall.open_whole_site(0, '{old}')",
        "SELECT wall.sealed('kinkeeper.asking', '{person}')",
        "SELECT * FROM wall.key",
        "INSERT INTO access_sessionowner (session_id, person_id) VALUES ('x', {person})",
        "SELECT * FROM django_session",
        "UPDATE journal_entry SET actor_name = 'nobody'",
        "DELETE FROM journal_entry",
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "DROP POLICY web_sees ON people_person",
        "CREATE POLICY mine ON people_person USING (true)",
        "GRANT SELECT ON wall.key TO kinkeeper_web",
        "CREATE OR REPLACE FUNCTION wall.acts() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE kinkeeper",
        "SET ROLE kinkeeper_work",
        "SET SESSION AUTHORIZATION kinkeeper",
        "COPY people_person TO PROGRAM 'cat'",
    ],
)
def test_a_page_cannot_move_the_wall(call: str) -> None:
    """By a connection of its own: the test's own could become anybody again."""
    old_end = asking.attest("end-sessions:0:everybody")
    statement = call.format(person=1, old=asking.attest("whole-site:0"), old_end=old_end)
    address = connection.get_connection_params()
    where = {name: address[name] for name in ("host", "port", "dbname") if address.get(name)}
    with psycopg.connect(**where, user="kinkeeper_web") as page:
        with pytest.raises(psycopg.errors.Error) as refused:
            page.execute(statement)
        assert refused.value.sqlstate == "42501", refused.value  # insufficient privilege


def test_an_act_sees_the_whole_site_and_only_while_it_lasts(cast: Cast) -> None:
    with asked_by(cast.kari):
        with asking.act():
            assert cast.theo.pk in visible("people_person")
            with asking.whole_site():
                pass
            assert cast.theo.pk in visible("people_person")
        assert cast.theo.pk not in visible("people_person")


def test_an_act_that_fails_leaves_the_wall_closed(cast: Cast) -> None:
    with asked_by(cast.kari):
        with pytest.raises(DatabaseError), asking.act():
            db.run("SELECT 1 / 0")
        with pytest.raises(ZeroDivisionError), asking.act():
            raise ZeroDivisionError
        assert cast.theo.pk not in visible("people_person")


def test_outside_an_act_nothing_about_people_is_written(cast: Cast) -> None:
    with asked_by(cast.admin):
        assert Person.objects.filter(pk=cast.nora.pk).update(family_name="Gone") == 0
        assert Person.objects.filter(pk=cast.nora.pk).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            db.run("INSERT INTO people_membership (person_id, organisation_id) VALUES (1, 1)")
        assert Relationship.objects.all().delete()[0] == 0


def test_everybody_may_add_to_the_journal_and_read_nothing_of_it(cast: Cast) -> None:
    with as_web():
        db.run(
            "INSERT INTO journal_entry (at, actor_name, origin, action, outcome, data) "
            "VALUES (now(), 'Somebody', 'a test', 'page.refused', 'denied', '{}')"
        )
        assert db.value("SELECT count(*) FROM journal_entry") == 0
