"""What a check found in a pack or a cover report and the office accepted, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "pack_findings_accepted"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", KEY, nullable=False),
        sa.Column("pack_id", KEY, nullable=False),
        sa.Column("cover_id", KEY, nullable=True),
        sa.Column("code", sa.String(200), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        foreign("pack_id", "packs"),
        foreign("cover_id", "cover_reports"),
        foreign("by_id", "people"),
    )
    op.create_index(f"ix_{TABLE}_pack_id", TABLE, ["pack_id"])
    op.create_index(f"ix_{TABLE}_cover_id", TABLE, ["cover_id"])
    let_grow_only()


def foreign(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{TABLE}_{column}"))


def let_grow_only() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"""
            CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"""
            CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN
                SELECT RAISE(ABORT, '{TABLE} only grows: no row is changed or deleted');
            END
        """)


def downgrade() -> None:
    op.drop_table(TABLE)
