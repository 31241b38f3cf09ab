"""Background steps of an import; shallow, the work is done by the verbs."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kinkeeper.intake import live, transit
from kinkeeper.intake.apply import NotPlanned, Stale, apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.prepare import prepare
from kinkeeper.intake.renew import renew
from kinkeeper.journal.actor import Actor
from kinkeeper.people.preset import hash_some

AGAIN = RetryStrategy(max_attempts=5, wait=5)
HASHES = 100


@app.task(name="imports.prepare", queue="imports", retry=AGAIN)
def prepare_import(roster_id: int, actor: list[object]) -> None:
    roster = Import.objects.filter(pk=roster_id).first()
    if roster is not None:
        try:
            prepare(roster, Actor.from_argument(actor))
        except live.Busy:
            return


@app.task(name="imports.apply", queue="imports", retry=AGAIN)
def apply_import(roster_id: int, actor: list[object]) -> None:
    roster = Import.objects.filter(pk=roster_id).first()
    if roster is None:
        return
    try:
        apply(roster, Actor.from_argument(actor))
    except Stale:
        renew(roster, Actor.from_argument(actor))
    except (live.Busy, NotPlanned):
        return
    hash_passwords.defer()


@app.task(name="passwords.hash", queue="passwords", retry=AGAIN)
def hash_passwords() -> None:
    """A hundred at a time, so that other work comes between; goes on until none is left."""
    if hash_some(HASHES) == HASHES:
        hash_passwords.defer()


@app.periodic(cron="17 * * * *")
@app.task(name="imports.forget", queue="imports")
def forget_old_files(timestamp: int) -> None:
    transit.forget_old()

