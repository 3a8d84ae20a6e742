"""What people type in inquiries, terms and notices."""

from datetime import date
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs of 3.2
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from techmarket.deals.amounts import FIXED, FLOOR, RANGE
from techmarket.deals.lifecycle import ObjectionAction
from techmarket.deals.services.notices import NoticeDraft
from techmarket.deals.terms import TermsDraft
from techmarket.listings.price import Milestone
from techmarket.web.code_fields import CodeField, CodeRadioField
from techmarket.web.forms import DateField, Form, RequiredIf, TextAreaField, TextField
from techmarket.web.number_fields import MoneyField, PercentField

MILESTONE_ROWS, MOST_MILESTONES = 5, 20


def _id_or_none(value: object) -> int | None:
    return int(str(value)) if value not in (None, "", "None") else None


class InquiryForm(Form):
    """The three questions, in whose name, and with which listing of one's own."""

    organisation_id = SelectField(_l("In the name of"), [InputRequired()], coerce=int)
    own_listing_id = SelectField(
        _l("On behalf of"),
        [Optional()],
        coerce=_id_or_none,
        description=_l("A listing of yours that this is about. You may leave it open."),
    )
    wanted = TextAreaField(
        _l("Which co-operation do you want?"),
        [DataRequired()],
        maximum=2000,
        rows=4,
        description=_l("For example a licence, a joint development, a trial at your site."),
    )
    unclear = TextAreaField(
        _l("What is still unclear to you?"),
        [DataRequired()],
        maximum=2000,
        rows=4,
        description=_l("What you have to know before you can decide: figures, conditions, rights."),
    )
    about_us = TextAreaField(
        _l("Who are you?"),
        [DataRequired()],
        maximum=2000,
        rows=4,
        description=_l("What you make, how much of it, and who would work on this."),
    )


class AnswerForm(Form):
    reply = TextAreaField(_l("Your answer"), [DataRequired()], maximum=4000, rows=6)


class DeclineForm(Form):
    reason = CodeField(_l("Main reason"), "decline_reason", [InputRequired()])
    note = TextAreaField(
        _l("Explanation"),
        maximum=1000,
        rows=3,
        description=_l("Kept in the record of this inquiry."),
    )


class MilestoneForm(PlainForm):
    """One part of the price that falls due when something is reached; both cells or none."""

    name = TextField(_l("When this is reached"), maximum=100)
    amount_fen = MoneyField(_l("Amount"), least_fen=1)

    def validate_name(self, field: Field) -> None:
        if self.amount_fen.data is not None and not field.data:
            raise ValidationError(_("Say when this part falls due."))

    def validate_amount_fen(self, field: Field) -> None:
        if self.name.data and field.data is None:
            raise ValidationError(_("Give the amount of this part."))


