"""What people type: kept to the letter, set as blocks, harmless on a page."""

import time

import pytest

from tests.packs.text import html_text, missing_runs
from webapp import narrative
from webapp.domain.blocks import Break, Heading, ItemList, Paragraph, Text


def words_of(markdown: str) -> str:
    """Return the text of all paragraphs of a narrative without lists."""
    return "\n".join(
        "".join(part.text for part in block.inlines if isinstance(part, Text))
        for block in narrative.parse(markdown)
        if isinstance(block, Paragraph)
    )


@pytest.mark.parametrize(
    "text",
    [
        'A ""scheme of delegation"" & more',
        "1 < 2 > 0 and &amp; stays &amp;",
        "‘single’ “double” – dash — dash… £5 €6 50% C:\\files",  # noqa: RUF001 - as people type
        "<b>not bold</b>",
        "> not a quotation",
        "`not code` and ~~~ and ```",
        "![picture](https://example.org/a.png",
        "[note]: https://example.org",
        "<https://example.org>",
        "a_name_with_lines and 5*3",
        "| not | a | table |",
        "---",
    ],
)
def test_what_is_not_in_the_dialect_stays_as_typed(text: str):
    assert words_of(text) == text


def test_a_single_new_line_keeps_words_apart():
    assert words_of("one\ntwo") == "one two"


def test_two_spaces_before_a_new_line_break_the_line():
    (paragraph,) = narrative.parse("one  \ntwo")
    assert paragraph == Paragraph((Text("one"), Break(), Text("two")))


def test_bold_emphasis_and_links():
    (paragraph,) = narrative.parse("a **b** *c* [d **e**](https://example.org?a=1&b=2)")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.inlines == (
        Text("a "),
        Text("b", strong=True),
        Text(" "),
        Text("c", emphasis=True),
        Text(" "),
        Text("d ", href="https://example.org?a=1&b=2"),
        Text("e", strong=True, href="https://example.org?a=1&b=2"),
    )


def test_a_numbered_list_keeps_its_markers():
    (block,) = narrative.parse("3) third\n4) fourth")
    assert isinstance(block, ItemList)
    assert (block.ordered, block.start) == (True, 3)
    assert [item.marker for item in block.items] == ["3)", "4)"]


def test_a_list_that_starts_at_nought_says_so():
    (block,) = narrative.parse("0. nought\n1. one")
    assert isinstance(block, ItemList)
    assert [item.marker for item in block.items] == ["0.", "1."]


def test_one_numbered_sentence_keeps_its_number():
    html = narrative.to_html(narrative.parse("1. There are no issues."))
    assert missing_runs(["1. There are no issues."], html_text(html.encode())) == []


def test_lists_stand_inside_lists_and_bullets_have_no_marker():
    (outer,) = narrative.parse("- a\n  - b\n\n    more of b")
    assert isinstance(outer, ItemList)
    first, inner = outer.items[0].blocks
    assert first == Paragraph((Text("a"),))
    assert isinstance(inner, ItemList)
    assert inner.items[0].marker == ""
    assert inner.items[0].blocks == (Paragraph((Text("b"),)), Paragraph((Text("more of b"),)))


def test_bullets_pasted_from_word_become_a_list():
    (block,) = narrative.parse("• one\n\uf0b7\ttwo\n·\u00a0three")
    assert isinstance(block, ItemList)
    assert len(block.items) == 3


def test_headings_fit_below_their_section_and_never_skip_a_level():
    headings = [
        block.level
        for block in narrative.parse("### a\n\n##### b\n\n#### c\n\n# d\n\n###### e", under=2)
        if isinstance(block, Heading)
    ]
    assert headings == [3, 4, 4, 3, 4]


def test_a_heading_without_words_is_no_heading():
    assert narrative.parse("#\n\ntext") == (Paragraph((Text("text"),)),)


