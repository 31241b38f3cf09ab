"""A question of the own family is answered by somebody else."""

from kinkeeper.access.viewer import Viewer
from kinkeeper.cli.references import own_family
from kinkeeper.families.models import Question
from kinkeeper.readings import inbox


def refuse_own(viewer: Viewer, asked: Question) -> None:
    if inbox.is_of_own_family(viewer, asked):
        raise own_family(viewer, asked.parent_id, asked.child_id)
