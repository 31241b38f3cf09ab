"""Who is asking, what they may do, and the rows they may see."""
