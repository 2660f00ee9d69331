"""Columns of a text that may be marked as exempt from publication."""

from sqlalchemy.orm import Mapped, mapped_column


class Exemptible:
    """A row whose words may not be published where a paragraph of Schedule 12A is named."""

    exempt_paragraph: Mapped[int | None] = mapped_column(default=None)
    """Of Part 1 of Schedule 12A to the Local Government Act 1972; null for public words."""
    exempt_reason: Mapped[str] = mapped_column(default="")
    """Why the public interest asks for it."""
