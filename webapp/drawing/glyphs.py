"""Which characters a font can print, read from its character table (OpenType, table `cmap`)."""

import struct
from collections.abc import Iterator
from pathlib import Path

SEGMENTED, GROUPED = 4, 12
"""The two layouts of the table in use: characters up to U+FFFF, and all of them."""


def characters(font: Path) -> frozenset[str]:
    """Return the characters an OpenType font has a glyph for; ValueError without a table."""
    data = font.read_bytes()
    table = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, table + 2)
    codes: set[int] = set()
    for place in range(count):
        (offset,) = struct.unpack_from(">I", data, table + 4 + 8 * place + 4)
        codes.update(_codes(data, table + offset))
    return frozenset(map(chr, codes))


def _table(data: bytes, name: bytes) -> int:
    """Return where a table of the font begins."""
    (count,) = struct.unpack_from(">H", data, 4)
    for place in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * place)
        if tag == name:
            return int(offset)
    raise ValueError(f"The font has no table {name.decode()}.")


def _codes(data: bytes, start: int) -> Iterator[int]:
    """Yield the character codes one part of the table gives a glyph to."""
    (layout,) = struct.unpack_from(">H", data, start)
    if layout == GROUPED:
        (count,) = struct.unpack_from(">I", data, start + 12)
        for first, last, _ in struct.iter_unpack(
            ">III", data[start + 16 : start + 16 + 12 * count]
        ):
            yield from range(first, last + 1)
    elif layout == SEGMENTED:
        (doubled,) = struct.unpack_from(">H", data, start + 6)
        words = f">{doubled // 2}H"
        lasts = struct.unpack_from(words, data, start + 14)
        firsts = struct.unpack_from(words, data, start + 16 + doubled)
        for first, last in zip(firsts, lasts, strict=True):
            # The last segment, U+FFFF alone, only marks the end.
            yield from range(first, min(last, 0xFFFE) + 1)
