"""Whole names cut into a first and a last one: any script, any number of words, none lost (K31).

Where the line between the two is drawn decides nothing but how the name is shown.
"""

from collections.abc import Mapping

import polars as pl

# Words with which a last name begins. The second ones only as written here, because somebody may be
# called so: *Ben*, *Do*.
_ANY_CASE = "van|von|vom|de|den|der|del|della|di|da|dos|das|du|la|le|al|el|bin|ibn|bint|zu|zur|zum"
_AS_WRITTEN = (
    r"av|af|til|ten|ter|te|do|ben|bar|abu|los|las|dal|degli|dei|st\.|фон|בן|בת|بن|ابن|بنت|أبو"
)
_PARTICLE = f"(?:(?i:{_ANY_CASE})|{_AS_WRITTEN})"
_JOINED = r"(?:[dl]['’]|(?i:al|el)-)\S"
_CAPITALS = r"\p{Lu}[\p{Lu}\p{M}'’\-]+"
_NAME = r"\p{Lu}['’]?\p{Ll}"
# Names in these signs begin with the family.
_HAN = r"\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}"
_COMMA = r"\s*[,，،]\s*"
# What stands behind a whole name, and is no last name by itself.
_BEHIND = r"((?:,?\s+(?:(?i:jr|sr|ph\.?d|md)\.?|II|III|IV)|\s*[(\[].*[)\]])$)"
_TWO_LINES = r"^\s*(\S+ +\S.*?)\s*[\r\n]+\s*(\S+ +\S.*)$"
_TWO_NAMES = r"^[^,]+ (?<one>[^, ]+), [^,]+ (?<other>[^, ]+)$"
_PLAIN = rf"^(?:\S+|\S+ (?:{_PARTICLE} )*\S+)$"
# In these the line is drawn by who wrote the name.
_DRAWN = (
    rf"^(?<family>[^,，،]+?){_COMMA}(?<given>.+)$",
    rf"^(?<family>(?:{_CAPITALS} )*{_CAPITALS}[\p{{Lu}}\p{{M}}'’\-]) (?<given>{_NAME}.*)$",
    rf"^(?<given>.*?\p{{Ll}}\S*) (?<family>(?:{_PARTICLE} )*{_CAPITALS}(?: {_CAPITALS})*)$",
    rf"^(?<family>[{_HAN}]+) (?<given>[{_HAN} ]+)$",
)
_GUESSED = (
    rf"^(?<given>\S.*?) (?<family>(?:{_PARTICLE} |{_JOINED}).*)$",
    r"^(?<given>\S.*) (?<family>\S+ [yei] \S+)$",
    r"^(?<given>\S+) (?<family>[yei] \S+)$",
    r"^(?<given>.+) (?<family>\S+)$",
)


CUT = pl.Struct({"given": pl.String, "family": pl.String})


def names(whole: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """First and last name of a whole one: `Berg, Kari`, `BERG Kari`, `Kari Berg`, `Anna van der
    Berg`. A single word is a first name. The first is null only where the cell is."""
    both = whole.map_batches(cut, return_dtype=CUT)
    return both.struct["given"], both.struct["family"]


def as_keyed(whole: pl.Expr) -> pl.Expr:
    """The name as keys are made of it, which must not change when names are cut otherwise: as it
    stands, or the two sides of a comma with the first name first."""
    comma = whole.str.extract_groups(r"^([^,]*),\s*(.*)$")
    turned = pl.concat_str(comma.struct["2"], pl.lit(" "), comma.struct["1"])
    return pl.coalesce(turned, whole).str.strip_chars()


def guesses(cells: pl.Series) -> list[tuple[str, Mapping[str, object]]]:
    """What is said once of a file whose whole names do not tell where the last name begins."""
    filled = cells.str.strip_chars().replace("", None).drop_nulls().alias("text")
    text = _in_one_line(filled).str.replace(_BEHIND, "")
    drawn = pl.any_horizontal(pl.col("text").str.contains(shape) for shape in (_PLAIN, *_DRAWN))
    found = text.to_frame().filter(~drawn)["text"]
    if found.is_empty():
        return []
    return [("names-split", {"count": found.len(), "example": found[0][:100]})]


def cut(cells: pl.Series) -> pl.Series:
    """Each cell as `CUT`. What takes long is done with the few names that need it."""
    text = _in_one_line(cells.cast(pl.String))
    rest = text.alias("text").to_frame().with_row_index("at").drop_nulls()
    has_more = rest["text"].str.contains(_BEHIND)
    behind = rest.filter(has_more).select("at", behind=pl.col("text").str.extract(_BEHIND, 1))
    bare = pl.when(has_more).then(pl.col("text").str.replace(_BEHIND, "")).otherwise("text")
    rest = rest.with_columns(text=bare)
    found = []
    for shape in (*_DRAWN, *_GUESSED):
        fits = rest["text"].str.contains(shape)
        if fits.any():
            groups = pl.col("text").str.extract_groups(shape)
            cut = rest.filter(fits).select("at", cut=groups).unnest("cut")
            found.append(cut.select("at", "given", "family"))
            rest = rest.filter(~fits)
    alone = rest.select("at", given="text", family=pl.lit(None, pl.String))
    made = pl.concat([*found, alone])
    if behind.height:
        made = made.join(behind, on="at", how="left")
        last = pl.concat_str(pl.coalesce("family", "given"), pl.col("behind").fill_null(""))
        one = pl.col("family").is_null()
        made = made.with_columns(
            given=pl.when(one).then(last).otherwise("given"),
            family=pl.when(~one).then(last),
        )
    whole = pl.DataFrame({"at": pl.arange(0, cells.len(), eager=True)}).cast({"at": pl.UInt32})
    joined = whole.join(made, on="at", how="left", maintain_order="left")
    return joined.select(cut=pl.struct("given", "family")).to_series().alias(cells.name)


def _in_one_line(cells: pl.Series) -> pl.Series:
    """Without needless blanks and commas. Two whole names, one below the other or with a comma
    between them and one last name, are kept apart by a stroke: they are two people's."""
    odd = cells.str.contains(r"^[\s,，،]|[\s,，،]$|,|\s\s|[^\S ]").fill_null(value=False)
    if not odd.any():
        return cells
    few = cells.filter(odd).alias("text").to_frame()
    text = pl.col("text").str.replace(_TWO_LINES, "${1} / ${2}")
    text = text.str.replace_all(r"\s+", " ").str.strip_chars(" ,，،")
    halves = text.str.extract_groups(_TWO_NAMES)
    two = (halves.struct["one"] == halves.struct["other"]).fill_null(value=False)
    text = pl.when(two).then(text.str.replace(", ", " / ", literal=True)).otherwise(text)
    tidy = few.select(pl.when(text != "").then(text).otherwise("text")).to_series()
    return cells.scatter(odd.arg_true(), tidy)
