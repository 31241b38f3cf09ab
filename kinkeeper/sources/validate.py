"""Judges what somebody says of a source before it is saved."""

from dataclasses import replace

from django.utils.translation import gettext as _

from kinkeeper.organisations.reach import Reach
from kinkeeper.sources import allowed_locations
from kinkeeper.sources.fetch.sftp import NoKey, fingerprint, is_private_key, private_key
from kinkeeper.sources.models import PROFILES, Source, SourceKind, Take, TrustedAct
from kinkeeper.sources.outcomes import sentence
from kinkeeper.sources.owner import may_use
from kinkeeper.sources.refusals import Refusal
from kinkeeper.sources.run_failed import Failure
from kinkeeper.sources.source_values import Wanted

LONGEST = 60 * 24 * 31  # minutes


def tidied(wanted: Wanted) -> Wanted:
    """Without outer blanks, and without what the kind has no use for. An empty secret means the
    one there is; a line break at the end of a password was not meant."""
    remote = wanted.kind != SourceKind.FOLDER
    secret = (wanted.secret or "").strip() or None
    if secret is not None and is_private_key(secret):
        secret += "\n"
    return replace(
        wanted,
        name=" ".join(wanted.name.split()),
        address=wanted.address.strip(),
        username=wanted.username.strip() if remote else "",
        host_key=" ".join(wanted.host_key.split()) if wanted.kind == SourceKind.SFTP else "",
        secret=secret if remote else "",
        take=wanted.take if wanted.kind != SourceKind.HTTPS else Take.NEWEST,
    )


def fits(wanted: Wanted, source: Source, reach: Reach) -> None:
    """Raises `Refusal` with the first thing that is wrong. `source` is what there is so far."""
    if not wanted.name or len(wanted.name) > 100 or not wanted.name.isprintable():
        raise Refusal("name", _("Give it a name of at most 100 characters."))
    if wanted.options.profile not in PROFILES:
        raise Refusal("profile", _("A source cannot import administrators."))
    if wanted.kind not in SourceKind.values or wanted.take not in Take.values:
        raise Refusal("kind", _("There is no such kind of source."))
    if not set(wanted.trusted) <= set(TrustedAct.values):
        raise Refusal("trusted", _("There is no such permission to give a source."))
    _schedule(wanted)
    if not may_use(wanted.kind, reach):
        raise Refusal("kind", _("Only a system administrator can set up a folder as a source."))
    if len(wanted.address) > 1000:
        raise Refusal("address", _("The address is too long."))
    try:
        allowed_locations.check(wanted.kind, wanted.address)
    except Failure as failure:
        raise Refusal("address", sentence(failure.code, failure.detail)) from failure
    _way_in(wanted, source)


def _schedule(wanted: Wanted) -> None:
    if (wanted.every_minutes is None) == (wanted.daily_at is None):
        raise Refusal("every_minutes", _("Choose either how often, in minutes, or at what time."))
    if wanted.every_minutes is not None and not 1 <= wanted.every_minutes <= LONGEST:
        raise Refusal("every_minutes", _("A number of minutes from 1 to %d.") % LONGEST)


def _way_in(wanted: Wanted, source: Source) -> None:
    """A secret goes only where it was given for; another address must be given it again, or
    whoever may change a source could have it sent to a server of their own."""
    kept = source.sealed_secret is not None and wanted.secret is None
    before = (source.kind, source.address, source.username, source.host_key)
    if kept and before != (wanted.kind, wanted.address, wanted.username, wanted.host_key):
        raise Refusal("secret", _("The source has a new address: type its secret again."))
    if wanted.secret and is_private_key(wanted.secret):
        _fits_private_key(wanted)
    if wanted.kind != SourceKind.SFTP:
        return
    if not wanted.username:
        raise Refusal("username", _("An SFTP server needs a username."))
    if not kept and not wanted.secret:
        raise Refusal("secret", _("An SFTP server needs a password or a private key."))
    try:
        fingerprint(wanted.host_key)
    except NoKey as error:
        words = _("Enter the server’s host key, as printed by ssh-keyscan: ssh-ed25519 AAAA…")
        raise Refusal("host_key", words) from error


def _fits_private_key(wanted: Wanted) -> None:
    if wanted.kind != SourceKind.SFTP:
        raise Refusal("secret", _("A private key is for SFTP; HTTPS takes a password or token."))
    try:
        private_key(wanted.secret or "")
    except NoKey as error:
        words = _("This private key cannot be read; it must not be protected by a passphrase.")
        raise Refusal("secret", words) from error
