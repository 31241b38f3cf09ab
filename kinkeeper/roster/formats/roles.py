"""Words by which files tell pupils, parents and teachers apart, and the rows of one profile.

A column headed *Role*, *User type* or the like decides as soon as one of its cells is such a word,
one under a heading that nobody knows (*Category*) where most of its cells are: whoever has another
word is not read, and whose word is not known is left out and named, as is whose columns disagree.
Where the cells are kinds of relationship (*Mother*, *Aunt*), it is a column of kinds.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from kinkeeper.roster.cells.kinds import AND, is_kinship, kind_of, stands_for_parent
from kinkeeper.roster.formats.canonical import others, wrong
from kinkeeper.roster.headings.heading_subject import recognise, said_of
from kinkeeper.roster.headings.rights_words import speaks_of_rights
from kinkeeper.roster.headings.subject_of_bare_headings import DIGITS
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.problems import ERROR
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.text.word_list import listed

# English, Norwegian, Swedish, Danish, German, Finnish, Dutch, French, Spanish, Portuguese, Italian,
# Polish.
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
        encarregado encarregadodeeducação genitore genitori rodzic rodzice opiekun opiekunprawny
    """),
    "pupil": listed("""
        pupil student child children learner elev elever barn schüler schülerin schülerinnen
        oppilas oppilaat opiskelija leerling leerlingen élève alumno alumna
        estudiante aluno aluna estudante alunno alunna studente studentessa uczeń uczennica
        uczniowie
    """),
    "teacher": listed("""
        teacher lærer lærere lärare lehrer lehrerin lehrerinnen lehrkraft lehrkräfte opettaja
        opettajat leraar leraren docent docenten enseignant enseignante professeur
        profesor profesora profesores maestro maestra professor professora docente insegnante
        nauczyciel nauczycielka nauczyciele
    """),
    "school-administrator": listed("schooladministrator schooladmin"),
    "system-administrator": listed("systemadministrator systemadmin"),
}

# So many words, the most frequent first, are looked at to see what a column is about.
MOST = 200
# Of a long column so many cells are drawn first; half of whose words are roles shows one there.
SOME = 500


def profile_of(said: str) -> str | None:
    """The profile that a cell stands for: *Parent/Guardian*, *Students*, *ELEV*; None for a word
    that is not known, or for words of two profiles."""
    whole = _letters(said)
    found = {_profile_of_word(whole)}
    if found == {None}:
        spaced = "".join(each if each.isalpha() else " " for each in _plain(said))
        words = [word for word in spaced.split() if word not in AND]
        found = {_profile_of_word(word) for word in words}
    if found <= {None} and stands_for_parent(kind_of(said)):
        return "parent"
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


def of_profile(
    table: Table, profile: str, by_hand: Collection[str] = (), *, of_child: bool = False
) -> Table:
    """The rows of the profile alone, where columns tell. `by_hand`: folded headings of which a
    person said what they are. `of_child`: the rows are known to be pupils', with words about others
    in them.

    Rows of other profiles are counted (`other-people`); a row whose word is not known stays, with
    an error (`role-unknown`, or `roles-disagree`) by which it is left out. Where nobody is left,
    `Table.nobody` says why. What such a column says of parents is the kind of their relationships
    as well, where the file has no other (`Table.means`): a *Relative* is one to decide on.
    """
    told: list[Told] = []
    for place, heading in enumerate(table.headings):
        if fold_heading(heading) in by_hand or _is_something_else(heading):
            continue
        cells = table.cells[f"c{place}"].str.strip_chars()
        if fold_heading(heading) in ROLE:
            means = {word: profile_of(word) for word in cells.unique()}
            if set(means.values()) == {None} and not any(map(is_kinship, means)):
                continue
        elif not _may_be_roles(heading) or not _mostly_roles(cells, of_child=of_child):
            continue
        else:
            means = {word: profile_of(word) for word in cells.unique() if word}
        if _are_kinds(means):
            of_one = profile == "pupil" or DIGITS.search(heading)
            if fold_heading(heading) not in ROLE and of_one:
                continue  # *Lives with: Mother*; what *Type 1* says is said of one of several
            means = dict.fromkeys(means, "parent")
        told.append(Told(place, means))
        table.taken.add(place)
    if not told:
        return table
    table = _filtered(table, told, profile)
    for each in told if profile == "parent" else ():
        table = _with_kinds(table, each.place)
    return table


@dataclass(frozen=True)
class Told:
    """The place of a column of roles, and for each of its words the profile; a word that it lacks
    says nothing."""

    place: int
    means: Mapping[str, str | None]


def _may_be_roles(heading: str) -> bool:
    """Whether the heading is of no known meaning, and speaks of nobody whom the row only names."""
    said = said_of(DIGITS.sub(" ", heading).strip(" _-.:"))
    return said.what is None and not (said.whom and said.who)


