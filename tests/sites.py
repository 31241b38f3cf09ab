"""A site with an embedded database of its own, ready at once: a copy of one that was migrated once.

To make and migrate a database takes ten seconds of a processor, to copy one a tenth of a second. So
one is made for a whole run, and kept for the next (`tests.kept`): for the sites of commands, and
for the databases of the workers.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kinkeeper.embedded import server
from kinkeeper.embedded.os_user import let_through
from kinkeeper.embedded.os_user import owner as owner_of_the_server
from kinkeeper.embedded.paths import Places
from tests import kept
from tests.commands import Kinkeeper
from tests.kept import SECRET


def start(home: Path) -> Kinkeeper:
    """An empty, migrated site in this folder; this process keeps its database running."""
    let_through(home, owner_of_the_server())
    made = _template()
    kept.copy(made, Places(home).root)
    if not (home / SECRET).exists():
        shutil.copy2(made.with_name(SECRET), home / SECRET)
    server.ensure_started(home)
    return Kinkeeper(home)


def of_the_run() -> None:
    """The run's own server has the migrated database as well, for its workers to copy."""
    run = Path(os.environ["KINKEEPER_HOME"])
    made = _template()
    with once_a_run(Places(run).root.name) as root:
        if not root.exists():
            let_through(run, owner_of_the_server())
            kept.copy(made, root)
    server.ensure_started(run)


@contextmanager
def once_a_run(name: str) -> Iterator[Path]:
    """A file or folder of the run, made by whichever worker asks first, while others wait; removed
    with the run's own folder."""
    run = Path(os.environ["KINKEEPER_HOME"])
    with (run / f"{name}.making").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        yield run / name


def stop(home: Path) -> None:
    """Returns when the database has gone, where nobody else uses it."""
    server.release(home)
    server.wait_until_stopped(home)


def _template() -> Path:
    with once_a_run("template") as made:
        key = made.with_name(SECRET)
        before = kept.place()
        if made.exists():
            pass
        elif before and key.exists() and kept.secret() == key.read_bytes():
            kept.copy(before / kept.DATABASE, made)
        else:
            _make(made, key)
            kept.keep(made, key)
    return made


def _make(made: Path, key: Path) -> None:
    draft = made.with_name("template.new")
    shutil.rmtree(draft, ignore_errors=True)  # of a worker that could not
    draft.mkdir()
    if key.exists():  # the database knows it, too
        shutil.copy2(key, draft / SECRET)
    done = Kinkeeper(draft)("settings", "show", seconds=900)
    assert done.code == 0, done.err
    assert server.wait_until_stopped(draft)
    shutil.copy2(draft / SECRET, key)
    Places(draft).log.unlink(missing_ok=True)
    Places(draft).root.rename(made)
    shutil.rmtree(draft)
