"""What the acronyms of a programme stand for."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "acronyms",
        sa.Column("id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("stands_for", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acronyms")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_acronyms_programme_id")
        ),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_acronyms_programme_id_name")),
    )


def downgrade() -> None:
    op.drop_table("acronyms")
