"""Every table of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UPDATE_STATES = (
    "'not_started', 'draft', 'with_sponsor', 'returned', 'approved', 'in_pack', "
    "'accepted', 'issued'"
)
SUBMITTED = "'with_sponsor', 'returned', 'approved', 'in_pack', 'accepted', 'issued'"
DECIDED = "'approved', 'in_pack', 'accepted', 'issued'"
ACTIONS = (
    "'open', 'start', 'save', 'submit', 'recall', 'send_back', 'approve', 'include', "
    "'review', 'agree', 'issue'"
)
SECTIONS = (
    "'activities', 'engagement', 'concerns', 'milestones', 'planned', 'risks', 'rating', 'note'"
)
ROLES = (
    "'contributor', 'lead', 'sponsor', 'pmo', 'group_member', 'group_chair', 'director', "
    "'board_reader', 'auditor', 'administrator'"
)


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", KEY),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", KEY),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    op.create_index(op.f("ix_sign_in_failures_address_at"), "sign_in_failures", ["address", "at"])
    op.create_index(op.f("ix_sign_in_failures_email_at"), "sign_in_failures", ["email", "at"])
    op.create_table(
        "people",
        sa.Column("id", KEY),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("job_title", sa.String(200), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_people_organisation_id")
        ),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "programmes",
        sa.Column("id", KEY),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_programmes_organisation_id")
        ),
        sa.UniqueConstraint("slug", name=op.f("uq_programmes_slug")),
    )
    op.create_table(
        "rag_scales",
        sa.Column("id", KEY),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rag_scales")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_rag_scales_organisation_id")
        ),
        sa.UniqueConstraint(
            "organisation_id", "version", name=op.f("uq_rag_scales_organisation_id_version")
        ),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", KEY),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", KEY, nullable=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["people.id"], name=op.f("fk_audit_entries_actor_id")
        ),
        sa.UniqueConstraint("sequence", name=op.f("uq_audit_entries_sequence")),
    )
    op.create_table(
        "phases",
        sa.Column("id", KEY),
        sa.Column("programme_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("scale_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phases")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_phases_programme_id")
        ),
        sa.ForeignKeyConstraint(["scale_id"], ["rag_scales.id"], name=op.f("fk_phases_scale_id")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_phases_programme_id_number")),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_phases_ends_after_start")
        ),
    )
    op.create_table(
        "rag_steps",
        sa.Column("id", KEY),
        sa.Column("scale_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rag_steps")),
        sa.ForeignKeyConstraint(
            ["scale_id"], ["rag_scales.id"], name=op.f("fk_rag_steps_scale_id")
        ),
        sa.UniqueConstraint("scale_id", "label", name=op.f("uq_rag_steps_scale_id_label")),
        sa.UniqueConstraint("scale_id", "number", name=op.f("uq_rag_steps_scale_id_number")),
        sa.CheckConstraint(
            "mark IN ('green', 'green-amber', 'amber', 'amber-red', 'red')",
            name=op.f("ck_rag_steps_mark"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_rag_steps_number_from_one")),
    )
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", KEY),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_sessions")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_in_sessions_person_id")
        ),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_sign_in_sessions_token_sha256")),
    )
    op.create_index(op.f("ix_sign_in_sessions_person_id"), "sign_in_sessions", ["person_id"])
    op.create_table(
        "reporting_periods",
        sa.Column("id", KEY),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("lead_due_at", INSTANT, nullable=False),
        sa.Column("sponsor_due_at", INSTANT, nullable=False),
        sa.Column("group_meets_at", INSTANT, nullable=False),
        sa.Column("iib_meets_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_periods")),
        sa.ForeignKeyConstraint(
            ["phase_id"], ["phases.id"], name=op.f("fk_reporting_periods_phase_id")
        ),
        sa.UniqueConstraint("phase_id", "slug", name=op.f("uq_reporting_periods_phase_id_slug")),
        sa.UniqueConstraint(
            "phase_id", "starts_on", name=op.f("uq_reporting_periods_phase_id_starts_on")
        ),
        sa.CheckConstraint(
            "lead_due_at <= sponsor_due_at AND sponsor_due_at <= group_meets_at",
            name=op.f("ck_reporting_periods_deadlines_in_order"),
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_reporting_periods_ends_after_start")
        ),
        sa.CheckConstraint(
            "status IN ('scheduled', 'open', 'in_preparation', 'issued')",
            name=op.f("ck_reporting_periods_status"),
        ),
    )
    op.create_table(
        "workstreams",
        sa.Column("id", KEY),
        sa.Column("phase_id", KEY, nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("pmo_support", sa.String(200), nullable=False),
        sa.Column("next_milestone", sa.Integer(), nullable=False),
        sa.Column("next_risk", sa.Integer(), nullable=False),
        sa.Column("next_issue", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workstreams")),
        sa.ForeignKeyConstraint(["phase_id"], ["phases.id"], name=op.f("fk_workstreams_phase_id")),
        sa.UniqueConstraint("phase_id", "code", name=op.f("uq_workstreams_phase_id_code")),
        sa.UniqueConstraint("phase_id", "position", name=op.f("uq_workstreams_phase_id_position")),
    )
    op.create_table(
        "outcomes",
        sa.Column("id", KEY),
        sa.Column("workstream_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstreams.id"], name=op.f("fk_outcomes_workstream_id")
        ),
        sa.UniqueConstraint(
            "workstream_id", "position", name=op.f("uq_outcomes_workstream_id_position")
        ),
    )
    op.create_table(
        "packs",
        sa.Column("id", KEY),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("audience", sa.String(30), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("overview", sa.Text(), nullable=False),
        sa.Column("overview_by_id", KEY, nullable=True),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
        sa.ForeignKeyConstraint(
            ["overview_by_id"], ["people.id"], name=op.f("fk_packs_overview_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["reporting_periods.id"], name=op.f("fk_packs_period_id")
        ),
        sa.UniqueConstraint("period_id", "audience", name=op.f("uq_packs_period_id_audience")),
        sa.CheckConstraint(
            "audience IN ('improvement-group', 'iib')", name=op.f("ck_packs_audience")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'under_review', 'agreed', 'issued')", name=op.f("ck_packs_status")
        ),
    )
    op.create_table(
        "progress_updates",
        sa.Column("id", KEY),
        sa.Column("workstream_id", KEY, nullable=False),
        sa.Column("period_id", KEY, nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("draft_saved_at", INSTANT, nullable=True),
        sa.Column("moved_at", INSTANT, nullable=False),
        sa.Column("revision_id", KEY, nullable=True),
        sa.Column("approved_revision_id", KEY, nullable=True),
        sa.Column("confirmed_step", sa.Integer(), nullable=True),
        sa.Column("agreed_step", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_updates")),
        sa.ForeignKeyConstraint(
            ["approved_revision_id"],
            ["revisions.id"],
            name=op.f("fk_progress_updates_approved_revision_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["reporting_periods.id"], name=op.f("fk_progress_updates_period_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revisions.id"],
            name=op.f("fk_progress_updates_revision_id"),
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstreams.id"], name=op.f("fk_progress_updates_workstream_id")
        ),
        sa.UniqueConstraint(
            "workstream_id", "period_id", name=op.f("uq_progress_updates_workstream_id_period_id")
        ),
        sa.CheckConstraint(
            "(status IN ('accepted', 'issued')) = (agreed_step IS NOT NULL)",
            name=op.f("ck_progress_updates_agreed_has_a_rating"),
        ),
        sa.CheckConstraint(
            f"(status IN ({DECIDED})) = (confirmed_step IS NOT NULL)",
            name=op.f("ck_progress_updates_approved_has_a_rating"),
        ),
        sa.CheckConstraint(
            f"(status IN ({DECIDED})) = (approved_revision_id IS NOT NULL)",
            name=op.f("ck_progress_updates_approved_names_a_revision"),
        ),
        sa.CheckConstraint(f"status IN ({UPDATE_STATES})", name=op.f("ck_progress_updates_status")),
        sa.CheckConstraint(
            f"status NOT IN ({SUBMITTED}) OR revision_id IS NOT NULL",
            name=op.f("ck_progress_updates_submitted_has_a_revision"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_progress_updates_version_from_one")),
    )
    op.create_index(
        op.f("ix_progress_updates_period_id_status"), "progress_updates", ["period_id", "status"]
    )
    op.create_table(
        "role_grants",
        sa.Column("id", KEY),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("programme_id", KEY, nullable=True),
        sa.Column("workstream_id", KEY, nullable=True),
        sa.Column("accountable", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_role_grants_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_role_grants_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstreams.id"], name=op.f("fk_role_grants_workstream_id")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_role_grants_ends_after_start")
        ),
        sa.CheckConstraint(f"role IN ({ROLES})", name=op.f("ck_role_grants_role")),
        sa.CheckConstraint(
            "workstream_id IS NULL OR programme_id IS NOT NULL",
            name=op.f("ck_role_grants_workstream_in_programme"),
        ),
        sa.CheckConstraint(
            "role NOT IN ('contributor', 'lead', 'sponsor') OR workstream_id IS NOT NULL",
            name=op.f("ck_role_grants_writers_and_sponsors_have_a_workstream"),
        ),
    )
    op.create_index(op.f("ix_role_grants_person_id"), "role_grants", ["person_id"])
    op.create_index(
        op.f("ix_role_grants_workstream_id_role"), "role_grants", ["workstream_id", "role"]
    )
    op.create_table(
        "draft_sections",
        sa.Column("update_id", KEY),
        sa.Column("section", sa.String(30)),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("window", sa.String(24), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("update_id", "section", name=op.f("pk_draft_sections")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_draft_sections_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["progress_updates.id"], name=op.f("fk_draft_sections_update_id")
        ),
        sa.CheckConstraint(f"section IN ({SECTIONS})", name=op.f("ck_draft_sections_section")),
    )
    op.create_table(
        "editions",
        sa.Column("id", KEY),
        sa.Column("pack_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["people.id"], name=op.f("fk_editions_issued_by_id")
        ),
        sa.ForeignKeyConstraint(["pack_id"], ["packs.id"], name=op.f("fk_editions_pack_id")),
        sa.UniqueConstraint("pack_id", "number", name=op.f("uq_editions_pack_id_number")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_editions_number_from_one")),
    )
    op.create_table(
        "outbox_messages",
        sa.Column("id", KEY),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("recipient_id", KEY, nullable=False),
        sa.Column("update_id", KEY, nullable=True),
        sa.Column("pack_id", KEY, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("claimed_until", INSTANT, nullable=True),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
        sa.ForeignKeyConstraint(["pack_id"], ["packs.id"], name=op.f("fk_outbox_messages_pack_id")),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["people.id"], name=op.f("fk_outbox_messages_recipient_id")
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["progress_updates.id"], name=op.f("fk_outbox_messages_update_id")
        ),
    )
    op.create_index(op.f("ix_outbox_messages_sent_at"), "outbox_messages", ["sent_at", "id"])
    op.create_table(
        "register_items",
        sa.Column("id", KEY),
        sa.Column("workstream_id", KEY, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(30), nullable=True),
        sa.Column("likelihood", sa.String(30), nullable=True),
        sa.Column("impact", sa.String(30), nullable=True),
        sa.Column("trend", sa.String(30), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("changed_by_update_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_items")),
        sa.ForeignKeyConstraint(
            ["changed_by_update_id"],
            ["progress_updates.id"],
            name=op.f("fk_register_items_changed_by_update_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstreams.id"], name=op.f("fk_register_items_workstream_id")
        ),
        sa.UniqueConstraint(
            "workstream_id",
            "kind",
            "number",
            name=op.f("uq_register_items_workstream_id_kind_number"),
        ),
        sa.CheckConstraint(
            "impact IN ('low', 'medium', 'high')", name=op.f("ck_register_items_impact")
        ),
        sa.CheckConstraint("kind IN ('M', 'R', 'I')", name=op.f("ck_register_items_kind")),
        sa.CheckConstraint(
            "likelihood IN ('low', 'medium', 'high')", name=op.f("ck_register_items_likelihood")
        ),
        sa.CheckConstraint(
            "outcome IN ('done', 'partly', 'slipped', 'dropped')",
            name=op.f("ck_register_items_outcome"),
        ),
        sa.CheckConstraint(
            "trend IN ('up', 'steady', 'down')", name=op.f("ck_register_items_trend")
        ),
    )
    op.create_table(
        "revisions",
        sa.Column("id", KEY),
        sa.Column("update_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("proposed_step", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", KEY, nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["people.id"], name=op.f("fk_revisions_submitted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["progress_updates.id"], name=op.f("fk_revisions_update_id")
        ),
        sa.UniqueConstraint("update_id", "number", name=op.f("uq_revisions_update_id_number")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_revisions_number_from_one")),
    )
    op.create_table(
        "update_contributors",
        sa.Column("update_id", KEY),
        sa.Column("person_id", KEY),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("update_id", "person_id", name=op.f("pk_update_contributors")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_update_contributors_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["progress_updates.id"], name=op.f("fk_update_contributors_update_id")
        ),
    )
    op.create_table(
        "decisions",
        sa.Column("id", KEY),
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("confirmed_step", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("attestation", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_decisions_person_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_decisions_revision_id")
        ),
        sa.UniqueConstraint(
            "revision_id", "person_id", name=op.f("uq_decisions_revision_id_person_id")
        ),
        sa.CheckConstraint(f"action IN ({ACTIONS})", name=op.f("ck_decisions_action")),
        sa.CheckConstraint(
            "(action = 'approve') = (confirmed_step IS NOT NULL)",
            name=op.f("ck_decisions_approval_confirms_a_rating"),
        ),
        sa.CheckConstraint(
            "action IN ('approve', 'send_back')", name=op.f("ck_decisions_is_a_decision")
        ),
        sa.CheckConstraint(
            "action = 'approve' OR reason <> ''", name=op.f("ck_decisions_sent_back_has_a_reason")
        ),
    )
    op.create_table(
        "edition_entries",
        sa.Column("edition_id", KEY),
        sa.Column("revision_id", KEY),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "revision_id", name=op.f("pk_edition_entries")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_entries_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_edition_entries_revision_id")
        ),
    )
    op.create_table(
        "edition_files",
        sa.Column("id", KEY),
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("format", sa.String(30), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_files")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_files_edition_id")
        ),
        sa.UniqueConstraint(
            "edition_id", "format", name=op.f("uq_edition_files_edition_id_format")
        ),
        sa.CheckConstraint(
            "format IN ('html', 'pdf', 'docx', 'json')", name=op.f("ck_edition_files_format")
        ),
    )
    op.create_table(
        "update_events",
        sa.Column("id", KEY),
        sa.Column("update_id", KEY, nullable=False),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("from_status", sa.String(30), nullable=False),
        sa.Column("to_status", sa.String(30), nullable=False),
        sa.Column("actor_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("revision_id", KEY, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_update_events")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["people.id"], name=op.f("fk_update_events_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_update_events_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["progress_updates.id"], name=op.f("fk_update_events_update_id")
        ),
        sa.CheckConstraint(f"action IN ({ACTIONS})", name=op.f("ck_update_events_action")),
        sa.CheckConstraint(
            f"from_status IN ({UPDATE_STATES})", name=op.f("ck_update_events_from_status")
        ),
        sa.CheckConstraint(
            f"to_status IN ({UPDATE_STATES})", name=op.f("ck_update_events_to_status")
        ),
    )
    op.create_index(op.f("ix_update_events_update_id"), "update_events", ["update_id"])
    # An update names its revisions and a revision its update: PostgreSQL takes one side afterwards,
    # SQLite wrote both with their tables.
    if op.get_bind().dialect.name == "postgresql":
        for column in ("revision_id", "approved_revision_id"):
            op.create_foreign_key(
                f"fk_progress_updates_{column}", "progress_updates", "revisions", [column], ["id"]
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for column in ("revision_id", "approved_revision_id"):
            op.drop_constraint(f"fk_progress_updates_{column}", "progress_updates")
    for table in (
        "update_events",
        "edition_files",
        "edition_entries",
        "decisions",
        "update_contributors",
        "revisions",
        "register_items",
        "outbox_messages",
        "editions",
        "draft_sections",
        "role_grants",
        "progress_updates",
        "packs",
        "outcomes",
        "workstreams",
        "reporting_periods",
        "sign_in_sessions",
        "rag_steps",
        "phases",
        "audit_entries",
        "rag_scales",
        "programmes",
        "people",
        "sign_in_failures",
        "organisations",
    ):
        op.drop_table(table)
