"""The log: one line for each record, in UTC, for people and for programs."""

import json
import logging
import sys

import pytest

from kinkeeper.lib.log_lines import Json, Text

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
FORGED = "who\n2026-01-01 ERROR forged\x1b[2K\u2028end"


def record(text: str, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("kinkeeper.x", logging.WARNING, "x.py", 1, "name %s", (text,), None)
    made.created = 1_788_672_600.25
    made.__dict__.update(more)
    return made


def test_r_073_aud_03_nothing_that_was_typed_begins_another_line() -> None:
    line = Text(FORMAT).format(record(FORGED))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert line.startswith("2026-09-06T05:30:00.250+00:00 WARNING kinkeeper.x name who\\n2026")
    assert len(Json().format(record(FORGED)).splitlines()) == 1


def test_r_070_a_line_for_programs_has_its_fields_and_its_trace() -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        info = sys.exc_info()
    said = json.loads(Json().format(record("x", exc_info=info, fields={"entry": {"id": 7}})))
    assert said["at"] == "2026-09-06T05:30:00.250+00:00"
    assert (said["level"], said["logger"], said["message"]) == ("WARNING", "kinkeeper.x", "name x")
    assert said["entry"] == {"id": 7}
    assert "ValueError: broken" in said["trace"]


@pytest.mark.parametrize("formatter", [Json(), Text(FORMAT)])
def test_r_073_no_trace_has_a_token(formatter: logging.Formatter) -> None:
    """An exception may say the address, also the one that was the reason."""
    try:
        try:
            raise KeyError("/activate/SECRETTOKEN/")
        except KeyError as error:
            raise ValueError("no page https://x.example/forgotten/SECRETTOKEN/?a=b") from error
    except ValueError:
        info = sys.exc_info()
    told = formatter.format(record("x", exc_info=info))
    assert "SECRETTOKEN" not in told
    assert "ValueError: no page https://x.example/forgotten/" in told
    assert "KeyError: " in told
