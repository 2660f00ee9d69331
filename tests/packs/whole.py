"""Packs that hold every part there is, for each recipe and as many workstreams as wanted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import msgspec

from models.enums import MinuteKind, MinuteState, PaperKind
from tests.packs import sample
from webapp.domain.content import MeasureValue
from webapp.domain.exempt import Exemption
from webapp.domain.recipes import STANDARD
from webapp.domain.wording import MONTHS
from webapp.packs.builder import build
from webapp.packs.document import Document, Record
from webapp.packs.material import (
    Addendum,
    Carried,
    Concern,
    Issued,
    Measured,
    Minute,
    Missing,
    Paper,
    Recommendation,
    Workstream,
)

PERIODS = tuple(
    f"{MONTHS[at]} and {MONTHS[at + 1]} {year}"
    for year in (2024, 2025, 2026)
    for at in range(0, 12, 2)
)[3:15]
THEMES = ("Governance", "Procurement and contracts", "Delivery", "Working with partners", "Culture")
SECRET = Exemption(paragraph=3, reason="The contract is being bid for")


def document(slug: str, workstreams: int = 5) -> Document:
    """Return the edition by a standard recipe."""
    recipe = STANDARD[slug]
    streams = tuple(_workstream(number) for number in range(workstreams))
    if slug == "deep-dive":
        streams = streams[:1]
    return build(
        sample.pack(
            recipe=recipe,
            audience=recipe.audience,
            name=recipe.name,
            asks="1. Note the ratings.\n2. Agree the new dates.",
            workstreams=streams,
            trend_periods=PERIODS,
            concerns=tuple(
                Concern(
                    number=number,
                    title=f"{THEMES[number]} must become better",
                    source=f"Review by government, finding {number}",
                    text="Nobody could say **why** things were decided.",
                    raised_on=date(2024, 3, 12),
                    answered_by=tuple(row.code for row in streams[number - 1 :: 4]),
                )
                for number in (1, 2, 3)
            ),
            recommendations=(
                Recommendation(
                    number=1,
                    text="Publish the list of contracts.",
                    addressee="Director of Resources",
                    recorded_on=date(2026, 5, 20),
                    public=True,
                ),
            ),
            minutes=tuple(_minute(number, streams) for number in range(1, workstreams + 1)),
            carried=(
                Carried(
                    workstream="P1. Procurement",
                    query="Which of the contracts that have ended are still paid?",
                    asked_on=date(2026, 7, 3),
                    reason="The list comes in August.",
                ),
            ),
            acronyms={"PMO": "Programme management office"},
            papers=(
                Paper(
                    title="Letter from internal audit",
                    author="Head of internal audit",
                    dated_on=date(2026, 6, 20),
                    kind=PaperKind.PDF,
                    size=182_000,
                    sha256="c0ffee" * 10 + "abcd",
                    file_id=1,
                ),
            ),
            checkpoint=Record(key="waymark+a1b2c3d4+AZ0xQm9u", root="5f" * 32, size=12_345),
        )
    )


def _workstream(number: int) -> Workstream:
    values = tuple(
        Measured(
            period=period, rows=tuple(_measured(row, place) for row in sample.CONTENT.measures)
        )
        for place, period in enumerate(PERIODS[:-1])
    )
    content = msgspec.structs.replace(
        sample.CONTENT, engagement_exempt=SECRET if number % 5 == 3 else None
    )
    report = replace(
        sample.report(content, proposed_step=1 + number % 5, confirmed_step=1 + number % 5),
        after=(
            Addendum(
                happened_on=date(2026, 7, 10),
                text="The contract was signed.",
                by="Head of Procurement",
                written_on=date(2026, 7, 11),
                approved_by="Director of Resources",
                approved_on=date(2026, 7, 12),
            ),
        ),
    )
    return sample.workstream(
        f"{THEMES[number % 5][0]}{number // 5 + 1}",
        f"{THEMES[number % 5]} {'' if number < 5 else number // 5 + 1}".strip(),
        trend=tuple(Issued(step=1 + (number + place) % 5) for place in range(11)),
        measured=(*values, Measured(period=PERIODS[-1], rows=content.measures)),
        report=Missing() if number % 7 == 6 else report,
    )


def _measured(row: MeasureValue, place: int) -> MeasureValue:
    return msgspec.structs.replace(row, value=Decimal(3 * place + 1), note="", reason="")


def _minute(number: int, streams: tuple[Workstream, ...]) -> Minute:
    about = streams[number % len(streams)]
    settled = number % 3 == 0
    return Minute(
        kind=MinuteKind.DECISION if number % 2 else MinuteKind.ACTION,
        number=number,
        text="Bring the contracts that end within a year to the group, with a plan for each.",
        about=f"{about.code}. {about.name}",
        owner="Head of Buying, neighbouring council",
        due_on=date(2026, 9, 30),
        state=MinuteState.DONE if settled else MinuteState.OPEN,
        settled_on=date(2026, 7, 1) if settled else None,
        exempt=SECRET if number == 4 else None,
    )
