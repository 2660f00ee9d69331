"""The group's meeting: decisions and actions, what was discussed, queries that were carried."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
GROWING = ("discussions", "carried_queries")


def upgrade() -> None:
    op.create_table(
        "minutes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("pack_id", KEY, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("workstream_id", KEY, nullable=True),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("owner_name", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("exempt_paragraph", sa.Integer(), nullable=True),
        sa.Column("exempt_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        foreign("minutes", "programme_id", "programmes"),
        foreign("minutes", "pack_id", "packs"),
        foreign("minutes", "workstream_id", "workstreams"),
        foreign("minutes", "owner_id", "people"),
        sa.UniqueConstraint(
            "programme_id", "kind", "number", name=op.f("uq_minutes_programme_id_kind_number")
        ),
        check("kind", "kind IN ('decision', 'action')"),
        check("state", "state IN ('open', 'done', 'dropped', 'removed')"),
        check("says_something", "text <> ''"),
        check("number_from_one", "number >= 1"),
        check("one_owner", "owner_id IS NULL OR owner_name = ''"),
        check(
            "an_action_has_an_owner_and_a_day",
            "kind = 'decision' OR ((owner_id IS NOT NULL OR owner_name <> '') "
            "AND due_on IS NOT NULL)",
        ),
        check("a_decision_is_not_done", "kind = 'action' OR state IN ('open', 'removed')"),
        check("settled_on_a_day", "(state IN ('done', 'dropped')) = (settled_on IS NOT NULL)"),
        check("dropped_has_a_reason", "state <> 'dropped' OR note <> ''"),
    )
    op.create_index("ix_minutes_pack_id", "minutes", ["pack_id"])
    op.create_index("ix_minutes_owner_id_state", "minutes", ["owner_id", "state"])
    op.create_table(
        "discussions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pack_id", KEY, nullable=False),
        sa.Column("workstream_id", KEY, nullable=False),
        sa.Column("discussed", sa.Boolean(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussions")),
        foreign("discussions", "pack_id", "packs"),
        foreign("discussions", "workstream_id", "workstreams"),
        foreign("discussions", "by_id", "people"),
    )
    op.create_index("ix_discussions_pack_id", "discussions", ["pack_id"])
    op.create_table(
        "carried_queries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("exempt_paragraph", sa.Integer(), nullable=True),
        sa.Column("exempt_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_queries")),
        foreign("carried_queries", "event_id", "update_events"),
        foreign("carried_queries", "by_id", "people"),
        sa.UniqueConstraint("event_id", name=op.f("uq_carried_queries_event_id")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_carried_queries_has_a_reason")),
    )
    for table in GROWING:
        let_grow_only(table)
    keep_minutes()


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_minutes_{name}"))


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def let_grow_only(table: str) -> None:
    if on_postgresql():
        op.execute(f"""
            CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"""
            CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} BEGIN
                SELECT RAISE(ABORT, '{table} only grows: no row is changed or deleted');
            END
        """)


def keep_minutes() -> None:
    """Keep every decision and action for ever; their words and states may change."""
    if on_postgresql():
        op.execute("""
            CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON minutes
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
        return
    op.execute("""
        CREATE TRIGGER minutes_refuses_delete BEFORE DELETE ON minutes BEGIN
            SELECT RAISE(ABORT, 'minutes only grows: no row is deleted');
        END
    """)


def downgrade() -> None:
    for table in ("carried_queries", "discussions", "minutes"):
        op.drop_table(table)
