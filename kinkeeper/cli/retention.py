"""The retention schedule on the command line."""

import argparse

from kinkeeper.access.rules import Verb
from kinkeeper.cli.actor import allowed, viewer_of
from kinkeeper.cli.output import Exit, put_json, put_table
from kinkeeper.cli.times import as_read
from kinkeeper.retention.report import Line, report


def retention(chosen: argparse.Namespace) -> int:
    """What is kept for how long; deletes nothing."""
    allowed(viewer_of(chosen), Verb.SETTINGS_CHANGE)
    lines = report()
    if chosen.json:
        put_json([_document(line) for line in lines])
        return Exit.DONE
    put_table(
        ["Kind", "What", "Setting", "Kept", "Tonight", "Last time", "Then"],
        [
            (
                line.kind.code,
                line.kind.what,
                line.kind.setting,
                _kept(line),
                "not counted" if line.tonight is None else line.tonight,
                as_read(line.last_at.isoformat()) if line.last_at else "never",
                line.last_gone,
            )
            for line in lines
        ],
    )
    return Exit.DONE


def _kept(line: Line) -> str:
    if not line.kind.setting:
        return str(line.kind.fixed)
    return "for good" if line.kind.days is None else f"{line.kind.days} days"


def _document(line: Line) -> dict[str, object]:
    """`days` is null where it is kept for good; `fixed` says it where no setting does."""
    kind = line.kind
    return {
        "kind": kind.code,
        "what": str(kind.what),
        "stays": str(kind.stays),
        "setting": kind.setting or None,
        "days": kind.days if kind.setting else None,
        "fixed": str(kind.fixed) or None,
        "tonight": line.tonight,
        "last_at": line.last_at.isoformat() if line.last_at else None,
        "last_gone": line.last_gone,
    }
