"""The copy of somebody's data on the command line."""

import argparse
from pathlib import Path

from kinkeeper.cli import actor, letters_file, references
from kinkeeper.cli.output import Exit, Refused, about_to_answer, put
from kinkeeper.families.refusals import Refusal
from kinkeeper.readings.own_copy import make
from kinkeeper.web import own_copy

PART = 1024 * 1024


def export(chosen: argparse.Namespace) -> int:
    """One ZIP; the reason says who asked for it."""
    file = Path(chosen.file)
    viewer = actor.viewer_of(chosen)
    person = references.editable(viewer, chosen.ref)
    try:
        made = make.for_office(viewer, person, reason=chosen.reason)
    except Refusal as refusal:
        raise Refused(refusal.code, str(refusal)) from refusal
    about_to_answer()
    with letters_file.written(file) as write, own_copy.zipped(made) as copy:
        write(iter(lambda: copy.read(PART), b""))
    put(f"{chosen.file}: {made.count} entries")
    return Exit.DONE
