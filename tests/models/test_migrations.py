"""The database as it is migrated: one runner at a time, there and back, as the rows say."""

from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import (
    CheckConstraint,
    Engine,
    MetaData,
    create_engine,
    delete,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Base, EditionRecipe
from models.enums import Audience, Depth, UpdateStatus
from tests import factories
from tests import world as setting
from tests.command import Running
from tests.world import World
from webapp import audit, checkpoints
from webapp.config import ROOT

pytestmark = pytest.mark.both_databases

HEAD = max(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))[:4]


def emptied(engine: Engine, folder: Path) -> str:
    """Return the address of an empty database beside the one of the engine."""
    if engine.dialect.name == "sqlite":
        return f"sqlite:///{folder / 'empty.sqlite3'}"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS empty WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE empty"))
    return engine.url.set(database="empty").render_as_string(hide_password=False)


def test_four_runners_at_once_leave_one_set_of_tables(engine: Engine, tmp_path: Path) -> None:
    address = emptied(engine, tmp_path)
    runners = [Running(address, "db", "upgrade") for _ in range(4)]
    said = [runner.ended() for runner in runners]
    assert [each.returncode for each in said] == [0, 0, 0, 0], said
    there = create_engine(make_url(address))
    with there.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {
            *Base.metadata.tables,
            "alembic_version",
        }
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [
            (HEAD,)
        ]
    there.dispose()


def test_the_migrated_schema_is_what_the_rows_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_rows_is_in_the_database_by_name(engine: Engine) -> None:
    name_of = engine.dialect.identifier_preparer.format_constraint
    there = inspect(engine)
    for row in Base.metadata.sorted_tables:
        declared = {name_of(c) for c in row.constraints if isinstance(c, CheckConstraint)}
        found = {str(check["name"]) for check in there.get_check_constraints(row.name)}
        assert found == declared, row.name


def test_down_and_up_again(app: Flask, engine: Engine) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision="base")
    engine.dispose()
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    with app.app_context():
        flask_migrate.upgrade()
    left = MetaData()
    left.reflect(engine)
    assert set(left.tables) == {*Base.metadata.tables, "alembic_version"}


def rows_of(engine: Engine, *names: str) -> dict[str, list[dict[str, object]]]:
    """Return what some tables hold, column by column."""
    with engine.connect() as connection:
        return {
            name: [
                dict(row)
                for row in connection.execute(
                    select(text("*")).select_from(table(name)).order_by(text("1, 2"))
                ).mappings()
            ]
            for name in names
        }


def test_what_was_recorded_before_the_whole_cycle_keeps_its_meaning(
    app: Flask, engine: Engine, session: Session, world: World
) -> None:
    issued = setting.advance(session, world.first_update, UpdateStatus.ISSUED, step=3)
    factories.edition(session, world.period, [issued], world.office)
    session.commit()
    session.close()
    tables = ("decisions", "update_events", "edition_entries", "editions", "progress_updates")
    before = rows_of(engine, *tables)
    with app.app_context():
        flask_migrate.downgrade(revision="0002")
        engine.dispose()
        older = rows_of(engine, *tables)
        flask_migrate.upgrade()
    engine.dispose()
    assert "sponsor_id" not in older["decisions"][0]
    assert rows_of(engine, *tables) == before
    (decision,) = before["decisions"]
    assert decision["sponsor_id"] == decision["person_id"]
    assert [entry["step"] for entry in before["edition_entries"]] == [3]
    for name in ("decisions", "update_events", "editions", "edition_entries"):
        with engine.connect() as connection, pytest.raises(IntegrityError, match="only grows"):
            connection.execute(delete(table(name)))


def test_without_checkpoints_the_record_is_still_whole(
    app: Flask, engine: Engine, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED)
    signed = checkpoints.checkpoint(session, at=factories.AT).size
    session.commit()
    session.close()
    before = rows_of(engine, "audit_entries")
    with app.app_context():
        flask_migrate.downgrade(revision="0003")
        engine.dispose()
        assert "checkpoints" not in inspect(engine).get_table_names()
        assert rows_of(engine, "audit_entries") == before
        engine.dispose()
        flask_migrate.upgrade()
    engine.dispose()
    assert rows_of(engine, "audit_entries") == before
    assert audit.verify(session).broken_at is None
    assert checkpoints.checkpoint(session, at=factories.AT).size == signed
    session.commit()
    with pytest.raises(IntegrityError, match="only grows"):
        session.execute(delete(table("checkpoints")))


@pytest.mark.parametrize(
    "before, after",
    [
        ("status scale sources", "status scale acronyms sources"),
        ("sources status", "sources status acronyms"),
        ("acronyms scale", "acronyms scale"),
    ],
)
def test_recipes_changed_before_there_were_acronyms_print_them(
    app: Flask, engine: Engine, session: Session, world: World, before: str, after: str
) -> None:
    session.add(
        EditionRecipe(
            programme_id=world.programme.id,
            slug="scrutiny",
            name="Scrutiny",
            audience=Audience.SCRUTINY,
            parts=before,
            depth=Depth.SHORT,
            staff_names=True,
            public=True,
        )
    )
    session.commit()
    session.close()
    with app.app_context():
        flask_migrate.downgrade(revision="0014")
        engine.dispose()
        flask_migrate.upgrade()
    engine.dispose()
    (recipe,) = rows_of(engine, "edition_recipes")["edition_recipes"]
    assert recipe["parts"] == after
