"""What a programme must answer, which workstreams answer it, and editions arranged by it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "concerns",
        sa.Column("id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        foreign("concerns", "programme_id", "programmes"),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_concerns_programme_id_number")),
    )
    op.create_table(
        "concern_workstreams",
        sa.Column("concern_id", KEY, nullable=False),
        sa.Column("workstream_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("concern_id", "workstream_id", name=op.f("pk_concern_workstreams")),
        foreign("concern_workstreams", "concern_id", "concerns"),
        foreign("concern_workstreams", "workstream_id", "workstreams"),
    )
    with op.batch_alter_table("edition_recipes") as table:
        table.add_column(
            sa.Column("arrangement", sa.String(30), nullable=False, server_default="workstream")
        )
        table.create_check_constraint(
            op.f("ck_edition_recipes_arrangement"), "arrangement IN ('workstream', 'concern')"
        )


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    with op.batch_alter_table("edition_recipes") as table:
        table.drop_constraint(op.f("ck_edition_recipes_arrangement"), type_="check")
        table.drop_column("arrangement")
    op.drop_table("concern_workstreams")
    op.drop_table("concerns")
