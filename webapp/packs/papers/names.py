"""The name a file was sent under, without what could mislead a reader or a program."""

import re
import unicodedata

LONGEST = 200


def plain(name: str) -> str:
    """Return the name of a file alone: no folder, no line end, no mark that turns it round."""
    last = re.split(r"[\\/]", name)[-1]
    shown = (sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    return " ".join("".join(shown).split())[-LONGEST:] or "file"
