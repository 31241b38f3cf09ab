"""The PDF of a batch as whoever prints it gets it."""

from kinkeeper.journal.actor import Actor
from kinkeeper.letters import pdf_batch
from kinkeeper.letters.models import Batch


def made(batch: Batch, actor: Actor) -> bytes:
    """Empty where nothing was made."""
    parts: list[bytes] = []
    pdf_batch.produce(batch.pk, actor, parts.extend)
    return b"".join(parts)
