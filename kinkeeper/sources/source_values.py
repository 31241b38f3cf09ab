"""What somebody says of a source, before it is judged and saved."""

from dataclasses import dataclass, field
from datetime import time

from kinkeeper.organisations.models import Organisation
from kinkeeper.roster.options import Options
from kinkeeper.sources.models import Take


@dataclass(frozen=True)
class Wanted:
    """`secret` None keeps the one there is; `options` name the
    profile. One of `every_minutes` and `daily_at` (in the site's time zone) is filled."""

    name: str
    kind: str
    address: str
    organisation: Organisation
    options: Options
    every_minutes: int | None = None
    daily_at: time | None = None
    take: str = Take.NEWEST
    trusted: tuple[str, ...] = ()
    username: str = ""
    host_key: str = ""
    secret: str | None = field(default=None, repr=False)
