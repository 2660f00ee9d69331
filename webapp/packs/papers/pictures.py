"""A picture drawn anew from its pixels alone: nothing else that was in the file is left."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from models.enums import PaperKind
from webapp.domain.errors import Incomplete
from webapp.packs.papers.files import Found, Inert, sentences

MOST_PIXELS = 50_000_000
QUALITY = 90
KINDS = {"PNG": PaperKind.PNG, "JPEG": PaperKind.JPEG}
PLAIN = ("1", "L", "LA", "RGB", "RGBA")
"""Ways to write a pixel that both a browser and a printer know."""


def rewrite(file: bytes) -> Inert:
    """Return a picture without place, camera, preview or comment; raises Incomplete."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(file), formats=tuple(KINDS)) as sent:
                if sent.width * sent.height > MOST_PIXELS:
                    raise _too_many_points()
                kind = KINDS[sent.format or ""]
                told = bool(sent.getexif()) or bool(getattr(sent, "text", None))
                picture = _plain(ImageOps.exif_transpose(sent), kind)
    except Image.DecompressionBombError as error:
        raise _too_many_points() from error
    except UnidentifiedImageError as error:
        raise Incomplete("This picture cannot be opened. Save it again, and send that") from error
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError) as error:
        raise Incomplete("This picture is damaged. Save it again, and send that") from error
    target = io.BytesIO()
    if kind is PaperKind.PNG:
        picture.save(target, "PNG", optimize=False)
    else:
        picture.save(target, "JPEG", quality=QUALITY)
    found = Found(int(told), "note on place, time or camera was", "notes were")
    return Inert(kind=kind, content=target.getvalue(), taken_out=sentences(iter([found])))


def _too_many_points() -> Incomplete:
    return Incomplete(
        f"The picture has more than {MOST_PIXELS // 1_000_000} million points. Make it smaller"
    )


def _plain(sent: Image.Image, kind: PaperKind) -> Image.Image:
    """Return the pixels as a new picture."""
    if sent.mode not in PLAIN or (kind is PaperKind.JPEG and sent.mode not in ("L", "RGB")):
        see_through = kind is PaperKind.PNG and "transparency" in sent.info
        sent = sent.convert("RGBA" if see_through else "RGB")
    picture = Image.new(sent.mode, sent.size)
    picture.paste(sent)
    return picture
