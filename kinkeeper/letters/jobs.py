"""Background steps of a batch of letters; shallow, the work is done by the verbs."""
