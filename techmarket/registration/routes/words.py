"""What people read for the reason codes of this feature."""

from flask_babel import lazy_gettext as _l

from techmarket.registration.routes.blueprint import registration_bp
from techmarket.web.sentences import add_sentences

add_sentences(
    registration_bp,
    {
        "contract_not_signed": _l("The contract is not signed by both sides, or it has ended."),
        "seller_outside": _l(
            "The seller is not from this region and registers at the office of its own place."
        ),
        "no_office": _l("No registration office has been set up yet."),
        "exists:registration": _l("This contract already has a registration case."),
        "contract_signed_later": _l("The date of signing is missing or lies in the future."),
        "contract_expired": _l("The term of the contract is over; it can no longer be handed in."),
        "price_open": _l("A contract without an agreed price cannot be registered."),
        "not_in_examination": _l("The case is not in examination."),
        "second_review_not_needed": _l(
            "The contract is neither large nor disputed; you can decide it yourself."
        ),
        "second_review_required": _l(
            "A large or disputed contract is decided by a second person: hand it over first."
        ),
        "not_for_elsewhere": _l(
            "Only a signed contract with a seller outside and a buyer in this region "
            "is noted as registered elsewhere."
        ),
        "case_changed": _l("Somebody changed this case while you had it open."),
        "not_registered_yet": _l("Nothing is registered yet."),
        "unknown_code": _l("This code is not in the list that is valid today."),
        "amount_not_positive": _l("The amount must be above zero."),
        "technical_above_turnover": _l(
            "The technical amount cannot be above the contract turnover."
        ),
        "class_reason_missing": _l("Say why another class than the declared one is right."),
        "number_format": _l("A registration number has 16 digits, an older one 14."),
        "number_taken": _l("This number is already given to another contract."),
        "number_of_demo": _l("This number belongs to demo data and is not accepted here."),
        "number_city_differs": _l(
            "Please check: the number was given in another city than the seller's."
        ),
        "number_year_differs": _l(
            "Please check: the year in the number is not the year of registration."
        ),
        "in_future": _l("The date lies in the future."),
        "before_signing": _l("The date lies before the signing of the contract."),
        "before_booked": _l("The date lies before the last booking of this contract."),
        "file_empty": _l("The file is empty."),
        "file_too_large": _l("The file is too large."),
        "file_type": _l("The content of the file is not of an accepted type."),
        "may_decide": _l(
            "This step is for the registrar; after a hand-over for another person, "
            "the second reviewer."
        ),
        "may_examine": _l("This step is for a registrar without a part in the contract."),
        "may_reconsider": _l("An objection is looked at by another person than who refused."),
        "may_settle_change": _l(
            "A change is settled by another officer than who asked for it, "
            "a change to a large amount by the second reviewer."
        ),
        "is_applicant": _l("This step is for the party that applies."),
        "may_pursue": _l("This step is for members of a verified organisation that applies."),
        "may_apply": _l(
            "The seller applies for registration; for an import it is the domestic buyer."
        ),
    },
)
