"""K31, K33, K35, K36: words that were once passed by in silence, in the languages of headings."""

import polars as pl
import pytest

from kinkeeper.roster.cells.kinds import kind_of, stands_for_parent
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.headings.rights_words import cells_speak_of_rights, speaks_of_rights
from kinkeeper.roster.headings.validity_words import lasting_of, words_for


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
