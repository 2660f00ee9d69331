"""The picture of a chart in a Word file, with its alternative text."""

import io
from xml.sax.saxutils import quoteattr

import docx
from docx.oxml.ns import nsdecls, nsmap

from webapp.domain.blocks import Chart
from webapp.drawing import pictures

EMUS = 36_000
"""Word's smallest units in a millimetre."""


def run(chart: Chart, file: docx.document.Document, number: int) -> str:
    """Return a run with the picture, as wide as a line; puts the picture into the file.

    `number` tells the pictures of a file apart.
    """
    drawn = pictures.raster(chart.data)
    link, _ = file.part.get_or_add_image(io.BytesIO(drawn.png))
    across, down = round(drawn.width * EMUS), round(drawn.height * EMUS)
    name = quoteattr(f"Chart {number}")
    return (
        f"<w:r><w:drawing><wp:inline {nsdecls('wp')} distT='0' distB='0' distL='0' distR='0'>"
        f"<wp:extent cx='{across}' cy='{down}'/>"
        f"<wp:docPr id='{number}' name={name} descr={quoteattr(chart.alternative)}/>"
        f"<a:graphic {nsdecls('a')}>"
        f"<a:graphicData uri='{nsmap['pic']}'><pic:pic {nsdecls('pic')}>"
        f"<pic:nvPicPr><pic:cNvPr id='{number}' name={name}/><pic:cNvPicPr/></pic:nvPicPr>"
        f"<pic:blipFill><a:blip r:embed='{link}'/><a:stretch><a:fillRect/></a:stretch>"
        "</pic:blipFill><pic:spPr><a:xfrm><a:off x='0' y='0'/>"
        f"<a:ext cx='{across}' cy='{down}'/></a:xfrm>"
        "<a:prstGeom prst='rect'><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
