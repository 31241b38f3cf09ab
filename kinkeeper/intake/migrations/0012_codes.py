"""Why a file was refused, how it is written, why an undo left something and why a guard objects:
codes with data instead of sentences."""

import re

from django.db import migrations, models

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "vertical bar": "|"}
ENCODING = re.compile(r"[A-Z0-9_.-]+")
LABELS = {
    "First name": "given_name", "Last name": "family_name", "Username": "username",
    "E-mail": "email", "Phone": "phone", "Language": "language", "Birth date": "birth_date",
    "Street": "street", "Postal code": "postal_code", "City": "city", "Country": "country",
    "Synchronisation key": "sync_key",
}
LEFT = [
    (re.compile(pattern), code)
    for pattern, code in (
        (r"has signed in already", "used"),
        (r"import (?P<import>\d+) names this person, too", "named"),
        (r"is one of two accounts that were merged", "merged"),
        (r"has relationships that stay", "related"),
        (r"is out of your reach", "outside"),
        (r"import (?P<import>\d+) names this relationship, too", "pair-named"),
        (r"the file named a restriction; only a person lifts that", "restricted"),
        (r"is said by others, too \((?P<sources>[a-z0-9:, ]+)\)", "said-by-others"),
        (r"was changed since", "changed"),
        (r"(?P<field>[\w -]+) was changed again since", "field-changed"),
        (r"is the address of somebody who has signed in since, so it stays", "owned"),
        (r"opens more than you reach by now, so it stays", "shared"),
        (r"the earlier password is not kept anywhere, so it cannot come back", "forgotten"),
        (r"somebody else has the earlier username by now", "taken"),
    )
]


def written(note):
    """`file_note` of an earlier version as data."""
    if note == "spreadsheet" or note.endswith(", spreadsheet"):
        return {"spreadsheet": True}
    parts = note.rsplit(", ", 2)[-2:]
    if len(parts) == 2 and ENCODING.fullmatch(parts[0]):
        if parts[1] in DELIMITERS or len(parts[1]) == 1:
            delimiter = DELIMITERS.get(parts[1], parts[1])
            return {"encoding": parts[0].lower(), "delimiter": delimiter}
    return {"text": note} if note else {}


def why(sentence):
    """A sentence of an earlier version as (code, detail); those that tell when somebody did it stay
    as they are, because their day is written in words."""
    for pattern, code in LEFT:
        if found := pattern.fullmatch(sentence):
            detail = dict(found.groupdict())
            if "import" in detail:
                detail["import"] = int(detail["import"])
            if "sources" in detail:
                detail["sources"] = detail["sources"].split(", ")
            if "field" in detail:
                if detail["field"] not in LABELS:
                    break
                detail["field"] = LABELS[detail["field"]]
            return code, detail
    return "legacy", {"text": sentence}


def left(each):
    if "because" not in each:
        return each
    code, detail = why(each["because"])
    rest = {name: value for name, value in each.items() if name != "because"}
    return rest | {"code": code, "detail": detail}


def counts(stored):
    """`Import.counts` without sentences."""
    found = dict(stored)
    if found.get("guard"):
        reasons = found["guard"]["reasons"]
        found["guard"] = {
            "reasons": [{k: v for k, v in each.items() if k != "message"} for each in reasons]
        }
    if "undo" in found:
        sides = {name: [left(each) for each in found["undo"][name]] for name in ("kept", "failed")}
        found["undo"] = found["undo"] | sides
    return found


def forwards(apps, schema_editor):
    Import = apps.get_model("intake", "Import")
    FoundProblem = apps.get_model("intake", "FoundProblem")
    for roster in Import.objects.order_by("pk").iterator(200):
        refusal = None
        if roster.message:
            problem = FoundProblem.objects.filter(roster_id=roster.pk, row=None, severity="error")
            kept = problem.order_by("number").values("code", "detail").first()
            refusal = {"code": "legacy", "detail": {"text": roster.message}}
            if kept is not None:
                refusal = {"code": kept["code"], "detail": kept["detail"] or {}}
        Import.objects.filter(pk=roster.pk).update(
            counts=counts(roster.counts), refusal=refusal, written=written(roster.file_note)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0011_who_leaves'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='refusal',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='import',
            name='written',
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name='import', name='message'),
        migrations.RemoveField(model_name='import', name='file_note'),
    ]
