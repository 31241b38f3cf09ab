"""A copy of what there is about one parent or one pupil, for that person."""