def test_an_empty_item_keeps_its_place_in_a_list():
    (block,) = narrative.parse("1.\n2. two")
    assert isinstance(block, ItemList)
    assert [item.marker for item in block.items] == ["1.", "2."]
    assert block.items[0].blocks == (Paragraph((Text(""),)),)


def test_headings_stop_at_the_deepest_level():
    blocks = narrative.parse("# a\n\n## b\n\n### c\n\n#### *d* [e](https://example.org)", under=3)
    assert [block.level for block in blocks if isinstance(block, Heading)] == [4, 5, 5, 5]
    assert isinstance(blocks[-1], Heading)
    assert blocks[-1].text == "d e"


def test_every_paragraph_has_an_address_and_a_source():
    blocks = narrative.parse("one\n\n## two\n\nthree", prefix="g-activities", source="source-g")
    assert [getattr(block, "id", "") for block in blocks] == [
        "g-activities-1",
        "g-activities-h2",
        "g-activities-3",
    ]
    assert isinstance(blocks[0], Paragraph)
    assert blocks[0].source == "source-g"


def test_plain_text_is_never_markup_and_keeps_its_lines():
    assert narrative.plain("**a**\n\n<b>b</b> ", prefix="x") == (
        Paragraph((Text("**a**"),), "x-1"),
        Paragraph((Text("<b>b</b>"),), "x-2"),
    )


def test_characters_nobody_can_print_are_left_out():
    assert narrative.clean("a\x00b\x0bc\ud800d\r\ne\rf") == "abcd\ne\nf"


def test_nothing_typed_gives_no_blocks():
    assert narrative.parse(" \n\n ") == ()


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<div hx-get="/x" hx-trigger="load" hx-on:click="alert(1)">x</div>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//example.org)",
    "[x](/audit)",
    '[x](https://example.org" onclick="alert(1))',
    "![x](https://example.org/track.png)",
    "<style>*{display:none}</style>",
    "</p></div><iframe src=https://example.org>",
    "{{ 7*7 }} {% include 'x' %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "- <svg onload=alert(1)>",
    "# <a href=javascript:alert(1)>x</a>",
    "**<math><mi xlink:href=javascript:alert(1)>**",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str):
    html = str(narrative.to_html(narrative.parse(text, prefix="x")))
    tags = {part.split(">")[0].split(" ")[0].strip("/") for part in html.split("<")[1:]}
    assert tags <= {"p", "h3", "ul", "li", "strong", "a"}
    for part in html.split("<")[1:]:
        inside = part.split(">")[0].lower()
        assert " on" not in inside
        assert " hx-" not in inside
        assert "script:" not in inside
        assert "data:" not in inside
    assert missing_runs([text], html_text(html.encode())) == []


@pytest.mark.parametrize(
    "text",
    [
        "- " * 4_000 + "end",
        "1. " * 4_000 + "end",
        "\n".join("  " * depth + f"- item{depth}" for depth in range(60)),
        "\n".join("   " * depth + f"1. item{depth}" for depth in range(60)),
    ],
)
def test_lists_nested_beyond_sense_lose_no_word(text: str):
    html = narrative.to_html(narrative.parse(text))
    # Bullets are marks; what was inside them is not.
    assert (
        missing_runs(["end" if text.endswith("end") else "item59"], html_text(html.encode())) == []
    )


@pytest.mark.parametrize(
    "piece,size",
    [
        ("word ", 600_000),
        ("A sentence.\n\n", 600_000),
        ("x", 600_000),
        ("\t", 600_000),
        ("- item\n", 150_000),
        ("1. a\n", 150_000),
        ("*", 150_000),
        ("**a *b ", 150_000),
        ("[", 150_000),
        ("[](", 150_000),
    ],
)
def test_a_huge_paste_is_read_in_seconds(piece: str, size: int):
    text = (piece * size)[:size]
    started = time.process_time()
    narrative.parse(text)
    assert time.process_time() - started < 10
