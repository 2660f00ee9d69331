"""How long a pack takes in each format, and how much memory: a process for each size."""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ParamSpec, TypeVar

import msgspec
import typst

from bench import words
from models.enums import Audience, PackFormat
from tests.packs import sample
from webapp.config import ROOT
from webapp.drawing.fonts import FONTS
from webapp.narrative import TEMPLATES
from webapp.packs import builder, formats, material
from webapp.packs.document import Document
from webapp.packs.renderers import data
from webapp.packs.renderers.pdf import with_pictures
from webapp.wsgi import settle

SIZES = (5, 50, 200)
Made = TypeVar("Made")
Given = ParamSpec("Given")


def measure(sizes: tuple[int, ...], rounds: int) -> list[dict[str, Any]]:
    """Build packs of each number of workstreams, each size in a process of its own."""
    return [
        msgspec.json.decode(
            subprocess.run(  # noqa: S603 - our own command
                [sys.executable, "-m", "bench.packs", str(size), str(max(1, rounds * 5 // size))],
                stdout=subprocess.PIPE,
                cwd=ROOT,
                check=True,
            ).stdout
        )
        for size in sizes
    ]


def pack(workstreams: int, number: int) -> material.PackData:
    """Return a pack in which every text is another for another `number`: nothing is remembered."""
    return sample.pack(
        audience=Audience.IIB,
        prepared_on=date(2026, 7, 14),
        workstreams=tuple(
            sample.workstream(
                f"W{place}",
                f"Workstream {place}",
                report=sample.report(words.update(number * 1000 + place)),
            )
            for place in range(1, workstreams + 1)
        ),
    )


def typst_alone() -> Callable[[Mapping[str, str]], object]:
    """Return Typst with our template and fonts, given its data ready-made."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    compiler = typst.Compiler(str(TEMPLATES / "packs" / "pack.typ"), font_paths=fonts)
    return lambda inputs: compiler.compile(
        sys_inputs=dict(inputs), format="pdf", pdf_standards=["ua-1", "a-3a"]
    )


def _ready_made(document: Document) -> dict[str, str]:
    """Return what the template asks for: the document, and the data attached to the pages."""
    fields, drawn = with_pictures(document)
    return {
        "document": msgspec.json.encode(fields).decode(),
        "attached": data.render(document).decode(),
        "pictures": msgspec.json.encode(drawn).decode(),
    }


def _timed(
    make: Callable[Given, Made], *given: Given.args, **named: Given.kwargs
) -> tuple[Made, float]:
    began = time.process_time()
    made = make(*given, **named)
    return made, (time.process_time() - began) * 1000


def build(workstreams: int, rounds: int) -> dict[str, Any]:
    """Build packs `rounds` times; return the middle processor time of each format, in ms."""
    alone = typst_alone()
    sizes: dict[str, int] = {}
    taken: dict[str, list[float]] = {}
    peak = 0.0
    _warm_up(alone)
    for number in range(1, rounds + 1):
        document, ms = _timed(builder.build, pack(workstreams, 2 * number))
        found = {"document": ms}
        for kind in PackFormat:
            made, found[kind] = _timed(formats.render, document, kind)
            sizes[kind] = len(made)
        peak = peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        # Typst remembers what it has set, so alone it gets another pack, of the same length.
        inputs = _ready_made(builder.build(pack(workstreams, 2 * number + 1)))
        _, found["typst alone"] = _timed(alone, inputs)
        for name, ms in found.items():
            taken.setdefault(name, []).append(ms)
    middle = {name: statistics.median(values) for name, values in taken.items()}
    return {
        "workstreams": workstreams,
        "ms": middle,
        "pdf_ratio": middle[PackFormat.PDF] / middle["typst alone"],
        "bytes": sizes,
        "peak_mb": peak,
    }


def _warm_up(alone: Callable[[Mapping[str, str]], object]) -> None:
    """Load fonts, templates and renderers, which a server does once before it settles."""
    document = builder.build(pack(1, 0))
    for kind in PackFormat:
        formats.render(document, kind)
    alone(_ready_made(document))
    settle()


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(build(int(sys.argv[1]), int(sys.argv[2]))))
