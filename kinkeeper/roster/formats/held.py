"""Columns of tables without a standard that say whether a row holds: a status, a first and a last
day (K35).

A column counts as soon as its heading says so and, where it is one of words, at least half of its
filled cells are known; one of other words (*married*, *full-time*) is left unread. In a column that
counts what cannot be read is an error of its row.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import replace

import polars as pl

from kinkeeper.roster.claims import NO, YES
from kinkeeper.roster.formats.build import links
from kinkeeper.roster.formats.validity import FLAG, NOW, by_days, by_word
from kinkeeper.roster.headings import JOINS, fold_heading
from kinkeeper.roster.holds import DISABLED, ENDED, is_over
from kinkeeper.roster.lines import Lines
from kinkeeper.roster.listed import listed
from kinkeeper.roster.options import Options
from kinkeeper.roster.spreadsheet_days import from_serial
from kinkeeper.roster.table import HOLDS, Table
from kinkeeper.roster.whom import CONTACT, NOBODY, PARENT, PUPIL, WHOM_WORDS, said_of, words_of

# English, Norwegian, Swedish, Danish, German, Finnish, Dutch, French, Spanish, Polish.
STATUS = listed("status tila statut état estado stan")
ACTIVE = listed("active isactive enabled aktiv aktiivinen actief actif activo aktywny")
GONE = listed("deleted isdeleted ended slettet borttagen gelöscht poistettu verwijderd supprimé")
SHUT = listed("disabled suspended deaktivert deaktiviert gesperrt inaktiverad deaktiveret")
FIRST = listed("""
    validfrom startdate startson begindate startsfrom effectivefrom
    gyldigfra startdato giltigfrån startdatum gyldigfra gültigab gültigvon gültigseit
    voimassaalkaen alkupvm alkamispäivä geldigvan geldigvanaf ingangsdatum begindatum
    valableàpartirdu valabledu datededébut válidodesde fechadeinicio ważneod dataod
    datarozpoczęcia
""")
LAST = listed("""
    validto validuntil validtill validthrough enddate endson expirydate expirationdate expires
    gyldigtil sluttdato giltigtill giltigttill slutdatum slutdato gültigbis enddatum ablaufdatum
    voimassaasti voimassasaakka loppupvm päättymispäivä geldigtot geldigtotenmet einddatum
    valablejusquau datedefin válidohasta fechadefin ważnedo datado datazakończenia
""")
WORDS = {
    NOW: """
        active current enabled valid ongoing aktiv gjeldende gyldig aktiivinen voimassa actief
        actif activo activa aktywny aktywna giltig gældende gültig
    """,
    ENDED: """
        ended deleted tobedeleted removed terminated expired closed left withdrawn former
        avsluttet slettet opphørt sluttet utmeldt utløpt avslutad borttagen raderad upphörd
        utskriven afsluttet ophørt udmeldt udløbet beendet gelöscht abgemeldet ausgetreten
        abgelaufen päättynyt poistettu beëindigd verwijderd uitgeschreven terminé supprimé expiré
        terminado eliminado zakończony usunięty
    """,
    DISABLED: """
        disabled suspended inactive locked paused deaktivert inaktiv sperret suspendert
        inaktiverad spärrad deaktiveret spærret deaktiviert gesperrt passiivinen estetty inactief
        geblokkeerd désactivé inactif suspendu desactivado inactivo suspendido nieaktywny
        zablokowany zawieszony
    """,
}
KNOWN = {word: meant for meant, words in WORDS.items() for word in words.split()}
# What a heading may name besides: the thing of which it says this.
THING = listed("""
    relationship relation connection link account user record enrolment enrollment membership
    forhold relasjon konto relation förhållande beziehung zugang suhde tili
