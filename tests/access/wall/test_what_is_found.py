"""What is looked up by an index as the owner is what the policies show, for whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass

import pytest
from django.db import DataError, ProgrammingError, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.access.wall.tables import WALLED
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people import search as searching
from kinkeeper.people.models import Membership, NewAddress, Person, Profile
from kinkeeper.people.search import forgiving, search
from kinkeeper.registry.protect import protect
from tests.access.wall.test_who_is_asking import asked_by, secret_of
from tests.cast import Cast, connected, person
from tests.wall import as_web

pytestmark = pytest.mark.django_db
# Of patterns, of arrays, of quoting, and of what the function itself is made of.
AWKWARD = [
    *("ann", "Ånna", "a%n", "%", "%%%", "_", "___", "Ber_", "back\\slash", "\\", "O'Neill", "''"),
    *("{1,2}", "$1[1]", "#", "###", "$one$", "$all$", "NULL", "1) OR true--", "berg", "bergs"),
    *("office", "example"),
]
WORD = st.sampled_from(AWKWARD) | st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12
)
ASKERS = ("nobody", "anna", "henry", "lara", "maria", "tora", "kari", "jonas", "nora", "vera")


@dataclass(frozen=True)
class Asking:
    """Who asks; `opened`: in an act. A pupil is `hidden` (blank: nobody) from all but the `named`
    and the family. `gathered`: everybody belongs to Hillside, too, but the system's people."""

    who: str
    opened: bool = False
    hidden: str = ""
    named: tuple[str, ...] = ()
    gathered: bool = False

    @property
    def is_told(self) -> bool:
        return self.sees_all or self.who in {"henry", "lara"}

    @property
    def sees_all(self) -> bool:
        return self.opened or self.who == "anna"

    @contextmanager
    def page(self) -> Iterator[None]:
        """The connection is that of this person's page."""
        person = Person.objects.filter(username__startswith=f"{self.who}.").first()
        with (
            as_web() if person is None else asked_by(person),
            whole_site() if self.opened else nullcontext(),
        ):
            yield


ASKING = st.builds(
    Asking,
    st.sampled_from(ASKERS),
    st.booleans(),
    st.sampled_from(["", "nora", "theo"]),
    st.sampled_from([(), ("admin",), ("henry",)]),
    st.booleans(),
)
NAMED = "SELECT wall.people_named(%s, %s)"
PUPILS = st.lists(st.sampled_from(["nora", "elias", "theo", "mila"]), unique=True)


@contextmanager
def without_the_index() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "_found_by_index", lambda _waiting: None)
        yield


def numbers(words: str) -> list[int]:
    with forgiving():
        found = search(Person.objects.all(), words)
        assert found.count() == len(found)
        return [each.pk for each in found]


@contextmanager
def site(cast: Cast, names: list[str], asking: Asking) -> Iterator[None]:
    """With a teacher who is a mother, people of these names in both schools, addresses that wait,
    and a protected pupil; gone afterwards."""
    with transaction.atomic():
        tora = person("tora.both", Profile.TEACHER, cast.class_5a)
        connected(tora, cast.theo)
        for at, name in enumerate(names):
            school = cast.hillside if at % 2 else cast.lakeside
            Person.objects.filter(pk=person(f"p{at}", Profile.PUPIL, school).pk).update(
                family_name=name, email="an@example.org"
            )
        NewAddress.objects.create(person=cast.kari, email="kari.office@example.org")
        NewAddress.objects.create(person=cast.stranger, email="annika@example.org")
        if asking.hidden:
            protect(
                Actor(None, "an office", "a test"), getattr(cast, asking.hidden),
                reason="an order", reach=WHOLE_SITE,
                staff=[getattr(cast, each) for each in asking.named],
            )  # fmt: skip
        if asking.gathered:
            for one in Person.objects.exclude(profile=Profile.SYSTEM_ADMINISTRATOR):
                Membership.objects.get_or_create(person=one, organisation=cast.hillside)
        yield
        transaction.set_rollback(True)


@given(
    names=st.lists(WORD, max_size=4), words=st.lists(WORD, min_size=1, max_size=3), asking=ASKING
)
@example([], ["nora"], Asking("anna", hidden="nora"))
@example([], ["nora"], Asking("anna", hidden="nora", named=("admin",)))
@example([], ["nora", "berg"], Asking("kari", opened=True, hidden="nora"))
@example(["ann"], ["annika"], Asking("anna"))
@example(["ann", "ann"], ["ann"], Asking("henry"))
@example(["ann", "ann"], ["ann"], Asking("henry", gathered=True))
@example([], ["nora"], Asking("henry", hidden="nora", gathered=True))
@example([], ["lund"], Asking("henry", hidden="nora"))
@example(["a%n", "aann"], ["%%%", "a%n"], Asking("anna"))
def test_k14_k28_law_a_search_finds_by_the_index_what_it_finds_without(
    cast: Cast, names: list[str], words: list[str], asking: Asking
) -> None:
    """The same people in the same order; and what the database's function says by itself is that,
    or nothing at all for whoever neither sees the whole site nor is an office, whomever the call
    names besides."""
    with site(cast, names, asking):
        everybody = "{" + ",".join(map(str, Person.objects.values_list("pk", flat=True))) + "}"
        with asking.page():
            compare(words, asking, everybody)


