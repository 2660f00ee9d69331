"""Reading: acknowledgements, chairs and notes, published cover reports, tables as a format."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AUDIENCES = "'improvement-group', 'iib', 'board', 'scrutiny', 'audit', 'department', 'public'"
OLD_FORMATS = "'html', 'pdf', 'docx', 'json'"
NEW_FORMATS = f"{OLD_FORMATS}, 'csv.zip'"
FILES = ("edition_files", "cover_files")
"""Tables of files, which take a further format."""
NEW = (
    "acknowledgements",
    "chair_notes",
    "recommendations",
    "recommendation_answers",
    "cover_publications",
)
"""Tables that only grow."""


def upgrade() -> None:
    for table in FILES:
        allow_formats(table, NEW_FORMATS)
    with op.batch_alter_table("role_grants") as grants:
        grants.add_column(
            sa.Column("chairs", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        grants.create_check_constraint(
            op.f("ck_role_grants_only_readers_chair_a_body"), "role = 'board_reader' OR NOT chairs"
        )
    op.create_table(
        "acknowledgements",
        sa.Column("id", KEY, nullable=False),
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
        foreign("acknowledgements", "edition_id", "editions"),
        foreign("acknowledgements", "person_id", "people"),
        sa.UniqueConstraint(
            "edition_id", "person_id", name=op.f("uq_acknowledgements_edition_id_person_id")
        ),
    )
    op.create_index("ix_acknowledgements_person_id", "acknowledgements", ["person_id"])
    op.create_table(
        "chair_notes",
        sa.Column("id", KEY, nullable=False),
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("signed", sa.String(200), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chair_notes")),
        foreign("chair_notes", "edition_id", "editions"),
        foreign("chair_notes", "by_id", "people"),
    )
    op.create_index("ix_chair_notes_edition_id", "chair_notes", ["edition_id"])
    op.create_table(
        "recommendations",
        sa.Column("id", KEY, nullable=False),
        sa.Column("note_id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("audience", sa.String(30), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("addressee", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendations")),
        foreign("recommendations", "note_id", "chair_notes"),
        foreign("recommendations", "programme_id", "programmes"),
        sa.UniqueConstraint(
            "programme_id",
            "audience",
            "number",
            name=op.f("uq_recommendations_programme_id_audience_number"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_recommendations_number_from_one")),
        sa.CheckConstraint(f"audience IN ({AUDIENCES})", name=op.f("ck_recommendations_audience")),
    )
    op.create_index("ix_recommendations_note_id", "recommendations", ["note_id"])
    op.create_table(
        "recommendation_answers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("recommendation_id", KEY, nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_answers")),
        foreign("recommendation_answers", "recommendation_id", "recommendations"),
        foreign("recommendation_answers", "by_id", "people"),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'done')", name=op.f("ck_recommendation_answers_state")
        ),
        sa.CheckConstraint(
            "state <> 'open'", name=op.f("ck_recommendation_answers_an_answer_moves_it_on")
        ),
    )
    op.create_index(
        "ix_recommendation_answers_recommendation_id",
        "recommendation_answers",
        ["recommendation_id"],
    )
    op.create_table(
        "cover_publications",
        sa.Column("id", KEY, nullable=False),
        sa.Column("cover_edition_id", KEY, nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_publications")),
        foreign("cover_publications", "cover_edition_id", "cover_editions"),
        foreign("cover_publications", "by_id", "people"),
    )
    op.create_index(
        "ix_cover_publications_cover_edition_id", "cover_publications", ["cover_edition_id"]
    )
    for table in NEW:
        let_grow_only(table)


def allow_formats(table: str, formats: str) -> None:
    """Change which formats a table of files takes; SQLite makes it anew, without its triggers."""
    with op.batch_alter_table(table) as files:
        files.drop_constraint(op.f(f"ck_{table}_format"), type_="check")
        files.create_check_constraint(op.f(f"ck_{table}_format"), f"format IN ({formats})")
    if op.get_bind().dialect.name == "sqlite":
        let_grow_only(table)


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


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
    """Go back where no edition was given out as tables; a file of that format stops it."""
    for table in reversed(NEW):
        op.drop_table(table)
    with op.batch_alter_table("role_grants") as grants:
        grants.drop_constraint(op.f("ck_role_grants_only_readers_chair_a_body"), type_="check")
        grants.drop_column("chairs")
    for table in FILES:
        allow_formats(table, OLD_FORMATS)
