"""Finds people by words that need not be spelt right: accents, order and typos are forgiven."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from kinkeeper.lib import db
from kinkeeper.people.models import NewAddress, Person, SearchText
from kinkeeper.roster.text.invisible import as_seen

LONGEST = 100
# Of a word in an address that waits: letters at least, and people at most.
SHORTEST, MOST = 3, 1000
# pg_trgm's own 0.6 misses one slip in a name of eight letters (Dikinson 0.58, Elisabeth 0.54,
# Jonny 0.44); below 0.4 other people's names begin to come along.
ALIKE = 0.4


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


def _new_address(term: str) -> Q:
    """Who has the word in an address that waits to be confirmed: looked up first, so that the
    search goes on by its index."""
    if len(term) < SHORTEST:
        return Q(pk__in=[])
    new = NewAddress.objects.filter(email__icontains=term)
    return Q(pk__in=list(new.values_list("person", flat=True)[:MOST]))


def search(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Those of `people` who have every word in name, username, key or e-mail (one that waits to be
    confirmed, too), best first.

    A word counts when it stands in the search column as a part of it, or nearly so (pg_trgm's
    word similarity). Nothing is filtered when `words` is blank.
    """
    people = people.alias(search_text=SearchText())
    terms = as_seen(words[:LONGEST].replace("\x00", " ")).split()
    score: Combinable = Value(0.0, output_field=FloatField())
    for place, term in enumerate(terms[:6]):
        folded = Folded(Value(term))
        alias = f"term{place}"
        found = Q(search_text__contains=F(alias)) | Q(search_text__trigram_word_similar=F(alias))
        people = people.alias(**{alias: folded}).filter(found | _new_address(term))
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
