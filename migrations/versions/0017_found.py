"""Roles are found by their programme, and minutes by their workstream, however many there are."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_role_grants_programme_id", "role_grants", ["programme_id"])
    op.create_index("ix_minutes_workstream_id", "minutes", ["workstream_id"])


def downgrade() -> None:
    """Take the indexes away."""
    op.drop_index("ix_minutes_workstream_id", "minutes")
    op.drop_index("ix_role_grants_programme_id", "role_grants")