class TermsForm(Form):
    """All that the sides agree on; a contract is filled from it."""

    based_on = HiddenField()
    contract_subtype = CodeField(
        _l("Type of contract"),
        "contract_subtype",
        [InputRequired()],
        blank=_l("Choose the type"),
        grouped_by="contract_class",
    )
    license_mode = CodeField(
        _l("Licence mode"),
        "license_mode",
        [Optional()],
        blank=_l("No licence"),
        description=_l("Only for a licence."),
    )
    object = TextAreaField(_l("Object of the deal"), [DataRequired()], rows=3)
    deliverables = TextAreaField(_l("What is handed over"), rows=3)
    acceptance = TextAreaField(_l("How it is accepted"), rows=3)
    pay_mode = CodeField(_l("Way of payment"), "pay_mode", [InputRequired()])
    price_kind = CodeRadioField(
        _l("Price"),
        "price_kind",
        [InputRequired()],
        description=_l("Both sides can agree only on a price that can be determined."),
    )
    price_min_fen = MoneyField(
        _l("Price, or the lowest price"),
        [RequiredIf("price_kind", FIXED, RANGE, FLOOR)],
        least_fen=1,
    )
    price_max_fen = MoneyField(
        _l("Highest price"),
        [Optional()],
        least_fen=1,
        description=_l("Only for a price range."),
    )
    upfront_fen = MoneyField(_l("Paid at the start"), [Optional()], least_fen=1)
    milestones = FieldList(
        FormField(MilestoneForm),
        _l("Parts of the price"),
        min_entries=MILESTONE_ROWS,
        max_entries=MOST_MILESTONES,
    )
    royalty_bp = PercentField(_l("Royalty"), [Optional()])
    royalty_cap_fen = MoneyField(_l("Royalty at most, all payments together"), [Optional()])
    non_technical_fen = MoneyField(
        _l("Of the price, not for technology"),
        [Optional()],
        description=_l("Equipment, instruments, parts and materials bought for the other side."),
    )
    begins_on = DateField(_l("Begins on"), [Optional()])
    ends_on = DateField(_l("Ends on"), [Optional()])
    ip_ownership = TextAreaField(_l("Who owns the results"), rows=3)
    confidentiality = TextAreaField(_l("What stays confidential"), rows=3)
    note = TextAreaField(
        _l("Word to the other side"),
        maximum=1000,
        rows=2,
        description=_l("Why you propose this. Not part of the contract."),
    )

    def add_spare_row(self) -> None:
        """Leave room for one more part where all rows are filled."""
        if self.milestones[-1].form.name.data and len(self.milestones) < MOST_MILESTONES:
            self.milestones.append_entry()

    def draft(self) -> TermsDraft:
        """Return what was typed as a proposal."""
        fixed = self.price_kind.data == FIXED
        highest = self.price_max_fen.data
        return TermsDraft(
            contract_subtype=self.contract_subtype.data,
            license_mode=self.license_mode.data,
            object=self.object.data or "",
            deliverables=self.deliverables.data or "",
            acceptance=self.acceptance.data or "",
            ip_ownership=self.ip_ownership.data or "",
            confidentiality=self.confidentiality.data or "",
            pay_mode=self.pay_mode.data,
            price_kind=self.price_kind.data,
            price_min_fen=self.price_min_fen.data,
            price_max_fen=self.price_min_fen.data if fixed and highest is None else highest,
            upfront_fen=self.upfront_fen.data,
            milestones=self._milestones(),
            royalty_bp=self.royalty_bp.data,
            royalty_cap_fen=self.royalty_cap_fen.data,
            non_technical_fen=self.non_technical_fen.data or 0,
            begins_on=self.begins_on.data,
            ends_on=self.ends_on.data,
            note=self.note.data or "",
        )

    def _milestones(self) -> list[Milestone]:
        rows = [(row.form.name.data, row.form.amount_fen.data) for row in self.milestones]
        return [Milestone(name=name, amount_fen=fen) for name, fen in rows if name and fen]


class ConfirmForm(Form):
    """Which number of the terms the person had before him."""

    number = IntegerField(_l("Terms number"), [InputRequired(), NumberRange(min=1)])


class AgentForm(Form):
    membership_id = SelectField(_l("Technology agent"), [InputRequired()], coerce=int)


class AbandonForm(Form):
    reason = CodeField(_l("Main reason"), "abandon_reason", [InputRequired()])
    note = TextAreaField(_l("Explanation"), maximum=1000, rows=3)


class NoticeForm(Form):
    """What the public reads; price, mode and transferee come from the agreed terms."""

    result_name = TextField(_l("Name of the result"), [DataRequired()])
    summary = TextAreaField(_l("Summary"), [DataRequired()], maximum=2000)
    completers = TextField(_l("People who completed it"), [DataRequired()], maximum=400)
    transferee_is_related = BooleanField(
        _l("The receiving side is a completer or otherwise related to one")
    )
    relation_note = TextAreaField(
        _l("What the relation is"),
        maximum=1000,
        rows=3,
    )
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])

    def draft(self) -> NoticeDraft:
        """Return what was typed as a notice."""
        return NoticeDraft(
            result_name=self.result_name.data or "",
            summary=self.summary.data or "",
            completers=self.completers.data or "",
            transferee_is_related=self.transferee_is_related.data,
            relation_note=self.relation_note.data or "",
            starts_on=cast("date", self.starts_on.data),
            ends_on=self.ends_on.data,
        )


class ObjectionForm(Form):
    text = TextAreaField(
        _l("Your objection"),
        [DataRequired()],
        maximum=4000,
        rows=6,
        description=_l("State the facts and what supports them. Your name is not published."),
    )


class DecisionForm(Form):
    decision = RadioField(
        _l("Decision on the objection"),
        [InputRequired()],
        choices=[
            SelectChoice(
                value=ObjectionAction.DISMISS.value,
                label=_l("Dismiss: the objection is unfounded"),
            ),
            SelectChoice(
                value=ObjectionAction.UPHOLD.value,
                label=_l("Uphold: these terms cannot be signed"),
            ),
        ],
    )
    answer = TextAreaField(_l("Reasons for the decision"), [DataRequired()], maximum=4000, rows=4)
