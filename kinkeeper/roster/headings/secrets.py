"""Columns whose cells are shown nowhere."""

from kinkeeper.roster.headings.heading_subject import recognise
from kinkeeper.roster.headings.words import fold_heading

SECRETS = ("pass", "pwd", "kennwort", "secret", "pincode")


def is_secret(heading: str) -> bool:
    """Whether a column looks like one of passwords, known or not: its cells are shown nowhere."""
    folded = fold_heading(heading)
    return recognise(heading) == "password" or any(part in folded for part in SECRETS)
