"""Who did what to whom, when and from where; and who looked at a child."""
