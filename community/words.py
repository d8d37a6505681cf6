"""Marks a sentence for translation where it is written; it is translated where it is shown.

Stands alone, so that errors, rules and commands may use it."""


def N_(sentence: str) -> str:
    """Returns the English sentence as it is; its presence here says that `locale/` has it in every language."""
    return sentence
