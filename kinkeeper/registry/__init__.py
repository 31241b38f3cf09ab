"""People arrive, change and leave: the verbs that touch a person and all that hangs on them.

Every way in or out goes through here (an import does the same set-based): whoever arrives fulfils
the relationships that wait; whoever leaves loses sessions and credentials.
"""
