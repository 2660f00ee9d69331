"""Take the pictures: `python -m tests.screenshots [WORD …]`, all or those whose name holds a word.

Fails at the end when axe-core or html-validate found anything, or a page scrolls sideways.
"""

import sys
import tempfile
from pathlib import Path

import time_machine
from playwright.sync_api import sync_playwright

from tests import factories
from tests.conventions.html import mistakes
from tests.journeys import desk
from tests.journeys.server import Server
from tests.screenshots import papers, tour
from tests.screenshots.camera import Album
from tests.screenshots.stage import Stage
from webapp.config import ROOT

BUILD = ROOT / "build"


def main(wanted: list[str]) -> int:
    """Take what is wanted; return 1 when anything was found wrong."""
    album = Album(BUILD, wanted)
    with (
        tempfile.TemporaryDirectory() as folder,
        time_machine.travel(factories.AT, tick=True),
        sync_playwright() as playwright,
    ):
        server = Server(Path(folder))
        try:
            browser = playwright.chromium.launch(**desk.arguments())
            stage = Stage(server, browser, album, Path(folder), factories.AT)
            tour.visit(stage)
            if not wanted:
                print(papers.editions(stage) or "Documents drawn.")
                papers.greyscale(stage)
                papers.for_readme(stage, BUILD / "readme")
            browser.close()
        finally:
            server.stop()
    album.flaws += mistakes(album.pages)
    print(
        f"{album.taken} pages in {album.pictures.relative_to(ROOT)}, each at 1280 and 320 pixels."
    )
    for flaw in album.flaws:
        print(f"WRONG {flaw}")
    return 1 if album.flaws else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
