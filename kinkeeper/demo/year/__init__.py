"""The demo's school year: made around today's date, the same for the same day, and imported."""
