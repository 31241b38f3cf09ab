"""What knows no school: reading the environment, sealing, drawing random codes."""
