"""The reporting cycle in full: deputies, extensions, withdrawals, corrections, planning, comments.

What is there keeps its meaning: every decision counts for the person who made it, and every
edition printed the agreed rating of an approved update.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DECIDED = "('approved', 'in_pack', 'accepted', 'issued')"
SECTIONS = (
    "'activities', 'engagement', 'concerns', 'milestones', 'planned', 'risks', 'rating', 'note'"
)
OLD_STATES = (
    "'not_started', 'draft', 'with_sponsor', 'returned', 'approved', 'in_pack', "
    "'accepted', 'issued'"
)
NEW_STATES = f"{OLD_STATES}, 'not_submitted', 'withdrawn'"
OLD_ACTIONS = (
    "'open', 'start', 'save', 'submit', 'recall', 'send_back', 'approve', 'include', "
    "'review', 'agree', 'issue'"
)
NEW_ACTIONS = (
    "'schedule', 'open', 'close', 'start', 'save', 'submit', 'recall', 'send_back', "
    "'approve_in_part', 'approve', 'revoke', 'reassign', 'withdraw', 'reinstate', 'allow_late', "
    "'extend', 'chase', 'include', 'include_unconfirmed', 'query', 'rate', 'review', 'agree', "
    "'release', 'issue', 'correct', 'cancel', 'restore'"
)
OLD_PERIOD_STATES = "'scheduled', 'open', 'in_preparation', 'issued'"
NEW_PERIOD_STATES = "'draft', 'scheduled', 'open', 'closed', 'in_preparation', 'issued'"
REBUILT = ("decisions", "update_events", "editions", "edition_entries")
"""Tables that only grow and get new columns; their triggers stand aside meanwhile."""
GROWING = ("extensions", "agreed_ratings", "agreed_dates")
"""New tables that only grow."""
OWN_UPDATE = """
    SELECT 1 FROM revisions
    JOIN update_contributors ON update_contributors.update_id = revisions.update_id
    WHERE revisions.id = NEW.revision_id AND update_contributors.person_id = NEW.person_id
