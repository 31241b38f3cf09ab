"""Rosters of any size with believable names, the same for the same number."""

import csv
import random
from pathlib import Path

GIVEN = ("Anna", "Maria", "Sofia", "Zoë", "Björn", "Åsa", "Søren", "José", "Inês", "Nguyễn")
FAMILY = ("Berg", "Müller", "García", "O'Neill", "Nowak", "Dvořák", "Yılmaz", "Khan", "Smith")
HEAD = ["SyncID", "First name", "Last name", "E-mail", "Street", "ChildID"]


def parents(folder: Path, count: int, *, changed: float = 0.0, bad: float = 0.0) -> Path:
    """`count` parents with 1.35 children each, one row for each pair. `changed` is the share with
    another e-mail than in the plain file, `bad` the share of rows that cannot be used."""
    file = folder / f"parents-{count}-{changed}-{bad}.csv"
    chance, other = random.Random(count), random.Random(count + 1)  # names, not secrets
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(HEAD)
        for number in range(count):
            given, family = chance.choice(GIVEN), chance.choice(FAMILY)
            domain = "example.net" if other.random() < changed else "example.org"
            mail = "no address" if other.random() < bad else f"p{number}@{domain}"
            for place in range(2 if number % 20 < 7 else 1):
                child = (number * 5 // 8 + place * 7) % max(1, count * 5 // 8)
                rows.writerow([f"P{number}", given, family, mail, f"Lane {number}", f"C{child}"])
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
