"""Argon2id at OWASP's minimum."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet): about 20 ms a hash."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
