"""Who else could be meant by a row whose name differs a little from the stored one (K32)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.question_marks import KEY_LED, mark_of
from kinkeeper.roster.match.same_person import FIELDS, Bearer, Fit, fit
from kinkeeper.roster.text.names import sounds, spellings, strict_words, words
from kinkeeper.roster.text.short_forms import full_forms


@dataclass(frozen=True)
class Claim:
    """Rows that found one person and say one thing of who that is. `keyless`: they would give
    somebody a key, and it is asked whatever the name; `former_key`: one that a hand took from this
    pupil. `stored` are the names of the person and of accounts that were merged into it, the own
    one first; `names` the former keys or usernames under which all of these rows stand, empty where
    one has its own."""

    person: str
    person_id: int
    said: Bearer
    by_key: bool
    keyless: bool
    former_key: bool
    row: int
    stored: tuple[Bearer, ...]
    names: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        keyless = self.keyless and not self.former_key
        mark = mark_of(self.stored[0], self.said, keyless=keyless)
        return KEY_LED + mark if self.former_key else mark

    @property
    def best(self) -> Bearer:
        return min(self.stored, key=lambda stored: fit(stored, self.said))

    @property
    def fit(self) -> Fit:
        return fit(self.best, self.said)

    @property
    def born(self) -> str:
        """On which day rivals may be born, too; empty where nobody says."""
        return self.said.birth_date or self.best.birth_date


class Rivals:
    """Who else could be meant by rows whose names differ a little."""

    def __init__(
        self,
        claims: Sequence[Claim],
        rows: pl.DataFrame,
        children: pl.DataFrame,
        directory: Directory,
    ) -> None:
        self.in_file = _Namesakes(claims, rows, directory)
        ids = sorted({claim.person_id for claim in claims})
        named = _children_of(claims, rows, children, directory)
        self.children: dict[int, list[int]] = {}
        for about, child in named:
            self.children.setdefault(about, []).append(child)
        kin = directory.facts.kin(ids, named)
        self.kin: dict[int, list[tuple[int, Bearer]]] = {}
        for about, number, *said in kin.iter_rows():
            self.kin.setdefault(about, []).append((number, Bearer.of(said)))
        dates = sorted({claim.born for claim in claims} - {""})
        self.born: dict[str, list[tuple[int, Bearer]]] = {}
        if dates:
            for number, *said in directory.facts.born_on(dates).iter_rows():
                bearer = Bearer.of(said)
                self.born.setdefault(bearer.birth_date, []).append((number, bearer))

    def of(self, claim: Claim) -> Iterable[Bearer]:
        yield from self.here(claim)
        yield from self.in_file.of(claim)

    def here(self, claim: Claim) -> Iterable[Bearer]:
        """Those whom the site knows, whatever else the file says."""
        known = [*self.kin.get(claim.person_id, ()), *self.born.get(claim.born, ())]
        yield from (bearer for number, bearer in known if number != claim.person_id)

    def elsewhere(self, claim: Claim) -> bool:
        """Whether the stored person stands in the file under another key."""
        return any(
            bearer.is_named and fit(bearer, claim.stored[0]) <= Fit.CLOSE
            for bearer in self.in_file.astray(claim)
        )


def _children_of(
    claims: Sequence[Claim], rows: pl.DataFrame, children: pl.DataFrame, directory: Directory
) -> list[tuple[int, int]]:
    """(the person found, a child whom the row names), as far as the site knows it."""
    if children.is_empty():
        return []
    whose = pl.DataFrame(
        [(claim.person, claim.person_id) for claim in claims],
        schema={"person": pl.String, "about": pl.Int64},
        orient="row",
    ).unique()
    named = rows.select("row", "person").join(whose, on="person", how="inner")
    keys = children.select("row", "folded").join(named, on="row", how="inner")
    pupils = directory.people.filter((pl.col("profile") == "pupil") & pl.col("within"))
    former = directory.former.join(pupils.select("id"), left_on="person_id", right_on="id")
    names = ("sync_key", "username_folded")
    known = pl.concat(
        [pupils.select("id", folded=by) for by in (*names, pl.col("id").cast(pl.String))]
        + [former.select(id="person_id", folded=by) for by in (*names, "gone_id")]
    ).drop_nulls()
    found = keys.join(known, on="folded", how="inner").select("about", "id").unique()
    return [(about, child) for about, child in found.iter_rows()]


class _Namesakes:
    """Other people of the same file whose name shares a word with a claim's."""

    def __init__(self, claims: Sequence[Claim], rows: pl.DataFrame, directory: Directory) -> None:
        bearers = {bearer for claim in claims for bearer in (claim.said, claim.stored[0])}
        wanted = {form for bearer in bearers for form in looked_up(bearer)}
        dates = {bearer.birth_date for bearer in bearers} - {""}
        # whoever is out of reach counts as nobody here: a guess at a name must tell nothing (K14)
        within = pl.col("site_within").fill_null(value=False)
        mine = pl.when(within).then("person_id").alias("person_id")
        near = _sharing(rows.select("person", mine, *FIELDS), wanted, dates)
        stored = directory.details.select(pl.col("id").alias("person_id"), *FIELDS)
        met = _sharing(stored, wanted, dates).join(
            rows.filter(within).select("person", "person_id").unique(),
            on="person_id",
            how="inner",
        )
        self.said = _by_form(near, wanted)
        self.here = _by_form(met, wanted)
        self.stored = {
            line[0]: Bearer.of(line[1:])
            for line in stored.join(near.select("person_id").unique(), on="person_id").iter_rows()
        }

    def of(self, claim: Claim) -> Iterable[Bearer]:
        for group in (self.said, self.here):
            for person, _number, bearer in _around(group, claim.said):
                if person != claim.person:
                    yield bearer

    def astray(self, claim: Claim) -> Iterable[Bearer]:
        """Those of other rows that do not bear the name of whom they found."""
        for person, number, bearer in _around(self.said, claim.stored[0]):
            own = self.stored.get(number) if number is not None else None
            if person != claim.person and (own is None or fit(own, bearer) != Fit.EQUAL):
                yield bearer


