"""Text that was damaged before it came: read in one encoding, and written in another (K31).

`ZoÃ«` was UTF-8 read as Windows-1252, `ZoĂ«` as Windows-1250, `Zo√´` as Mac Roman, `Zo├½` as DOS;
where a letter found no place at all, a question mark or U+FFFD stands for it.
"""

import polars as pl

from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import FIELDS, NAMES
from kinkeeper.roster.problems import NO_PROBLEMS, WARNING, as_problems

CODE = "text-damaged"
# The second byte of a letter in UTF-8 as a sign, or a letter that no word has after such a one.
SIGNS = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ“”•–—˜™š›œžŸ"
# The same in Windows-1250, but for Ş, which Romanian has after Ă.
POLISH_SIGNS = "¤¦§¨©«¬­®°±´µ¶·¸»‚„…†‡‰‹“”•–—™›ˇ˘˛˝˙€ĄąŁłŠšŚśŤťŽžŹźĽľŻż"
DAMAGED = "|".join(
    (
        "\ufffd",
        f"[ÂÃÄÅ][{SIGNS}]|\\p{{Ll}}Ã",
        f"[ĂĹ][{POLISH_SIGNS}]",
        "[Ðð][\u0080-\u00bf]|Ñ[\u0080-\u00bf€‚ƒ„…†‡ˆ‰‹]",
        r"â€|â„|\p{Ll}Â$",
        r"[√ƒ≈][^\s\d.,;:()+=-]",
        r"\pL[\x{2500}-\x{259f}]|[\x{2500}-\x{259f}]\pL|[├┼─][^\s]",
    )
)
# A name has no question mark in it.
LOST = r"\pL\?+\pL|^\?+\pL"
TEXTS = ("street", "city", "organisation", "class", "kind", "restriction")


def told(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """The problems (`problems.SCHEMA`) of rows with such texts."""
    mine = {*NAMES, *TEXTS, "email", "username"} & mapping.columns.keys()
    fields = [field.name for field in FIELDS if field.name in mine]
    found = [NO_PROBLEMS]
    for field, worth in zip(fields, rows.select(map(_worth, fields)), strict=True):
        if not worth.any():
            continue
        cell = pl.col(field)
        few = rows[["row", field]].filter(worth)
        broken = cell.str.contains(f"{DAMAGED}|{LOST}" if field in NAMES else DAMAGED)
        found.append(
            few.filter(broken)
            .select(
                "row",
                column=pl.lit(mapping.headings[field]),
                code=pl.lit(CODE),
                severity=pl.lit(WARNING),
                value=cell.str.slice(0, 200),
                detail=pl.lit(None, pl.String),
            )
            .pipe(as_problems)
        )
    return pl.concat(found)


def _worth(field: str) -> pl.Expr:
    """Whether a cell is worth a closer look: hardly one of a file in plain letters is."""
    cell = pl.col(field)
    wide = cell.str.len_bytes() != cell.str.len_chars()
    return wide | cell.str.contains("?", literal=True) if field in NAMES else wide
