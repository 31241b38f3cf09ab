"""The migrated database that a run copies is kept for the next one, under a name of all that it is
made of. In CI each run makes its own.

Should something else have changed what it ought to be, the product notices at the first command, as
it does after an upgrade, and brings it up to date.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE_OF = ("kinkeeper/*/migrations/*.py", "kinkeeper/access/wall/*.py", "uv.lock")
DATABASE, SECRET = "postgresql", "secret-key"
WEEK = 7 * 24 * 3600


@cache
def place() -> Path | None:
    """The folder of the database and the secret that it knows; it may not be there."""
    if os.environ.get("CI") == "true":
        return None
    digest = hashlib.sha256()
    for file in sorted(file for each in MADE_OF for file in ROOT.glob(each)):
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "kinkeeper-tests" / digest.hexdigest()[:24]


def secret() -> bytes | None:
    found = place()
    return (found / SECRET).read_bytes() if found and found.exists() else None


def keep(database: Path, key: Path) -> None:
    """For the runs to come. What no run has made for a week goes."""
    where = place()
    if where is None or where.exists():
        return
    where.parent.mkdir(parents=True, exist_ok=True)
    for each in where.parent.iterdir():
        if each.stat().st_mtime < time.time() - WEEK:
            shutil.rmtree(each, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(dir=where.parent))
    copy(database, draft / DATABASE)
    shutil.copy2(key, draft / SECRET)
    try:
        draft.rename(where)
    except OSError:  # another run was quicker
        shutil.rmtree(draft, ignore_errors=True)


def copy(database: Path, to: Path) -> None:
    """With its owner, who is not always who runs the tests."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(database), str(to)], check=True)
