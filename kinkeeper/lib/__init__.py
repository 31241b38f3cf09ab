"""What knows no school: reading the environment, telling the time, sealing, drawing random codes."""
