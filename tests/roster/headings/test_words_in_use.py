"""K31, K33, K35, K36: words that were once passed by in silence, in the languages of headings."""

import polars as pl
import pytest

from kinkeeper.roster.cells.kinds import kind_of, stands_for_parent
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.headings.heading_subject import NOBODY, PARENT, PUPIL, Said, said_of
from kinkeeper.roster.headings.rights_words import cells_speak_of_rights, speaks_of_rights
from kinkeeper.roster.headings.validity_words import lasting_of, words_for
from kinkeeper.roster.table import FileRefused
from tests.roster.core import planned, pupils_here


@pytest.mark.parametrize(
    "heading",
    ["Fecha de baja", "Data fine", "Leaving date", "Exit date", "Left on", "Austrittsdatum"]
    + ["Date de sortie", "Data de saída", "Fin de validité", "Utmeldingsdato", "Uitschrijfdatum"],
)
def test_k35_the_last_day_is_known(heading: str) -> None:
    assert lasting_of(heading).what == "last"


@pytest.mark.parametrize(
    ("heading", "word", "meant"),
    [
        ("Stato", "Ritirato", "ended"),
        ("Situação", "desligado", "ended"),
        ("Situação", "Ativo", "now"),
        ("Estado", "baja", "ended"),
        ("Statut", "radié", "ended"),
        ("Stato", "sospeso", "disabled"),
        ("Ativo", "não", "disabled"),
        ("Attivo", "sì", "now"),
    ],
)
def test_k35_states_are_known(heading: str, word: str, meant: str) -> None:
    what = lasting_of(heading).what
    assert what is not None
    assert words_for(what)[word.casefold()] == meant


@pytest.mark.parametrize(
    "heading",
    ["Omsorg", "Skjermet for", "PFA", "Poder familiar", "Darf abholen", "Puede recoger"]
    + ["Può ritirare", "Mag ophalen", "Geheim", "Bloqué", "Authorised", "Opplysningsrett"],
)
def test_k31_a_heading_that_may_deny_is_asked_about(heading: str) -> None:
    assert speaks_of_rights(heading)


@pytest.mark.parametrize(
    "cell",
    ["non-molestation order", "Vater darf keine Auskunft erhalten", "Strengt fortrolig"]
    + ["il padre non può prelevare", "ojciec pozbawiony praw"],
)
def test_k31_a_cell_that_denies_is_asked_about(cell: str) -> None:
    assert cells_speak_of_rights(pl.Series([cell]))


@pytest.mark.parametrize(
    "kind", ["Mor?", "Parent?", "Father (?)", "Ex-Vater", "Guardian (revoked)"]
)
def test_k36_a_kind_in_doubt_connects_nobody(kind: str) -> None:
    assert not stands_for_parent(kind_of(kind))


@pytest.mark.parametrize(
    "cell",
    ["s/n", "(leer)", "vuoto", "não tem", "niente", "Bitte wählen", "-- Select --", "N.N."]
    + ["Seleccione", "sem dados"],
)
def test_k33_a_form_left_as_it_was_is_no_value(cell: str) -> None:
    assert is_placeholder(cell)
    assert not any(map(is_placeholder, ["Tom", "Nada", "NN", "Van Leer", "select1"]))


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        *((each, "name") for each in ("Kid", "Kids", "Kid's name", "Niño", "Bambina", "Criança")),
        *((each, "sync_key") for each in ("Kid ID", "KidID", "kidid", "KID_ID", "Kid key")),
        *((each, "given_name") for each in ("Kids first name", "Nombre del niño")),
        *((each, "family_name") for each in ("Kid last name", "Cognome del bambino")),
        ("Nome da criança", "given_name"),
        ("Apellidos de la niña", "family_name"),
        ("Nombre del menor", "given_name"),
        ("Nome completo del minore", "name"),
        ("Data de nascimento da criança", "birth_date"),
    ],
)
def test_k37_a_kid_is_a_child(heading: str, what: str) -> None:
    assert said_of(heading) == Said(PUPIL, "child", what)


@pytest.mark.parametrize(
    "heading",
    ["KID", "KID-nummer", "KID nr", "Menor", "Minore", "Skid", "Kidney", "Number of kids"]
    + ["Tutor del menor", "Email tutor del menor", "Madre del niño", "Kid's guardian e-mail"]
    + ["Nome do pai da criança", "E-mail genitore del minore", "Parent/Kid", "Kids club e-mail"],
)
def test_k37_what_only_sounds_like_a_kid_says_nothing_of_a_child(heading: str) -> None:
    said = said_of(heading)
    assert said.whom != PUPIL or said.what is None


@pytest.mark.parametrize("odd", ["KID", "Menor", "Menor de edad", "Student house", "Kid", "Child"])
def test_k37_pupils_of_whom_is_told_whether_they_are_children_are_no_parents(odd: str) -> None:
    text = f"SyncID,First name,Last name,Class,{odd}\nS1,Ann,Lee,5A,Yes\n"
    assert planned(text, profile="pupil").people["sync_key"].to_list() == ["S1"]
    with pytest.raises(FileRefused) as refused:
        planned(text)
    assert refused.value.code == "unclear-whose"


@pytest.mark.parametrize("number", ["Matricola", "Matrícula", "Matricule", "LRN"])
def test_k37_a_number_of_staff_is_no_childs_key(number: str) -> None:
    text = f"Username,First name,Last name,E-mail,{number}\nann,Ann,Lee,a@e.org,S1\n"
    for profile in ("teacher", "parent"):
        made = planned(text, profile=profile, site=pupils_here("S1"))
        assert made.relationships.is_empty()
    for more in ("Relationship", "Child first name"):
        head, row = text.splitlines()
        made = planned(f"{head},{more}\n{row},Mother\n", site=pupils_here("S1"))
        assert made.relationships["value"].to_list() == ["S1"]
    made = planned(text, profile="pupil")
    assert made.people["sync_key"].to_list() == ["S1"]


@pytest.mark.parametrize(
    ("heading", "whom", "what"),
    [
        ("nome_mae", PARENT, "given_name"),
        ("E-mail da mae", PARENT, "email"),
        ("MAE", NOBODY, None),
        ("Assurance MAE", NOBODY, None),
        ("Parent Tél", PARENT, "phone"),
        ("SorgebeVorname", PARENT, "given_name"),
        ("Verhaeltnis", NOBODY, "kind"),
        ("responsavelGrauParentesco", NOBODY, "kind"),
        ("Apellido paterno", NOBODY, "family_name"),
        ("Student Code", PUPIL, "sync_key"),
        ("Student postcode", PUPIL, "postal_code"),
    ],
)
def test_k37_words_of_programs_elsewhere(heading: str, whom: str, what: str | None) -> None:
    said = said_of(heading)
    assert (said.whom, said.what) == (whom, what)
