"""Exempt marks between rows and rules: the two columns of a row, and the value they stand for."""

from typing import Protocol

from webapp.domain.exempt import Exemption


class Marked(Protocol):
    """A row with the columns of `models.exempt.Exemptible`."""

    exempt_paragraph: int | None
    exempt_reason: str


def exemption_of(row: Marked) -> Exemption | None:
    """Return why a row's words may not be published, or None where they may."""
    if row.exempt_paragraph is None:
        return None
    return Exemption(paragraph=row.exempt_paragraph, reason=row.exempt_reason)


def columns(exemption: Exemption | None) -> dict[str, int | str | None]:
    """Return the values of the two columns for a mark, or for none."""
    return {
        "exempt_paragraph": exemption.paragraph if exemption else None,
        "exempt_reason": exemption.reason if exemption else "",
    }
