"""Notes sent back, messages about actions, when the group meets, a place passed on at once.

Acronyms join the recipes that were changed before there were any; an office may take them out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_ORDER = "ends_on IS NULL OR ends_on >= starts_on"
SENT_BACK = {
    "sent_back_by_somebody": "(sent_back_at IS NULL) = (sent_back_by_id IS NULL)",
    "sent_back_with_a_reason": "(sent_back_at IS NULL) = (sent_back_reason = '')",
    "sent_back_by_another": "sent_back_by_id <> written_by_id",
    "sent_back_or_approved": "sent_back_at IS NULL OR approved_at IS NULL",
}


def upgrade() -> None:
    op.add_column(
        "planning_rules",
        sa.Column("group_meets", sa.Time(), nullable=False, server_default="14:00:00"),
    )
    with op.batch_alter_table("outbox_messages") as messages:
        messages.add_column(sa.Column("minute_id", KEY, nullable=True))
        messages.create_foreign_key(
            op.f("fk_outbox_messages_minute_id"), "minutes", ["minute_id"], ["id"]
        )
    with op.batch_alter_table("addenda") as addenda:
        addenda.add_column(sa.Column("sent_back_by_id", KEY, nullable=True))
        addenda.add_column(sa.Column("sent_back_at", INSTANT, nullable=True))
        addenda.add_column(
            sa.Column("sent_back_reason", sa.Text(), nullable=False, server_default="")
        )
        addenda.create_foreign_key(
            op.f("fk_addenda_sent_back_by_id"), "people", ["sent_back_by_id"], ["id"]
        )
        for name, condition in SENT_BACK.items():
            addenda.create_check_constraint(op.f(f"ck_addenda_{name}"), condition)
    let_grants_end(f"{IN_ORDER} OR succeeds_id IS NOT NULL")
    print_acronyms()


def let_grants_end(condition: str) -> None:
    with op.batch_alter_table("role_grants") as grants:
        grants.drop_constraint(op.f("ck_role_grants_ends_after_start"), type_="check")
        grants.create_check_constraint(op.f("ck_role_grants_ends_after_start"), condition)


def print_acronyms() -> None:
    """Add acronyms to each recipe without, after the scale where it has one, else at the end."""
    recipes = sa.table("edition_recipes", sa.column("id"), sa.column("parts"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(recipes.c.id, recipes.c.parts)).all():
        parts = row.parts.split()
        if "acronyms" not in parts:
            place = parts.index("scale") + 1 if "scale" in parts else len(parts)
            parts.insert(place, "acronyms")
            connection.execute(
                sa.update(recipes).where(recipes.c.id == row.id).values(parts=" ".join(parts))
            )


def downgrade() -> None:
    """Go back where no place was passed on at once; a grant that never was in force stops it."""
    let_grants_end(IN_ORDER)
    with op.batch_alter_table("addenda") as addenda:
        for name in SENT_BACK:
            addenda.drop_constraint(op.f(f"ck_addenda_{name}"), type_="check")
        addenda.drop_constraint(op.f("fk_addenda_sent_back_by_id"), type_="foreignkey")
        for name in ("sent_back_reason", "sent_back_at", "sent_back_by_id"):
            addenda.drop_column(name)
    with op.batch_alter_table("outbox_messages") as messages:
        messages.drop_constraint(op.f("fk_outbox_messages_minute_id"), type_="foreignkey")
        messages.drop_column("minute_id")
    op.drop_column("planning_rules", "group_meets")
