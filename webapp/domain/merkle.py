"""The audit record as a Merkle tree: its root, and short proofs of what it holds (RFC 9162).

Entry 0 is the first of the record. Hashes are raw SHA-256 of 32 bytes. Who checks a proof has
code of their own: `webapp/waymark_verify.py`.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"
"""What is hashed in front of an entry and of two nodes, so that neither passes for the other."""


def _levels(entries: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Yield the nodes of each level, leaves first; one without a neighbour goes up as it is."""
    level = [sha256(LEAF + entry).digest() for entry in entries]
    yield level
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [sha256(NODE + left + right).digest() for left, right in pairs]
        level = above if len(level) % 2 == 0 else [*above, level[-1]]
        yield level


class Tree:
    """The tree over so many entries; made once in linear time, each question then takes log² n."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.size = len(entries)
        self._levels = list(_levels(entries))

    def root(self, size: int | None = None) -> bytes:
        """Return the hash over the first `size` entries, over all of them unless one is given.

        Raises ValueError for a size that the record never had.
        """
        size = self._known(self.size if size is None else size)
        return self._over(0, size) if size else sha256().digest()

    def inclusion(self, place: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the entry at a place is among the first `size` (section 2.1.3.1).

        Raises ValueError for a place that is not.
        """
        size = self._known(self.size if size is None else size)
        if not 0 <= place < size:
            raise ValueError(f"there is no entry {place} among {size}")
        return self._path(place, 0, size)

    def consistency(self, before: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the first `size` entries begin with the first `before`.

        Section 2.1.4.1; nothing is needed from an empty record, or from a record to itself.
        Raises ValueError for sizes that the record never had.
        """
        size = self._known(self.size if size is None else size)
        if not 0 <= before <= size:
            raise ValueError(f"{size} entries cannot begin with {before}")
        return self._shared(before, 0, size, own=True) if 0 < before < size else []

    def _known(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise ValueError(f"the record has {self.size} entries, not {size}")
        return size

    def _over(self, start: int, end: int) -> bytes:
        """Return the hash over the entries from start to end; start fits the size of the part."""
        height = (end - start - 1).bit_length()
        if end == self.size or end - start == 1 << height:
            return self._levels[height][start >> height]
        middle = start + (1 << (height - 1))
        return sha256(NODE + self._over(start, middle) + self._over(middle, end)).digest()

    def _path(self, place: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if place < middle:
            return [*self._path(place, start, middle), self._over(middle, end)]
        return [*self._path(place, middle, end), self._over(start, middle)]

    def _shared(self, before: int, start: int, end: int, *, own: bool) -> list[bytes]:
        """Return SUBPROOF of the RFC; `own` while whoever checks knows the part's own hash."""
        if before == end:
            return [] if own else [self._over(start, end)]
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if before <= middle:
            return [*self._shared(before, start, middle, own=own), self._over(middle, end)]
        return [*self._shared(before, middle, end, own=False), self._over(start, middle)]
