"""What the database itself refuses: changing history, and deciding on one's own update."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HISTORY = (
    "revisions",
    "decisions",
    "update_events",
    "editions",
    "edition_entries",
    "edition_files",
    "audit_entries",
)
"""Tables that only grow."""

OWN_UPDATE = """
    SELECT 1 FROM revisions
    JOIN update_contributors ON update_contributors.update_id = revisions.update_id
    WHERE revisions.id = NEW.revision_id AND update_contributors.person_id = NEW.person_id
"""


def on_postgresql() -> None:
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% only grows: no row is changed or deleted', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
        END $$
    """)
    op.execute(f"""
        CREATE FUNCTION refuse_own_decision() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS ({OWN_UPDATE}) THEN
                RAISE EXCEPTION 'nobody decides on an update they wrote'
                USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    for table in HISTORY:
        op.execute(f"""
            CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
    op.execute("""
        CREATE TRIGGER not_ones_own BEFORE INSERT ON decisions
        FOR EACH ROW EXECUTE FUNCTION refuse_own_decision()
    """)


def on_sqlite() -> None:
    for table in HISTORY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"""
                CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} BEGIN
                    SELECT RAISE(ABORT, '{table} only grows: no row is changed or deleted');
                END
            """)
    op.execute(f"""
        CREATE TRIGGER decisions_refuses_own BEFORE INSERT ON decisions
        WHEN EXISTS ({OWN_UPDATE}) BEGIN
            SELECT RAISE(ABORT, 'nobody decides on an update they wrote');
        END
    """)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        on_postgresql()
    else:
        on_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change, refuse_own_decision CASCADE")
        return
    op.execute("DROP TRIGGER decisions_refuses_own")
    for table in HISTORY:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_refuses_{verb}")
