"""Sessions before the database itself: nobody reads, lengthens or ends another person's."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from kinkeeper.access.models import SessionOwner
from kinkeeper.access.session_limits import LIMITS, OWN_DEVICE_LIMITS, STAFF_LIMITS, Limits
from kinkeeper.credentials.jobs import forget_old_tries
from kinkeeper.lib import asking, db
from kinkeeper.lib.sessions import end_all_of, kept_as
from kinkeeper.people.models import Person, Profile
from tests.cast import Cast
from tests.sessions import pass_by
from tests.wall import as_web

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)


def secret_of(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


def told(secret: str) -> list[tuple[object, ...]]:
    """What the database tells whoever asks with this session: number, here, …"""
    return db.rows("SELECT * FROM wall.sign_ins(%s)", [secret])


def number_of(secret: str) -> object:
    return SessionOwner.objects.get(session_id=kept_as(secret)).number


def test_r_034_nobody_is_told_of_the_sessions_of_others(cast: Cast) -> None:
    mine, others, theirs = secret_of(cast.kari), secret_of(cast.kari), secret_of(cast.stranger)
    own = {number_of(mine): True, number_of(others): False}
    with as_web():
        assert told(mine) == []  # nobody has asked yet
        db.run("SELECT wall.ask(%s)", [mine])
        assert {each[0]: each[1] for each in told(mine)} == own
        # even with another's secret: who is asking decides
        assert {each[0]: each[1] for each in told(theirs)} == dict.fromkeys(own, False)


def test_r_034_not_even_a_system_administrator_is(cast: Cast) -> None:
    secret_of(cast.kari)
    mine = secret_of(cast.admin)
    with as_web():
        db.run("SELECT wall.ask(%s)", [mine])
        with asking.act():
            assert [each[1] for each in told(mine)] == [True]


def test_r_034_what_is_over_is_not_listed(cast: Cast) -> None:
    for profile, over in ((cast.kari, LIMITS), (cast.henry, STAFF_LIMITS)):
        secret_of(profile)
        pass_by(profile, since_use=over.idle)
        secret_of(profile)
        pass_by(profile, since_use=timedelta(), since_start=over.in_all)
        mine = secret_of(profile)
        with as_web():
            db.run("SELECT wall.ask(%s)", [mine])
            assert [each[1] for each in told(mine)] == [True]


def test_nobody_ends_the_session_of_another(cast: Cast) -> None:
    mine, theirs = secret_of(cast.kari), secret_of(cast.stranger)
    number = number_of(theirs)
    with as_web():
        assert not db.value("SELECT wall.end_sign_in(%s)", [number])
        assert db.value("SELECT wall.end_other_sign_ins(%s)", [theirs]) == 0
        db.run("SELECT wall.ask(%s)", [mine])
        assert not db.value("SELECT wall.end_sign_in(%s)", [number])
        assert not db.value("SELECT wall.end_sign_in(%s)", [uuid4()])
        assert db.value("SELECT wall.end_other_sign_ins(%s)", [mine]) == 0
        assert db.value("SELECT wall.ask(%s)", [theirs]) == cast.stranger.pk


def test_an_act_ends_those_of_one_person_or_of_everybody(cast: Cast) -> None:
    one, two, other = secret_of(cast.kari), secret_of(cast.kari), secret_of(cast.stranger)
    with as_web():
        assert end_all_of([cast.kari.pk]) == 2
        assert [db.value("SELECT wall.ask(%s)", [each]) for each in (one, two)] == [None, None]
        assert db.value("SELECT wall.ask(%s)", [other]) == cast.stranger.pk
        assert end_all_of([]) == 0
        assert end_all_of(None) == 1
        assert db.value("SELECT wall.ask(%s)", [other]) is None


@pytest.mark.parametrize(
    ("said", "done"),
    [
        ([1], [2]),
        ([1], None),
        ([1, 2], [12]),
    ],
)
def test_what_was_said_of_some_ends_no_others(
    cast: Cast, said: list[int], done: list[int] | None
) -> None:
    minute = int(db.value("SELECT floor(extract(epoch FROM now()) / 60)"))
    seal = asking.attest(f"end-sessions:{minute}:{','.join(map(str, said))}")
    for when in (minute, minute - 60):
        with as_web(), pytest.raises(DatabaseError), transaction.atomic():
            db.run("SELECT wall.end_sessions_of(%s::bigint[], %s, %s)", [done, when, seal])


def test_crd_17_what_was_sealed_of_one_sign_in_makes_no_other(cast: Cast) -> None:
    """The person, the session and the facts are one sentence."""
    facts = json.dumps({"own_device": False})
    secret = secret_of(cast.stranger)
    seal = asking.attest(f"sign-in:{kept_as(secret)}:{cast.stranger.pk}:{facts}")
    forged = (
        [secret, cast.kari.pk, facts, seal],
        ["another secret", cast.stranger.pk, facts, seal],
        [secret, cast.stranger.pk, json.dumps({"own_device": True}), seal],
        [secret, None, f"{cast.stranger.pk}:{facts}", seal],
    )
    for each in forged:
        with as_web(), pytest.raises(DatabaseError), transaction.atomic():
            db.run("SELECT wall.sign_in(%s, %s, %s, %s)", each)
    with as_web():
        db.run("SELECT wall.sign_in(%s, %s, %s, %s)", [secret, cast.stranger.pk, facts, seal])


def test_r_031_a_session_that_is_over_is_not_there_and_nothing_revives_it(cast: Cast) -> None:
    secret = secret_of(cast.kari)
    pass_by(cast.kari, since_use=LIMITS.idle)
    before = SessionOwner.objects.get(person=cast.kari).last_seen_at
    with as_web():
        assert db.rows("SELECT * FROM wall.session(%s)", [secret]) == [(None, False)]
        assert db.value("SELECT wall.person()") is None
        db.run("SELECT wall.touch_session(%s)", [secret])
    assert SessionOwner.objects.get(person=cast.kari).last_seen_at == before


def test_r_031_the_limits_are_those_of_the_profile(cast: Cast) -> None:
    """All of them; a profile that nobody thought of would have no long one by itself."""
    statement = """
        SELECT extract(epoch FROM wall.ends_at(%(profile)s, %(own)s, t, t) - t),
               extract(epoch FROM wall.ends_at(%(profile)s, %(own)s, t, t + interval '40 days') - t)
        FROM (SELECT now() AS t) now
    """
    for profile in Profile:
        for own in (False, True):
            staff = profile not in {Profile.PARENT, Profile.PUPIL}
            limits: Limits = STAFF_LIMITS if staff else OWN_DEVICE_LIMITS if own else LIMITS
            found = db.rows(statement, {"profile": profile.value, "own": own})
            seconds = (limits.idle.total_seconds(), limits.in_all.total_seconds())
            assert [tuple(map(float, each)) for each in found] == [seconds]
    assert Limits(timedelta(minutes=30), timedelta(hours=12)) == STAFF_LIMITS
    assert Limits(timedelta(minutes=60), timedelta(hours=12)) == LIMITS
    assert Limits(timedelta(days=30), timedelta(days=30)) == OWN_DEVICE_LIMITS


def test_r_031_use_is_due_after_a_minute_and_noted_once(cast: Cast) -> None:
    secret = secret_of(cast.kari)
    due = "SELECT due FROM wall.session(%s)"
    with as_web():
        assert not db.value(due, [secret])
    pass_by(cast.kari, since_use=A_MINUTE)
    with as_web():
        assert db.value(due, [secret])
        db.run("SELECT wall.touch_session(%s)", [secret])
        assert not db.value(due, [secret])


def test_what_is_over_is_swept_and_nothing_else(cast: Cast) -> None:
    secret_of(cast.kari)
    secret_of(cast.maria)
    pass_by(cast.kari, since_use=STAFF_LIMITS.idle)
    pass_by(cast.maria, since_use=STAFF_LIMITS.idle)
    forget_old_tries(timestamp=0)
    assert list(SessionOwner.objects.values_list("person", flat=True)) == [cast.kari.pk]


@pytest.mark.django_db(transaction=True)
def test_no_request_waits_for_another_of_the_same_session(cast: Cast) -> None:
    """The one is at its end, and has noted the use; the other does not want to note it, too."""
    secret = secret_of(cast.kari)
    pass_by(cast.kari, since_use=A_MINUTE)
    with db.beside() as second:
        second.set_autocommit(False)
        with second.cursor() as cursor:
            cursor.execute("SELECT wall.touch_session(%s)", [secret])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            cursor.execute("SELECT data IS NOT NULL, due FROM wall.session(%s)", [secret])
            assert cursor.fetchall() == [(True, True)]
            cursor.execute("SELECT wall.touch_session(%s)", [secret])
        second.commit()