"""


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def let_grow_only(table: str) -> None:
    if on_postgresql():
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


def refuse_own(table: str) -> None:
    if on_postgresql():
        op.execute(f"""
            CREATE TRIGGER not_ones_own BEFORE INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_own_decision()
        """)
        return
    op.execute(f"""
        CREATE TRIGGER {table}_refuses_own BEFORE INSERT ON {table}
        WHEN EXISTS ({OWN_UPDATE}) BEGIN
            SELECT RAISE(ABORT, 'nobody decides on an update they wrote');
        END
    """)


def drop_guards(table: str) -> None:
    if on_postgresql():
        op.execute(f"DROP TRIGGER only_grows ON {table}")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_refuses_{verb}")


@contextmanager
def guards_aside() -> Iterator[None]:
    """Take the triggers of the rebuilt tables away, and put them back afterwards."""
    for table in REBUILT:
        drop_guards(table)
    if on_postgresql():
        op.execute("DROP TRIGGER not_ones_own ON decisions")
    else:
        op.execute("DROP TRIGGER decisions_refuses_own")
    yield
    for table in REBUILT:
        let_grow_only(table)
    refuse_own("decisions")


def upgrade() -> None:
    with guards_aside():
        people_and_programmes()
        periods()
        updates()
        packs()
    new_tables()
    for table in GROWING:
        let_grow_only(table)
    refuse_own("agreed_ratings")
    keep_register_items()


def people_and_programmes() -> None:
    with op.batch_alter_table("people") as table:
        table.add_column(
            sa.Column("daily_digest", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("role_grants") as table:
        table.add_column(sa.Column("deputy_for_id", KEY, nullable=True))
        table.add_column(sa.Column("succeeds_id", KEY, nullable=True))
        table.create_foreign_key(
            op.f("fk_role_grants_deputy_for_id"), "people", ["deputy_for_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_role_grants_succeeds_id"), "people", ["succeeds_id"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_role_grants_deputies_stand_in_for_another_sponsor_until_a_day"),
            "deputy_for_id IS NULL OR (role = 'sponsor' AND ends_on IS NOT NULL "
            "AND deputy_for_id <> person_id)",
        )
    with op.batch_alter_table("programmes") as table:
        table.add_column(sa.Column("attestation", sa.Text(), nullable=False, server_default=""))
        table.add_column(
            sa.Column("comment_required", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(
            sa.Column("quarantine_hours", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("workstreams") as table:
        table.add_column(sa.Column("succeeds_id", KEY, nullable=True))
        table.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("closing_reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("merged_into_id", KEY, nullable=True))
        table.create_foreign_key(
            op.f("fk_workstreams_succeeds_id"), "workstreams", ["succeeds_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_workstreams_merged_into_id"), "workstreams", ["merged_into_id"], ["id"]
        )
    with op.batch_alter_table("register_items") as table:
        table.add_column(sa.Column("slips", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("disposition", sa.Text(), nullable=False, server_default=""))


def periods() -> None:
    for name in ("opens_on", "clearance_due_on", "publishes_on"):
        op.add_column("reporting_periods", sa.Column(name, sa.Date(), nullable=True))
    # Nobody wrote these down before; a period opened with its first day and went out on the day.
    op.execute(
        "UPDATE reporting_periods SET opens_on = starts_on, "
        "clearance_due_on = iib_meets_on, publishes_on = iib_meets_on"
    )
    with op.batch_alter_table("reporting_periods") as table:
        for name in ("opens_on", "clearance_due_on", "publishes_on"):
            table.alter_column(name, existing_type=sa.Date(), nullable=False)
        table.drop_constraint(op.f("ck_reporting_periods_status"), type_="check")
        table.create_check_constraint(
            op.f("ck_reporting_periods_status"), f"status IN ({NEW_PERIOD_STATES})"
        )
        table.create_check_constraint(
            op.f("ck_reporting_periods_publication_in_order"),
            "clearance_due_on <= publishes_on AND publishes_on <= iib_meets_on",
        )


def updates() -> None:
    with op.batch_alter_table("progress_updates") as table:
        table.add_column(sa.Column("flagged", sa.Text(), nullable=False, server_default=""))
        for name in ("status", "approved_has_a_rating", "approved_names_a_revision"):
            table.drop_constraint(op.f(f"ck_progress_updates_{name}"), type_="check")
        table.create_check_constraint(
            op.f("ck_progress_updates_status"), f"status IN ({NEW_STATES})"
        )
        table.create_check_constraint(
            op.f("ck_progress_updates_approval_confirms_a_rating"),
            "(approved_revision_id IS NULL) = (confirmed_step IS NULL)",
        )
        table.create_check_constraint(
            op.f("ck_progress_updates_approved_names_a_revision"),
            "status <> 'approved' OR approved_revision_id IS NOT NULL",
        )
        table.create_check_constraint(
            op.f("ck_progress_updates_approval_is_of_the_latest_revision"),
            "approved_revision_id IS NULL OR "
            f"(status IN {DECIDED} AND approved_revision_id = revision_id)",
        )
    op.add_column("decisions", sa.Column("sponsor_id", KEY, nullable=True))
    op.execute("UPDATE decisions SET sponsor_id = person_id")
    with op.batch_alter_table("decisions") as table:
        table.alter_column("sponsor_id", existing_type=KEY, nullable=False)
        table.add_column(
            sa.Column("comment_private", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("conditions", sa.Text(), nullable=False, server_default=""))
        table.create_foreign_key(op.f("fk_decisions_sponsor_id"), "people", ["sponsor_id"], ["id"])
        table.drop_constraint(op.f("uq_decisions_revision_id_person_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_decisions_revision_id_sponsor_id"), ["revision_id", "sponsor_id"]
        )
        table.drop_constraint(op.f("ck_decisions_action"), type_="check")
        table.create_check_constraint(op.f("ck_decisions_action"), f"action IN ({NEW_ACTIONS})")
    with op.batch_alter_table("update_events") as table:
        table.add_column(sa.Column("sections", sa.Text(), nullable=False, server_default=""))
        for name, allowed in (
            ("action", NEW_ACTIONS),
            ("from_status", NEW_STATES),
            ("to_status", NEW_STATES),
        ):
            table.drop_constraint(op.f(f"ck_update_events_{name}"), type_="check")
            table.create_check_constraint(
                op.f(f"ck_update_events_{name}"), f"{name} IN ({allowed})"
            )


def packs() -> None:
    with op.batch_alter_table("packs") as table:
        table.add_column(sa.Column("correction", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("editions") as table:
        table.add_column(sa.Column("correction", sa.Text(), nullable=False, server_default=""))
    op.add_column("edition_entries", sa.Column("step", sa.Integer(), nullable=True))
    op.execute("""
        UPDATE edition_entries SET step = (
            SELECT progress_updates.agreed_step FROM progress_updates
            JOIN revisions ON revisions.update_id = progress_updates.id
            WHERE revisions.id = edition_entries.revision_id
        )
    """)
    with op.batch_alter_table("edition_entries") as table:
        table.alter_column("step", existing_type=sa.Integer(), nullable=False)
        table.add_column(
            sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("outbox_messages") as table:
        table.add_column(sa.Column("period_id", KEY, nullable=True))
        table.add_column(sa.Column("workstream_id", KEY, nullable=True))
        table.add_column(sa.Column("key", sa.String(120), nullable=True))
        table.add_column(sa.Column("digest_id", KEY, nullable=True))
        table.add_column(sa.Column("subject", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("body", sa.Text(), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_outbox_messages_period_id"), "reporting_periods", ["period_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_outbox_messages_workstream_id"), "workstreams", ["workstream_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_outbox_messages_digest_id"), "outbox_messages", ["digest_id"], ["id"]
        )
        table.create_unique_constraint(op.f("uq_outbox_messages_key"), ["key"])


def new_tables() -> None:
    op.create_table(
        "absences",
        sa.Column("id", KEY),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absences_person_id")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_absences_ends_after_start")),
    )
    op.create_index(op.f("ix_absences_person_id"), "absences", ["person_id"])
    op.create_table(
        "calendar_feeds",
        sa.Column("id", KEY),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_calendar_feeds_person_id")
        ),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_calendar_feeds_token_sha256")),
    )
    op.create_index(op.f("ix_calendar_feeds_person_id"), "calendar_feeds", ["person_id"])
    op.create_table(
        "agreed_dates",
        sa.Column("id", KEY),
        sa.Column("workstream_id", KEY, nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_dates")),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstreams.id"], name=op.f("fk_agreed_dates_workstream_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_agreed_dates_person_id")
        ),
    )
    op.create_index(op.f("ix_agreed_dates_workstream_id"), "agreed_dates", ["workstream_id"])
    op.create_table(
        "planning_rules",
        sa.Column("programme_id", KEY),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in (
                "notice_days",
                "clearance_days",
                "group_days",
                "sponsor_days",
                "lead_days",
                "writing_days",
                "due_hour",
            )
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_planning_rules")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_planning_rules_programme_id")
        ),
    )
    op.create_table(
        "reminder_rules",
        sa.Column("programme_id", KEY),
        sa.Column("days_before", sa.String(40), nullable=False),
        sa.Column("sponsor_after", sa.Integer(), nullable=False),
        sa.Column("director_after", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_reminder_rules")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_reminder_rules_programme_id")
        ),
    )
    op.create_table(
        "extensions",
        sa.Column("id", KEY),
        sa.Column("update_id", KEY, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extensions")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["progress_updates.id"], name=op.f("fk_extensions_update_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["people.id"], name=op.f("fk_extensions_granted_by_id")
        ),
    )
    op.create_index(op.f("ix_extensions_update_id"), "extensions", ["update_id"])
    op.create_table(
        "revision_readings",
        sa.Column("revision_id", KEY),
        sa.Column("person_id", KEY),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("revision_id", "person_id", name=op.f("pk_revision_readings")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_readings_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_revision_readings_person_id")
        ),
    )
    op.create_table(
        "agreed_ratings",
        sa.Column("id", KEY),
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_ratings")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_agreed_ratings_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_agreed_ratings_person_id")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_agreed_ratings_has_a_reason")),
    )
    op.create_index(op.f("ix_agreed_ratings_revision_id"), "agreed_ratings", ["revision_id"])
    op.create_table(
        "comments",
        sa.Column("id", KEY),
        sa.Column("update_id", KEY, nullable=False),
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("parent_id", KEY, nullable=True),
        sa.Column("answers_id", KEY, nullable=True),
        sa.Column("section", sa.String(30), nullable=False),
        sa.Column("anchor", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.Column("resolved_by_id", KEY, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["progress_updates.id"], name=op.f("fk_comments_update_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_comments_revision_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id")),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["update_events.id"], name=op.f("fk_comments_answers_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_comments_person_id")),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["people.id"], name=op.f("fk_comments_resolved_by_id")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_comments_says_something")),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by_id IS NULL)",
            name=op.f("ck_comments_resolved_by_somebody"),
        ),
        sa.CheckConstraint(f"section IN ({SECTIONS})", name=op.f("ck_comments_section")),
    )
    op.create_index(op.f("ix_comments_update_id"), "comments", ["update_id"])
    op.create_table(
        "addenda",
        sa.Column("id", KEY),
        sa.Column("update_id", KEY, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", KEY, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("approved_by_id", KEY, nullable=True),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("sponsor_id", KEY, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addenda")),
        sa.ForeignKeyConstraint(
            ["update_id"], ["progress_updates.id"], name=op.f("fk_addenda_update_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["people.id"], name=op.f("fk_addenda_written_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["people.id"], name=op.f("fk_addenda_approved_by_id")
        ),
        sa.ForeignKeyConstraint(["sponsor_id"], ["people.id"], name=op.f("fk_addenda_sponsor_id")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_addenda_says_something")),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name=op.f("ck_addenda_approved_by_somebody"),
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (sponsor_id IS NULL)",
            name=op.f("ck_addenda_approved_for_sponsor"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> written_by_id", name=op.f("ck_addenda_approved_by_another")
        ),
    )
    op.create_index(op.f("ix_addenda_update_id"), "addenda", ["update_id"])
    op.create_table(
        "message_templates",
        sa.Column("id", KEY),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_by_id", KEY, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_templates")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_message_templates_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["people.id"], name=op.f("fk_message_templates_changed_by_id")
        ),
    )
    op.create_index(
        op.f("ix_message_templates_organisation_id_kind"),
        "message_templates",
        ["organisation_id", "kind"],
    )


def keep_register_items() -> None:
    """Keep every register item for ever: a milestone that was in a pack is never deleted."""
    if on_postgresql():
        op.execute("""
            CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON register_items
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
        """)
        return
    op.execute("""
        CREATE TRIGGER register_items_refuses_delete BEFORE DELETE ON register_items BEGIN
            SELECT RAISE(ABORT, 'register_items only grows: no row is deleted');
        END
    """)


def downgrade() -> None:
    """Go back where nothing of the new kind was recorded yet; a state unknown before stops it."""
    if on_postgresql():
        op.execute("DROP TRIGGER never_deleted ON register_items")
    else:
        op.execute("DROP TRIGGER register_items_refuses_delete")
    for table in (
        "message_templates",
        "addenda",
        "comments",
        "agreed_ratings",
        "revision_readings",
        "extensions",
        "reminder_rules",
        "planning_rules",
        "agreed_dates",
        "calendar_feeds",
        "absences",
    ):
        op.drop_table(table)
    with guards_aside():
        packs_before()
        updates_before()
        with op.batch_alter_table("reporting_periods") as table:
            table.drop_constraint(op.f("ck_reporting_periods_publication_in_order"), type_="check")
            table.drop_constraint(op.f("ck_reporting_periods_status"), type_="check")
            table.create_check_constraint(
                op.f("ck_reporting_periods_status"), f"status IN ({OLD_PERIOD_STATES})"
            )
            for name in ("opens_on", "clearance_due_on", "publishes_on"):
                table.drop_column(name)
        people_and_programmes_before()


def packs_before() -> None:
    with op.batch_alter_table("outbox_messages") as table:
        table.drop_constraint(op.f("uq_outbox_messages_key"), type_="unique")
        table.drop_constraint(op.f("fk_outbox_messages_period_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_outbox_messages_workstream_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_outbox_messages_digest_id"), type_="foreignkey")
        for name in ("period_id", "workstream_id", "key", "digest_id", "subject", "body"):
            table.drop_column(name)
    with op.batch_alter_table("edition_entries") as table:
        table.drop_column("confirmed")
        table.drop_column("step")
    for name in ("editions", "packs"):
        with op.batch_alter_table(name) as table:
            table.drop_column("correction")


def updates_before() -> None:
    with op.batch_alter_table("update_events") as table:
        table.drop_column("sections")
        for name, allowed in (
            ("action", OLD_ACTIONS),
            ("from_status", OLD_STATES),
            ("to_status", OLD_STATES),
        ):
            table.drop_constraint(op.f(f"ck_update_events_{name}"), type_="check")
            table.create_check_constraint(
                op.f(f"ck_update_events_{name}"), f"{name} IN ({allowed})"
            )
    with op.batch_alter_table("decisions") as table:
        table.drop_constraint(op.f("ck_decisions_action"), type_="check")
        table.create_check_constraint(op.f("ck_decisions_action"), f"action IN ({OLD_ACTIONS})")
        table.drop_constraint(op.f("uq_decisions_revision_id_sponsor_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_decisions_revision_id_person_id"), ["revision_id", "person_id"]
        )
        table.drop_constraint(op.f("fk_decisions_sponsor_id"), type_="foreignkey")
        for name in ("sponsor_id", "comment_private", "conditions"):
            table.drop_column(name)
    with op.batch_alter_table("progress_updates") as table:
        for name in (
            "status",
            "approval_confirms_a_rating",
            "approved_names_a_revision",
            "approval_is_of_the_latest_revision",
        ):
            table.drop_constraint(op.f(f"ck_progress_updates_{name}"), type_="check")
        table.create_check_constraint(
            op.f("ck_progress_updates_status"), f"status IN ({OLD_STATES})"
        )
        table.create_check_constraint(
            op.f("ck_progress_updates_approved_names_a_revision"),
            f"(status IN {DECIDED}) = (approved_revision_id IS NOT NULL)",
        )
        table.create_check_constraint(
            op.f("ck_progress_updates_approved_has_a_rating"),
            f"(status IN {DECIDED}) = (confirmed_step IS NOT NULL)",
        )
        table.drop_column("flagged")


def people_and_programmes_before() -> None:
    with op.batch_alter_table("register_items") as table:
        table.drop_column("slips")
        table.drop_column("disposition")
    with op.batch_alter_table("workstreams") as table:
        table.drop_constraint(op.f("fk_workstreams_succeeds_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_workstreams_merged_into_id"), type_="foreignkey")
        for name in ("succeeds_id", "closed_on", "closing_reason", "merged_into_id"):
            table.drop_column(name)
    with op.batch_alter_table("programmes") as table:
        for name in ("attestation", "comment_required", "quarantine_hours"):
            table.drop_column(name)
    with op.batch_alter_table("role_grants") as table:
        table.drop_constraint(
            op.f("ck_role_grants_deputies_stand_in_for_another_sponsor_until_a_day"),
            type_="check",
        )
        table.drop_constraint(op.f("fk_role_grants_deputy_for_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_role_grants_succeeds_id"), type_="foreignkey")
        table.drop_column("deputy_for_id")
        table.drop_column("succeeds_id")
    with op.batch_alter_table("people") as table:
        table.drop_column("daily_digest")
