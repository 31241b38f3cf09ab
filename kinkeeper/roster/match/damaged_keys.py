"""Keys that a spreadsheet has changed: named, never mended (K2)."""

import polars as pl

# A spreadsheet shows long numbers as 1.23457E+11 and loses the digits when it saves that.
NUMBER = r"(?i)^-?\d(?:[.,]\d+)?e\+\d+$"
# 1-3 and 3/1 become dates: 01-Mar, 1. mars, Mar-01. Months as English, German, French, Spanish,
# Dutch and Nordic spreadsheets shorten them.
MONTHS = (
    "jan|ene|feb|fév|févr|mar|mars|mrz|mär|mrt|maa|apr|abr|avr|may|mai|maj|mei|jun|juin|jul|juil"
    "|aug|ago|août|sep|sept|set|oct|okt|out|nov|dec|dez|des|déc|dic"
)
DATE = (
    rf"(?i)^(?:\d{{1,2}}[-. /]+(?:{MONTHS})|(?:{MONTHS})[-. /]+\d{{1,4}})\.?(?:[-. /]+\d{{2,4}})?$"
)


def cause(key: pl.Expr, padded: pl.Series) -> pl.Expr:
    """`number`, `date` or `zero`: what probably happened to a key that nobody has; null for none.

    `padded` are keys that somebody would have with zeros in front.
    """
    return (
        pl.when(key.str.contains(NUMBER))
        .then(pl.lit("number"))
        .when(key.str.contains(DATE))
        .then(pl.lit("date"))
        .when(key.is_in(padded.implode()))
        .then(pl.lit("zero"))
    )
