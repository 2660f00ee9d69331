"""Exempt text: what may not be published, and on what ground.

The grounds are the seven paragraphs of Part 1 of Schedule 12A to the Local Government Act 1972,
as it applies in England; each also needs the public interest in keeping the exemption to outweigh
the public interest in disclosure, which the reason says (Part 2, paragraph 10).
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from webapp.domain.wording import listing

PARAGRAPHS: Mapping[int, str] = {
    1: "about an individual",
    2: "likely to reveal who an individual is",
    3: "about the financial or business affairs of a person or body",
    4: "about consultations or negotiations on labour relations",
    5: "covered by legal professional privilege",
    6: "about a notice, order or direction the authority proposes to give",
    7: "about preventing, investigating or prosecuting crime",
}
"""What each paragraph protects: information …"""


class Exemption(msgspec.Struct, frozen=True, kw_only=True):
    """Why a text may not be published; one without a reason protects all the same."""

    paragraph: int
    reason: str = ""

    @property
    def ground(self) -> str:
        """The paragraph relied on, in words for a reader."""
        return (
            f"paragraph {self.paragraph} of Part 1 of Schedule 12A to the Local Government "
            f"Act 1972 (information {PARAGRAPHS[self.paragraph]})"
        )

    @property
    def mark(self) -> str:
        """What stands beside the text for those who may read it: ground and reason."""
        reason = f": {self.reason}" if self.reason else ""
        return f"Not for publication, paragraph {self.paragraph}{reason}"

    @property
    def sentence(self) -> str:
        """The mark as a sentence of its own, whether or not its reason ends as one."""
        return f"{self.mark.removesuffix('.')}."


class Markable(msgspec.Struct, frozen=True, kw_only=True):
    """A row that may be marked as exempt."""

    exempt: Exemption | None = None

    def marked(self, text: str) -> str:
        """Return words of the row with its mark, for those who may read them."""
        return f"{text} [{self.exempt.mark}]" if self.exempt else text


Row = TypeVar("Row", bound=Markable)


def left_out(paragraphs: Sequence[int]) -> str:
    """Return what a public edition says in the place of text; never how much it was."""
    grounds = listing(f"{number} (information {PARAGRAPHS[number]})" for number in paragraphs)
    noun = "paragraph" if len(paragraphs) == 1 else "paragraphs"
    return (
        f"Text that may not be published was left out here: {noun} {grounds} of Part 1 of "
        "Schedule 12A to the Local Government Act 1972."
    )


def public(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return the rows that may be published."""
    return tuple(row for row in rows if row.exempt is None)
