"""Background steps of an import; shallow, the work is done by the verbs."""