def compare(words: list[str], asking: Asking, everybody: str) -> None:
    asked = " ".join(words)
    with without_the_index():
        plain = numbers(asked)
    assert numbers(asked) == plain
    with forgiving():
        said = db.value(NAMED, [words, ["{}"] * len(words)])
        with_all = db.value(NAMED, [words, [everybody] * len(words)])
    if asking.is_told:
        visible = set(Person.objects.values_list("pk", flat=True))
        alike = {each for each in visible if all(has(each, word) for word in words)}
        assert sorted(said) == sorted(alike)
        assert sorted(with_all) == sorted(visible)
    else:
        assert said is None is with_all


def has(number: int, word: str) -> bool:
    text = "kinkeeper_search_text(given_name, family_name, username, sync_key, email)"
    with forgiving():
        found = db.value(
            f"SELECT count(*) FROM people_person WHERE id = %s AND (strpos({text}, "
            f"kinkeeper_fold(%s)) > 0 OR {text} %%> kinkeeper_fold(%s))",
            [number, word, word],
        )
    return bool(found)


@given(lists=st.lists(PUPILS, max_size=4), wanted=PUPILS, asking=ASKING)
@example([["nora", "elias"]], ["elias"], Asking("henry", hidden="nora"))
@example([["nora", "elias"]], ["elias"], Asking("henry", hidden="nora", named=("henry",)))
def test_k14_k28_law_lines_are_found_by_their_lists_as_the_policy_shows_them(
    cast: Cast, lists: list[list[str]], wanted: list[str], asking: Asking
) -> None:
    pks = [getattr(cast, each).pk for each in wanted]
    with site(cast, [], asking):
        actors = [cast.maria, cast.henry, cast.lara, cast.admin]
        for actor, seen in zip(actors, lists, strict=False):
            Entry.objects.create(
                actor_id=actor.pk, actor_name="Somebody", origin="a test", action="child.seen",
                person_id=cast.nora.pk if len(seen) == 2 else None,
                children=[getattr(cast, each).pk for each in seen],
            )  # fmt: skip
        with asking.page():
            mine = set(db.column("SELECT person_id FROM wall.administered"))
            asked = set(pks) if asking.sees_all else mine.intersection(pks)
            visible = Entry.objects.values_list("pk", "children")
            expected = {pk for pk, children in visible if asked.intersection(children)}
            assert set(db.column("SELECT wall.lines_listing(%s)", [pks])) == expected


@pytest.mark.parametrize(
    ("function", "table"),
    [("people_named", "people_person"), ("lines_listing", "journal_entry")],
)
def test_the_functions_ask_the_very_text_of_the_policy(function: str, table: str) -> None:
    text = db.value("SELECT prosrc FROM pg_proc WHERE oid = %s::regproc", [f"wall.{function}"])
    assert f"({WALLED[table].shows})" in text


@pytest.mark.parametrize(
    ("asking", "all_of_them"),
    [
        (Asking("henry", gathered=True), True),
        (Asking("henry"), False),
        (Asking("lara"), False),
        (Asking("henry", hidden="nora", gathered=True), False),
        (Asking("henry", hidden="nora", named=("henry",), gathered=True), True),
        (Asking("tora", gathered=True), False),
        (Asking("anna", gathered=True), False),
        (Asking("nobody", gathered=True), False),
    ],
)
def test_k14_an_index_is_used_by_an_office_only_where_nobody_is_out_of_its_reach(
    cast: Cast, asking: Asking, all_of_them: bool
) -> None:
    """Else the time it takes would tell of people elsewhere. The pages do not ask it themselves."""
    with site(cast, [], asking):
        one = Person.objects.filter(username__startswith=f"{asking.who}.").first()
        secret = secret_of(one) if one else ""
        with as_web():
            db.run("SELECT wall.ask(%s)", [secret])
            with pytest.raises(ProgrammingError), transaction.atomic():
                db.run("SELECT wall.reaches_everybody()")
            db.run("RESET ROLE")
            assert db.value("SELECT wall.reaches_everybody()") == all_of_them


@pytest.mark.parametrize(
    ("words", "besides"),
    [(["ann"], ["{1,"]), (["ann"], ["1) OR true"]), ([None], [None]), (["ann"], []), (None, None)],
)
def test_what_is_no_search_finds_nobody(
    cast: Cast, words: list[str] | None, besides: list[str] | None
) -> None:
    call = "SELECT wall.people_named(%s::text[], %s::text[])"
    with asked_by(cast.kari):
        assert db.value(call, [words, besides]) is None
    with asked_by(cast.henry), suppress(DataError), transaction.atomic():
        named = Person.objects.filter(given_name__icontains="ann").values_list("pk", flat=True)
        assert set(db.value(call, [words, besides]) or []) <= set(named)
