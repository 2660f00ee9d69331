"""The page of an issued edition: its frozen text, what belongs to it, what its reader may do."""

from flask import render_template, request

from models.enums import Audience, PackFormat
from webapp.access import actor
from webapp.clock import now
from webapp.domain import policy
from webapp.extensions import db
from webapp.packs import (
    accepting,
    chain,
    library,
    others,
    provenance,
    published,
    reading,
    reading_notes,
)
from webapp.packs.frame import bp


@bp.get("/editions/<int:edition_id>")
def read(edition_id: int) -> str:
    """Show an edition as it was frozen, with banners to the ones before and after it.

    Nothing in it is built anew. With `?sources=1` each paragraph says who answers for it.
    """
    who = actor()
    edition = library.find_edition(db.session, who, edition_id)
    frozen = library.frozen_document(edition)
    pack, with_sources = edition.pack, "sources" in request.args
    runs_office = policy.runs_the_office(who, pack) is None
    member = policy.sits_on(who, pack.audience, pack.programme_id) is None
    return render_template(
        "packs/read.html",
        edition=edition,
        document=provenance.shown(frozen) if with_sources else frozen,
        with_sources=with_sources,
        files=sorted(edition.files, key=lambda file: list(PackFormat).index(file.format)),
        chain=chain.chain(db.session, edition),
        member=member,
        read_at=reading.read_at(db.session, edition, who) if member else None,
        members=reading.members(db.session, edition, at=now()) if runs_office else (),
        notes=reading_notes.notes_on_pack(db.session, edition)
        if member or policy.may_read_pack(who, pack.programme_id)
        else (),
        may_note=policy.chairs_the_body(who, pack.audience, pack.programme_id) is None,
        received=chain.received_by(db.session, edition) if runs_office else (),
        accepted=accepting.kept(db.session, edition)
        if policy.may_watch(who, pack.programme_id)
        else (),
        may_correct=runs_office and pack.audience is Audience.IIB,
        may_publish=runs_office and frozen.public,
        is_published=frozen.public and others.is_published(db.session, edition),
        workstreams=library.workstreams_of(db.session, edition),
        public_address=published.address_of(pack),
    )
