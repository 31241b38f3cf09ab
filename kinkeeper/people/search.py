"""Finds people by words that need not be spelt right: accents, order and typos are forgiven."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from kinkeeper.lib import db
from kinkeeper.people.models import NewAddress, Person, SearchText
from kinkeeper.roster.text.invisible import as_seen

LONGEST = 100
# Of a word in an address that waits: letters at least, and people at most.
SHORTEST, MOST = 3, 1000
MOST_WORDS = 6
# Where so many people have each word as it was typed, no one is looked for who has it nearly.
ENOUGH = 50
# Three letters or digits in a row: less of a word is in no trigram of its own.
INDEXED = re.compile(r"[^\W_]{3}")
# pg_trgm's own 0.6 misses one slip in a name of eight letters (Dikinson 0.58, Elisabeth 0.54,
# Jonny 0.44); below 0.4 other people's names begin to come along.
ALIKE = 0.4


class AmongMany(Func):
    """A condition: the first is one of the internal IDs of the second, however many."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


class Folded(Func):
    """The words as the search column holds them."""

    function = "kinkeeper_fold"
    arity = 1


@contextmanager
def forgiving() -> Iterator[None]:
    """Evaluate a search inside it: how alike words must be holds for this transaction alone."""
    with transaction.atomic():
        db.run("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE)])
        yield


def _new_address(term: str) -> list[int]:
    """Who has the word in an address that waits to be confirmed: looked up first, so that the
    search goes on by its index."""
    if len(term) < SHORTEST:
        return []
    new = NewAddress.objects.filter(email__icontains=term)
    return list(new.values_list("person", flat=True)[:MOST])


def terms_of(words: str) -> list[str]:
    """What somebody types, as single words; invisible characters are not looked for."""
    return as_seen(words[:LONGEST].replace("\x00", " ")).split()[:MOST_WORDS]


def as_parameters(terms: Sequence[str]) -> list[list[str]]:
    """The words and, for each, who has it in an address that waits, as functions of the wall take
    them."""
    return [list(terms), [_array(_new_address(term)) for term in terms]]


def _array(people: Iterable[int]) -> str:
    return f"{{{','.join(map(str, people))}}}"


def _found_by_index(waiting: Mapping[str, list[int]]) -> list[int] | None:
    """Behind the wall of the database an index is of use only to the database's own function: the
    people who have every word, or None where it does not say (`access.wall.what_is_found`)."""
    if not waiting or connection.settings_dict.get("ROLE") != "web":
        return None
    besides = [_array(people) for people in waiting.values()]
    with forgiving():
        found: list[int] | None = db.value(
            "SELECT wall.people_named(%s, %s)", [list(waiting), besides]
        )
    return found


def best(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """As `search`; where enough people have each word as it was typed, only those."""
    written = search(people, words, alike=False)
    return written if written[:ENOUGH].count() == ENOUGH else search(people, words)


def search(people: QuerySet[Person], words: str, *, alike: bool = True) -> QuerySet[Person]:
    """Those of `people` who have every word in name, username, key or e-mail (one that waits to be
    confirmed, too), best first.

    A word counts when it stands in the search column as a part of it, or, if `alike`, nearly so
    (pg_trgm's word similarity). Nothing is filtered when `words` is blank.
    """
    people = people.alias(search_text=SearchText())
    terms = terms_of(words)
    waiting = {term: _new_address(term) for term in terms}
    in_index = {term: people for term, people in waiting.items() if INDEXED.search(term)}
    found = _found_by_index(in_index)
    if found is not None:
        people = people.filter(AmongMany(F("pk"), Value(found)))
    score: Combinable = Value(0.0, output_field=FloatField())
    for place, term in enumerate(terms):
        alias = f"term{place}"
        people = people.alias(**{alias: Folded(Value(term))})
        if not alike or found is None or term not in in_index:
            has_it = Q(search_text__contains=F(alias)) | Q(pk__in=waiting[term])
            nearly = Q(search_text__trigram_word_similar=F(alias))
            people = people.filter(has_it | nearly if alike else has_it)
        similarity = Func(F(alias), F("search_text"), function="word_similarity")
        exact = Case(
            When(search_text__contains=F(alias), then=Value(1.0)),
            default=Value(0.0),
            output_field=FloatField(),
        )
        score = score + similarity + exact
    if not terms:
        return people
    return people.alias(score=score).order_by("-score", "family_name", "given_name", "pk")
