"""What is looked up by an index as the owner is what the policies show, for whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.access.wall.tables import WALLED
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people import search as searching
from kinkeeper.people.models import NewAddress, Person, Profile
from kinkeeper.people.search import forgiving, search
from kinkeeper.registry.protect import protect
from tests.access.wall.test_who_is_asking import asked_by
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
    and the family."""

    who: str
    opened: bool = False
    hidden: str = ""
    named: tuple[str, ...] = ()

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
)
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
        yield
        transaction.set_rollback(True)


@given(
    names=st.lists(WORD, max_size=4), words=st.lists(WORD, min_size=1, max_size=3), asking=ASKING
)
@example([], ["nora"], Asking("anna", hidden="nora"))
@example([], ["nora"], Asking("anna", hidden="nora", named=("admin",)))
@example([], ["nora", "berg"], Asking("kari", opened=True, hidden="nora"))
@example(["ann"], ["annika"], Asking("anna"))
@example(["a%n", "aann"], ["%%%", "a%n"], Asking("anna"))
def test_k14_k28_law_a_search_finds_by_the_index_what_it_finds_without(
    cast: Cast, names: list[str], words: list[str], asking: Asking
) -> None:
    """The same people in the same order; and what the database's function says by itself is that,
    or nothing at all for whoever does not see the whole site."""
    asked = " ".join(words)
    with site(cast, names, asking), asking.page():
        with without_the_index():
            plain = numbers(asked)
        assert numbers(asked) == plain
        with forgiving():
            said = db.value("SELECT wall.people_named(%s, %s)", [words, ["{}"] * len(words)])
        if asking.sees_all:
            visible = set(Person.objects.values_list("pk", flat=True))
            alike = {each for each in visible if all(has(each, word) for word in words)}
            assert set(said) == alike
        else:
            assert said is None


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
    ("words", "besides"),
    [(["ann"], ["{1,"]), (["ann"], ["1) OR true"]), ([None], [None]), (["ann"], []), (None, None)],
)
def test_what_is_no_search_finds_nobody(
    cast: Cast, words: list[str] | None, besides: list[str] | None
) -> None:
    call = "SELECT wall.people_named(%s::text[], %s::text[])"
    with asked_by(cast.henry):
        assert db.value(call, [words, besides]) is None
