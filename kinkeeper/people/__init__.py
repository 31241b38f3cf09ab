"""Everybody with an account: who they are, what they are here, where they belong."""
