"""E-mails to parents about news, on the command line."""

import argparse

from kinkeeper.access.rules import Verb
from kinkeeper.cli import actor
from kinkeeper.cli.output import Exit, Refused, put, put_json
from kinkeeper.lib.locks import Busy
from kinkeeper.notifications.post import NotNow, post
from kinkeeper.organisations.restore_hold import OnHold
from kinkeeper.readings import e_mails


def run(chosen: argparse.Namespace) -> int:
    """Tells whose turn it is, here. Exit 1 while that cannot be done."""
    actor.allowed(actor.viewer_of(chosen), Verb.SETTINGS_CHANGE)
    try:
        sent = post()
    except Busy:
        raise Refused("busy", "A worker is at it already.") from None
    except OnHold as hold:
        raise Refused("on-hold", str(hold)) from hold
    except NotNow as later:
        raise Refused(str(later), "The mail server takes nothing now. Try again later.") from later
    if chosen.json:
        put_json({"sent": sent})
    else:
        put(f"E-mails sent: {sent}.")
    return Exit.DONE


def status(chosen: argparse.Namespace) -> int:
    """Counts alone: of no one in particular."""
    actor.allowed(actor.viewer_of(chosen), Verb.SETTINGS_CHANGE)
    found = e_mails.counts()
    if chosen.json:
        put_json(found)
    else:
        for name, number in found.items():
            put(f"{name}: {number}")
    return Exit.DONE
