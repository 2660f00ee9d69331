"""Prints what was measured as tables, each beside its target."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Found = Mapping[str, Any]


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table: the first column to the left, numbers to the right."""
    cells = [list(head), *([_words(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    print(f"\n{title}")
    for place, row in enumerate(cells):
        first, *rest = (
            text.rjust(width) if column else text.ljust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join((first, *rest)).rstrip())
        if place == 0:
            print("  ".join("-" * width for width in widths))


def _words(value: object) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else str(value)


def _kilobytes(size: int) -> str:
    return f"{size / 1024:.1f}"


def pages(found: Found) -> None:
    """Print the pages and how they grow."""
    _table(
        "Pages (one at a time; target: at most 5 times the bare page, aiming at 3; "
        "first load at most 150 KB, later ones 15 KB)",
        (
            "Page",
            "median ms",
            "p95 ms",
            "ratio",
            "CPU ms",
            "CPU ratio",
            "statements",
            "page KB",
            "first load KB",
        ),
        (
            (
                row["name"],
                row["median_ms"],
                row["p95_ms"],
                row["ratio"],
                row["cpu_ms"],
                row["cpu_ratio"],
                row["statements"],
                _kilobytes(row["page_bytes"]),
                _kilobytes(row["first_load_bytes"]),
            )
            for row in found["pages"]
        ),
    )
    few, many = (found["growth"][0][key] for key in ("few_updates", "many_updates"))
    _table(
        f"Growth (target: ratio at most 1.2; the server's memory: "
        f"{found['server_peak_mb']:.0f} MB)",
        ("Page", f"ms at {few:,}", f"ms at {many:,}", "ratio", "CPU ratio"),
        (
            (
                row["name"],
                row["few_ms"],
                row["many_ms"],
                f"{row['ratio']:.2f}",
                f"{row['cpu_ratio']:.2f}",
            )
            for row in found["growth"]
        ),
    )


def packs(found: Found) -> None:
    """Print how long packs take."""
    kinds = ("document", "html", "docx", "json", "pdf", "typst alone")
    _table(
        "Packs (ms of processor time; targets for 5 workstreams: document and HTML 60, "
        "Word 150, PDF 1.3 times Typst)",
        ("Workstreams", *kinds, "PDF ratio", "peak MB"),
        (
            (
                row["workstreams"],
                *(row["ms"][kind] for kind in kinds),
                f"{row['pdf_ratio']:.2f}",
                f"{row['peak_mb']:.0f}",
            )
            for row in found["packs"]
        ),
    )


def cycle(found: Found) -> None:
    """Print the reporting cycle as a whole, and its steps with one pair."""
    _table(
        "Reporting cycle (target: at most 60 CPU ms and 60 statements, none failing; the cycle's "
        "7 steps, and as in a browser the check page and the page after each of 3 forms)",
        (
            "Database",
            "pairs",
            "workers",
            "cycles",
            "failed",
            "a second",
            "median ms",
            "p95",
            "p99",
            "CPU ms",
            "database CPU ms",
            "statements",
            "of the 7",
            "peak MB",
        ),
        (
            (
                row["database"],
                row["pairs"],
                row["workers"],
                row["cycles"],
                row["failed"],
                *(row[key] for key in ("cycles_a_second", "median_ms", "p95_ms", "p99_ms")),
                row["cpu_ms"],
                row["database_cpu_ms"] or "in it",
                row["statements"],
                row["statements_of_the_seven"],
                f"{row['server_peak_mb']:.0f}",
            )
            for row in found["cycle"]
        ),
    )
    for row in found["cycle"]:
        for failure, times in row["failures"].items():
            print(f"  {row['database']}, {row['pairs']} pairs: {times} × {failure}")
    for row in found["cycle"]:
        if row["pairs"] == 1:
            _table(
                f"Steps of one cycle on {row['database']} (target: submit and approve at most "
                "15 statements each)",
                ("Step", "median ms", "CPU ms", "statements"),
                (
                    (step["name"], step["ms"], step["cpu_ms"], step["statements"])
                    for step in row["steps"]
                ),
            )
