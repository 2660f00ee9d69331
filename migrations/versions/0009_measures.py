"""Measures with their targets; updates get a section for the values."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.String(40)
BEFORE = (
    *("activities", "engagement", "concerns", "milestones", "planned", "risks"),
    *("rating", "note"),
)
WITH_SECTIONS = ("draft_sections", "comments")
"""Tables whose rows name a section."""


def upgrade() -> None:
    op.create_table(
        "measures",
        sa.Column("id", KEY, nullable=False),
        sa.Column("workstream_id", KEY, nullable=False),
        sa.Column("outcome_id", KEY, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("direction", sa.String(30), nullable=False),
        sa.Column("baseline", EXACT, nullable=True),
        sa.Column("baseline_at", sa.String(200), nullable=False),
        sa.Column("target", EXACT, nullable=False),
        sa.Column("target_to", EXACT, nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ending_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        foreign("measures", "workstream_id", "workstreams"),
        foreign("measures", "outcome_id", "outcomes"),
        sa.UniqueConstraint(
            "workstream_id", "number", name=op.f("uq_measures_workstream_id_number")
        ),
        sa.CheckConstraint(
            "direction IN ('up', 'down', 'within')", name=op.f("ck_measures_direction")
        ),
        sa.CheckConstraint(
            "(direction = 'within') = (target_to IS NOT NULL)",
            name=op.f("ck_measures_only_a_range_has_two_ends"),
        ),
    )
    op.create_table(
        "measure_targets",
        sa.Column("id", KEY, nullable=False),
        sa.Column("measure_id", KEY, nullable=False),
        sa.Column("target", EXACT, nullable=False),
        sa.Column("target_to", EXACT, nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_targets")),
        foreign("measure_targets", "measure_id", "measures"),
        foreign("measure_targets", "person_id", "people"),
    )
    op.create_index("ix_measure_targets_measure_id", "measure_targets", ["measure_id"])
    let_grow_only("measure_targets")
    name_sections((*BEFORE, "measures"))


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def name_sections(sections: Sequence[str]) -> None:
    """Say which sections a row may name; one that names another stops the migration."""
    allowed = ", ".join(f"'{name}'" for name in sections)
    for table in WITH_SECTIONS:
        with op.batch_alter_table(table) as rows:
            rows.drop_constraint(op.f(f"ck_{table}_section"), type_="check")
            rows.create_check_constraint(op.f(f"ck_{table}_section"), f"section IN ({allowed})")


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
    name_sections(BEFORE)
    op.drop_table("measure_targets")
    op.drop_table("measures")
