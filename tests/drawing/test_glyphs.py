"""Which characters the fonts of the PDF can print."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from webapp.drawing import fonts, glyphs


@pytest.mark.parametrize("face", fonts.FACES)
def test_characters_are_those_another_reader_finds(face: fonts.Face):
    path = fonts.face(face)
    with TTFont(path) as font:
        assert glyphs.characters(path) == {chr(code) for code in font.getBestCmap()}


def test_both_layouts_of_the_table_are_understood(tmp_path: Path):
    # The font holds the same characters in several layouts; here it keeps one.
    path = fonts.FONTS / "SourceSansPro-It.ttf"
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


@pytest.mark.parametrize(
    "text,printed",
    [
        ("Agree the plan", "Agree the plan"),
        ("two\nlines\u200b and\u00a0more", "two lines and more"),
        ("\U0001f600 $x^2$", "[grinning face] $x^2$"),
        ("\u05d0", "[hebrew letter alef]"),
        ("\uff21\x07", "A[character 0007]"),
    ],
)
def test_text_for_a_picture_is_one_line_of_what_the_fonts_can_print(text: str, printed: str):
    assert fonts.visible(text) == printed
