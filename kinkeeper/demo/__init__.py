"""A small believable school to look at, loaded through the real import."""
