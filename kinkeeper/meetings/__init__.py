"""Times at which parents meet a teacher or the office, and who has booked which."""
