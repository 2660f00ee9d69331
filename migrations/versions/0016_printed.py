"""What an edition printed is found by the revision, however many editions there are."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_edition_entries_revision_id", "edition_entries", ["revision_id"])


def downgrade() -> None:
    """Take the index away."""
    op.drop_index("ix_edition_entries_revision_id", "edition_entries")
