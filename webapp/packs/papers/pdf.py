"""A PDF without anything that runs, sends, fetches or hides something (ISO 32000-2, clause 12.6).

Every object of the file is looked at, wherever it hangs, and what is written anew holds only what
its pages still reach. Tags, language, bookmarks and plain links stay.
"""

import io
from collections import Counter
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from models.enums import PaperKind
from webapp.domain.errors import Incomplete
from webapp.packs.papers.files import Found, Inert, sentences

MOST_PAGES = 3_000
MOST_UNPACKED = 256 * 1024 * 1024
"""Bytes of one packed part."""
DEEPEST = 200
SCHEMES = (b"https://", b"http://", b"mailto:")

SCRIPT, ACTION, FILE, MEDIA, FORM, LINK = "script", "action", "file", "media", "form", "link"
RUNS = {
    "/JavaScript": SCRIPT,
    "/Launch": ACTION,
    "/GoToR": ACTION,
    "/GoToE": ACTION,
    "/GoToDp": ACTION,
    "/Thread": ACTION,
    "/Named": ACTION,
    "/Hide": ACTION,
    "/SetOCGState": ACTION,
    "/SubmitForm": FORM,
    "/ImportData": FORM,
    "/ResetForm": FORM,
    "/Rendition": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/Trans": MEDIA,
    "/GoTo3DView": MEDIA,
    "/RichMediaExecute": MEDIA,
}
"""Every action of the standard but going to a place in this file, and opening a plain link."""
KEYS = {
    "/AA": "",
    "/JS": "",
    "/EF": FILE,
    "/AF": "",
    "/XFA": FORM,
    "/RichMediaContent": MEDIA,
    "/RichMediaSettings": "",
    "/3DD": MEDIA,
    "/PieceInfo": "",
    "/Metadata": "",
    "/OPI": "",
}
"""Entries taken out of whatever has them, and as what that counts."""
OF_THE_ROOT = (
    "/Collection",
    "/Perms",
    "/Legal",
    "/URI",
    "/Requirements",
    "/SpiderInfo",
    "/AcroForm",
)
"""Entries of the catalogue that a paper does not need; the look of a filled form stays."""
NAMES = ("/JavaScript", "/EmbeddedFiles", "/Renditions", "/AlternatePresentations", "/IDS", "/URLS")
ANNOTATIONS = ("/FileAttachment", "/Sound", "/Movie", "/Screen", "/3D", "/RichMedia")
ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
"""Entries that let a part of the file lie outside it."""
WORDS = {
    SCRIPT: ("script was", "scripts were"),
    ACTION: ("action that opens something was", "actions that open something were"),
    FILE: ("file inside the PDF was", "files inside the PDF were"),
    MEDIA: ("sound, film or animation was", "sounds, films or animations were"),
    FORM: ("part of a form that sends data was", "parts of forms that send data were"),
    LINK: ("link to something other than a page was", "links to something other than pages were"),
}


def rewrite(file: bytes) -> Inert:
    """Return a PDF made inert; raises Incomplete when it is protected, damaged or far too large."""
    # The limits are of the whole process, and this one was started to look at one file.
    pikepdf.settings.set_qpdf_limits(flate_max_memory=MOST_UNPACKED, parser_max_nesting=DEEPEST)
    damaged = Incomplete(
        "This PDF is damaged. Open it, print or save it as a PDF again, and send that"
    )
    try:
        with Pdf.open(io.BytesIO(file), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise _protected()
            if not 0 < len(pdf.pages) <= MOST_PAGES:
                raise Incomplete(f"A PDF may have up to {MOST_PAGES:,} pages and must have one")
            found = _clean(pdf)
            target = io.BytesIO()
            pdf.save(target, preserve_pdfa=False, deterministic_id=True)
    except pikepdf.PasswordError:
        raise _protected() from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, RecursionError) as error:
        raise damaged from error
    except (TypeError, AttributeError, KeyError, IndexError) as error:
        # An entry has another type than the standard asks for.
        raise damaged from error
    said = (Found(found[name], *words) for name, words in WORDS.items())
    return Inert(kind=PaperKind.PDF, content=target.getvalue(), taken_out=sentences(said))


def _protected() -> Incomplete:
    return Incomplete(
        "This PDF is protected by a password or against changes. Take the protection off, or "
        "print it as a PDF, and send that"
    )


def _clean(pdf: Pdf) -> Counter[str]:
    """Take out of every object what may not stay; return how many of which sort there were."""
    found: Counter[str] = Counter()
    for thing in pdf.objects:
        for part in _parts(thing):
            _clean_part(part, found)
    for page in pdf.pages:
        annotations = page.obj.get(Name.Annots)
        if isinstance(annotations, Array):
            kept = [row for row in annotations if not _is_media(row)]
            if len(kept) < len(annotations):
                found[MEDIA] += len(annotations) - len(kept)
                page.obj.Annots = Array(kept)
    _clean_root(pdf)
    return found


def _clean_root(pdf: Pdf) -> None:
    """Take out of the catalogue and the trailer what a paper does not need, but for its title."""
    for key in set(pdf.trailer.keys()) - {"/Root", "/Info", "/ID", "/Size"}:
        del pdf.trailer[key]
    for key in OF_THE_ROOT:
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary):
        for key in NAMES:
            if key in names:
                del names[key]
    opening = pdf.Root.get(Name.OpenAction)
    if isinstance(opening, Dictionary) and opening.get(Name.S) != Name.GoTo:
        del pdf.Root.OpenAction
    title = pdf.docinfo.get(Name.Title)
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    if isinstance(title, pikepdf.String):
        pdf.docinfo.Title = title


def _parts(thing: Object) -> Iterator[Object]:
    """Yield an object and what is written inside it; what it only names comes by itself."""
    waiting = [(thing, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError("an object is nested far too deep")
        if isinstance(part, (Dictionary, Stream)):
            yield part
            inside = list(dict(part.items()).values())
        elif isinstance(part, Array):
            inside = list(part)
        else:
            continue
        waiting += [
            (row, depth + 1)
            for row in inside
            if isinstance(row, (Dictionary, Array)) and not row.is_indirect
        ]


def _clean_part(part: Object, found: Counter[str]) -> None:
    if sort := _runs(part):
        found[sort] += 1
        for key in list(part.keys()):
            del part[key]
        return
    for key, sort in KEYS.items():
        if key in part:
            del part[key]
            if sort:
                found[sort] += 1
    if isinstance(part, Stream):
        for key in (*ELSEWHERE, "/Ref"):
            if key in part:
                del part[key]


def _runs(part: Object) -> str:
    """Return as what a part counts that is an action which may not stay; else an empty text."""
    sort = part.get(Name.S)
    if not isinstance(sort, Name):
        return ""
    if sort == Name.URI:
        target = part.get(Name.URI)
        plain = isinstance(target, pikepdf.String) and bytes(target).strip().lower().startswith(
            SCHEMES
        )
        return "" if plain else LINK
    return RUNS.get(str(sort), "")


def _is_media(annotation: Object) -> bool:
    if not isinstance(annotation, Dictionary):
        return True
    return str(annotation.get(Name.Subtype, "")) in ANNOTATIONS
