"""The formats rosters come in: tables in, the one canonical table out. Each is a small module."""

from collections.abc import Callable, Set
from dataclasses import dataclass

from kinkeeper.roster.formats import (
    broken_references,
    canvas,
    clever,
    ctf,
    ims_enterprise,
    keyless_pupil_rows,
    moodle,
    onde,
    oneroster,
    parent_rows,
    plain,
    powerschool,
    pupil_rows,
    schulconnex,
    sds,
    siecle,
    standard_headings,
    wonde,
)
from kinkeeper.roster.formats.canonical import Package
from kinkeeper.roster.formats.spreadsheet_marks import with_hidden, without_odd
from kinkeeper.roster.formats.unread_parts import with_unread
from kinkeeper.roster.options import AUTO, FORMATS, Options
from kinkeeper.roster.table import FileRefused, Table


@dataclass(frozen=True)
class Format:
    """`fits` tells a package by its content; `people` gives those of the options' profile.
    `standard` are the headings, folded, that it has of its own; `package`: it is several files,
    known by their names."""

    name: str
    fits: Callable[[Package], bool]
    people: Callable[[Package, Options], Table]
    standard: Set[str] = frozenset()
    package: bool = False
    refers: tuple[broken_references.Reference, ...] = ()

    def read(self, package: Package, options: Options) -> Table:
        """The people, and what could not be read of the files beside theirs. Raises
        `FileRefused`."""
        package = without_odd(package) if self.name != "plain" else package
        made = self.people(package, options)
        made = with_unread(made, package, standard=self.standard, named=self.package)
        return with_hidden(broken_references.with_strays(made, package, self.refers), package)

    @property
    def label(self) -> str:
        return FORMATS[self.name]


# From the most particular to the plain one, which fits everything.
READERS = (
    Format("siecle", siecle.fits, siecle.read, standard_headings.SIECLE, True),
    Format("ctf", ctf.fits, ctf.read, standard_headings.CTF, True),
    Format("wonde", wonde.fits, wonde.read, standard_headings.WONDE, True),
    Format("schulconnex", schulconnex.fits, schulconnex.read, standard_headings.SCHULCONNEX, True),
    Format("ims-enterprise", ims_enterprise.fits, ims_enterprise.read, standard_headings.IMS, True),
    Format(
        "sds-v2.1", sds.fits_21, sds.read_21, standard_headings.SDS, True, broken_references.SDS
    ),
    Format("sds-v1", sds.fits_1, sds.read_1, standard_headings.SDS, True, broken_references.SDS),
    Format(
        "oneroster",
        oneroster.fits,
        oneroster.read,
        standard_headings.ONEROSTER,
        True,
        broken_references.ONEROSTER,
    ),
    Format(
        "canvas", canvas.fits, canvas.read, standard_headings.CANVAS, True, broken_references.CANVAS
    ),
    Format(
        "clever", clever.fits, clever.read, standard_headings.CLEVER, True, broken_references.CLEVER
    ),
    Format("powerschool", powerschool.fits, powerschool.read, standard_headings.POWERSCHOOL),
    Format("moodle-users", moodle.fits_users, moodle.read_users, standard_headings.MOODLE),
    Format("moodle-tutors", moodle.fits_tutors, moodle.read_tutors),
    Format("onde", onde.fits, onde.read, standard_headings.ONDE),
    Format("pupil-rows", pupil_rows.fits, pupil_rows.read),
    Format("keyless-pupil-rows", keyless_pupil_rows.fits, keyless_pupil_rows.read),
    Format("parent-rows", parent_rows.fits, parent_rows.read),
    Format("plain", plain.fits, plain.read),
)
BY_NAME = {each.name: each for each in READERS}


def choose(package: Package, options: Options) -> Format:
    """The format asked for, else the first that fits. Raises `FileRefused` (`wrong-format`)."""
    if options.format == AUTO:
        return next(each for each in READERS if each.fits(package))
    chosen = BY_NAME[options.format]
    if not chosen.fits(package):
        files = ", ".join(sheet.name for sheet in package.sheets)[:200]
        raise FileRefused("wrong-format", format=chosen.label, files=files)
    return chosen