def _mostly_roles(cells: pl.Series, *, of_child: bool) -> bool:
    """Whether most filled cells are such words; on a pupil's row one must be a word for pupils."""
    if cells.len() > 2 * SOME and not _some_role(cells.sample(SOME, seed=1)):
        return False  # a long column of notes is not counted word by word
    filled = cells.filter(cells != "")
    counts = filled.value_counts(sort=True).head(MOST)
    words = {word: (profile_of(word), count) for word, count in counts.iter_rows()}
    known = sum(
        count for word, (found, count) in words.items() if found is not None or is_kinship(word)
    )
    if 2 * known <= filled.len():
        return False
    return not of_child or any(found == "pupil" for found, _count in words.values())


def _is_something_else(heading: str) -> bool:
    """A known field, or a column about rights: *no contact* in it is nobody's role."""
    about_rights = fold_heading(heading) not in ROLE and speaks_of_rights(heading)
    return about_rights or recognise(heading) is not None


def _some_role(cells: pl.Series) -> bool:
    return any(word and (profile_of(word) or is_kinship(word)) for word in cells.unique())


def _are_kinds(means: Mapping[str, str | None]) -> bool:
    """Whether the cells say kinds: kin among them, and nobody who is no adult of a child."""
    others = {profile for profile in means.values() if profile is not None} - {"parent"}
    return not others and any(map(is_kinship, means))


def _with_kinds(table: Table, place: int) -> Table:
    """A role that is one of a child's adults says the kind, too, where no other cell does (K36)."""
    kinds = [at for at, heading in enumerate(table.headings) if recognise(heading) == "kind"]
    own = pl.col(f"c{kinds[0]}" if kinds else f"c{place}")
    role = pl.col(f"c{place}")
    if not kinds and (before := [at for at, field in table.means.items() if field == "kind"]):
        kinds, own = before, pl.col(f"c{before[0]}")
        words = table.cells[f"c{place}"].unique().to_list()
        none = [word for word in words if not stands_for_parent(kind_of(word)) and word.strip()]
        said = pl.when((own.str.strip_chars() == "") | role.is_in(none)).then(role).otherwise(own)
    elif kinds:
        said = pl.when(own.str.strip_chars() == "").then(role).otherwise(own)
    if kinds:
        return replace(table, cells=table.cells.with_columns(said.alias(f"c{kinds[0]}")))
    return replace(table, means={**table.means, place: "kind"})


def _filtered(table: Table, told: Sequence[Told], profile: str) -> Table:
    """Row by row what the columns say; empty for what a column does not know, null for nothing."""
    said = table.cells.select(
        _looked_up(pl.col(f"c{each.place}"), each.means).alias(f"c{each.place}") for each in told
    )
    known = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in said.columns]
    rows = said.select(
        unknown=pl.any_horizontal(pl.col(name) == "" for name in said.columns).fill_null(False),
        mine=pl.any_horizontal(each == profile for each in known).fill_null(False),
        other=pl.any_horizontal(each != profile for each in known).fill_null(False),
        alike=pl.min_horizontal(known) == pl.max_horizontal(known),
    ).with_columns(alike=pl.col("alike").fill_null(True))
    disagree = ~rows["alike"]
    keep = ~rows["other"] | disagree
    kept = table.cells.filter(keep)
    odd = _unknown_words(table, told, said, keep & rows["alike"])
    first, second = told[0].place, told[-1].place
    clash = wrong(
        table.cells.filter(disagree),
        "roles-disagree",
        f"{table.headings[first]}, {table.headings[second]}",
        f"c{second}",
        ERROR,
    )
    notes = others(table.cells, kept, table.lines)
    before = [] if table.found is None else [table.found]
    mine = (rows["mine"] & rows["alike"]).any()
    found = pl.concat([*before, *odd, clash])
    told_all = not _silent(rows)
    table = replace(table, cells=kept, found=found, notes=(*table.notes, *notes), told=told_all)
    if mine or not notes or not told_all:
        return table
    words = {word for each in told for word in each.means if word}
    detail = {
        "heading": ", ".join(table.headings[each.place] for each in told)[:200],
        "words": ", ".join(sorted(words))[:200],
        "profile": profile,
    }
    return replace(table, nobody=FileRefused("nobody-of-profile", **detail))


def _silent(rows: pl.DataFrame) -> bool:
    """Whether some rows say nothing at all of their role, and so may be anybody's."""
    return bool((~rows["unknown"] & ~rows["mine"] & ~rows["other"]).any())


def _looked_up(cell: pl.Expr, means: Mapping[str, str | None]) -> pl.Expr:
    known = {word: found or "" for word, found in means.items()}
    return cell.str.strip_chars().replace_strict(known, default=None, return_dtype=pl.String)


def _unknown_words(
    table: Table, told: Sequence[Told], said: pl.DataFrame, keep: pl.Series
) -> list[pl.DataFrame]:
    """`role-unknown` of each column's unknown words, on rows that stay."""
    found = []
    for each in told:
        cell = f"c{each.place}"
        unknown = (said[cell] == "").fill_null(value=False) & keep
        rows = table.cells.filter(unknown)
        found.append(wrong(rows, "role-unknown", table.headings[each.place], cell, ERROR))
    return found
