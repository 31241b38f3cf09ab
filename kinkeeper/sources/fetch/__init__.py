"""Gets a roster's files from where a source says they are."""

from kinkeeper.sources.fetch import folder, https, sftp
from kinkeeper.sources.fetch_result import Ask, Fetched, NotFetched, NothingNew
from kinkeeper.sources.models import SourceKind

__all__ = ["Ask", "Fetched", "NotFetched", "NothingNew", "fetch"]

WAYS = {SourceKind.FOLDER: folder.fetch, SourceKind.HTTPS: https.fetch, SourceKind.SFTP: sftp.fetch}


def fetch(ask: Ask) -> Fetched:
    """The files of the newest complete roster. Raises `NothingNew` where there is none to take,
    and `NotFetched` where the place is not allowed, does not answer, or answers wrongly."""
    return WAYS[SourceKind(ask.kind)](ask)
