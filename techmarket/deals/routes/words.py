"""What people read for the reason codes of deals."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    # who may
    "may_speak_for": _l("Only approved members of a verified organisation act in its name."),
    "may_inquire": _l("One cannot ask about a listing of one's own or of the archive."),
    "may_answer": _l("Only the side that was asked can answer."),
    "may_accept": _l("Only the side that asked can accept the answer."),
    "may_decline": _l("You cannot decline this inquiry."),
    "may_act": _l("Only the two sides of the deal decide in it; their organisations are verified."),
    "may_open_notice": _l("Only the selling side publishes the notice."),
    "may_decide_objection": _l(
        "Only the selling side or the operator decides an objection, never the one who raised it."
    ),
    # inquiries
    "exists:inquiry": _l("Your organisation has an open inquiry about this listing already."),
    "listing_not_open": _l("This listing is no longer open to inquiries."),
    "own_listing_unfit": _l("Choose a listing of the organisation in whose name you ask."),
    "unknown_code": _l("Choose one of the entries of the list."),
    # terms
    "terms_outdated": _l("Newer terms have been proposed in the meantime. Read them first."),
    "exists:terms_confirmation": _l("Your side has confirmed these terms already."),
    "pay_mode_not_registrable": _l(
        "Terms without a price cannot be agreed: such a contract cannot be registered."
    ),
    "price_not_determined": _l(
        "The price cannot be determined from these terms. Propose a fixed price or named parts."
    ),
    "price_not_positive": _l("Give a price above zero."),
    "price_not_open": _l("Leave the amounts empty when the price is still to be discussed."),
    "price_not_fixed": _l("A fixed price has one amount. Leave the highest price empty."),
    "price_not_floor": _l("A minimum price has no highest price."),
    "price_order": _l("The highest price lies above the lowest."),
    "part_not_positive": _l("Every part of the price is above zero."),
    "milestone_unnamed": _l("Say when this part falls due."),
    "parts_above_price": _l("The parts come to more than the price."),
    "royalty_without_mode": _l("A royalty needs a way of payment with royalty."),
    "royalty_out_of_bounds": _l("A royalty is above 0 and at most 100 percent."),
    "entry_fee_missing": _l("Give the entry fee as the payment at the start."),
    "cap_without_royalty": _l("A cap needs a royalty."),
    "cap_below_price": _l("The cap cannot be below what is paid anyway."),
    "non_technical_not_below_price": _l(
        "The part that is not for technology must be below the price."
    ),
    "no_licence": _l("A licence mode belongs to a licence only."),
    "ends_before_it_begins": _l("The end lies before the beginning."),
    # the agent
    "agent_without_role": _l("This person is no registered technology agent."),
    "agent_is_party": _l("A member of one of the two sides cannot be the agent."),
    # the notice, and what keeps a contract from being made
    "exists:public_notice": _l("There is already a public notice for these terms."),
    "notice_not_needed": _l("These terms need no public notice."),
    "notice_starts_in_past": _l("A notice starts today or later."),
    "notice_too_short": _l("The notice would be shorter than the rules require."),
    "notice_not_open": _l("Objections are taken only while the notice runs."),
    "not_agreed": _l("Both sides have to confirm the same terms first."),
    "notice_missing": _l(
        "The result is publicly owned: its price has to be published before a contract can be made."
    ),
    "notice_running": _l("The public notice has not ended yet."),
    "objection_open": _l("An objection to the public notice has not been decided yet."),
    "objection_upheld": _l("An objection to the public notice was upheld. Agree on new terms."),
}
