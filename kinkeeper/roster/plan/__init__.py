"""Decides people and relationships, and what stops the whole: a plan out."""
