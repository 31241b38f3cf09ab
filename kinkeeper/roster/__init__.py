"""The pure core: bytes of roster files in, a plan out. No Django, no database, no clock."""