""")
DAYS = ("first", "last")
OTHERS = {"parent": (PUPIL, CONTACT), "pupil": (PARENT, CONTACT)}


def of_rows(
    table: Table, today: datetime.date, options: Options, by_hand: Collection[str] = ()
) -> Table:
    """The table with `held`, `over`, `heeded`. `by_hand`: headings (folded) of something else.
    Raises `FileRefused` where the order of dates must be asked."""
    profile = options.profile
    said = {
        place: what
        for place, heading in enumerate(table.headings)
        if fold_heading(heading) not in by_hand and (what := _what(heading, profile)) is not None
    }
    said = {place: what for place, what in said.items() if _counts(table, place, what)}
    days = [next((at for at in said if said[at] == end), None) for end in DAYS]
    said = {at: what for at, what in said.items() if what not in DAYS or at in days}
    if not said:
        return table
    rows = table.cells.with_columns(pl.lit(None, kind).alias(name) for name, kind in HOLDS.items())
    found = [] if table.found is None else [table.found]
    for place, what in said.items():
        if what not in DAYS:
            rows, odd = by_word(rows, f"c{place}", _words(what), table.headings[place])
            found.append(odd)
    rows, odd = _dated(table, rows, said, options.date_order)
    found.append(odd)
    table.taken.update(said)
    over = rows.select(_left_out(profile, today)).to_series()
    held = rows.select("row", *HOLDS) if profile == "parent" else None
    return replace(
        table,
        held=held,
        over=rows.filter(over)["row"],
        found=pl.concat(found),
        heeded=frozenset(said),
    )


def _left_out(profile: str, today: datetime.date) -> pl.Expr:
    """Of whom nothing is made: who is over, and staff who are disabled. A suspended pupil is a
    child still, and a parent who is suspended is asked about."""
    over = is_over(today)
    if profile in {"parent", "pupil"}:
        return over
    return over | (pl.col("holds") == DISABLED).fill_null(value=False)


def _dated(
    table: Table, rows: pl.DataFrame, said: Mapping[int, str], order: str | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    first = next((place for place, what in said.items() if what == "first"), None)
    last = next((place for place, what in said.items() if what == "last"), None)
    cells = {
        name: pl.lit(None, pl.String) if place is None else _cell(table, place)
        for name, place in (("first", first), ("last", last))
    }
    headings = tuple("" if place is None else table.headings[place] for place in (first, last))
    rows = rows.with_columns(**cells)
    return by_days(rows, "first", "last", (headings[0], headings[1]), order=order)


def _cell(table: Table, place: int) -> pl.Expr:
    cell = pl.col(f"c{place}").str.strip_chars()
    return from_serial(cell, table.day_zero) if table.spreadsheet and table.day_zero else cell


def _what(heading: str, profile: str) -> str | None:
    """`status`, `active`, `gone`, `shut`, `first` or `last`; None for any other heading, and for
    one that says it of somebody else than the row's own person or pair."""
    words = [word for word in words_of(heading) if word not in THING]
    rest = "".join(word for word in words if word not in WHOM_WORDS | JOINS)
    whole = "".join(words)
    for text in (whole, rest):
        for what, known in HEADINGS.items():
            if text in known:
                who = [word for word in words if word in WHOM_WORDS]
                whom = said_of(" ".join([*who, "name"])).whom if who else NOBODY
                return None if whom in OTHERS.get(profile, ()) else what
    return None


HEADINGS = {
    "status": STATUS,
    "active": ACTIVE,
    "gone": GONE,
    "shut": SHUT,
    "first": FIRST,
    "last": LAST,
}


def _words(what: str) -> Mapping[str, str]:
    if what == "status":
        return KNOWN | {"": NOW}
    if what == "active":
        return FLAG
    yes = ENDED if what == "gone" else DISABLED
    return dict.fromkeys(YES, yes) | dict.fromkeys(NO, NOW) | {"": NOW}


def _counts(table: Table, place: int, what: str) -> bool:
    if what in DAYS:
        return True
    cells = table.cells[f"c{place}"].str.strip_chars().str.to_lowercase()
    filled = cells.filter(cells != "")
    known = filled.is_in(list(_words(what))).sum()
    return 0 < filled.len() <= 2 * known


def on_parts(pairs: pl.DataFrame, table: Table, lines: Lines) -> pl.DataFrame:
    """`LINKS` of a table whose lines have several rows: what a line says holds for each of them."""
    if table.held is None:
        return pairs
    said = table.held.rename({"row": "line"})
    rows = pairs.drop(list(HOLDS)).with_columns(line=_line(pl.col("row"), lines))
    return links(rows.join(said, on="line", how="left", maintain_order="left"))


def parts_over(table: Table, people: pl.DataFrame, lines: Lines) -> pl.Series | None:
    """The rows of `people` whose lines are over."""
    if table.over is None:
        return None
    return people.filter(_line(pl.col("row"), lines).is_in(table.over.implode()))["row"]


def _line(row: pl.Expr, lines: Lines) -> pl.Expr:
    return (row // lines.stride).cast(pl.UInt32)