type Named = tuple[str, int | None, Bearer]  # person of the file, internal ID, who it is


def looked_up(bearer: Bearer) -> frozenset[str]:
    """Forms of which each who fits somebody at least closely has one among the `indexed` ones: of
    one word that they must share, or of the birth date with any given name."""
    of_words = sounds(bearer.family_name) or sounds(bearer.given_name) or _letterless(bearer)
    return max(of_words, key=lambda forms: max(map(len, forms))) | _with_date(bearer)


def indexed(bearer: Bearer) -> frozenset[str]:
    """The forms under which somebody is found."""
    names = [*sounds(bearer.given_name), *sounds(bearer.family_name)] or _letterless(bearer)
    return frozenset().union(*names) | _with_date(bearer)


def _letterless(bearer: Bearer) -> list[frozenset[str]]:
    return [frozenset([" ".join(strict_words(bearer.given_name, bearer.family_name))])]


def _with_date(bearer: Bearer) -> frozenset[str]:
    if not bearer.birth_date:
        return frozenset()
    forms = frozenset().union(*sounds(bearer.given_name), *_full_given(bearer.given_name))
    return frozenset(f"{bearer.birth_date} {form}" for form in forms)


def _full_given(given_name: str) -> Iterable[frozenset[str]]:
    """What the names sound like of which one's given names are short forms."""
    for word in words(given_name):
        for form in spellings(word):
            for full in full_forms(form):
                yield from sounds(full)


def _around(group: Mapping[str, Sequence[Named]], name: Bearer) -> Iterable[Named]:
    for form in looked_up(name):
        yield from group.get(form, ())


def _sharing(frame: pl.DataFrame, wanted: set[str], dates: set[str]) -> pl.DataFrame:
    """The lines that have one of the wanted forms, and a few more. Each name is looked at once,
    however many lines bear it."""
    if not wanted:
        return frame.clear()
    hit = pl.col("birth_date").is_in(sorted(dates)).fill_null(value=False)
    for field in ("given_name", "family_name"):
        texts = frame[field].unique().drop_nulls()
        having = [text for text in texts if _has(text, wanted)]
        hit |= pl.col(field).is_in(having).fill_null(value=False)
    return frame.filter(hit)


def _has(name: str, wanted: set[str]) -> bool:
    of_words = sounds(name) or _letterless(Bearer(name, ""))
    return any(not wanted.isdisjoint(forms) for forms in of_words)


def _by_form(frame: pl.DataFrame, wanted: set[str]) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for person, number, *said in frame.select("person", "person_id", *FIELDS).unique().iter_rows():
        bearer = Bearer.of(said)
        for form in indexed(bearer) & wanted:
            found.setdefault(form, []).append((person, number, bearer))
    return found
