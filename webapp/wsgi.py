"""The application as a server runs it: made once, its templates compiled, then settled."""

import gc

from flask import Flask

from webapp.app import create_app

COLLECT_AFTER = 50_000
"""Objects made before Python looks for cycles. Requests leave next to none: looking costs more."""


def serve() -> Flask:
    """Return the application, ready for the first request. Raises SettingsError."""
    app = create_app()
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    settle()
    return app


def settle() -> None:
    """Keep the collector off what lives as long as the process: going through it slows requests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 100)
