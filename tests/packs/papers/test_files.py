"""Files from outside come out inert or are refused with a sentence; nothing ends in a failure."""

import io
import subprocess
import sys
import zipfile
from contextlib import suppress

import docx
import msgspec
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from models.enums import PaperKind
from tests.packs.papers import hostile
from tests.packs.papers.hostile import CANARY, EICAR
from webapp.config import ROOT
from webapp.domain.errors import Incomplete
from webapp.packs.papers import apart, pictures
from webapp.packs.papers.files import MEDIA_TYPES, Inert, make_inert
from webapp.packs.papers.names import plain
from webapp.packs.papers.section import KIND_NAMES

ACCEPTED = {
    PaperKind.PDF: hostile.plain_pdf(),
    PaperKind.WORD: hostile.word(),
    PaperKind.EXCEL: hostile.workbook(),
    PaperKind.PNG: hostile.picture("PNG"),
    PaperKind.JPEG: hostile.picture("JPEG"),
    PaperKind.CSV: b"Name,Number\nOne,1\nTwo,-2.5\n",
    PaperKind.TEXT: b"Findings: all is well, mostly.\n",
}
MACROS = "Take out macros, controls and embedded files"
FETCHES = "fetches something from elsewhere"
DAMAGED = "This PDF is damaged"
ELSE = "this file is something else"
REFUSED = {
    "nothing": (b"", "The file is empty"),
    "blanks": (b" \n\t\n", "The file is empty"),
    "a table without an end": ((b"a," * 1_000_000 + b"a\n") * 2, "too many cells"),
    "a program": (b"MZ\x90\0\x03" + b"\0" * 60, ELSE),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "written as code"),
    "a page": (b"\xef\xbb\xbf <!DOCTYPE html><script>x()</script>", "written as code"),
    "rich text": (rb"{\rtf1 {\object}}", "written as code"),
    "PostScript": (b"%!PS-Adobe-3.0", "written as code"),
    "old Office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "older Office file"),
    "a GIF": (b"GIF89a" + b"\0" * 30, ELSE),
    "PDF cut": (hostile.plain_pdf()[:-200], DAMAGED),
    "PDF head alone": (b"%PDF-1.7\n", DAMAGED),
    "PDF behind something": (b"\0\0" + hostile.plain_pdf(), ELSE),
    "PDF to open by password": (hostile.encrypted_pdf("user"), "protected by a password"),
    "PDF against changes": (hostile.encrypted_pdf(""), "protected by a password"),
    "PDF without a page": (hostile.saved(hostile.pdf(0)), "must have one"),
    "PDF without an end": (hostile.saved(hostile.pdf(3_001)), "up to 3,000 pages"),
    "PDF bomb": (hostile.flate_bomb(), DAMAGED),
    "no Office": (b"PK\x03\x04" + b"\0" * 60, ELSE),
    "any ZIP": (hostile.zipped({"a.txt": b"a"}), ELSE),
    "Word cut": (hostile.word()[:-300], ELSE),
    "Word bomb": (hostile.zip_bomb(), "far larger unpacked"),
    "Word of too many parts": (
        hostile.word({f"word/{number}.xml": b"" for number in range(4_000)}),
        "far larger unpacked",
    ),
    "Word with a part twice": (hostile.two_of_a_name(), ELSE),
    "Word with a macro": (hostile.word({"word/vbaProject.bin": b"x"}), MACROS),
    "Word for macros": (
        hostile.word(
            types=(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                "application/vnd.ms-word.document.macroEnabled.main+xml",
            )
        ),
        "Files with macros",
    ),
    "Word with OLE": (hostile.word({"word/embeddings/oleObject1.bin": b"x"}), MACROS),
    "Word with OLE by another name": (
        hostile.word(
            {"word/a.bin": b"x"}, links=hostile.linked("oleObject", "a.bin", outside=False)
        ),
        MACROS,
    ),
    "Word with a file inside": (
        hostile.word({"word/a.bin": b"x"}, links=hostile.linked("package", "a.bin", outside=False)),
        MACROS,
    ),
    "Word with ActiveX": (hostile.word({"word/activeX/activeX1.xml": b"<a/>"}), MACROS),
    "Word with a picture elsewhere": (
        hostile.word(links=hostile.linked("image", "https://example.org/a.png")),
        FETCHES,
    ),
    "Word with a link to a script": (
        hostile.word(links=hostile.linked("hyperlink", "javascript:x()")),
        FETCHES,
    ),
    "Word with a DDE field": (
        hostile.word(
            text=(
                "<w:body>",
                (
                    "<w:body><w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>"
                    "DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>"
                ),
            )
        ),
        "DDEAUTO",
    ),
    "Word with an entity": (
        hostile.word({"word/a.xml": b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///a'>]><a>&b;</a>"}),
        "XML that Word does not write",
    ),
    "Word that is damaged": (hostile.word({"word/a.xml": b"<a>"}), "damaged"),
    "Excel that fetches": (hostile.workbook("WEBSERVICE('https://a')"), "fetch something"),
    "Excel that runs": (hostile.workbook("cmd|'/C calc'!A0"), "fetch something"),
    "Excel with another book": (
        hostile.workbook(more={"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        MACROS,
    ),
    "picture cut": (hostile.picture("PNG")[:-30], "This picture is damaged"),
    "picture head alone": (b"\xff\xd8\xff\xe0", "This picture"),
    "picture too large": (hostile.large_picture(), "more than 50 million points"),
    "pixel bomb": (hostile.pixel_bomb(), "million points"),
}


def words_of(file: bytes) -> bytes:
    """Return all that is in a file, unpacked."""
    if file.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    if file.startswith(b"%PDF"):
        with Pdf.open(io.BytesIO(file)) as pdf:
            target = io.BytesIO()
            pdf.save(target, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            return target.getvalue()
    return file


NOT_KEPT = {
    "action": (
        "GoToR GoToE GoToDp Launch Thread Sound Movie Hide Named SubmitForm ResetForm ImportData "
        "SetOCGState Rendition Trans GoTo3DView JavaScript RichMediaExecute"
    ),
    "annotation": "FileAttachment Sound Movie Screen 3D RichMedia",
    "names": "JavaScript EmbeddedFiles Renditions AlternatePresentations IDS URLS",
    "page": "AA JS EF AF XFA RichMediaContent RichMediaSettings 3DD PieceInfo Metadata OPI",
    "root": "Collection Perms Legal URI Requirements SpiderInfo AcroForm AA AF",
    "trailer": "Hidden",
}
"""What ISO 32000-2 knows by these names and no paper needs."""


def test_every_kind_has_a_name_and_a_media_type() -> None:
    assert set(PaperKind) == set(KIND_NAMES) == set(MEDIA_TYPES) == set(ACCEPTED)


@pytest.mark.parametrize("kind", PaperKind)
def test_a_file_is_known_by_its_content_and_made_anew_alike(kind: PaperKind) -> None:
    inert = make_inert(ACCEPTED[kind])
    assert inert.kind is kind
    assert CANARY.encode() not in words_of(inert.content)
    assert make_inert(ACCEPTED[kind]) == inert
    again = make_inert(inert.content)
    assert again.kind is kind
    assert again.taken_out == ()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(name: str) -> None:
    file, sentence = REFUSED[name]
    with pytest.raises(Incomplete) as refused:
        make_inert(file) if name != "PDF bomb" else apart.examine(file)
    assert sentence in refused.value.reason


def test_a_pdf_loses_all_that_runs_fetches_or_hides_and_says_so() -> None:
    inert = make_inert(hostile.pdf_that_does_everything())
    there = words_of(inert.content)
    assert CANARY.encode() not in there
    for word in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/AcroForm", b"/URI (file"):
        assert word not in there
    assert b"https://example.org/kept" in there
    assert any(line.endswith("scripts were taken out.") for line in inert.taken_out)
    assert "Two files inside the PDF were taken out." in inert.taken_out
    assert "Two links to something other than pages were taken out." in inert.taken_out
    with Pdf.open(io.BytesIO(inert.content)) as kept:
        assert len(kept.pages) == 2
        assert str(kept.docinfo.Title) == "A report"
        assert set(kept.docinfo.keys()) == {"/Title"}
        assert Name.OpenAction not in kept.Root


def put_in(place: str, name: str) -> bytes:
    """Return a PDF with a canary under a name: an action, an annotation, or an entry of a part."""
    made = hostile.pdf()
    page, said = made.pages[0].obj, Dictionary(X=String(CANARY))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])
    if place == "action":
        link.A = Dictionary(S=Name(f"/{name}"), F=String(CANARY))
    elif place == "annotation":
        link.Subtype, link.Contents = Name(f"/{name}"), String(CANARY)
    elif place == "names":
        made.Root.Names = Dictionary({f"/{name}": said})
    else:
        part = {"page": page, "root": made.Root, "trailer": made.trailer}[place]
        part[Name(f"/{name}")] = said
    page.Annots = Array([link])
    return hostile.saved(made)


@pytest.mark.parametrize(
    "place, name", [(place, name) for place, names in NOT_KEPT.items() for name in names.split()]
)
def test_nothing_of_a_pdf_that_could_run_fetch_or_hide_is_kept(place: str, name: str) -> None:
    sent = put_in(place, name)
    assert CANARY.encode() in words_of(sent)
    assert CANARY.encode() not in words_of(make_inert(sent).content)


@pytest.mark.parametrize("kind", [PaperKind.PDF, PaperKind.PNG, PaperKind.JPEG])
def test_what_hides_behind_the_end_of_a_file_is_not_kept(kind: PaperKind) -> None:
    behind = ACCEPTED[kind] + hostile.zipped({CANARY: b"x"})
    assert make_inert(behind) == make_inert(ACCEPTED[kind])


def test_a_word_file_keeps_its_words_and_loses_its_notes_and_its_template() -> None:
    sent = hostile.word(
        {"customXml/item1.xml": f"<a>{CANARY}</a>".encode()},
        settings=(
            "</w:settings>",
            f"<w:attachedTemplate xmlns:r='{hostile.OFFICE}' r:id='rX'/></w:settings>",
        ),
    )
    rows = (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<Relationship Id='rX' Type='{hostile.OFFICE}/attachedTemplate' "
        f"Target='file:///{CANARY}.dotm' TargetMode='External'/></Relationships>"
    )
    sent = hostile.with_parts(sent, {"word/_rels/settings.xml.rels": rows.encode()}, {})
    inert = make_inert(sent)
    assert inert.taken_out == ("One link to a template was taken out.",)
    assert CANARY.encode() not in words_of(inert.content)
    assert docx.Document(io.BytesIO(inert.content)).paragraphs[0].text == "A report by others."


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_keeps_its_points_alone(kind: str) -> None:
    inert = make_inert(hostile.picture(kind))
    assert inert.taken_out == ("One note on place, time or camera was taken out.",)
    with Image.open(io.BytesIO(inert.content)) as picture:
        assert (picture.format, picture.size) == (kind, (8, 8))
        assert not picture.getexif()
        assert not {"comment", "icc_profile"} & picture.info.keys()


@pytest.mark.parametrize("mode", ["P", "LA", "I;16", "CMYK", "1"])
def test_pictures_of_any_colours_can_be_kept(mode: str) -> None:
    target = io.BytesIO()
    Image.new(mode, (3, 2)).save(target, "JPEG" if mode == "CMYK" else "PNG")
    with Image.open(io.BytesIO(make_inert(target.getvalue()).content)) as picture:
        assert picture.size == (3, 2)
        assert picture.mode in pictures.PLAIN


def test_text_is_text_whatever_it_says() -> None:
    assert make_inert(EICAR.encode()) == Inert(kind=PaperKind.TEXT, content=EICAR.encode())
    turned = make_inert("safe\u202etxt.exe\r\nA \u2066b".encode())
    assert turned.content == b"safetxt.exe\nA b"
    assert turned.taken_out == ("Two hidden marks were taken out.",)
    assert make_inert("Caf\xe9".encode("cp1252")).content == "Café".encode()


def test_no_cell_of_a_table_is_a_formula() -> None:
    inert = make_inert(b'a,b\n=1+1,-2\n"@x",+44 20\n"\t=2",-x\n')
    assert inert.content.decode().splitlines() == ["a,b", "'=1+1,-2", "'@x,+44 20", "'\t=2,'-x"]
    assert inert.taken_out == ("Formulas in cells were made plain text (4).",)


@pytest.mark.parametrize(
    "sent,kept",
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\somebody\\report.pdf", "report.pdf"),
        ("fdp.\u202egpj.exe", "fdp.gpj.exe"),
        ("a\r\nSet-Cookie: b=c.pdf", "aSet-Cookie: b=c.pdf"),
        ("\0", "file"),
        ("", "file"),
        ("x" * 3_000 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_cannot_mislead(sent: str, kept: str) -> None:
    assert plain(sent) == kept


@given(st.text())
def test_a_name_is_short_and_plain(sent: str) -> None:
    name = plain(sent)
    assert 0 < len(name) <= 200
    assert not set(name) & set("/\\\r\n\0\u202e\u2066")


@settings(max_examples=150)
@given(st.sampled_from(sorted(ACCEPTED)), st.integers(0), st.binary(max_size=40), st.booleans())
def test_a_damaged_file_is_kept_or_refused_and_never_a_failure(
    kind: PaperKind, place: int, rubbish: bytes, cut: bool
) -> None:
    file = ACCEPTED[kind]
    place %= len(file)
    sent = file[:place] + rubbish + (b"" if cut else file[place + len(rubbish) :])
    inert = None
    with suppress(Incomplete):
        inert = make_inert(sent)
    assert inert is None or inert.kind in PaperKind


@pytest.mark.parametrize("kind", [PaperKind.PDF, PaperKind.TEXT])
def test_a_process_of_its_own_gives_the_same_answer(kind: PaperKind) -> None:
    inert = make_inert(ACCEPTED[kind])
    assert apart.examine(ACCEPTED[kind]) == inert
    assert msgspec.msgpack.decode(apart.answer(ACCEPTED[kind]), type=apart.Kept).inert == inert
    assert msgspec.msgpack.decode(apart.answer(b""), type=apart.Refused).reason


def test_the_process_has_little_memory_and_time() -> None:
    script = (
        "import resource; from webapp.packs.papers import apart; "
        "kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE); "
        "apart.answer = lambda _: repr([resource.getrlimit(kind)[1] for kind in kinds]).encode(); "
        "apart.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=b"", capture_output=True, cwd=ROOT, check=True
    )
    assert done.stdout.decode() == repr([apart.MEMORY, apart.SECONDS, 0])


def test_a_file_that_ends_its_reader_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Incomplete, match="cannot be opened safely"):
        apart.examine(b"a")
