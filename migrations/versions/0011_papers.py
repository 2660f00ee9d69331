"""Papers from outside: their files, those behind a pack, those an edition was issued with."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "'pdf', 'docx', 'xlsx', 'png', 'jpg', 'csv', 'txt'"


def upgrade() -> None:
    op.create_table(
        "paper_files",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("taken_out", sa.Text(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_files")),
        foreign("paper_files", "added_by_id", "people"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_paper_files_kind")),
    )
    op.create_table(
        "papers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pack_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        *described(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        foreign("papers", "pack_id", "packs"),
        foreign("papers", "file_id", "paper_files"),
    )
    op.create_index("ix_papers_pack_id", "papers", ["pack_id"])
    op.create_table(
        "edition_papers",
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("file_id", KEY, nullable=False),
        *described(),
        sa.PrimaryKeyConstraint("edition_id", "place", name=op.f("pk_edition_papers")),
        foreign("edition_papers", "edition_id", "editions"),
        foreign("edition_papers", "file_id", "paper_files"),
    )
    # A file that no edition holds may go again; the foreign key keeps the others.
    refuse("paper_files", "UPDATE")
    refuse("edition_papers", "UPDATE", "DELETE")


def described() -> tuple[sa.Column, ...]:
    return (
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("exempt_paragraph", sa.Integer(), nullable=True),
        sa.Column("exempt_reason", sa.Text(), nullable=False),
    )


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def refuse(table: str, *verbs: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"""
            CREATE TRIGGER only_grows BEFORE {" OR ".join((*verbs, "TRUNCATE"))} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
        return
    for verb in verbs:
        op.execute(f"""
            CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} BEGIN
                SELECT RAISE(ABORT, '{table} only grows: no row is changed or deleted');
            END
        """)


def downgrade() -> None:
    for table in ("edition_papers", "papers", "paper_files"):
        op.drop_table(table)
