"""K06, K35: a pupil's row that is over ends nothing of whom it does not name."""

from typing import Any

import pytest

from kinkeeper.intake.models import Import
from tests.cast import Cast
from tests.importing import codes, edges, imported

pytestmark = pytest.mark.django_db
KEYED = "Student ID,Status,Parent 1 name,Parent 1 email\n"
KEYLESS = "Student first name,Student last name,Date of birth,Status,Parent 1 name,Parent 1 email\n"
KARI = "Kari Lie,kari.lie@example.org\n"


def said(text: str) -> Import:
    return imported(text, organisation="Hillside", series="families")


def children() -> set[Any]:
    return {child for parent, child in edges() if str(parent).startswith("derived-")}


@pytest.fixture
def connected(cast: Cast) -> None:
    said(KEYED + f"H-1,active,{KARI}H-2,active,{KARI}")
    assert children() == {"H-1", "H-2"}


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("key", ["", "NULL", "-"])
def test_k35_a_row_without_a_childs_key_ends_nothing(key: str) -> None:
    made = said(KEYED + f"{key},ended,{KARI}")
    assert codes(made)["not-valid-now"] == 1
    assert children() == {"H-1", "H-2"}


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("child", ["Una,Dahl,2015-04-03", ",,", "NULL,NULL,", "Una,,"])
def test_k35_nor_does_a_row_that_only_describes_one(child: str) -> None:
    made = said(KEYLESS + f"{child},ended,{KARI}")
    assert made.format == "keyless-pupil-rows"
    assert {"not-valid-now", "placeholder"} & codes(made).keys()
    assert children() == {"H-1", "H-2"}


@pytest.mark.usefixtures("connected")
def test_k35_a_row_with_the_key_ends_that_one_relationship() -> None:
    said(KEYED + f"H-1,ended,{KARI}")
    assert children() == {"H-2"}
