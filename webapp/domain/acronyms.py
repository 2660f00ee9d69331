"""Acronyms: found in a text, listed with what they stand for, and expanded where first used."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from webapp.domain.checks.prose import REMEMBERED, sentences

NAME_LIMIT = 20
"""Letters of an acronym on a list."""
MEANING_LIMIT = 200
EVERYDAY = frozenset(
    {"UK", "GB", "EU", "UN", "VAT", "MP", "MPs", "IT", "NHS", "BBC", "PDF", "TV", "PO", "OK", "AM"}
)
"""Short forms that are better known than what they stand for."""
ROMAN = re.compile(r"[IVX]+\Z")
SHOUTED = 0.6
"""Share of capital letters from which a sentence is a heading in capitals, without acronyms."""
LONGER_BY = 4
"""Words an explanation may have more than the acronym has letters: "of", "and", "the"."""

# "KPIs", "DfE", "O&S"; at least half its letters are capitals, so that a surname is none.
_ACRONYM = re.compile(r"(?<![\w&/-])[A-Z](?:[A-Za-z]*[A-Z][A-Za-z]*|&[A-Z])(?:[’']?s)?(?![\w&-])")
_AFTER = re.compile(r"[’']?s?\s*\((?P<words>[A-Z][\w’'&-]*[ ,][^()]*)(?P<again>\)\s*\([^()]*)?\)")
_WORD = re.compile(r"[\w’'&-]+")


@dataclass(frozen=True)
class Explained:
    """What an acronym stands for, and where that is said; `twice` when it is said twice running."""

    expansion: str
    start: int
    twice: bool = False


@dataclass(frozen=True)
class Used:
    """An acronym in a sentence, with what it is said to stand for, if anything."""

    name: str
    start: int
    end: int
    """Where it ends, an ending of its plural or genitive included."""
    explained: Explained | None


@lru_cache(maxsize=REMEMBERED * 8)
def used(said: str) -> tuple[Used, ...]:
    """Return the acronyms of a sentence in its order."""
    letters = [letter for letter in said if letter.isalpha()]
    if sum(letter.isupper() for letter in letters) >= SHOUTED * len(letters) > SHOUTED * 12:
        return ()
    return tuple(
        Used(name, match.start(), match.end(), _explained(said, match, name))
        for match in _ACRONYM.finditer(said)
        if (name := _singular(match[0])) not in EVERYDAY
        and not ROMAN.match(name)
        and 2 * sum(letter.isupper() for letter in name) >= len(name)
    )


def names(texts: Iterable[str]) -> frozenset[str]:
    """Return every acronym that texts use, explained or not."""
    return frozenset(one.name for text in texts for said in sentences(text) for one in used(said))


def explained(texts: Iterable[str]) -> frozenset[str]:
    """Return the acronyms that texts explain themselves."""
    found = (one for text in texts for said in sentences(text) for one in used(said))
    return frozenset(one.name for one in found if one.explained)


def expanded(
    text: str, meanings: Mapping[str, str], *, before: str = ""
) -> tuple[str, frozenset[str]]:
    """Return text with what each acronym stands for behind its first use, and those acronyms.

    `before` is what stands in front of it in the same paragraph: inside its brackets an expansion
    gets square ones. A text in capitals has no acronyms.
    """
    written, last, done = "", 0, set[str]()
    for one in used(text):
        if one.name in meanings and one.name not in done:
            in_front = before + text[: one.start]
            inside = in_front.count("(") > in_front.count(")")
            meaning = f"[{meanings[one.name]}]" if inside else f"({meanings[one.name]})"
            written, last = f"{written}{text[last : one.end]} {meaning}", one.end
            done.add(one.name)
    return written + text[last:], frozenset(done)


@dataclass(frozen=True)
class Listed:
    """A list of acronyms as it was typed: what each stands for, and what is wrong by line."""

    entries: Mapping[str, str]
    mistakes: tuple[str, ...]


def read(typed: str) -> Listed:
    """Return the acronyms of a list with one on each line, "BVN: Best Value Notice".

    Lines are counted as they stand in the box, empty ones too. Only what `used` would find in a
    text is taken: anything else would never be printed.
    """
    entries: dict[str, str] = {}
    lines: dict[str, int] = {}
    mistakes: list[str] = []
    for number, line in enumerate(typed.splitlines(), start=1):
        if not line.strip():
            continue
        name, colon, meaning = (part.strip() for part in line.partition(":"))
        if not colon:
            mistakes.append(f"Line {number} has no colon after the acronym.")
        elif wrong := _wrong(name, meaning):
            mistakes.append(f"Line {number}: {wrong}.")
        elif name in entries:
            mistakes.append(f"Line {number}: {name} is on line {lines[name]} already.")
        else:
            entries[name], lines[name] = meaning, number
    return Listed(entries, tuple(mistakes))


def written(entries: Mapping[str, str]) -> str:
    """Return a list of acronyms as it is typed, in the order of the alphabet."""
    return "\n".join(f"{name}: {meaning}" for name, meaning in alphabetical(entries))


def alphabetical(entries: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return acronyms with what they stand for in the order of the alphabet."""
    return sorted(entries.items(), key=lambda pair: (pair[0].casefold(), pair[0]))


def _wrong(name: str, meaning: str) -> str:
    """Return what is wrong with an acronym or what it stands for; nothing when both are fine."""
    if not name:
        return "there is no acronym in front of the colon"
    if len(name) > NAME_LIMIT or [one.name for one in used(name)] != [name]:
        return (
            f"“{name[:NAME_LIMIT]}” would not be found in a pack. Write it in capital letters, "
            "without full stops, figures or the s of a plural. Leave out what everybody knows, "
            "such as UK"
        )
    if not meaning:
        return f"say what {name} stands for"
    if len(meaning) > MEANING_LIMIT:
        return (
            f"what {name} stands for must be {MEANING_LIMIT} characters or fewer: "
            f"it has {len(meaning)} now"
        )
    return ""


def _singular(printed: str) -> str:
    """Return an acronym without the ending of its plural or genitive."""
    return re.sub(r"(?<=[A-Z])[’']?s\Z", "", printed)


def _explained(said: str, match: re.Match[str], name: str) -> Explained | None:
    """Return what stands in brackets after an acronym, or in front of one in brackets.

    It begins with the acronym's first letter; other brackets say something else.
    """
    after = _AFTER.match(said, match.end())
    if after and after["words"][0] == name[0]:
        return Explained(after["words"].strip(), match.end(), bool(after["again"]))
    if said[: match.start()].endswith("(") and said[match.end() :].startswith(")"):
        front = _WORD.findall(said[: match.start()])[-len(name) - LONGER_BY :]
        begins = [
            place for place, word in enumerate(front) if word[0].casefold() == name[0].casefold()
        ]
        if begins:
            return Explained(" ".join(front[begins[0] :]), match.start())
    return None
