"""Preset passwords, hashed by the command itself: no worker need run."""

import os

from kinkeeper.cli.output import say
from kinkeeper.people import preset_passwords

BATCH = 200


def hash_here() -> None:
    """On all cores, until none is left. The passwords work meanwhile, and whoever stops this loses
    none: they stay sealed, and the next command or a worker goes on."""
    left = preset_passwords.waiting()
    if left > BATCH:
        say(f"{left} passwords from files are being hashed. They already work.")
    done = 0
    while made := preset_passwords.hash_some(BATCH, threads=os.cpu_count() or 1):
        done += made
        if done % (BATCH * 25) == 0:
            say(f"{done} of {left}")
