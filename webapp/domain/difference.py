"""What changed between two texts, word by word, in bounded time.

Words that both texts have once are looked for first, since they show best what stayed in place
(patience differencing); what lies between them is compared the same way, a few levels deep.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

DEEPEST = 12
"""Levels of searching; prose needs three or four."""
SHORT = 60
"""Words of a stretch that is compared exhaustively; a longer one without an anchor is replaced."""
FEW = 2
"""Words between two changes that are not worth reading apart: both become one change."""

_PIECES = re.compile(r"\s+|\w+(?:[’'./,-]\w+)*|[^\w\s]")
_WORD = re.compile(r"\w")

Match = tuple[int, int]
"""The places of one word in the old and in the new text."""


class Kind(StrEnum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """Neighbouring words of which the same became."""

    kind: Kind
    text: str


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in reading order; what was removed stands before what came.

    Without the added pieces they are the old text, without the removed ones the new. Two texts of
    30,000 characters each take well under a second, whatever they hold.
    """
    if old == new:
        return (Piece(Kind.SAME, new),) if new else ()
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    pieces: list[Piece] = []
    i = j = 0
    for start, there, length in (*_runs(before, after), (len(before), len(after), 0)):
        pieces += [
            Piece(Kind.REMOVED, "".join(before[i:start])),
            Piece(Kind.ADDED, "".join(after[j:there])),
            Piece(Kind.SAME, "".join(before[start : start + length])),
        ]
        i, j = start + length, there + length
    return tuple(piece for piece in pieces if piece.text)


def _runs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield where each stretch that stayed begins in both texts, and how long it is."""
    matches = _matches(before, after, (0, 0), (len(before), len(after)), DEEPEST)
    numbered = enumerate(matches)
    for _, together in groupby(numbered, lambda item: (item[1][0] - item[0], item[1][1] - item[0])):
        run = [match for _, match in together]
        start, there = run[0]
        stretch = before[start : start + len(run)]
        at_an_edge = run[0] == (0, 0) or run[-1] == (len(before) - 1, len(after) - 1)
        if at_an_edge or _is_worth_reading(stretch):
            yield start, there, len(run)


def _is_worth_reading(stretch: Sequence[str]) -> bool:
    """Return whether words between two changes are shown apart: several, or a new line."""
    return sum(bool(_WORD.match(word)) for word in stretch) > FEW or "\n" in "".join(stretch)


def _matches(
    before: Sequence[str], after: Sequence[str], start: Match, end: Match, levels: int
) -> Iterator[Match]:
    """Yield the words that stayed between two places, in order."""
    (i, j), (i_end, j_end) = start, end
    while i < i_end and j < j_end and before[i] == after[j]:
        yield i, j
        i, j = i + 1, j + 1
    tail = 0
    while (
        i < i_end - tail
        and j < j_end - tail
        and before[i_end - tail - 1] == after[j_end - tail - 1]
    ):
        tail += 1
    i_end, j_end = i_end - tail, j_end - tail
    anchors = _anchors(before, after, (i, j), (i_end, j_end)) if levels else []
    if anchors:
        for anchor in anchors:
            yield from _matches(before, after, (i, j), anchor, levels - 1)
            yield anchor
            i, j = anchor[0] + 1, anchor[1] + 1
        yield from _matches(before, after, (i, j), (i_end, j_end), levels - 1)
    elif max(i_end - i, j_end - j) <= SHORT:
        matcher = SequenceMatcher(None, before[i:i_end], after[j:j_end], autojunk=False)
        for block in matcher.get_matching_blocks():
            yield from ((i + block.a + k, j + block.b + k) for k in range(block.size))
    yield from ((i_end + k, j_end + k) for k in range(tail))


def _anchors(
    before: Sequence[str], after: Sequence[str], start: Match, end: Match
) -> Sequence[Match]:
    """Return the words that stand once on either side, as many as are in the same order."""
    old, new = before[start[0] : end[0]], after[start[1] : end[1]]
    once_old, once_new = Counter(old), Counter(new)
    places = {word: j for j, word in enumerate(new, start[1]) if once_new[word] == 1}
    return _rising(
        [
            (i, places[word])
            for i, word in enumerate(old, start[0])
            if once_old[word] == 1 and word in places
        ]
    )


def _rising(matches: Sequence[Match]) -> Sequence[Match]:
    """Return the longest part of matches, in order in the old text, that is in order in the new."""
    ends: list[Match] = []  # by length less one: of the parts so long, the one that ends soonest
    earlier: dict[Match, Match] = {}
    for match in matches:
        length = bisect_left(ends, match[1], key=itemgetter(1))
        if length:
            earlier[match] = ends[length - 1]
        ends[length : length + 1] = [match]
    part = ends[-1:]
    while part and part[-1] in earlier:
        part.append(earlier[part[-1]])
    return part[::-1]
