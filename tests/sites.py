"""A site with an embedded database of its own, ready at once: a copy of one that was migrated once.

To make and migrate a database takes five seconds of a processor, to copy one a tenth of a second.
"""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

from kinkeeper.embedded import server
from kinkeeper.embedded.os_user import let_through
from kinkeeper.embedded.os_user import owner as owner_of_the_server
from kinkeeper.embedded.paths import Places
from tests.commands import Kinkeeper

SECRET = "secret-key"


def start(home: Path) -> Kinkeeper:
    """An empty, migrated site in this folder; this process keeps its database running."""
    let_through(home, owner_of_the_server())
    made = _template()
    subprocess.run(["cp", "-a", str(made), str(Places(home).root)], check=True)
    if not (home / SECRET).exists():  # the database knows it, too
        shutil.copy2(made.with_name(SECRET), home / SECRET)
    server.ensure_started(home)
    return Kinkeeper(home)


def stop(home: Path) -> None:
    """Returns when the database has gone, where nobody else uses it."""
    server.release(home)
    server.wait_until_stopped(home)


def _template() -> Path:
    """Made by whichever worker asks first; removed with the run's own folder."""
    run = Path(os.environ["KINKEEPER_HOME"])
    made = run / "template"
    with (run / "template.lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not made.exists():
            draft = run / "template.new"
            draft.mkdir()
            done = Kinkeeper(draft)("settings", "show")
            assert done.code == 0, done.err
            assert server.wait_until_stopped(draft)
            Places(draft).log.unlink(missing_ok=True)
            (draft / SECRET).rename(made.with_name(SECRET))
            Places(draft).root.rename(made)
            shutil.rmtree(draft)
    return made
