"""Make the application: settings, safety, then the features."""

from urllib.parse import urlsplit

from flask import Flask, request, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from models import Programme
from models.enums import Role
from webapp import access, cli, errors, filters, headers, htmx
from webapp.about.views import bp as about
from webapp.access import SignedIn
from webapp.auth.views import bp as auth
from webapp.checkpoints import Signer, signing_with
from webapp.config import ROOT, Settings, read_settings
from webapp.cycle.measure_views import bp as cycle
from webapp.domain import policy
from webapp.extensions import csrf, db, engine_options, guard, login, migrate, reading_only
from webapp.inbox.views import bp as inbox
from webapp.messages.views import bp as messages
from webapp.packs.cover.views import bp as covers
from webapp.packs.papers.views import bp as papers
from webapp.packs.views import bp as packs
from webapp.planning.own_views import bp as planning
from webapp.programmes.acronym_views import bp as programmes
from webapp.updates.views import bp as updates
from webapp.workstreams.views import bp as workstreams

MAX_FORM = 6 * 1024 * 1024
"""Bytes of a form: a paste of 600 kB in any script fits, to be refused with its text kept."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LARGEST_KEY = 2**63 - 1


class RowNumber(IntegerConverter):
    """A row's number in an address; one that no database can hold stands for a row nobody has."""

    def to_python(self, value: str) -> int:
        """Return the number, or the largest one there is in place of a larger."""
        return int(value) if len(value) < len(str(LARGEST_KEY)) else LARGEST_KEY


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application. Raises SettingsError with a sentence when a setting is wrong."""
    settings = settings or read_settings()
    app = Flask(__name__, root_path=str(ROOT), template_folder="templates")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            **engine_options(settings.database_url),
            "execution_options": signing_with(
                Signer(urlsplit(settings.public_address).netloc, settings.signing_key)
            ),
        },
        MAX_CONTENT_LENGTH=MAX_FORM,
        MAX_FORM_MEMORY_SIZE=MAX_FORM,
        SESSION_COOKIE_NAME="__Host-waymark" if settings.production else "waymark",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        WAYMARK=settings,
    )
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app,
            x_for=settings.proxies,
            x_proto=settings.proxies,
            x_host=settings.proxies,
        )

    @app.before_request
    def choose_lock() -> None:
        reading_only.set(request.method in SAFE_METHODS)

    db.init_app(app)
    migrate.init_app(app, db)
    login.init_app(app)
    csrf.init_app(app)
    with app.app_context():
        guard(db.engine)
    for part in (htmx, filters, errors):
        part.init_app(app)
    headers.init_app(app, production=settings.production)
    for blueprint in (
        auth,
        inbox,
        programmes,
        workstreams,
        planning,
        cycle,
        messages,
        updates,
        packs,
        covers,
        papers,
        about,
    ):
        app.register_blueprint(blueprint)
    access.require_sign_in(app)
    cli.init_app(app)
    app.context_processor(frame)
    return app


def frame() -> dict[str, object]:
    """Return what the frame of every page shows: the organisation and the programmes to go to."""
    if not current_user.is_authenticated:
        return {"organisation_name": "", "navigation": [], "person": None}
    who: SignedIn = current_user
    programmes = who.programmes
    if who.actor.everywhere_as(*policy.INSIDERS):
        programmes = db.session.execute(select(Programme.id, Programme.slug, Programme.name))
    pages = [("My work", url_for("inbox.my_work"))]
    pages += [
        (name, url_for("programmes.board", slug=slug))
        for name, number, slug in sorted((name, number, slug) for number, slug, name in programmes)
        if policy.may_see_board(who.actor, number)
    ]
    if any(grant.role is Role.BOARD_READER for grant in who.actor.grants):
        pages.insert(1, ("Reading room", url_for("packs.reading_room")))
    pages.append(("Packs", url_for("packs.shelf")))
    if policy.sees_messages_somewhere(who.actor):
        pages.append(("Messages", url_for("messages.sent")))
    return {
        "organisation_name": who.organisation_name,
        "navigation": [
            {"text": text, "href": href, "current": request.path == href} for text, href in pages
        ],
        "person": who.person,
    }
