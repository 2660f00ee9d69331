"""Word templates: what is asked of them, hostile ones, and what a filled one keeps."""

import contextlib
import io
import zipfile
from collections.abc import Callable

import docx
import msgspec
import pytest
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st

from tests.packs import text
from tests.packs.cover import sample
from webapp.domain.errors import Incomplete
from webapp.packs.cover import inspection, template
from webapp.packs.cover.builder import build

NEEDED = ("{{ committee }}", "{{ meeting_date }}", "{{ title }}", "{{p body }}")


def word(*paragraphs: str, needed: bool = True) -> bytes:
    """Return a Word file of plain paragraphs, as somebody would write a template."""
    file = docx.Document()
    for paragraph in (*(NEEDED if needed else ()), *paragraphs):
        file.add_paragraph(paragraph)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


GOOD = word()


def repacked(file: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """Return a Word file with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(file)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return written.getvalue()


def refusal(file: bytes) -> str:
    """Return why a file is refused."""
    with pytest.raises(Incomplete) as caught:
        inspection.check(file)
    return caught.value.reason


def test_the_starting_template_is_good_and_names_every_kind_of_field() -> None:
    file = template.starting()
    inspection.check(file)
    assert file == template.starting()
    for name in template.NEEDED:
        assert name in text.docx_text(file)


@pytest.mark.parametrize("name", [*template.LINES])
def test_every_field_of_the_list_can_be_used(name: str) -> None:
    inspection.check(word(f"{{{{ {name} }}}}", f"{{% if {name} %}}Given{{% endif %}}"))


@pytest.mark.parametrize(
    "wrong, said",
    [
        ("{{ comittee }}", "There is no field “comittee”. Do you mean “committee”?"),
        ("{{ agenda }}", "Do you mean “agenda_item”?"),
        ("{{ zzzzzz }}", "There is no field “zzzzzz”. The list of fields is below."),
        ("{% if titel %}x{% endif %}", "Do you mean “title”?"),
        ("{{ body }}", "Write {{p body }} in a paragraph of its own"),
        ("Before {{p body }}", "Write {{p body }} in a paragraph of its own"),
        ("{{p title }}", "without the p"),
        ("{{ title", "is not closed"),
        ("title }}", "is not closed"),
        ("{% if title %}x", "Check that each field"),
        ("{{ 7 * 7 }}", "cannot be used"),
        ("{{ title.__class__.__mro__ }}", "cannot be used"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "cannot be used"),
        ("{% for i in range(10000000) %}x{% endfor %}", "cannot be used"),
        ("{% include 'x' %}", "cannot be used"),
        ("{{ title|upper }}", "cannot be used"),
        ("{# hidden #}", "cannot be used"),
        ("{%tr if title %}", "cannot be used"),
    ],
)
def test_a_wrong_field_is_named(wrong: str, said: str) -> None:
    assert said in refusal(word(wrong))


def test_a_field_in_the_header_or_the_properties_is_looked_at_too() -> None:
    file = docx.Document(io.BytesIO(word()))
    file.sections[0].header.paragraphs[0].text = "{{ comittee }}"
    written = io.BytesIO()
    file.save(written)
    assert "Do you mean “committee”?" in refusal(written.getvalue())
    file.sections[0].header.paragraphs[0].text = ""
    file.core_properties.title = "{{ 7 * 7 }}"
    written = io.BytesIO()
    file.save(written)
    assert "cannot be used" in refusal(written.getvalue())


def test_the_text_of_the_report_does_not_fit_into_a_header() -> None:
    file = docx.Document(io.BytesIO(word()))
    file.sections[0].header.paragraphs[0].text = "{{p body }}"
    written = io.BytesIO()
    file.save(written)
    assert "in a paragraph of its own" in refusal(written.getvalue())


def test_a_field_where_nothing_is_filled_in_is_refused() -> None:
    comments = (
        b'<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:p><w:r><w:t>{{ title }}</w:t></w:r></w:p></w:comments>"
    )

    def change(parts: dict[str, bytes]) -> None:
        end = b"</Relationships>"
        name = "word/_rels/document.xml.rels"
        kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
        link = b'<Relationship Id="rId77" Type="' + kind + b'" Target="comments.xml"/>'
        parts[name] = parts[name].replace(end, link + end)
        parts["word/comments.xml"] = comments
        types = parts["[Content_Types].xml"]
        kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
        entry = b'<Override PartName="/word/comments.xml" ContentType="' + kind + b'"/>'
        parts["[Content_Types].xml"] = types.replace(b"</Types>", entry + b"</Types>")

    assert "where nothing is filled in" in refusal(repacked(word(), change))


def test_a_paragraph_may_depend_on_a_field() -> None:
    file = word("{%p if agenda_item %}", "Item {{ agenda_item }}", "{%p endif %}")
    inspection.check(file)
    assert "\nItem 6" in text.docx_text(template.fill(file, build(sample.material())))
    front = msgspec.structs.replace(sample.FRONT, agenda_item="")
    bare = sample.material(msgspec.structs.replace(sample.CONTENT, front=front))
    assert "\nItem " not in text.docx_text(template.fill(file, build(bare)))


def test_what_must_be_printed_is_asked_for() -> None:
    said = refusal(word("{{ title }}", needed=False))
    for name in ("{{ committee }}", "{{ meeting_date }}", "{{p body }}"):
        assert name in said


def relationship(kind: str, target: str) -> Callable[[dict[str, bytes]], None]:
    """Return a change that makes the file fetch something."""

    def change(parts: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        link = (
            f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/'
            f'2006/relationships/{kind}" Target="{target}" TargetMode="External"/>'
        )
        end = b"</Relationships>"
        parts[name] = parts[name].replace(end, link.encode() + end)

    return change


def in_document(old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    """Return a change of the main part."""

    def change(parts: dict[str, bytes]) -> None:
        assert old in parts["word/document.xml"]
        parts["word/document.xml"] = parts["word/document.xml"].replace(old, new, 1)

    return change


def macro_type(parts: dict[str, bytes]) -> None:
    """Say that the file may hold macros."""
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        inspection.MAIN.encode(), b"application/vnd.ms-word.document.macroEnabled.main+xml"
    )


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda parts: parts.update({"word/vbaProject.bin": b"x"}), "macros"),
        (lambda parts: parts.update({"word/embeddings/a.bin": b"x"}), "embedded files"),
        (lambda parts: parts.update({"word/activeX/activeX1.xml": b"<a/>"}), "controls"),
        (macro_type, "not as a template or with macros"),
        (relationship("attachedTemplate", "https://example.org/a.dotm"), "fetches something"),
        (relationship("image", "https://example.org/a.png"), "fetches something"),
        (relationship("hyperlink", "file:///etc/passwd"), "fetches something"),
        (relationship("aFChunk", "https://example.org/a"), "fetches something"),
        (
            in_document(
                b"<w:body>",
                b"<w:body><w:p><w:r><w:instrText>DDEAUTO c:\\x</w:instrText></w:r></w:p>",
            ),
            "DDEAUTO",
        ),
        (
            in_document(b"<w:body>", b'<w:body><w:p><w:fldSimple w:instr="INCLUDETEXT x"/></w:p>'),
            "INCLUDETEXT",
        ),
        (
            lambda parts: parts.update(
                {
                    "word/document.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
                    + parts["word/document.xml"].partition(b"?>")[2]
                }
            ),
            "XML that Word does not write",
        ),
        (lambda parts: parts.update({"word/document.xml": b"<w:document"}), "damaged"),
        (lambda parts: parts.update({"word/styles.xml": b"no"}), "damaged"),
        (lambda parts: parts.pop("word/document.xml"), "something else"),
        (
            lambda parts: parts.update({f"word/{n}.xml": b"<a/>" for n in range(500)}),
            "far larger unpacked",
        ),
        (
            lambda parts: parts.update({"word/media/a.png": bytes(25_000_000)}),
            "far larger unpacked",
        ),
    ],
    ids=[
        "macros",
        "embedded",
        "controls",
        "macro type",
        "attached template",
        "linked picture",
        "file link",
        "chunk",
        "DDE",
        "include",
        "entity",
        "cut off",
        "no XML",
        "no text",
        "many parts",
        "bomb",
    ],
)
def test_a_hostile_file_is_refused(change: Callable[[dict[str, bytes]], object], said: str) -> None:
    assert said in refusal(repacked(word(), change))


@pytest.mark.parametrize(
    "file",
    [b"", b"PK\x03\x04", b"%PDF-1.7", b"MZ" * 100, b"\x00" * 3_000_000],
    ids=["empty", "zip", "pdf", "program", "large"],
)
def test_another_kind_of_file_is_refused(file: bytes) -> None:
    assert refusal(file)


@given(st.binary(max_size=300), st.integers(0, 2_000))
def test_a_damaged_file_is_refused_or_good_and_never_breaks(noise: bytes, place: int) -> None:
    file = GOOD[:place] + noise + GOOD[place + len(noise) :]
    with contextlib.suppress(Incomplete):
        inspection.check(file)


def test_a_link_in_a_letterhead_is_kept() -> None:
    inspection.check(repacked(word(), relationship("hyperlink", "https://example.org/")))


def test_a_filled_template_keeps_its_own_headings_and_look() -> None:
    file = docx.Document(io.BytesIO(word("The end")))
    file.styles["Heading 1"].font.size = Pt(31)
    file.sections[0].footer.paragraphs[0].text = "{{ organisation }} {{ agenda_item }}"
    written = io.BytesIO()
    file.save(written)
    inspection.check(written.getvalue())
    filled = docx.Document(io.BytesIO(template.fill(written.getvalue(), build(sample.material()))))
    assert filled.styles["Heading 1"].font.size == Pt(31)
    assert filled.sections[0].footer.paragraphs[0].text == "Westmere Combined Authority 6"
    texts = [one.text for one in filled.paragraphs]
    assert texts[0] == "Scrutiny committee"
    assert texts[-1] == "The end"
    headings = [
        one.text for one in filled.paragraphs if one.style and one.style.name == "Heading 1"
    ]
    assert headings[0] == "Recommendations"


def test_text_of_a_report_is_never_read_as_a_template() -> None:
    nasty = "{{ 7 * 7 }} {% for %} <w:p/> & {{p body }}"
    content = msgspec.structs.replace(
        sample.CONTENT,
        front=msgspec.structs.replace(sample.FRONT, title=nasty),
        objectives_text=nasty,
    )
    filled = template.fill(template.starting(), build(sample.material(content)))
    assert text.docx_text(filled).count(nasty) == 2
