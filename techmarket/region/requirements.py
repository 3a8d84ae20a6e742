"""What every region pack must have, so that a missing list stops the start, not a sale."""

LISTS = (
    "abandon_reason",
    "cancel_reason",
    "chain",
    "change_reason",
    "close_reason",
    "confidentiality",
    "contract_class",
    "contract_subtype",
    "county",
    "decline_reason",
    "industry",
    "ip",
    "ip_wish",
    "license_mode",
    "listing_return_reason",
    "maturity",
    "mode",
    "objective",
    "organisation_kind",
    "party_type",
    "pay_mode",
    "plan_source",
    "price_kind",
    "refusal_ground",
    "region",
    "reject_reason",
    "return_reason",
    "revocation_ground",
    "rights_basis",
    "technology_field",
    "trl",
    "zone",
)

RULES = (
    "large_basis",
    "large_threshold_fen",
    "listing_lapse_last_warning_days",
    "listing_lapse_warning_days",
    "listing_review_days",
    "listing_valid_months",
    "number_office_demo",
    "objection_answer_wd",
    "public_cell_min",
    "public_notice_days",
    "registration_number_current",
    "registration_number_legacy",
    "reply_wd",
)

# Each needs a rule `<name>_wd` (working days) or `<name>_days` (calendar days).
DEADLINES = ("large_deadline", "review_deadline")

# The one figure of the plan that the market itself moves.
TURNOVER_TARGET = "contract_turnover"
