"""Signed checkpoints of the audit record, and its entries found by what they concern."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("id", KEY),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoints")),
        sa.UniqueConstraint("size", "key", name=op.f("uq_checkpoints_size_key")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_checkpoints_size_not_negative")),
    )
    op.create_index(op.f("ix_audit_entries_subject"), "audit_entries", ["subject"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("""
            CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"""
            CREATE TRIGGER checkpoints_refuses_{verb.lower()} BEFORE {verb} ON checkpoints BEGIN
                SELECT RAISE(ABORT, 'checkpoints only grows: no row is changed or deleted');
            END
        """)


def downgrade() -> None:
    """Go back without the checkpoints; packs that were given out still prove themselves."""
    op.drop_index(op.f("ix_audit_entries_subject"), "audit_entries")
    op.drop_table("checkpoints")
