"""Rosters of any size with believable names, the same for the same number."""

import csv
import random
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

GIVEN = ("Anna", "Maria", "Sofia", "Zoë", "Björn", "Åsa", "Søren", "José", "Inês", "Nguyễn")
FAMILY = ("Berg", "Müller", "García", "O'Neill", "Nowak", "Dvořák", "Yılmaz", "Khan", "Smith")
# What goes wrong with a row, one kind after the other.
FAULTS: tuple[Callable[[list[str]], list[str]], ...] = (
    lambda row: [*row[:3], "no address", *row[4:]],
    lambda row: [*row[:3], "a@example.org b@example.org", *row[4:]],
    lambda row: ["", *row[1:]],  # nobody to find again
    lambda row: [row[0], "", *row[2:]],
    lambda row: [row[0], "N" * 300, *row[2:]],
    lambda row: [row[0], row[1] + "\x07", *row[2:]],
    lambda row: row[:-2],
    lambda row: [*row, "one too many"],
    lambda row: [*row[:5], "C-unknown-" + row[5]],
    lambda row: [*row[:5], "1,23457E+11"],
    lambda row: [*row[:5], row[0]],  # the parent as the own child
    lambda row: [row[0], "Somebody", "Else", *row[3:]],
    lambda row: [*row[:5], row[5].replace("C", "\u0421")],  # a Cyrillic letter that looks alike
    lambda row: [*row[:3], "n/a", *row[4:]],
)
HEAD = ["SyncID", "First name", "Last name", "E-mail", "Street", "ChildID"]


def parents(folder: Path, count: int, *, changed: float = 0.0, bad: float = 0.0) -> Path:
    """`count` parents with 1.35 children each, one row for each relationship. `changed` is the
    share with another e-mail than in the plain file, `bad` the share of rows with a fault, each
    kind as often as the others."""
    file = folder / f"parents-{count}-{changed}-{bad}.csv"
    chance, other = random.Random(count), random.Random(count + 1)  # names, not secrets
    faults = cycle(FAULTS)
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(HEAD)
        for number in range(count):
            given, family = chance.choice(GIVEN), chance.choice(FAMILY)
            domain = "example.net" if other.random() < changed else "example.org"
            for place in range(2 if number % 20 < 7 else 1):
                child = (number * 5 // 8 + place * 7) % max(1, count * 5 // 8)
                row = [f"P{number}", given, family, f"p{number}@{domain}", f"Lane {number}"]
                row.append(f"C{child}")
                if bad and other.random() < bad:
                    row = next(faults)(row)
                rows.writerow(row)
    return file


def pupils(folder: Path, parents_count: int) -> Path:
    """The pupils that a file of so many parents names."""
    file = folder / f"pupils-{parents_count}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["SyncID", "First name", "Last name"])
        for number in range(max(1, parents_count * 5 // 8)):
            rows.writerow([f"C{number}", GIVEN[number % 10], FAMILY[number % 9]])
    return file
