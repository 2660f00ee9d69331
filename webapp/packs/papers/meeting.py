"""All papers of a meeting as one ZIP: cover reports, the edition, its appendices, and an index.

The ZIP has the layout of the one that proves itself: the same papers give the same bytes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, undefer

from models import Edition, EditionFile
from models.covers import CoverEdition, CoverFile
from models.enums import PackFormat
from webapp.domain.wording import day, kilobytes
from webapp.packs import document, library
from webapp.packs.cover.document import CoverDocument
from webapp.packs.papers import frozen
from webapp.packs.papers.section import letter
from webapp.packs.renderers.html import standalone
from webapp.waymark_verify import canonical
from webapp.waymark_verify import packed as zipped

INDEX = "index"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A file of the ZIP."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Its fingerprint."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> str:
        """Its size in words."""
        return kilobytes(len(self.content))


@dataclass(frozen=True, kw_only=True)
class Item:
    """A paper of the meeting, in one or more formats; `dated` is in words."""

    title: str
    author: str
    dated: str
    edition: str
    files: tuple[Member, ...]


@dataclass(frozen=True, kw_only=True)
class Index:
    """The page that lists the papers, as the template of a page of its own wants it."""

    title: str
    subtitle: str
    organisation: str
    period: str
    running_title: str
    items: tuple[Item, ...]
    language: str = "en-GB"


def gather(
    session: Session, edition: Edition, covers: Sequence[tuple[CoverEdition, CoverDocument]]
) -> tuple[Item, ...]:
    """Return the papers of the meeting an edition is for, in the order they are read.

    `covers` are the issued reports on it, each in the version that the reader may read: whole, or
    without exempt text. Takes the same number of statements for any number of papers. Raises
    Incomplete when a file is not what was issued.
    """
    said = library.frozen_document(edition)
    found = [
        *_covers(session, covers),
        (
            f"{said.title}, {said.period}",
            said.organisation,
            said.prepared_label,
            said.edition_label,
            "pack",
            _files(session, edition),
        ),
        *(
            (
                f"Appendix {letter(paper.place)}: {paper.title}",
                paper.author,
                day(paper.dated_on),
                "",
                f"appendix {letter(paper.place)}",
                {str(paper.file.kind): paper.file.content},
            )
            for paper in frozen.papers_in(session, edition)
        ),
    ]
    return tuple(
        Item(
            title=title,
            author=author,
            dated=dated,
            edition=label,
            files=tuple(
                Member(name=f"{place:02} {name}.{ending}", content=content)
                for ending, content in files.items()
            ),
        )
        for place, (title, author, dated, label, name, files) in enumerate(found, 1)
    )


Row = tuple[str, str, str, str, str, Mapping[str, bytes]]
"""Title, author, date, edition, what the files are called, and their bytes by ending."""


def _covers(
    session: Session, covers: Sequence[tuple[CoverEdition, CoverDocument]]
) -> Iterator[Row]:
    """Yield the cover reports with the files of their versions, in one statement."""
    versions = [(cover.id, said.public) for cover, said in covers]
    files = session.scalars(
        select(CoverFile)
        .where(tuple_(CoverFile.cover_edition_id, CoverFile.public).in_(versions))
        .options(undefer(CoverFile.content))
    ).all()
    for cover, said in covers:
        own = {row.format: row for row in files if row.cover_edition_id == cover.id}
        yield (
            f"{said.title}: cover report for the {said.committee}, {said.meets_label}",
            said.organisation,
            said.prepared_label,
            said.edition_label,
            "cover report",
            _whole(own),
        )


def _files(session: Session, edition: Edition) -> dict[str, bytes]:
    """Return the files of an edition by their endings."""
    rows = session.scalars(
        select(EditionFile)
        .where(EditionFile.edition_id == edition.id)
        .options(undefer(EditionFile.content))
        .execution_options(populate_existing=True)
    )
    return _whole({row.format: row for row in rows})


def _whole(files: Mapping[PackFormat, EditionFile | CoverFile]) -> dict[str, bytes]:
    """Return the bytes of files by their endings; raises Incomplete for one that was changed."""
    for row in files.values():
        library.require_issued(row.content, row.sha256)
    return {str(kind): files[kind].content for kind in PackFormat if kind in files}


def packed(edition: Edition, items: tuple[Item, ...]) -> bytes:
    """Return the ZIP of papers with an index as a page, as text and as data."""
    said: document.Document = library.frozen_document(edition)
    index = Index(
        title=f"Papers for the {said.audience_name}",
        subtitle=f"{said.programme}, {said.period}",
        organisation=said.organisation,
        period=said.meeting_label or said.period,
        running_title=said.running_title,
        items=items,
    )
    page = standalone("packs/papers/zip_index.html", index)
    members = {file.name: file.content for item in items for file in item.files}
    return zipped(
        {
            **members,
            f"{INDEX}.html": page,
            f"{INDEX}.txt": "\n".join(_text(index)).encode(),
            f"{INDEX}.json": canonical(_data(index)),
        }
    )


def _text(index: Index) -> Iterator[str]:
    yield from (index.title, index.subtitle, index.organisation)
    for item in index.items:
        yield ""
        yield item.title
        yield ", ".join(filter(None, (item.author, item.dated, item.edition)))
        for file in item.files:
            yield f"  {file.name} ({file.size})"
            yield f"  SHA-256 {file.sha256}"
    yield ""


def _data(index: Index) -> dict[str, object]:
    return {
        "title": index.title,
        "about": index.subtitle,
        "organisation": index.organisation,
        "papers": [
            {
                "title": item.title,
                "author": item.author,
                "date": item.dated,
                "edition": item.edition,
                "files": [
                    {"name": file.name, "size": len(file.content), "sha256": file.sha256}
                    for file in item.files
                ],
            }
            for item in index.items
        ],
    }
