"""When a person proved again who they are; what an edition went out with; publications grow."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "edition_findings"
GROWING = (TABLE, "publications")
"""Tables that only grow; publications were there before."""


def upgrade() -> None:
    op.add_column("sign_in_sessions", sa.Column("proved_at", INSTANT, nullable=True))
    op.create_table(
        TABLE,
        sa.Column("id", KEY, nullable=False),
        sa.Column("edition_id", KEY, nullable=True),
        sa.Column("cover_edition_id", KEY, nullable=True),
        sa.Column("accepted_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        foreign("edition_id", "editions"),
        foreign("cover_edition_id", "cover_editions"),
        foreign("accepted_id", "pack_findings_accepted"),
        sa.CheckConstraint(
            "(edition_id IS NULL) <> (cover_edition_id IS NULL)",
            name=op.f(f"ck_{TABLE}_of_one_edition"),
        ),
    )
    op.create_index(f"ix_{TABLE}_edition_id", TABLE, ["edition_id"])
    op.create_index(f"ix_{TABLE}_cover_edition_id", TABLE, ["cover_edition_id"])
    for table in GROWING:
        let_grow_only(table)


def foreign(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{TABLE}_{column}"))


def let_grow_only(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
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


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER only_grows ON publications")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER publications_refuses_{verb}")
    op.drop_table(TABLE)
    op.drop_column("sign_in_sessions", "proved_at")
