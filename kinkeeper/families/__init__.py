"""Who belongs to whom: relationships, blocks, and those that wait for a child."""
