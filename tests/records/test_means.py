"""How a mean is rounded."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.records.means import per_cent


@given(st.fractions(min_value=0, max_value=3))
def test_a_mean_has_one_decimal_and_halves_go_up(part: Fraction) -> None:
    said = per_cent(part)
    assert said == said.quantize(Decimal("0.1"))
    assert str(said).partition(".")[2].isdigit()
    assert -Fraction(1, 20) < Fraction(said) - part * 100 <= Fraction(1, 20)
