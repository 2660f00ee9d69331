"""The two real cover reports, read at run time, entered as the office and its officers would.

Their text is test data and stays outside the project.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from webapp.packs.cover.builder import Material, PackFacts
from webapp.packs.cover.content import (
    Appendix,
    BackgroundPaper,
    CoverContent,
    Front,
    Paragraph,
    Part,
    Recommendation,
    handle_from,
)
from webapp.packs.cover.references import Implication

SOURCE = Path(__file__).resolve().parents[4] / "shared" / "real" / "cover-reports.json"
OURS = ("appendices", "implications", "background papers")
"""Sections that the system makes of data."""
CITED = re.compile(r"\bAppendix (\w+)\b")


def reports() -> list[dict[str, Any]]:
    """Return the reports as they were transcribed."""
    read = json.loads(SOURCE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = read["reports"] if isinstance(read, dict) else read
    return found


def appendices(report: dict[str, Any]) -> tuple[Appendix, ...]:
    """Return the appendices; the report on progress is made from the pack."""
    taken: set[str] = set()
    rows = []
    for row in report["appendices"]:
        handle = handle_from(row["title"], taken)
        taken.add(handle)
        rows.append(Appendix(handle=handle, title=row["title"]))
    return tuple(rows)


def cited(report: dict[str, Any], text: str) -> str:
    """Return a text whose printed references to appendices are chosen from the list."""
    rows = appendices(report)
    by_printed = {
        row["reference"].split()[-1]: handle.handle
        for row, handle in zip(report["appendices"], rows, strict=True)
    }
    first = rows[0].handle if rows else ""
    return CITED.sub(lambda found: f"[appendix: {by_printed.get(found[1], first)}]", text)


def material(report: dict[str, Any]) -> Material:
    """Return a report as it would be printed."""
    parts = tuple(
        Part(
            handle=f"s{number}",
            heading=section["heading"],
            paragraphs=tuple(
                Paragraph(
                    handle=f"p{number}0{place}",
                    heading=row["heading"] or "",
                    text=cited(report, row["text"]),
                )
                for place, row in enumerate(section["paragraphs"])
            ),
        )
        for number, section in enumerate(report["sections"], 1)
        if section["heading"].lower() not in OURS
    )
    people = {
        number: f"{person['name']}, {person['role']}"
        for number, person in enumerate(report["report_of_people"], 1)
    }
    content = CoverContent(
        front=Front(
            committee=report["meeting"],
            meets_on=date.fromisoformat(report["date_iso_as_printed"]),
            agenda_item=report["agenda_item"] or "",
            title=report["title"],
            report_of=tuple(people),
            lead_member=report["lead_member"],
            voting=report["voting_arrangements"],
        ),
        recommendations=tuple(
            Recommendation(handle=f"r{number}", text=cited(report, row["text"]))
            for number, row in enumerate(report["recommendations"], 1)
        ),
        objectives=tuple(objectives(report)),
        objectives_text=report["strategic_objectives_text"] or "",
        parts=parts,
        appendices=appendices(report),
        papers=tuple(
            BackgroundPaper(handle=f"b{number}", title=row["text"])
            for number, row in enumerate(report["background_papers"], 1)
        ),
    )
    implications = tuple(
        Implication(
            handle=f"i{number}",
            heading=row["heading"].removesuffix(" Implications"),
            text=row["text"],
            signed="Officer, 1 March 2024",
        )
        for number, row in enumerate(report["implications"].values(), 1)
    )
    return Material(
        organisation="Combined Authority",
        programme=report["title"],
        content=content,
        implications=implications,
        people=people,
        pack=PackFacts(edition="edition 1", on=date(2024, 3, 1)),
        prepared_on=date(2024, 3, 10),
        edition=1,
    )


def objectives(report: dict[str, Any]) -> Iterator[str]:
    """Yield the objectives that are ticked."""
    for row in report["strategic_objectives"]:
        yield row if isinstance(row, str) else row.get("text") or row.get("objective")


def every_text(report: dict[str, Any]) -> Iterator[str]:
    """Yield every text of a report, in pieces that stand together; references are left out."""
    for name in ("meeting", "title", "lead_member", "voting_arrangements"):
        yield report[name]
    for person in report["report_of_people"]:
        yield from (person["name"], person["role"])
    yield from objectives(report)
    yield from (row["title"] for row in report["appendices"])
    yield from (row["text"] for row in report["background_papers"])
    long = [
        report["strategic_objectives_text"] or "",
        *(row["text"] for row in report["recommendations"]),
        *(row["text"] for row in report["implications"].values()),
        *(
            text
            for section in report["sections"]
            if section["heading"].lower() not in OURS
            for row in section["paragraphs"]
            for text in (row["heading"] or "", row["text"])
        ),
    ]
    for text in long:
        for part in re.split(r"\n\n+|\n(?=\s*- )|Appendix \w+", text):
            if part.strip(" -."):
                yield part.strip()
