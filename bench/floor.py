"""The bare page that others are compared with: Flask, one query and a table of 50 rows."""

import os

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import text

from bench.served import Counting
from webapp.extensions import engine_options
from webapp.wsgi import settle

PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Rows</title></head><body><main>
<h1>Rows</h1>
<table><thead><tr><th>Number</th><th>Name</th><th>Owner</th><th>Due</th><th>State</th></tr></thead>
<tbody>{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.name }}</td>
<td>{{ row.owner }}</td><td>{{ row.due }}</td><td>{{ row.state }}</td></tr>{% endfor %}</tbody>
</table></main></body></html>"""
ROWS = 50


def make() -> Flask:
    """Return the application; BENCH_FLOOR_URL names its database, which is filled when empty."""
    app = Flask(__name__)
    url = os.environ["BENCH_FLOOR_URL"]
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    app.jinja_loader = DictLoader({"rows.html": PAGE})
    db = SQLAlchemy(app)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS rows "
                "(number int, name text, owner text, due text, state text)"
            )
        )
        connection.execute(text("DELETE FROM rows"))
        connection.execute(
            text("INSERT INTO rows VALUES (:number, :name, :owner, :due, :state)"),
            [
                {
                    "number": number,
                    "name": f"Milestone {number} of the plan",
                    "owner": "Head of Governance",
                    "due": "31 October 2026",
                    "state": "On course",
                }
                for number in range(ROWS)
            ],
        )

    @app.get("/")
    def page() -> str:
        rows = db.session.execute(text("SELECT number, name, owner, due, state FROM rows")).all()
        return render_template("rows.html", rows=rows)

    with app.app_context():
        app.wsgi_app = Counting(app, db.engine)  # type: ignore[method-assign]
    settle()
    return app
