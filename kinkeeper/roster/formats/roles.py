"""Words by which files tell pupils, parents and teachers apart, and the rows of one profile.

A column headed *Role*, *User type* or the like decides as soon as one of its cells is such a word:
whoever has another word is not read, and whose word is not known is left out and named. Where its
cells are kinds of relationship (*Mother*, *Aunt*), it is a column of kinds.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import replace

import polars as pl

from kinkeeper.roster.formats.build import wrong
from kinkeeper.roster.headings import fold_heading
from kinkeeper.roster.kinds import AND, is_kinship
from kinkeeper.roster.listed import listed
from kinkeeper.roster.problems import ERROR
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.whom import recognise

# English, Norwegian, Swedish, Danish, German, Finnish, Dutch, French, Spanish, Polish.
ROLE = listed("""
    role roles userrole personrole profile userprofile usertype persontype accounttype type
    rolle roller brukerrolle brukertype roll användarroll användartyp brugerrolle brugertype
    rollen benutzerrolle benutzertyp personentyp rooli käyttäjärooli käyttäjätyyppi
    rol gebruikersrol gebruikerstype rôle profil typedutilisateur
    perfil tipo tipodeusuario rola profilużytkownika typ typużytkownika
""")
WORDS = {
    "parent": listed("""
        parent guardian legalguardian observer relative contact carer mother father
        foresatt foresatte forelder foreldre vårdnadshavare förälder föräldrar målsman
        forælder forældre elternteil eltern erziehungsberechtigter erziehungsberechtigte
        sorgeberechtigter sorgeberechtigte huoltaja huoltajat vanhempi vanhemmat
        ouder ouders verzorger tuteur tutrice responsablelégal tutor tutora padre madre padres
        rodzic rodzice opiekun opiekunprawny
    """),
    "pupil": listed("""
        pupil student child children learner elev elever barn schüler schülerin schülerinnen
        oppilas oppilaat opiskelija leerling leerlingen élève alumno alumna
        estudiante uczeń uczennica uczniowie
    """),
    "teacher": listed("""
        teacher lærer lærere lärare lehrer lehrerin lehrerinnen lehrkraft lehrkräfte opettaja
        opettajat leraar leraren docent docenten enseignant enseignante professeur
        profesor profesora profesores maestro maestra nauczyciel nauczycielka nauczyciele
    """),
    "school-administrator": listed("schooladministrator schooladmin"),
    "system-administrator": listed("systemadministrator systemadmin"),
}


def profile_of(said: str) -> str | None:
    """The profile that a cell stands for: *Parent/Guardian*, *Students*, *ELEV*; None for a word
    that is not known, or for words of two profiles."""
    whole = _letters(said)
    found = {_profile_of_word(whole)}
    if found == {None}:
        spaced = "".join(each if each.isalpha() else " " for each in _plain(said))
        words = [word for word in spaced.split() if word not in AND]
        found = {_profile_of_word(word) for word in words}
    return found.pop() if len(found) == 1 else None


def _profile_of_word(word: str) -> str | None:
    for profile, words in WORDS.items():
        if word in words or word.removesuffix("s") in words:
            return profile
    return None


def _plain(said: str) -> str:
    return unicodedata.normalize("NFC", said).casefold()


def _letters(said: str) -> str:
    return "".join(filter(str.isalpha, _plain(said)))


def are(column: str, profile: str) -> pl.Expr:
    """Whether the cell is a word for this profile; with an empty one, whether it is for none."""
    return _means(pl.col(column)) == profile


def tell(cells: pl.Series) -> bool:
    """Whether at least one of the cells is a word for a profile."""
    return any(profile_of(word) is not None for word in cells.unique().drop_nulls())


def _means(cell: pl.Expr) -> pl.Expr:
    """The profile of each cell, each word looked up once; empty where none is known."""

    def looked_up(cells: pl.Series) -> pl.Series:
        words = cells.unique().drop_nulls().to_list()
        known = {word: profile_of(word) or "" for word in words}
        return cells.replace_strict(known or {"": ""}, default="", return_dtype=pl.String)

    return cell.fill_null("").map_batches(looked_up, return_dtype=pl.String)


def of_profile(table: Table, profile: str, by_hand: Collection[str] = ()) -> Table:
    """The rows of the profile alone, where a column tells. `by_hand`: folded headings of which a
    person said what they are.

    Rows of other profiles are counted (`other-people`); a row whose word is not known stays, with
    an error (`role-unknown`) by which it is left out. Where nobody is left, `Table.nobody` says
    why. What such a column says of parents is the kind of their relationships as well, where the
    file has no other (`Table.means`): a *Relative* or *Carer* is one to decide on.
    """
    for place, heading in enumerate(table.headings):
        folded = fold_heading(heading)
        if folded not in ROLE or folded in by_hand or recognise(heading) is not None:
            continue
        words = table.cells[f"c{place}"].unique()
        means = {word: profile_of(word) for word in words}
        if set(means.values()) == {None} and not any(map(is_kinship, words)):
            continue
        if _are_kinds(means):
            means = dict.fromkeys(words, "parent")
        if profile == "parent":
            table = _with_kinds(table, place)
        return _filtered(table, place, means, profile)
    return table


def _are_kinds(means: dict[str, str | None]) -> bool:
    """Whether the cells say kinds: kin among them, and nobody who is no adult of a child."""
    others = {profile for profile in means.values() if profile is not None} - {"parent"}
    return not others and any(map(is_kinship, means))


def _with_kinds(table: Table, place: int) -> Table:
    """A role that is one of a child's adults says the kind, too, where no other cell does (K36)."""
    kinds = [at for at, heading in enumerate(table.headings) if recognise(heading) == "kind"]
    if kinds:
        own, role = pl.col(f"c{kinds[0]}"), pl.col(f"c{place}")
        said = pl.when(own.str.strip_chars() == "").then(role).otherwise(own)
        return replace(table, cells=table.cells.with_columns(said.alias(f"c{kinds[0]}")))
    return replace(table, means={**table.means, place: "kind"})


def _filtered(table: Table, place: int, means: dict[str, str | None], profile: str) -> Table:
    cell, heading = f"c{place}", table.headings[place]
    mine = [word for word, found in means.items() if found == profile]
    unknown = [word for word, found in means.items() if found is None]
    kept = table.cells.filter(pl.col(cell).is_in([*mine, *unknown]))
    others = table.cells.height - kept.height
    odd = wrong(kept.filter(pl.col(cell).is_in(unknown)), "role-unknown", heading, cell, ERROR)
    notes = [("other-people", {"count": others})] if others else []
    found = odd if table.found is None else pl.concat([table.found, odd])
    table = replace(table, cells=kept, found=found, notes=(*table.notes, *notes))
    if mine or not others:
        return table
    said = sorted({word.strip() for word in means if word.strip()})
    detail = {"heading": heading, "words": ", ".join(said)[:200], "profile": profile}
    return replace(table, nobody=FileRefused("nobody-of-profile", **detail))
