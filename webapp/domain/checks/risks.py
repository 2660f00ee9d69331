"""The risk register: each risk with somebody who holds it and a rating."""

from collections.abc import Iterator

from models.enums import ItemKind, Level, Section
from webapp.domain.checks.finding import Facts, Finding, ask
from webapp.domain.content import Risk, UpdateContent
from webapp.domain.wording import counted, sentence


def incomplete(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask once about all risks without an owner, or without likelihood and impact."""
    lacking = {
        "owner": [row for row in content.risks if not row.owner.strip()],
        "likelihood or impact": [
            row for row in content.risks if not (row.likelihood and row.impact)
        ],
    }
    rows = {row.number for rows in lacking.values() for row in rows}
    if rows:
        yield ask(
            "incomplete-risks",
            Section.RISKS,
            "risks",
            f"{sentence(counted(len(rows), 'risk lacks', 'risks lack'))} an owner or a rating",
            "Give each an owner, a likelihood and an impact, or explain",
            *(
                f"No {name}: {facts.references(ItemKind.RISK, rows, len(content.risks))}"
                for name, rows in lacking.items()
                if rows
            ),
        )


def red(row: Risk) -> bool:
    """Return whether a risk is both likely and grave."""
    return row.likelihood is Level.HIGH and row.impact is Level.HIGH
