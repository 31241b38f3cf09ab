"""What nobody but the office can know after a restore, and where each answer is entered."""

from dataclasses import dataclass

from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Asked:
    """`page` is where it is entered in the browser, `commands` on the command line."""

    question: str | Promise
    page: str | Promise
    page_name: str | Promise
    commands: tuple[str, ...]


ASKED = (
    Asked(
        _("Which relationships were ended or blocked?"),
        reverse_lazy("staff:relationships"),
        _("Relationships"),
        (
            "kinkeeper relationships disconnect PARENT CHILD --reason TEXT",
            "kinkeeper relationships block PARENT CHILD --reason TEXT",
        ),
    ),
    Asked(
        _("Who left, and was moved to the trash? Staff too: they can sign in again."),
        reverse_lazy("staff:people"),
        _("People"),
        ("kinkeeper people trash REF",),
    ),
    Asked(
        _("Who was erased? They are back. The machine on which it was done knows most of them."),
        reverse_lazy("staff:people"),
        _("People"),
        ("kinkeeper people erase-noted --yes", "kinkeeper people erase REF --reason TEXT --yes"),
    ),
    Asked(
        _(
            "Whose password was removed or changed because somebody else knew it, whose e-mail "
            "address was changed, and who removed a phone or a passkey that was lost? The earlier "
            "ones are back."
        ),
        reverse_lazy("staff:people"),
        _("People"),
        (
            "kinkeeper people start-over REF --reason TEXT",
            "kinkeeper people edit REF email=ADDRESS",
        ),
    ),
    Asked(
        _(
            "What was decided: a proposal declined, a row in a file about another person, a "
            "release refused?"
        ),
        reverse_lazy("staff:inbox"),
        _("To decide"),
        ("kinkeeper inbox list", "kinkeeper inbox decide ID ANSWER --reason TEXT"),
    ),
    Asked(
        _("Which accounts were merged, and which merges were undone?"),
        reverse_lazy("staff:duplicates"),
        _("Probably the same person"),
        ("kinkeeper people merge KEEP GONE --reason TEXT",),
    ),
    Asked(
        _("Which files were imported or undone? The site sees them as new again."),
        reverse_lazy("staff:imports"),
        _("Imports"),
        ("kinkeeper import run FILE …", "kinkeeper import undo ID"),
    ),
    Asked(
        _("Which settings were changed, such as parent login, and which sources were paused?"),
        reverse_lazy("staff:settings"),
        _("Settings"),
        ("kinkeeper settings set NAME=VALUE", "kinkeeper sources pause NAME"),
    ),
)
