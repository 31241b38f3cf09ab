"""The operating-system user the server runs as, and folders that only this user can enter.

PostgreSQL refuses to run as root. Root therefore uses a user of its own for it; everybody else
runs it as themselves.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAME = "kinkeeper-db"


class Unsafe(Exception):
    """A folder that should be ours belongs to somebody else; the text names it."""


@dataclass(frozen=True)
class Owner:
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def run_as(self) -> dict[str, object]:
        """Arguments for `subprocess` that start a program as this user."""
        if self.is_me:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def owner() -> Owner:
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid())
    try:
        found = pwd.getpwnam(NAME)
    except KeyError:
        found = _make()
    return Owner(found.pw_uid, found.pw_gid)


def _make() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is not None:
        command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", NAME], check=False)
    try:
        return pwd.getpwnam(NAME)
    except KeyError:  # two at once, or an image without useradd: nobody owns nothing else here
        return pwd.getpwnam("nobody")


def private_folder(folder: Path, who: Owner) -> None:
    """Makes the folder with mode 0700 for `who`; raises `Unsafe` when somebody else made it."""
    try:
        folder.mkdir(mode=0o700, parents=False)
        if not who.is_me:
            os.chown(folder, who.uid, who.gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {who.uid, os.geteuid()}:
            raise Unsafe(f"{folder} belongs to another user; remove it first.") from None
        if found.st_uid != who.uid:
            os.chown(folder, who.uid, who.gid)
        folder.chmod(0o700)


def let_through(folder: Path, who: Owner) -> None:
    """Gives `who` search permission on the way to the folder, and nothing more."""
    if who.is_me:
        return
    for above in [folder, *folder.parents]:
        mode = above.stat().st_mode
        if above.stat().st_uid != who.uid and not mode & stat.S_IXOTH:
            above.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
