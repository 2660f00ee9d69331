"""Editions for every audience: recipes, an overall rating, exempt text, publication.

A pack that is there keeps its recipe: the standard one of its audience.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD_AUDIENCES = "'improvement-group', 'iib'"
NEW_AUDIENCES = f"{OLD_AUDIENCES}, 'board', 'scrutiny', 'audit', 'department', 'public'"
EXEMPTIBLE = ("decisions", "agreed_ratings", "addenda", "packs")
WHOLE = sa.text("workstream_id IS NULL")


def upgrade() -> None:
    for table in EXEMPTIBLE:
        op.add_column(table, sa.Column("exempt_paragraph", sa.Integer(), nullable=True))
        op.add_column(
            table, sa.Column("exempt_reason", sa.Text(), nullable=False, server_default="")
        )
    op.add_column("packs", sa.Column("recipe", sa.String(80), nullable=False, server_default=""))
    op.execute("UPDATE packs SET recipe = audience")
    with op.batch_alter_table("packs") as table:
        table.add_column(sa.Column("workstream_id", KEY, nullable=True))
        table.add_column(sa.Column("name", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("asks", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("overall_step", sa.Integer(), nullable=True))
        table.add_column(sa.Column("overall_reason", sa.Text(), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_packs_workstream_id"), "workstreams", ["workstream_id"], ["id"]
        )
        table.drop_constraint(op.f("uq_packs_period_id_audience"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_packs_period_id_recipe_workstream_id"),
            ["period_id", "recipe", "workstream_id"],
        )
        table.drop_constraint(op.f("ck_packs_audience"), type_="check")
        table.create_check_constraint(op.f("ck_packs_audience"), f"audience IN ({NEW_AUDIENCES})")
        table.create_check_constraint(
            op.f("ck_packs_overall_rating_has_a_reason"),
            "(overall_step IS NULL) = (overall_reason = '')",
        )
    op.create_index(
        "uq_packs_period_id_recipe_whole",
        "packs",
        ["period_id", "recipe"],
        unique=True,
        sqlite_where=WHOLE,
        postgresql_where=WHOLE,
    )
    op.create_table(
        "edition_recipes",
        sa.Column("id", KEY),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("audience", sa.String(30), nullable=False),
        sa.Column("parts", sa.String(400), nullable=False),
        sa.Column("depth", sa.String(30), nullable=False),
        sa.Column("staff_names", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_recipes")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_edition_recipes_programme_id")
        ),
        sa.UniqueConstraint(
            "programme_id", "slug", name=op.f("uq_edition_recipes_programme_id_slug")
        ),
        sa.CheckConstraint(
            f"audience IN ({NEW_AUDIENCES})", name=op.f("ck_edition_recipes_audience")
        ),
        sa.CheckConstraint("depth IN ('full', 'short')", name=op.f("ck_edition_recipes_depth")),
    )
    op.create_table(
        "publications",
        sa.Column("id", KEY),
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_publications_edition_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_publications_by_id")),
    )
    op.create_index("ix_publications_edition_id", "publications", ["edition_id"])
    with op.batch_alter_table("role_grants") as table:
        table.add_column(sa.Column("audience", sa.String(30), nullable=True))
        table.create_check_constraint(
            op.f("ck_role_grants_audience"), f"audience IN ({NEW_AUDIENCES})"
        )


def downgrade() -> None:
    """Go back where only the packs of group and board were made; another audience stops it."""
    with op.batch_alter_table("role_grants") as table:
        table.drop_constraint(op.f("ck_role_grants_audience"), type_="check")
        table.drop_column("audience")
    op.drop_table("publications")
    op.drop_table("edition_recipes")
    op.drop_index("uq_packs_period_id_recipe_whole", "packs")
    with op.batch_alter_table("packs") as table:
        table.drop_constraint(op.f("ck_packs_overall_rating_has_a_reason"), type_="check")
        table.drop_constraint(op.f("ck_packs_audience"), type_="check")
        table.create_check_constraint(op.f("ck_packs_audience"), f"audience IN ({OLD_AUDIENCES})")
        table.drop_constraint(op.f("uq_packs_period_id_recipe_workstream_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_packs_period_id_audience"), ["period_id", "audience"]
        )
        table.drop_constraint(op.f("fk_packs_workstream_id"), type_="foreignkey")
        for name in (
            "recipe",
            "workstream_id",
            "name",
            "asks",
            "overall_step",
            "overall_reason",
        ):
            table.drop_column(name)
    for name in EXEMPTIBLE:
        op.drop_column(name, "exempt_reason")
        op.drop_column(name, "exempt_paragraph")
