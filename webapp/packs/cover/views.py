"""Pages of cover reports: those of a pack, one in work, its preview, and reading an issued one."""

import hashlib
from io import BytesIO

from flask import Response, flash, render_template, send_file, url_for

from models.covers import CoverReport
from models.enums import PackFormat
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.audiences import pack_title
from webapp.domain.errors import Incomplete, NotFound
from webapp.extensions import db
from webapp.packs import accepting, contents, formats, library
from webapp.packs import queries as packs
from webapp.packs.cover import (
    actions,
    arranging,
    asking,
    builder,
    checks,
    document,
    editions,
    issue_views,
    issuing,
    programme,
    published,
    publishing,
    queries,
    suggestion,
)
from webapp.packs.cover.content import decode
from webapp.packs.cover.forms import StartForm
from webapp.packs.cover.frame import bp, frame
from webapp.packs.cover.references import holds_exempt, numbered, printed
from webapp.packs.cover.signing import standing

__all__ = ["arranging", "asking", "bp", "issue_views", "programme", "published"]

VERSIONS = ("whole", "public")


@bp.route("/packs/<int:pack_id>/cover-reports", methods=["GET", "POST"])
def index(pack_id: int) -> Response:
    """List the reports on a pack; the office begins another."""
    who, at = actor(), now()
    form = StartForm()
    pack = packs.get_pack(db.session, who, pack_id, lock=form.is_submitted())
    may_write = policy.runs_the_office(who, pack) is None
    if form.is_submitted():
        policy.require(policy.runs_the_office(who, pack))
    if form.validate_on_submit():
        data = contents.pack_data(db.session, pack, at=at)
        begin = suggestion.suggest if form.suggest.data else suggestion.blank
        _, headings = queries.settings_of(db.session, pack.programme_id)
        cover = actions.start(
            db.session,
            pack,
            who,
            at=at,
            content=begin(form.front(), data),
            headings=headings,
        )
        db.session.commit()
        flash("The cover report is begun.", "success")
        return htmx.go(url_for(".show", cover_id=cover.id))
    if not form.is_submitted():
        form.suggest.data = True
        form.title.data = f"{pack.period.phase.programme.name}: progress report, {pack.period.name}"
    rows = queries.covers_of(db.session, pack)
    body = render_template(
        "packs/cover/index.html",
        pack=pack,
        pack_title=pack_title(pack.audience),
        programme=pack.period.phase.programme,
        covers=[(row, decode(row.content).front, _signed(row)) for row in rows],
        form=form,
        may_write=may_write,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


def _signed(cover: CoverReport) -> tuple[int, int]:
    """Return how many implications are signed off, of how many."""
    printed_ = queries.printed_implications(cover)
    return sum(bool(row.signed) for row in printed_), len(printed_)


@bp.get("/cover-reports/<int:cover_id>")
def show(cover_id: int) -> str:
    """Show a report in work: what it says, what is missing, who signs it off."""
    who = actor()
    cover = queries.get_cover(db.session, who, cover_id)
    content, implications = decode(cover.content), queries.printed_implications(cover)
    report = numbered(content, implications)
    edition = queries.latest_edition(cover.pack)
    people = queries.people_of(db.session, cover)
    return render_template(
        "packs/cover/show.html",
        **frame(who, cover),
        content=content,
        report_of="; ".join(people[number] for number in content.front.report_of),
        public_report=builder.public_report(content, implications),
        labels=report.labels,
        printed=lambda text: printed(text, report.labels),
        standings={
            row.position: standing(row.sign_offs, row.sha256, asked=row.officer_id is not None)
            for row in cover.implications
        },
        signed={row.handle: row.signed for row in implications},
        problems=checks.problems(content, implications, pack_ready=edition is not None),
        edition=edition,
        up_to_date=issuing.is_as_issued(cover),
        reads_pack=policy.may_read_pack(who, cover.programme_id),
    )


@bp.get("/cover-reports/<int:cover_id>/preview/<version>")
def preview(cover_id: int, version: str) -> str:
    """Show the report as it would be read, whole or without its exempt text."""
    who = actor()
    cover = queries.get_cover(db.session, who, cover_id)
    material = queries.material(db.session, cover, at=now())
    public = _is_public(version)
    return render_template(
        "packs/cover/preview.html",
        **frame(who, cover),
        document=builder.build(material, public=public),
        public=public,
        formats=issuing.FORMATS,
        exempt=holds_exempt(material.content, material.implications),
    )


@bp.get("/cover-reports/<int:cover_id>/preview/<version>/<format>")
def preview_file(cover_id: int, version: str, format: str) -> Response:  # noqa: A002 - its name in the address
    """Send the report as it stands now in one format, marked as a draft."""
    chosen, public = _format(format), _is_public(version)
    cover = queries.get_cover(db.session, actor(), cover_id)
    page = builder.build(queries.material(db.session, cover, at=now()), public=public)
    template = queries.word_template(db.session, cover.programme_id)
    rendered = issuing.render(page, chosen, template.content if template else None)
    name = f"cover-report-{cover_id}-draft{'-public' if public else ''}.{chosen}"
    return _send(rendered, chosen, name)


@bp.get("/editions/<int:edition_id>/cover-reports")
def presenting(edition_id: int) -> str:
    """List the issued reports that present an edition of a pack."""
    edition = library.find_edition(db.session, actor(), edition_id)
    found = editions.presenting(db.session, edition)
    return render_template(
        "packs/cover/presenting.html",
        edition=edition,
        pack_title=pack_title(edition.pack.audience),
        reports=[(row, document.decode(row.document)) for row in found],
    )


@bp.get("/cover-editions/<int:edition_id>/<version>")
def read(edition_id: int, version: str) -> str | Response:
    """Show an issued report as it was frozen; nothing in it is built anew.

    Whoever may not read its exempt text is led to the public version.
    """
    who = actor()
    edition = editions.find_edition(db.session, who, edition_id)
    public, whole = _is_public(version), editions.may_read_whole(db.session, who, edition)
    if public and not edition.public_document:
        raise NotFound
    if not public and not whole:
        return htmx.go(url_for(".read", edition_id=edition_id, version="public"))
    text = edition.public_document if public else edition.document
    return render_template(
        "packs/cover/read.html",
        edition=edition,
        document=document.unchanged(text),
        files=[file for file in edition.files if file.public is public],
        may_publish=policy.runs_the_office(who, edition.cover) is None,
        is_published=publishing.is_published(db.session, edition),
        public=public,
        whole=whole,
        accepted=accepting.kept(db.session, edition)
        if policy.may_watch(who, edition.cover.programme_id)
        else (),
        latest=edition.cover.editions[-1],
        before=edition.cover.editions[edition.number - 2] if edition.number > 1 else None,
    )


@bp.get("/cover-editions/<int:edition_id>/<version>/<format>")
def download(edition_id: int, version: str, format: str) -> Response:  # noqa: A002 - its name in the address
    """Send the stored bytes of an issued report in one format."""
    chosen, public = _format(format), _is_public(version)
    who = actor()
    edition = editions.find_edition(db.session, who, edition_id)
    if not public and not editions.may_read_whole(db.session, who, edition):
        raise NotFound
    file = editions.file_of(db.session, edition, chosen, public=public)
    if hashlib.sha256(file.content).hexdigest() != file.sha256:
        raise Incomplete(
            "The stored file is not the file that was issued: its fingerprint differs.",
            "Tell the programme office. The report in its other formats may still be good.",
        )
    name = f"cover-report-{edition.cover_id}-edition-{edition.number}"
    return _send(file.content, chosen, f"{name}{'-public' if public else ''}.{chosen}")


def _send(content: bytes, kind: PackFormat, name: str) -> Response:
    """Send a file to keep."""
    return send_file(
        BytesIO(content),
        mimetype=formats.MEDIA_TYPES[kind],
        as_attachment=True,
        download_name=name,
    )


def _format(name: str) -> PackFormat:
    """Return the format of an address; raises NotFound."""
    if name not in issuing.FORMATS:
        raise NotFound
    return PackFormat(name)


def _is_public(version: str) -> bool:
    """Return whether an address asks for the public version; raises NotFound for neither."""
    if version not in VERSIONS:
        raise NotFound
    return version == "public"
