"""Organisations on the command line: add and list."""

import argparse

from django.db import transaction

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.cli.actor import allowed, viewer_of
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table
from kinkeeper.journal.record import record
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation


def add_organisation(chosen: argparse.Namespace) -> int:
    viewer = viewer_of(chosen)
    allowed(viewer, Verb.SETTINGS_CHANGE)
    with transaction.atomic():
        node, made = ensured(chosen.path)
        if made:
            record(
                viewer.actor,
                "organisation.added",
                organisation_id=node.pk,
                data={"path": node.path},
            )
    put(node.path)
    return Exit.DONE


def list_organisations(chosen: argparse.Namespace) -> int:
    nodes = scopes.organisations(viewer_of(chosen)).order_by("path")
    found = [{"id": node.pk, "path": node.path, "kind": node.kind} for node in nodes]
    if chosen.json:
        put_json(found)
    else:
        put_table(
            ["Organisation", "Kind"], [(node["path"] or "(site)", node["kind"]) for node in found]
        )
    return Exit.DONE


def ensured(path: str) -> tuple[Organisation, list[str]]:
    """The organisation, made where it lacks; raises `Refused` where it cannot be."""
    try:
        return tree.ensure(path)
    except tree.BadPath as error:
        raise Refused("organisation-unknown", str(error)) from error
