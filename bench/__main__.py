"""`python -m bench`: measure, print the tables and write build/bench.json."""

import argparse
import json
import os
import platform
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import cycle, packs, pages, tables
from webapp.config import ROOT


def main() -> None:
    """Measure what was asked for; --quick does a little of everything, to try it out."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=")
    parser.add_argument("--quick", action="store_true", help="a few rounds, to try it out")
    parser.add_argument("--only", choices=("pages", "packs", "cycle"), help="measure one part")
    asked = parser.parse_args()
    quick: bool = asked.quick
    began = time.monotonic()
    found: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} processors, {platform.system()}, "
        f"Python {platform.python_version()}",
        "quick": quick,
    }
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as name:
        folder = Path(name)
        if asked.only in (None, "pages"):
            found |= pages.measure(folder, rounds=8 if quick else 40)
            tables.pages(found)
        if asked.only in (None, "packs"):
            found["packs"] = packs.measure(packs.SIZES, rounds=2 if quick else 10)
            tables.packs(found)
        if asked.only in (None, "cycle"):
            found["cycle"] = cycle.measure(folder, cycles=10 if quick else 80, seconds=25)
            tables.cycle(found)
    found["seconds"] = round(time.monotonic() - began, 1)
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=1) + "\n")
    print(f"\n{found['machine']}; {found['seconds']:.0f} seconds; written to build/bench.json")


if __name__ == "__main__":
    main()
