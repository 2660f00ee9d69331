"""Which characters the fonts of the PDF can print."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from webapp.packs.renderers import glyphs, pdf


@pytest.mark.parametrize("face", pdf.FACES)
def test_characters_are_those_another_reader_finds(face: str):
    path = pdf.FONTS / f"SourceSansPro-{face}.otf"
    with TTFont(path) as font:
        assert glyphs.characters(path) == {chr(code) for code in font.getBestCmap()}


def test_both_layouts_of_the_table_are_understood(tmp_path: Path):
    # The font holds the same characters in several layouts; here it keeps one.
    path = pdf.FONTS / "SourceSansPro-It.ttf"
    with TTFont(path) as font:
        whole = {chr(code) for code in font.getBestCmap()}
        font["cmap"].tables = [part for part in font["cmap"].tables if part.format == 4]
        font.save(tmp_path / "one.ttf")
    assert glyphs.characters(tmp_path / "one.ttf") == {
        code for code in whole if ord(code) < 0x10000
    }


def test_a_font_without_the_table_is_refused(tmp_path: Path):
    file = tmp_path / "empty.otf"
    file.write_bytes(b"OTTO\x00\x01" + bytes(6) + b"head" + bytes(12))
    with pytest.raises(ValueError, match="no table cmap"):
        glyphs.characters(file)
