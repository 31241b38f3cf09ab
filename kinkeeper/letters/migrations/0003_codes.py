"""Why somebody got no letter, and what a batch is about: codes instead of sentences."""

import re

from django.db import migrations, models

SENTENCES = {
    "is not active; restore the person first": "not-active",
    "has signed in already; “Forgotten password” on the sign-in page helps, or “Start over” on the "
    "person’s page here": "signed-in-already",
    "has the name of two people; change it, or say on the person’s page that it is one": "two-people",
    "has no child here yet; connect one first": "no-relationship",
    "has no e-mail address; print a letter": "no-email",
    "has the e-mail address of a pupil who signs in with it; print a letter": "pupils-email",
    "looks like a second account of one person; decide under People, Duplicates first": "second-account",
    "needs a release first": "shared-person",
    "is no longer in the reach of whoever ordered this": "out-of-reach",
    "no address waits to be confirmed any more": "nothing-to-confirm",
    "is the e-mail address of a pupil who signs in with it": "pupils-address",
    "the mail server took nothing": "mail-not-taken",
}
REFUSED = re.compile(r"the mail server refused it \((.*)\)")
UNTOLD = "the former address was not told: "
IMPORT = re.compile(r"import (\d+)")


def code_of(sentence):
    """A sentence of an earlier version as (code, detail)."""
    if sentence in SENTENCES:
        return SENTENCES[sentence], {}
    if refused := REFUSED.fullmatch(sentence):
        return "mail-refused", {"error": refused[1]}
    if sentence.startswith(UNTOLD):
        code, detail = code_of(sentence.removeprefix(UNTOLD))
        if code != "legacy":
            return "former-not-told", detail | {"why": code}
    return "legacy", {"text": sentence}


def forwards(apps, schema_editor):
    letters = apps.get_model("letters", "Letter").objects.exclude(reason="")
    for sentence in list(letters.order_by().values_list("reason", flat=True).distinct()):
        code, detail = code_of(sentence)
        letters.filter(reason=sentence).update(code=code, detail=detail)
    batches = apps.get_model("letters", "Batch").objects.exclude(title="")
    for title in list(batches.order_by().values_list("title", flat=True).distinct()):
        about, name = "organisation", title
        if title == "ordered by the person":
            about, name = "oneself", ""
        elif number := IMPORT.fullmatch(title):
            about, name = "import", number[1]
        batches.filter(title=title).update(about=about, name=name)


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0002_new_addresses'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='code',
            field=models.CharField(blank=True, db_default='', max_length=40),
        ),
        migrations.AddField(
            model_name='letter',
            name='detail',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='batch',
            name='about',
            field=models.CharField(blank=True, db_default='', max_length=20),
        ),
        migrations.AddField(
            model_name='batch',
            name='name',
            field=models.CharField(blank=True, db_default='', max_length=1000),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name='letter', name='reason'),
        migrations.RemoveField(model_name='batch', name='title'),
    ]
