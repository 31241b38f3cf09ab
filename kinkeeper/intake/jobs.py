"""Background steps of an import; shallow, the work is done by the verbs."""

from contextlib import suppress
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from kinkeeper.intake.apply.apply_plan import Guarded, NotPlanned, Stale, apply
from kinkeeper.intake.apply.second_person import may_still
from kinkeeper.intake.models import Import
from kinkeeper.intake.prepare.make_plan import prepare
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.intake.retention import thin_old
from kinkeeper.intake.upload import storage
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import deny
from kinkeeper.lib.retry import Patience
from kinkeeper.lib.works_for import works_for
from kinkeeper.organisations.restore_hold import unhandled
from kinkeeper.people.jobs import hash_all

type Step = Task[Any, Any, Any]
AGAIN = Patience(tries=3, wait=5)


def lock_of(roster_import: Import) -> str:
    """Jobs with one lock run one after the other."""
    return f"import:{roster_import.pk}"


@app.task(name="imports.prepare", queue="imports", retry=AGAIN)
def prepare_import(roster_import_id: int, actor: list[object]) -> None:
    who = Actor.from_argument(actor)
    with works_for(who.person_id), suppress(storage.Gone):
        roster_import = _asked_for(roster_import_id, who)
        if roster_import is not None:
            prepare(roster_import, who)


@app.task(name="imports.apply", queue="imports", retry=AGAIN)
def apply_import(
    roster_import_id: int, actor: list[object], accept: str = "", *, new_schools: bool = False
) -> None:
    who = Actor.from_argument(actor)
    with works_for(who.person_id):
        roster_import = _asked_for(roster_import_id, who)
        if roster_import is None:
            return
        try:
            apply(roster_import, who, accept=accept, new_schools=new_schools)
        except Stale as stale:
            renew(roster_import, who, stale.reason)
        except (NotPlanned, Guarded):
            return
    hash_all()


def _asked_for(roster_import_id: int, actor: Actor) -> Import | None:
    """The import, if whoever asked may still do this: an administrator who lost the right, or was
    put into the trash, since then applies nothing, and neither does the job of a backup."""
    roster_import = Import.objects.filter(pk=roster_import_id).first()
    if roster_import is None or unhandled():
        return None
    if may_still(actor.person_id, roster_import):
        return roster_import
    deny(actor, "import.late", data={"id": roster_import.pk})
    return None


@app.periodic(cron="17 * * * *")
@app.task(name="imports.forget", queue="imports")
def forget_old_files(timestamp: int) -> None:
    storage.forget_old()


@app.periodic(cron="41 3 * * *")  # at night, for a million lines take seconds
@app.task(name="imports.thin", queue="imports")
def thin_old_plans(timestamp: int) -> None:
    thin_old()
