"""The fonts that documents and pictures are set in, and text as they can print it."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import font_source_sans_pro

from webapp.drawing.glyphs import characters

Face = Literal["Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt"]
FACES: tuple[Face, ...] = get_args(Face)
FONTS = Path(font_source_sans_pro.__file__).parent / "files"

_HIDDEN = frozenset({"\u200b", "\u200c", "\u200d", "\ufeff", "\ufe0f", "\u00ad"})
_INVISIBLE = _HIDDEN | {"\n", "\t"}


def face(name: Face) -> Path:
    """Return the file of a face."""
    return FONTS / f"SourceSansPro-{name}.otf"


@cache
def covered() -> frozenset[str]:
    """Return the characters the fonts can print, and those that print nothing."""
    return _INVISIBLE.union(*(characters(face(name)) for name in FACES))


def printable(text: str) -> str:
    """Return text in which every character has a glyph.

    A character the fonts lack is replaced by its plain form where it has one, else by its name in
    brackets ("[grinning face]").
    """
    missing = set(text) - covered()
    if not missing:
        return text
    return text.translate({ord(character): _substitute(character) for character in missing})


def visible(text: str) -> str:
    """Return text for one line of a picture: printable, without what prints nothing."""
    line = "".join(character for character in printable(text) if character not in _HIDDEN)
    return " ".join(line.split())


def _substitute(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).replace("\u2010", "-")
    if set(plain) <= covered():
        return plain
    name = unicodedata.name(character, f"character {ord(character):04X}")
    return f"[{name.lower()}]"
