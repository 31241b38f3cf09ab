"""Reads what a file calls the kind of a relationship."""

WORDS = {
    "mother": "mother", "mum": "mother", "mom": "mother", "mor": "mother", "mutter": "mother",
    "mère": "mother", "madre": "mother", "moeder": "mother", "äiti": "mother", "mamma": "mother",
    "father": "father", "dad": "father", "far": "father", "vater": "father", "père": "father",
    "padre": "father", "vader": "father", "isä": "father", "pappa": "father",
    "parent": "parent", "forelder": "parent", "elternteil": "parent", "ouder": "parent",
    "stepparent": "step-parent", "stepmother": "step-parent", "stepfather": "step-parent",
    "fosterparent": "foster-parent", "fostermother": "foster-parent",
    "fosterfather": "foster-parent",
    "guardian": "guardian", "legalguardian": "guardian", "foresatt": "guardian",
    "vårdnadshavare": "guardian", "grandparent": "grandparent", "grandmother": "grandparent",
    "grandfather": "grandparent", "carer": "carer", "caregiver": "carer", "other": "other",
}  # fmt: skip


def kind_of(said: str) -> str:
    """The kind that a word stands for; `other` for a word that is not known (it is kept)."""
    folded = "".join(char for char in said.casefold() if char.isalpha())
    return WORDS.get(folded, "other" if folded else "unspecified")
