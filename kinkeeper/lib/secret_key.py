"""The site's secret key: from the environment, else made once in the data folder."""

import os
import secrets
from pathlib import Path

from kinkeeper.lib import env

SHORTEST = 32


def secret_key(home: Path, *, own_server: bool) -> str:
    """KINKEEPER_SECRET_KEY; with the embedded database a random key kept in `home` (mode 0600).

    Raises `Misconfigured` when a server of one's own is named and the key is missing: a key made
    by chance on one of several machines would not open what another has sealed.
    """
    key = env.text("KINKEEPER_SECRET_KEY")
    if key and len(key) < SHORTEST:
        raise env.Misconfigured(
            f"KINKEEPER_SECRET_KEY has {len(key)} characters; use at least {SHORTEST} random ones."
        )
    if key:
        return key
    if own_server:
        raise env.Misconfigured(
            "KINKEEPER_SECRET_KEY is not set. With DATABASE_URL every process of the site needs "
            "the same secret: set it to 50 random characters and keep a copy with the backups."
        )
    return _kept(home / "secret-key")


def _kept(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"secret-key.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(48))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)  # whoever comes first wins; everybody then reads the same key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text(encoding="ascii").strip()
