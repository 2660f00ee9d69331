"""Pictures of documents, the board without colours, and the pictures of the README."""

import shutil
import subprocess
from pathlib import Path

from PIL import Image

from models import EditionFile
from models.enums import PackFormat
from tests.screenshots.camera import draw
from tests.screenshots.stage import Stage

LARGEST = 200_000
"""Bytes that a picture of the README may have."""
README = {
    "board": "programme-office-board-mid-cycle-1280.png",
    "review": "sponsor-delivery-review-to-decide-1280.png",
}
HEIGHTS = {"board": 1180, "review": 1180}
"""Pixels from the top of the page that the README shows."""


def editions(stage: Stage) -> str:
    """Draw the newest edition's PDF and Word file; return a sentence on what was left out."""
    folder = stage.folder
    with stage.server.rows() as session:
        for kind in (PackFormat.PDF, PackFormat.DOCX):
            row = session.query(EditionFile).filter_by(edition_id=stage.edition_id, format=kind)
            (folder / f"edition.{kind}").write_bytes(row.one().content)
    draw(folder / "edition.pdf", "pdf", stage.album.pictures)
    office = shutil.which("soffice")
    if office is None:
        return "No pictures of the Word file: there is no LibreOffice (soffice) on this machine."
    converted = folder / "word"
    subprocess.run(
        [
            office,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            converted,
            folder / "edition.docx",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    draw(converted / "edition.pdf", "docx", stage.album.pictures)
    return ""


def greyscale(stage: Stage) -> None:
    """Take the board without its colours."""
    pictures = stage.album.pictures
    Image.open(pictures / README["board"]).convert("L").save(pictures / "greyscale-board.png")


def for_readme(stage: Stage, folder: Path) -> None:
    """Write the two pictures of the README, small enough to keep with the code."""
    folder.mkdir(exist_ok=True)
    for name, taken in README.items():
        picture = Image.open(stage.album.pictures / taken).convert("RGB")
        cut = picture.crop((0, 0, picture.width, min(picture.height, HEIGHTS[name])))
        file = folder / f"{name}.png"
        cut.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            file, optimize=True
        )
        if file.stat().st_size > LARGEST:
            stage.album.blame(str(file), [f"has more than {LARGEST:,} bytes"])
