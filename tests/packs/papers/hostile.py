"""Files as somebody might send them: harmless ones, and ones made to do harm."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping

import docx
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, String
from PIL import Image

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = "[Content_Types].xml"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CANARY = "magpie"
"""Stands in whatever must not be in a file that is kept."""
EICAR = "X5O!P%@AP[4" + "\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def saved(pdf: Pdf, **how: object) -> bytes:
    """Return the bytes of a PDF."""
    target = io.BytesIO()
    pdf.save(target, **how)  # type: ignore[arg-type]
    return target.getvalue()


def pdf(pages: int = 1) -> Pdf:
    """Return a PDF with empty pages and a title."""
    made = Pdf.new()
    for _ in range(pages):
        made.add_blank_page()
    made.docinfo.Title = "A report"
    return made


def plain_pdf() -> bytes:
    """Return a harmless PDF."""
    return saved(pdf(), deterministic_id=True)


def pdf_that_does_everything() -> bytes:
    """Return a PDF with a canary in every place from which something could run, fetch or hide."""
    made = pdf(2)
    made.docinfo.Author = CANARY

    def script() -> Dictionary:
        return Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{CANARY}')"))

    made.Root.OpenAction = made.make_indirect(script())
    made.Root.AA = Dictionary(WC=script())
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))
    made.Root.AcroForm = made.make_indirect(
        Dictionary(Fields=Array([]), XFA=made.make_stream(CANARY.encode()))
    )
    made.Root.Metadata = made.make_stream(f"<x>{CANARY}</x>".encode())
    made.Root.PieceInfo = Dictionary(App=Dictionary(Private=String(CANARY)))
    made.attachments[f"{CANARY}.exe"] = CANARY.encode()
    page = made.pages[0].obj
    page.AA = Dictionary(O=made.make_indirect(script()))
    hidden = Dictionary(S=Name.GoTo, D=Array([page, Name.Fit]), Next=Array([script()]))
    actions = [
        script(),
        Dictionary(S=Name.Launch, F=String(CANARY)),
        Dictionary(S=Name.SubmitForm, F=String(f"https://{CANARY}.example")),
        Dictionary(S=Name.GoToR, F=String(CANARY), D=Array([0, Name.Fit])),
        Dictionary(S=Name.URI, URI=String(f"javascript:{CANARY}")),
        Dictionary(S=Name.URI, URI=String(f"file:///{CANARY}")),
        Dictionary(S=Name.ImportData, F=String(CANARY)),
        hidden,
        Dictionary(S=Name.URI, URI=String("https://example.org/kept")),
    ]
    page.Annots = Array(
        [
            *(
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
                for action in actions
            ),
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.FileAttachment,
                Rect=[0, 0, 9, 9],
                FS=Dictionary(F=String(CANARY), EF=Dictionary(F=made.make_stream(CANARY.encode()))),
            ),
            Dictionary(Type=Name.Annot, Subtype=Name.Screen, Rect=[0, 0, 9, 9], T=String(CANARY)),
        ]
    )
    outside = made.make_stream(b"q Q")
    outside.F = String(f"https://{CANARY}.example/page")
    page.Contents = outside
    return saved(made)


def encrypted_pdf(user: str) -> bytes:
    """Return a PDF with a password: to open it, or only against changes where `user` is empty."""
    return saved(pdf(), encryption=Encryption(user=user, owner="owner", R=6))


def flate_bomb() -> bytes:
    """Return a PDF of half a megabyte with an object stream of 400 MB, which says where all is."""
    packer = zlib.compressobj(9)
    squeezed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(400)) + packer.flush()
    begin = b"%PDF-1.7\n"
    inside = _stream(1, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode", squeezed)
    # Nothing here, the stream at its place, the catalogue as the first object inside the stream.
    rows = struct.pack(">BHBBHBBHB", 0, 0, 0, 1, len(begin), 0, 2, 1, 0)
    where = _stream(3, b"/Type/XRef/Size 3/W[1 2 1]/Root 2 0 R", rows)
    end = b"startxref\n%d\n%%%%EOF\n" % len(begin + inside)
    return begin + inside + where + end


def _stream(number: int, entries: bytes, content: bytes) -> bytes:
    """Return an object of a PDF that holds a stream."""
    head = b"%d 0 obj\n<<%b/Length %d>>stream\n" % (number, entries, len(content))
    return head + content + b"\nendstream endobj\n"


def word(more: Mapping[str, bytes] | None = None, **changed: tuple[str, str]) -> bytes:
    """Return a Word file; `more` are further parts, `changed` replaces a text in named ones."""
    made = docx.Document()
    made.add_paragraph("A report by others.")
    made.core_properties.author = CANARY
    target = io.BytesIO()
    made.save(target)
    return with_parts(target.getvalue(), more or {}, changed)


PARTS = {
    "types": CONTENT_TYPES,
    "links": "word/_rels/document.xml.rels",
    "text": "word/document.xml",
    "settings": "word/settings.xml",
}


def with_parts(
    file: bytes, more: Mapping[str, bytes], changed: Mapping[str, tuple[str, str]]
) -> bytes:
    """Return an Office file with further parts, and with a text replaced in some."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, (old, new) in changed.items():
        text = parts[PARTS[name]].decode()
        assert old in text
        parts[PARTS[name]] = text.replace(old, new, 1).encode()
    return zipped({**parts, **more})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a ZIP file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def linked(kind: str, target: str, *, outside: bool = True) -> tuple[str, str]:
    """Return what adds a relationship to the text of a Word file, for `word(links=…)`."""
    mode = " TargetMode='External'" if outside else ""
    row = f"<Relationship Id='rX' Type='{OFFICE}/{kind}' Target='{target}'{mode}/>"
    return "</Relationships>", f"{row}</Relationships>"


