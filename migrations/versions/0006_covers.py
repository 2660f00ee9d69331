"""Committee cover reports: their text, implications with sign-offs, Word templates, editions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FORMATS = "'html', 'pdf', 'docx', 'json'"
GROWING = ("cover_sign_offs", "cover_editions", "cover_files")
"""Tables that only grow."""


def upgrade() -> None:
    op.create_table(
        "cover_settings",
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("implications", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_cover_settings")),
        foreign("cover_settings", "programme_id", "programmes"),
    )
    op.create_table(
        "word_templates",
        sa.Column("id", KEY, nullable=False),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("uploaded_by_id", KEY, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_templates")),
        foreign("word_templates", "programme_id", "programmes"),
        foreign("word_templates", "uploaded_by_id", "people"),
    )
    op.create_index("ix_word_templates_programme_id", "word_templates", ["programme_id"])
    op.create_table(
        "cover_reports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pack_id", KEY, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_reports")),
        foreign("cover_reports", "pack_id", "packs"),
        foreign("cover_reports", "changed_by_id", "people"),
    )
    op.create_index("ix_cover_reports_pack_id", "cover_reports", ["pack_id"])
    op.create_table(
        "cover_implications",
        sa.Column("id", KEY, nullable=False),
        sa.Column("cover_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("officer_id", KEY, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("exempt_paragraph", sa.Integer(), nullable=True),
        sa.Column("exempt_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_implications")),
        foreign("cover_implications", "cover_id", "cover_reports"),
        foreign("cover_implications", "officer_id", "people"),
        sa.UniqueConstraint(
            "cover_id", "position", name=op.f("uq_cover_implications_cover_id_position")
        ),
        sa.CheckConstraint(
            "(officer_id IS NULL) = (due_on IS NULL)",
            name=op.f("ck_cover_implications_an_officer_is_asked_by_a_day"),
        ),
    )
    op.create_index("ix_cover_implications_officer_id", "cover_implications", ["officer_id"])
    op.create_table(
        "cover_sign_offs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("implication_id", KEY, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_sign_offs")),
        foreign("cover_sign_offs", "implication_id", "cover_implications"),
        foreign("cover_sign_offs", "by_id", "people"),
    )
    op.create_index("ix_cover_sign_offs_implication_id", "cover_sign_offs", ["implication_id"])
    op.create_table(
        "cover_editions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("cover_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("public_document", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_editions")),
        foreign("cover_editions", "cover_id", "cover_reports"),
        foreign("cover_editions", "edition_id", "editions"),
        foreign("cover_editions", "issued_by_id", "people"),
        sa.UniqueConstraint("cover_id", "number", name=op.f("uq_cover_editions_cover_id_number")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_cover_editions_number_from_one")),
    )
    op.create_table(
        "cover_files",
        sa.Column("id", KEY, nullable=False),
        sa.Column("cover_edition_id", KEY, nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("format", sa.String(30), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_files")),
        foreign("cover_files", "cover_edition_id", "cover_editions"),
        sa.UniqueConstraint(
            "cover_edition_id",
            "public",
            "format",
            name=op.f("uq_cover_files_cover_edition_id_public_format"),
        ),
        sa.CheckConstraint(f"format IN ({FORMATS})", name=op.f("ck_cover_files_format")),
    )
    for table in GROWING:
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
    for table in (
        "cover_files",
        "cover_editions",
        "cover_sign_offs",
        "cover_implications",
        "cover_reports",
        "word_templates",
        "cover_settings",
    ):
        op.drop_table(table)
