"""What is asked of a whole column at once says the same as what is asked cell by cell."""

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.roster.cells import allowed
from kinkeeper.roster.check.rows import RULES
from kinkeeper.roster.match.usernames import LONGEST, assign
from kinkeeper.roster.text.fold_usernames import folded
from kinkeeper.roster.text.normalise import fold_username

LETTERS = st.text(alphabet="abZ9._-@+ äß\u0130\u00a0", max_size=20)
WORDS = st.lists(st.one_of(LETTERS, st.text(max_size=12)), min_size=1, max_size=6)
ADDRESSES = st.lists(
    st.one_of(LETTERS, st.from_regex(allowed.PLAIN_EMAIL, fullmatch=True), st.emails()),
    min_size=1,
    max_size=6,
)
NOT_AN_EMAIL = next(rule for rule in RULES if rule.code == "not-an-email")


@given(WORDS)
@example(["İ", "ß", "A\u0301", "Ada", ""])
def test_k01_a_column_of_usernames_is_folded_like_each(words: list[str]) -> None:
    frame = pl.DataFrame({"name": words})
    assert frame.select(folded(pl.col("name")))["name"].to_list() == [
        fold_username(word) for word in words
    ]


@given(ADDRESSES)
@example(["a" * 65 + "@example.org", "a@" + "b" * 64 + ".org", "a..b@example.org", "a@b", "a@-b.c"])
def test_k24_a_column_of_addresses_is_judged_like_each(addresses: list[str]) -> None:
    frame = pl.DataFrame({"email": addresses})
    wrong = frame.select(NOT_AN_EMAIL.broken(pl.col("email")))["email"].to_list()
    one_by_one = [
        address.count("@") <= 1 and not allowed.good_email(address) for address in addresses
    ]
    assert wrong == one_by_one


@given(
    st.lists(st.sampled_from(["ada", "ada.berg", "b" * 40, "b" * 38 + "23", "b" * 39]), max_size=60)
)
def test_no_two_get_the_same_username(bases: list[str]) -> None:
    made = assign(bases, lambda names: {name for name in names if name.endswith("3")})
    assert len(set(made)) == len(made)
    assert all(len(name) <= LONGEST and not name.endswith("3") for name in made)
