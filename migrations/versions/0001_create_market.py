"""The model the market starts with: accounts, listings, matches, deals, contracts, registration."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What the database itself refuses, whoever asks: table and the moves it refuses.
IMMUTABLE = (
    "history",
    "ledger_entry",
    "payment",
    "income_record",
    "deal_terms",
    "registration_version",
)


def create_triggers() -> None:
    """Refuse UPDATE and DELETE on append-only tables (architecture.md 2.10)."""
    if op.get_bind().dialect.name == "sqlite":
        for table in IMMUTABLE:
            for move in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{move.lower()} BEFORE {move} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in IMMUTABLE:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def drop_triggers() -> None:
    """Take the triggers away so that the tables can go."""
    if op.get_bind().dialect.name == "sqlite":
        for table in IMMUTABLE:
            for move in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{move}")
        return
    for table in IMMUTABLE:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DROP FUNCTION refuse_change()")


def upgrade() -> None:
    op.create_table(
        "duty",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_duty")),
    )
    op.create_table(
        "history_payload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_payload")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consumer", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("available_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("parked_at", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_due",
            ["consumer", "available_at"],
            unique=False,
            sqlite_where=sa.text("delivered_at IS NULL AND parked_at IS NULL"),
            postgresql_where=sa.text("delivered_at IS NULL AND parked_at IS NULL"),
        )

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("payload_id", sa.Integer(), nullable=True),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_history_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["payload_id"],
            ["history_payload.id"],
            name=op.f("fk_history_payload_id_history_payload"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_history_chain_seq")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index("ix_history_thing", ["chain", "thing_id"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_login_session_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notification_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint(
            "user_id", "kind", "subject", name=op.f("uq_notification_user_id_kind_subject")
        ),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index("ix_notification_user_read", ["user_id", "read_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "university",
                "institute",
                "enterprise",
                "agency",
                "market_operator",
                "registration_office",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("credit_code_accepted_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "verified",
                "refused",
                "suspended",
                name="organisationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=True),
        sa.Column("party_type", sa.String(length=10), nullable=True),
        sa.Column("industry", sa.String(length=10), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("representative", sa.String(length=60), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_archive", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credit_code_accepted_by_id"],
            ["user.id"],
            name=op.f("fk_organisation_credit_code_accepted_by_id_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_organisation_credit_code")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_is_demo"), ["is_demo"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_state"), ["state"], unique=False)

    op.create_table(
        "password_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_password_reset_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_reset_token_hash")),
    )
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_reset_user_id"), ["user_id"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user.id"], name=op.f("fk_stored_file_uploaded_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_stored_file_uploaded_by_id"), ["uploaded_by_id"], unique=False
        )

    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "result",
                "demand",
                name="listingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "returned",
                "rejected",
                "published",
                "unconfirmed",
                "withdrawn",
                "closed",
                "taken_down",
                name="listingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("source_key", sa.String(length=80), nullable=True),
        sa.Column("identity_masked", sa.Boolean(), nullable=False),
        sa.Column("public_name", sa.String(length=120), nullable=False),
        sa.Column("index_version", sa.Integer(), nullable=False),
        sa.Column("valid_until_on", sa.Date(), nullable=True),
        sa.Column("review_every_days", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("confirm_due_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.String(length=40), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_listing_author_id_user")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_listing_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "source_key",
            name=op.f("uq_listing_organisation_id_kind_source_key"),
        ),
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listing_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_listing_confirm_due_on"), ["confirm_due_on"], unique=False
        )
        batch_op.create_index(
            "ix_listing_kind_state", ["kind", "state", "confirmed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_listing_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "researcher",
                "org_admin",
                "enterprise",
                "agent",
                "registrar",
                "second_reviewer",
                "operator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "approved",
                "refused",
                "ended",
                name="membershipstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user.id"], name=op.f("fk_membership_approved_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_membership_live",
            ["user_id", "organisation_id", "role"],
            unique=True,
            sqlite_where=sa.text("state IN ('requested', 'approved')"),
            postgresql_where=sa.text("state IN ('requested', 'approved')"),
        )

    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("own_listing_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "answered",
                "accepted",
                "declined",
                name="inquirystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("unclear", sa.Text(), nullable=False),
        sa.Column("about_us", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=False),
        sa.Column("reply_due_is_provisional", sa.Boolean(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("decline_reason", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_inquiry_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_inquiry_author_id_user")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_inquiry_listing_id_listing")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_inquiry_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["own_listing_id"], ["listing.id"], name=op.f("fk_inquiry_own_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    with op.batch_alter_table("inquiry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inquiry_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inquiry_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_inquiry_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            "uq_inquiry_open",
            ["listing_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('sent', 'answered')"),
            postgresql_where=sa.text("state IN ('sent', 'answered')"),
        )

    op.create_table(
        "listing_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "result",
                "demand",
                name="listingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "returned",
                "rejected",
                "published",
                "superseded",
                name="revisionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("chain", sa.String(length=40), nullable=True),
        sa.Column("technology_field", sa.String(length=10), nullable=True),
        sa.Column("industry", sa.String(length=10), nullable=True),
        sa.Column("source_subject", sa.String(length=120), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("indicators", sa.Text(), nullable=False),
        sa.Column("not_secret_declared", sa.Boolean(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("price_kind", sa.String(length=20), nullable=False),
        sa.Column("price_min_fen", sa.BigInteger(), nullable=True),
        sa.Column("price_max_fen", sa.BigInteger(), nullable=True),
        sa.Column("upfront_fen", sa.BigInteger(), nullable=True),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("royalty_bp", sa.Integer(), nullable=True),
        sa.Column("royalty_cap_fen", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_listing_revision_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_listing_revision_listing_id_listing")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_revision")),
        sa.UniqueConstraint(
            "listing_id", "number", name=op.f("uq_listing_revision_listing_id_number")
        ),
    )
    with op.batch_alter_table("listing_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_listing_revision_listing_id"), ["listing_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_listing_revision_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_listing_revision_open",
            ["listing_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'in_review')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review')"),
        )
        batch_op.create_index(
            "uq_listing_revision_published",
            ["listing_id"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "suggested", name="matchstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("coverage_ppm", sa.Integer(), nullable=False),
        sa.Column(
            "strength",
            sa.Enum(
                "strong",
                "possible",
                "weak",
                name="strength",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("demand_version", sa.Integer(), nullable=False),
        sa.Column("result_version", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["listing.id"],
            name=op.f("fk_match_demand_id_listing"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["result_id"],
            ["listing.id"],
            name=op.f("fk_match_result_id_listing"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("demand_id", "result_id", name=op.f("uq_match_demand_id_result_id")),
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index("ix_match_demand", ["demand_id", "rank"], unique=False)
        batch_op.create_index("ix_match_result", ["result_id", "coverage_ppm"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "image",
                "document",
                name="attachmentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_attachment_level")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_attachment_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["listing_revision.id"],
            name=op.f("fk_attachment_revision_id_listing_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_revision_id"), ["revision_id"], unique=False
        )

    op.create_table(
        "deal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=True),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("seller_org_id", sa.Integer(), nullable=False),
        sa.Column("buyer_org_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("agent_org_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "opened",
                "negotiating",
                "agreed",
                "contracted",
                "abandoned",
                name="dealstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("abandon_reason", sa.String(length=40), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("seller_org_id <> buyer_org_id", name=op.f("ck_deal_two_parties")),
        sa.ForeignKeyConstraint(["agent_id"], ["user.id"], name=op.f("fk_deal_agent_id_user")),
        sa.ForeignKeyConstraint(
            ["agent_org_id"], ["organisation.id"], name=op.f("fk_deal_agent_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["buyer_org_id"], ["organisation.id"], name=op.f("fk_deal_buyer_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["listing.id"], name=op.f("fk_deal_demand_id_listing")
        ),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiry.id"], name=op.f("fk_deal_inquiry_id_inquiry")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user.id"], name=op.f("fk_deal_opened_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["listing.id"], name=op.f("fk_deal_result_id_listing")
        ),
        sa.ForeignKeyConstraint(
            ["seller_org_id"], ["organisation.id"], name=op.f("fk_deal_seller_org_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
        sa.UniqueConstraint("inquiry_id", name=op.f("uq_deal_inquiry_id")),
    )
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_buyer_org_id"), ["buyer_org_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_demand_id"), ["demand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_result_id"), ["result_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_seller_org_id"), ["seller_org_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_state"), ["state"], unique=False)

    op.create_table(
        "demand_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("constraints", sa.Text(), nullable=False),
        sa.Column("own_base", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("min_trl", sa.Integer(), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("ip_wish", sa.String(length=40), nullable=True),
        sa.Column("agent_wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["listing_revision.id"], name=op.f("fk_demand_revision_id_listing_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_revision")),
    )
    op.create_table(
        "listing_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "publish",
                "return",
                "reject",
                name="reviewdecision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user.id"], name=op.f("fk_listing_review_reviewer_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["listing_revision.id"],
            name=op.f("fk_listing_review_revision_id_listing_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_review")),
    )
    with op.batch_alter_table("listing_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_listing_review_revision_id"), ["revision_id"], unique=False
        )

    op.create_table(
        "result_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("advantages", sa.Text(), nullable=False),
        sa.Column("comparison", sa.Text(), nullable=False),
        sa.Column("applications", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("completers", sa.String(length=400), nullable=False),
        sa.Column("maturity", sa.String(length=20), nullable=True),
        sa.Column("trl", sa.Integer(), nullable=True),
        sa.Column("rights_basis", sa.String(length=40), nullable=True),
        sa.Column("ip_note", sa.Text(), nullable=False),
        sa.Column("patent_numbers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["listing_revision.id"], name=op.f("fk_result_revision_id_listing_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_revision")),
    )
    op.create_table(
        "revision_mode",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["listing_revision.id"],
            name=op.f("fk_revision_mode_revision_id_listing_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("revision_id", "mode", name=op.f("pk_revision_mode")),
    )
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "offered",
                "signed",
                "in_force",
                "completed",
                "cancelled",
                "terminated",
                name="contractstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_contract_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_contract_deal_id_deal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("deal_id", name=op.f("uq_contract_deal_id")),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_state"), ["state"], unique=False)

    op.create_table(
        "deal_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column(
            "author_side",
            sa.Enum(
                "seller", "buyer", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("contract_subtype", sa.String(length=10), nullable=False),
        sa.Column("license_mode", sa.String(length=40), nullable=True),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("deliverables", sa.Text(), nullable=False),
        sa.Column("acceptance", sa.Text(), nullable=False),
        sa.Column("ip_ownership", sa.Text(), nullable=False),
        sa.Column("confidentiality", sa.Text(), nullable=False),
        sa.Column("pay_mode", sa.String(length=40), nullable=False),
        sa.Column("non_technical_fen", sa.BigInteger(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("price_kind", sa.String(length=20), nullable=False),
        sa.Column("price_min_fen", sa.BigInteger(), nullable=True),
        sa.Column("price_max_fen", sa.BigInteger(), nullable=True),
        sa.Column("upfront_fen", sa.BigInteger(), nullable=True),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("royalty_bp", sa.Integer(), nullable=True),
        sa.Column("royalty_cap_fen", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_deal_terms_author_id_user")
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_deal_terms_deal_id_deal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_terms")),
        sa.UniqueConstraint("deal_id", "number", name=op.f("uq_deal_terms_deal_id_number")),
    )
    with op.batch_alter_table("deal_terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_terms_deal_id"), ["deal_id"], unique=False)

    op.create_table(
        "review_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["listing_review.id"],
            name=op.f("fk_review_reason_review_id_listing_review"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_reason")),
    )
    with op.batch_alter_table("review_reason", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_reason_review_id"), ["review_id"], unique=False)

    op.create_table(
        "contract_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("contract_class", sa.String(length=10), nullable=False),
        sa.Column("subtype", sa.String(length=10), nullable=False),
        sa.Column("technology_field", sa.String(length=10), nullable=False),
        sa.Column("ip", sa.String(length=40), nullable=True),
        sa.Column("plan_source", sa.String(length=40), nullable=True),
        sa.Column("objective", sa.String(length=40), nullable=True),
        sa.Column("industry", sa.String(length=10), nullable=True),
        sa.Column("license_mode", sa.String(length=40), nullable=True),
        sa.Column("pay_mode", sa.String(length=40), nullable=False),
        sa.Column("turnover_fen", sa.BigInteger(), nullable=False),
        sa.Column("technical_fen", sa.BigInteger(), nullable=False),
        sa.Column("non_technical_note", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rate", sa.String(length=20), nullable=True),
        sa.Column("rate_on", sa.Date(), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("is_related", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("performance", sa.Text(), nullable=False),
        sa.Column("confidentiality", sa.Text(), nullable=False),
        sa.Column("ip_ownership", sa.Text(), nullable=False),
        sa.Column("acceptance", sa.Text(), nullable=False),
        sa.Column("payment_terms", sa.Text(), nullable=False),
        sa.Column("definitions", sa.Text(), nullable=False),
        sa.Column("other_terms", sa.Text(), nullable=False),
        sa.Column("payment_plan", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "technical_fen > 0 AND technical_fen <= turnover_fen",
            name=op.f("ck_contract_version_technical_within_turnover"),
        ),
        sa.CheckConstraint("turnover_fen > 0", name=op.f("ck_contract_version_turnover_positive")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_contract_version_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_contract_version_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_version")),
        sa.UniqueConstraint(
            "contract_id", "number", name=op.f("uq_contract_version_contract_id_number")
        ),
    )
    with op.batch_alter_table("contract_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_version_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("condition", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_instalment_amount_positive")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_instalment_contract_id_contract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
    )
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_instalment_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_instalment_due_on"), ["due_on"], unique=False)

    op.create_table(
        "public_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "cleared",
                "cancelled",
                name="noticestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("result_name", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("completers", sa.String(length=400), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("transferee", sa.String(length=120), nullable=False),
        sa.Column("transferee_is_related", sa.Boolean(), nullable=False),
        sa.Column("relation_note", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deal.id"], name=op.f("fk_public_notice_deal_id_deal")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user.id"], name=op.f("fk_public_notice_opened_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["deal_terms.id"], name=op.f("fk_public_notice_terms_id_deal_terms")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notice")),
    )
    with op.batch_alter_table("public_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_notice_deal_id"), ["deal_id"], unique=False)
        batch_op.create_index(
            "uq_public_notice_running",
            ["deal_id"],
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("applicant_org_id", sa.Integer(), nullable=True),
        sa.Column("office_name", sa.String(length=120), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "own",
                "elsewhere",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=16), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "in_review",
                "second_review",
                "returned",
                "withdrawn",
                "registered",
                "not_registered",
                "reconsideration",
                "change_pending",
                "cancelled",
                "revoked",
                name="registrationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_disputed", sa.Boolean(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_is_provisional", sa.Boolean(), nullable=False),
        sa.Column("registrar_id", sa.Integer(), nullable=True),
        sa.Column("second_reviewer_id", sa.Integer(), nullable=True),
        sa.Column("worksheet", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_org_id"],
            ["organisation.id"],
            name=op.f("fk_registration_applicant_org_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_registration_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["organisation.id"], name=op.f("fk_registration_office_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["registrar_id"], ["user.id"], name=op.f("fk_registration_registrar_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["second_reviewer_id"],
            ["user.id"],
            name=op.f("fk_registration_second_reviewer_id_user"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_registration_submitted_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("number", name=op.f("uq_registration_number")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_applicant_org_id"), ["applicant_org_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registration_contract_id"), ["contract_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_registration_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_registration_live",
            ["contract_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('draft', 'submitted', 'accepted', 'in_review', 'second_review', 'returned', 'registered', 'reconsideration', 'change_pending')"
            ),
            postgresql_where=sa.text(
                "state IN ('draft', 'submitted', 'accepted', 'in_review', 'second_review', 'returned', 'registered', 'reconsideration', 'change_pending')"
            ),
        )

    op.create_table(
        "terms_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "seller", "buyer", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["user.id"],
            name=op.f("fk_terms_confirmation_confirmed_by_id_user"),
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["deal_terms.id"], name=op.f("fk_terms_confirmation_terms_id_deal_terms")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_confirmation")),
        sa.UniqueConstraint("terms_id", "side", name=op.f("uq_terms_confirmation_terms_id_side")),
    )
    with op.batch_alter_table("terms_confirmation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_terms_confirmation_terms_id"), ["terms_id"], unique=False
        )

    op.create_table(
        "contract_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "seller",
                "buyer",
                "intermediary",
                name="partyside",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("party_type", sa.String(length=10), nullable=True),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=True),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("industry", sa.String(length=10), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("representative", sa.String(length=60), nullable=False),
        sa.Column("contact", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_version_id"],
            ["contract_version.id"],
            name=op.f("fk_contract_party_contract_version_id_contract_version"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_contract_party_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_party")),
        sa.UniqueConstraint(
            "contract_version_id",
            "side",
            "ordinal",
            name=op.f("uq_contract_party_contract_version_id_side_ordinal"),
        ),
    )
    with op.batch_alter_table("contract_party", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_party_contract_version_id"),
            ["contract_version_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_contract_party_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "dismissed",
                "upheld",
                name="objectionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_objection_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_objection_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["public_notice.id"], name=op.f("fk_objection_notice_id_public_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("instalment_id", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reversal_of_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(reversal_of_id IS NULL AND amount_fen > 0) OR (reversal_of_id IS NOT NULL AND amount_fen < 0)",
            name=op.f("ck_payment_sign"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contract.id"], name=op.f("fk_payment_contract_id_contract")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_payment_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"], ["instalment.id"], name=op.f("fk_payment_instalment_id_instalment")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_payment_recorded_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["reversal_of_id"], ["payment.id"], name=op.f("fk_payment_reversal_of_id_payment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("reversal_of_id", name=op.f("uq_payment_reversal_of_id")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_payment_instalment_id"), ["instalment_id"], unique=False
        )

    op.create_table(
        "registration_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_registration_decision_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_decision_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_decision")),
    )
    with op.batch_alter_table("registration_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_decision_registration_id"),
            ["registration_id"],
            unique=False,
        )

    op.create_table(
        "registration_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "certificate",
                "evidence",
                "change",
                "cancellation",
                "objection",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user.id"], name=op.f("fk_registration_document_added_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_registration_document_file_id_stored_file"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_document_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_document")),
    )
    with op.batch_alter_table("registration_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_document_registration_id"),
            ["registration_id"],
            unique=False,
        )

    op.create_table(
        "registration_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("contract_version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("contract_class", sa.String(length=10), nullable=False),
        sa.Column("subtype", sa.String(length=10), nullable=False),
        sa.Column("technology_field", sa.String(length=10), nullable=False),
        sa.Column("ip", sa.String(length=40), nullable=True),
        sa.Column("plan_source", sa.String(length=40), nullable=True),
        sa.Column("objective", sa.String(length=40), nullable=True),
        sa.Column("seller_region", sa.String(length=6), nullable=True),
        sa.Column("seller_zone", sa.String(length=40), nullable=True),
        sa.Column("buyer_region", sa.String(length=6), nullable=True),
        sa.Column("buyer_zone", sa.String(length=40), nullable=True),
        sa.Column("declared_turnover_fen", sa.BigInteger(), nullable=False),
        sa.Column("declared_technical_fen", sa.BigInteger(), nullable=False),
        sa.Column("turnover_fen", sa.BigInteger(), nullable=False),
        sa.Column("technical_fen", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rate", sa.String(length=20), nullable=True),
        sa.Column("rate_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("is_output", sa.Boolean(), nullable=False),
        sa.Column("is_absorbed", sa.Boolean(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "technical_fen > 0 AND technical_fen <= turnover_fen",
            name=op.f("ck_registration_version_technical_within_turnover"),
        ),
        sa.ForeignKeyConstraint(
            ["contract_version_id"],
            ["contract_version.id"],
            name=op.f("fk_registration_version_contract_version_id_contract_version"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_registration_version_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_version_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_version")),
        sa.UniqueConstraint(
            "registration_id", "number", name=op.f("uq_registration_version_registration_id_number")
        ),
    )
    with op.batch_alter_table("registration_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_version_registered_on"), ["registered_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registration_version_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "contract_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_version_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("signed_by", sa.String(length=60), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_version_id"],
            ["contract_version.id"],
            name=op.f("fk_contract_signature_contract_version_id_contract_version"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_contract_signature_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["contract_party.id"],
            name=op.f("fk_contract_signature_party_id_contract_party"),
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user.id"], name=op.f("fk_contract_signature_uploaded_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_signature")),
        sa.UniqueConstraint(
            "contract_version_id",
            "party_id",
            name=op.f("uq_contract_signature_contract_version_id_party_id"),
        ),
    )
    with op.batch_alter_table("contract_signature", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_signature_contract_version_id"),
            ["contract_version_id"],
            unique=False,
        )

    op.create_table(
        "income_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("turnover_fen", sa.BigInteger(), nullable=False),
        sa.Column("technical_fen", sa.BigInteger(), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=False),
        sa.Column("income_fen", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("reversal_of_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_income_record_confirmed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_income_record_payment_id_payment")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_income_record_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["reversal_of_id"],
            ["income_record.id"],
            name=op.f("fk_income_record_reversal_of_id_income_record"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_income_record")),
        sa.UniqueConstraint("reversal_of_id", name=op.f("uq_income_record_reversal_of_id")),
    )
    with op.batch_alter_table("income_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_income_record_registration_id"), ["registration_id"], unique=False
        )

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("registration_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "register",
                "change",
                "cancel",
                "revoke",
                name="entrykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("business_on", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        sa.Column("prior_period", sa.Boolean(), nullable=False),
        sa.Column("turnover_fen", sa.BigInteger(), nullable=False),
        sa.Column("technical_fen", sa.BigInteger(), nullable=False),
        sa.Column("contract_count", sa.Integer(), nullable=False),
        sa.Column("posted_by_id", sa.Integer(), nullable=True),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "contract_count IN (1, -1)", name=op.f("ck_ledger_entry_contract_count")
        ),
        sa.ForeignKeyConstraint(
            ["posted_by_id"], ["user.id"], name=op.f("fk_ledger_entry_posted_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["registration_version_id"],
            ["registration_version.id"],
            name=op.f("fk_ledger_entry_registration_version_id_registration_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint(
            "registration_version_id",
            "contract_count",
            name=op.f("uq_ledger_entry_registration_version_id_contract_count"),
        ),
        sa.UniqueConstraint("seq", name=op.f("uq_ledger_entry_seq")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_entry_business_on", ["business_on"], unique=False)
    create_triggers()


def downgrade() -> None:
    drop_triggers()
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_entry_business_on")

    op.drop_table("ledger_entry")
    with op.batch_alter_table("income_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_income_record_registration_id"))

    op.drop_table("income_record")
    with op.batch_alter_table("contract_signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_signature_contract_version_id"))

    op.drop_table("contract_signature")
    with op.batch_alter_table("registration_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_version_registration_id"))
        batch_op.drop_index(batch_op.f("ix_registration_version_registered_on"))

    op.drop_table("registration_version")
    with op.batch_alter_table("registration_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_document_registration_id"))

    op.drop_table("registration_document")
    with op.batch_alter_table("registration_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_decision_registration_id"))

    op.drop_table("registration_decision")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_instalment_id"))
        batch_op.drop_index(batch_op.f("ix_payment_contract_id"))

    op.drop_table("payment")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_notice_id"))

    op.drop_table("objection")
    with op.batch_alter_table("contract_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_party_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_contract_party_contract_version_id"))

    op.drop_table("contract_party")
    with op.batch_alter_table("terms_confirmation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_terms_confirmation_terms_id"))

    op.drop_table("terms_confirmation")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_live",
            sqlite_where=sa.text(
                "state IN ('draft', 'submitted', 'accepted', 'in_review', 'second_review', 'returned', 'registered', 'reconsideration', 'change_pending')"
            ),
            postgresql_where=sa.text(
                "state IN ('draft', 'submitted', 'accepted', 'in_review', 'second_review', 'returned', 'registered', 'reconsideration', 'change_pending')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_registration_state"))
        batch_op.drop_index(batch_op.f("ix_registration_office_id"))
        batch_op.drop_index(batch_op.f("ix_registration_due_on"))
        batch_op.drop_index(batch_op.f("ix_registration_contract_id"))
        batch_op.drop_index(batch_op.f("ix_registration_applicant_org_id"))

    op.drop_table("registration")
    with op.batch_alter_table("public_notice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_public_notice_running",
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
        batch_op.drop_index(batch_op.f("ix_public_notice_deal_id"))

    op.drop_table("public_notice")
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instalment_due_on"))
        batch_op.drop_index(batch_op.f("ix_instalment_contract_id"))

    op.drop_table("instalment")
    with op.batch_alter_table("contract_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_version_contract_id"))

    op.drop_table("contract_version")
    with op.batch_alter_table("review_reason", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_reason_review_id"))

    op.drop_table("review_reason")
    with op.batch_alter_table("deal_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_terms_deal_id"))

    op.drop_table("deal_terms")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_state"))

    op.drop_table("contract")
    op.drop_table("revision_mode")
    op.drop_table("result_revision")
    with op.batch_alter_table("listing_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_review_revision_id"))

    op.drop_table("listing_review")
    op.drop_table("demand_revision")
    with op.batch_alter_table("deal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_state"))
        batch_op.drop_index(batch_op.f("ix_deal_seller_org_id"))
        batch_op.drop_index(batch_op.f("ix_deal_result_id"))
        batch_op.drop_index(batch_op.f("ix_deal_demand_id"))
        batch_op.drop_index(batch_op.f("ix_deal_buyer_org_id"))
        batch_op.drop_index(batch_op.f("ix_deal_agent_id"))

    op.drop_table("deal")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_revision_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_index("ix_match_result")
        batch_op.drop_index("ix_match_demand")

    op.drop_table("match")
    with op.batch_alter_table("listing_revision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_listing_revision_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index(
            "uq_listing_revision_open",
            sqlite_where=sa.text("state IN ('draft', 'in_review')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review')"),
        )
        batch_op.drop_index(batch_op.f("ix_listing_revision_state"))
        batch_op.drop_index(batch_op.f("ix_listing_revision_listing_id"))

    op.drop_table("listing_revision")
    with op.batch_alter_table("inquiry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_inquiry_open",
            sqlite_where=sa.text("state IN ('sent', 'answered')"),
            postgresql_where=sa.text("state IN ('sent', 'answered')"),
        )
        batch_op.drop_index(batch_op.f("ix_inquiry_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_inquiry_listing_id"))
        batch_op.drop_index(batch_op.f("ix_inquiry_author_id"))

    op.drop_table("inquiry")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_live",
            sqlite_where=sa.text("state IN ('requested', 'approved')"),
            postgresql_where=sa.text("state IN ('requested', 'approved')"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_user_id"))
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_organisation_id"))
        batch_op.drop_index("ix_listing_kind_state")
        batch_op.drop_index(batch_op.f("ix_listing_confirm_due_on"))
        batch_op.drop_index(batch_op.f("ix_listing_author_id"))

    op.drop_table("listing")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_uploaded_by_id"))
        batch_op.drop_index(batch_op.f("ix_stored_file_sha256"))

    op.drop_table("stored_file")
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_password_reset_user_id"))

    op.drop_table("password_reset")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_state"))
        batch_op.drop_index(batch_op.f("ix_organisation_kind"))
        batch_op.drop_index(batch_op.f("ix_organisation_is_demo"))

    op.drop_table("organisation")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index("ix_notification_user_read")

    op.drop_table("notification")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_user_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index("ix_history_thing")
        batch_op.drop_index(batch_op.f("ix_history_actor_id"))

    op.drop_table("history")
    op.drop_table("user")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_message_due",
            sqlite_where=sa.text("delivered_at IS NULL AND parked_at IS NULL"),
            postgresql_where=sa.text("delivered_at IS NULL AND parked_at IS NULL"),
        )

    op.drop_table("outbox_message")
    op.drop_table("history_payload")
    op.drop_table("duty")
