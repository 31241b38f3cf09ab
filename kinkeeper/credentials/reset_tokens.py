"""Tokens of links to a new password; nothing of them is stored."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from kinkeeper.organisations import restore_hold
from kinkeeper.people.models import Person


class ResetTokens(PasswordResetTokenGenerator):
    """Django's, which a new password voids; after a restore the earlier password is back, so none
    from before a restore holds."""

    def _make_hash_value(self, user: Person, timestamp: int) -> str:
        found = super()._make_hash_value(user, timestamp)
        epoch = restore_hold.epoch()
        return f"{found}.{epoch}" if epoch else found


tokens = ResetTokens()
