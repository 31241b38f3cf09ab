"""Words by which files tell pupils, parents and teachers apart."""

import polars as pl

WORDS = {
    "parent": frozenset(
        ["parent", "parents", "guardian", "observer", "relative", "contact", "carer", "mother"]
        + ["father", "foresatt", "forelder", "vårdnadshavare", "forælder", "eltern", "elternteil"]
        + ["erziehungsberechtigte", "huoltaja", "ouder", "tuteur", "tutor", "padre", "madre"]
    ),
    "pupil": frozenset(
        ["pupil", "pupils", "student", "students", "child", "learner", "elev", "schüler"]
        + ["schülerin", "oppilas", "leerling", "élève", "alumno", "alumna", "uczeń"]
    ),
    "teacher": frozenset(
        ["teacher", "teachers", "lærer", "lärare", "lehrer", "lehrerin", "lehrkraft", "opettaja"]
        + ["leraar", "docent", "enseignant", "profesor", "profesora", "nauczyciel"]
    ),
}


def are(column: str, profile: str) -> pl.Expr:
    """Whether the cell is a word for this profile."""
    words = WORDS.get(profile, frozenset([profile]))
    return pl.col(column).str.to_lowercase().is_in(sorted(words)).fill_null(value=False)


def tells(column: pl.Series) -> bool:
    """Whether a column's filled cells are all words for one of the profiles, and not all alike."""
    said = column.str.strip_chars().str.to_lowercase()
    known = frozenset().union(*WORDS.values())
    words = said.filter(said != "").unique()
    return words.len() > 1 and words.is_in(sorted(known)).all()
