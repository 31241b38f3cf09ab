"""School life: classes and enrolments, events, notices, attendance; and who sees which of them."""
