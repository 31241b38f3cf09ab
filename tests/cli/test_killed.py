"""K11: kill -9 while a plan is applied; afterwards it is wholly there or not at all."""

import os
import signal
import time
from pathlib import Path

from tests.commands import Kinkeeper

PARENTS = 4000


def roster_import(file: Path) -> str:
    lines = ["SyncID,First name,Last name,E-mail,ChildID"]
    lines += [f"P{n},Ada,Berg{n},ada{n}@example.org,C{n}" for n in range(PARENTS)]
    file.write_text("\n".join(lines) + "\n")
    return str(file)


def test_r_061_k11_killed_at_several_moments(alone: Kinkeeper, tmp_path: Path) -> None:
    """PC-073: each row is applied once, whenever the process dies."""
    file = roster_import(tmp_path / "parents.csv")
    plan = alone("import", "plan", file, "--profile", "parent", "--json").json
    number = str(plan["import"])
    seen = set()
    for delay in (0.6, 0.9, 1.1, 1.3, 1.6):
        process = alone.start("import", "apply", number)
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(1.2)  # the server notices a client's death within a second
        state = alone("import", "show", number, "--json").json["state"]
        people = len(alone("people", "list", "--json").json)
        assert (state, people) in {("planned", 0), ("applied", PARENTS)}
        seen.add(state)
    assert alone("import", "apply", number, "--json").json["state"] == "applied"
    assert len(alone("people", "list", "--json").json) == PARENTS
    again = alone("import", "plan", file, "--profile", "parent", "--json").json
    assert (again["people"]["unchanged"], again["people"]["create"]) == (PARENTS, 0)