def workbook(formula: str = "A1*2", more: Mapping[str, bytes] | None = None) -> bytes:
    """Return a workbook with one formula."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            CONTENT_TYPES: (
                "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
                "<Default Extension='rels' ContentType="
                "'application/vnd.openxmlformats-package.relationships+xml'/>"
                f"<Override PartName='/xl/workbook.xml' ContentType='{main}.sheet.main+xml'/>"
                f"<Override PartName='/xl/worksheets/sheet1.xml' ContentType='{main}.worksheet+xml'"
                "/></Types>"
            ).encode(),
            "_rels/.rels": (
                f"<Relationships xmlns='{RELATIONSHIPS}'><Relationship Id='r1' "
                f"Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
            ).encode(),
            "xl/workbook.xml": (
                f"<workbook xmlns='{SHEETS}' xmlns:r='{OFFICE}'><sheets>"
                "<sheet name='One' sheetId='1' r:id='r1'/></sheets></workbook>"
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f"<Relationships xmlns='{RELATIONSHIPS}'><Relationship Id='r1' "
                f"Type='{OFFICE}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
            ).encode(),
            "xl/worksheets/sheet1.xml": (
                f"<worksheet xmlns='{SHEETS}'><sheetData><row r='1'><c r='A1'><v>2</v></c>"
                f"<c r='B1'><f>{formula}</f><v>4</v></c></row></sheetData></worksheet>"
            ).encode(),
            "docProps/core.xml": f"<x>{CANARY}</x>".encode(),
            **(more or {}),
        }
    )


def zip_bomb() -> bytes:
    """Return a Word file of a few hundred kB that is 300 MB unpacked."""
    return word({"word/media/picture.bin": b"\0" * 300_000_000})


def two_of_a_name() -> bytes:
    """Return a Word file with two parts of one name: programs do not agree which of them counts."""
    target = io.BytesIO(word())
    with zipfile.ZipFile(target, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        archive.writestr(PARTS["text"], b"<a/>")
    return target.getvalue()


def picture(kind: str, *, size: tuple[int, int] = (8, 8)) -> bytes:
    """Return a picture with a note in it."""
    target = io.BytesIO()
    notes = Image.Exif()
    notes[0x010E] = CANARY
    hidden = {"comment": CANARY} if kind == "JPEG" else {"icc_profile": CANARY.encode()}
    Image.new("RGB", size, (10, 20, 30)).save(target, kind, exif=notes, **hidden)
    return target.getvalue()


def large_picture() -> bytes:
    """Return a picture of a few kB with 56 million points, each black."""
    target = io.BytesIO()
    Image.new("1", (8_000, 7_000)).save(target, "PNG")
    return target.getvalue()


def pixel_bomb() -> bytes:
    """Return a PNG of a few bytes that says it has 60,000 by 60,000 points."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")
