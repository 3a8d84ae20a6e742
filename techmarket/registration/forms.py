"""What people type at the registration desk."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs of 3.2
from wtforms.validators import InputRequired, Optional

from techmarket.kernel import clock
from techmarket.registration.facts import Facts
from techmarket.registration.models import DocumentKind
from techmarket.registration.services.moves import Reason
from techmarket.registration.services.registering import Ending
from techmarket.web.code_fields import CodeField, CodesField
from techmarket.web.forms import (
    DateField,
    Form,
    NotAfterToday,
    SeenForm,
    TextAreaField,
    TextField,
)
from techmarket.web.number_fields import MoneyField
from techmarket.web.uploads import UploadField

PAPERS = ("pdf", "docx", "xlsx", "png", "jpg", "jpeg")
MAX_PAPER_BYTES = 20 * 1024 * 1024
REASON_LINES, MOST_REASON_LINES = 3, 15

# What a reason to return can be about: the parts of the case that the applicant can mend.
PARTS = {
    "form": _l("Registration form"),
    "parties": _l("Parties to the contract"),
    "amounts": _l("Amounts"),
    "classification": _l("Class and codes"),
    "text": _l("Contract text"),
    "documents": _l("Supporting documents"),
}

KINDS = {
    DocumentKind.EVIDENCE: _l("Supporting document"),
    DocumentKind.CERTIFICATE: _l("Official certificate"),
    DocumentKind.CHANGE: _l("Paper behind a change"),
    DocumentKind.CANCELLATION: _l("Paper behind a cancellation"),
    DocumentKind.OBJECTION: _l("Objection"),
}


class FactsForm(SeenForm):
    """Class, codes and the two amounts, as declared or as fixed."""

    subtype = CodeField(
        _l("Class of contract"),
        "contract_subtype",
        [InputRequired()],
        grouped_by="contract_class",
    )
    technology_field = CodeField(_l("Technology field"), "technology_field", [InputRequired()])
    ip = CodeField(_l("Intellectual property"), "ip", [Optional()])
    plan_source = CodeField(_l("Plan source"), "plan_source", [Optional()])
    objective = CodeField(_l("Socio-economic objective"), "objective", [Optional()])
    turnover_fen = MoneyField(
        _l("Contract turnover"),
        [InputRequired()],
        unit="yuan",
        least_fen=1,
        description=_l("The whole price of the contract."),
    )
    technical_fen = MoneyField(
        _l("Technical amount"),
        [InputRequired()],
        unit="yuan",
        least_fen=1,
        description=_l(
            "The price without equipment, parts and raw material; at most the contract turnover."
        ),
    )

    def facts(self) -> Facts:
        """Return what was chosen and typed; only after validation."""
        return Facts(
            subtype=self.subtype.data,
            technology_field=self.technology_field.data,
            ip=self.ip.data,
            plan_source=self.plan_source.data,
            objective=self.objective.data,
            turnover_fen=self.turnover_fen.data or 0,
            technical_fen=self.technical_fen.data or 0,
        )


class WorksheetForm(FactsForm):
    """What the office fixes."""

    class_reason = TextField(
        _l("Reason for another class"),
        description=_l("Required when the class is not the one declared."),
    )


class NoteForm(Form):
    """A step with a remark that may stay empty."""

    note = TextAreaField(_l("Remark"), [Optional()], maximum=1000, rows=3)


class StepForm(Form):
    """A step that asks for nothing."""


class TextForm(Form):
    """A step that must be explained."""

    text = TextAreaField(_l("Reason in words"), [InputRequired()], maximum=3000)


class DisputeForm(Form):
    """Taking in or handing over: whether the contract is disputed."""

    is_disputed = BooleanField(
        _l("The contract is disputed"),
        description=_l("A disputed contract is decided by a second person."),
    )
    note = TextAreaField(_l("Remark"), [Optional()], maximum=1000, rows=3)


class ReasonLine(PlainForm):
    """One thing to mend."""

    code = CodeField(_l("What is missing or wrong"), "return_reason", [Optional()])
    part = SelectField(
        _l("Where"),
        choices=[SelectChoice(value=name, label=label) for name, label in PARTS.items()],
        # An unused line may come without it.
        validate_choice=False,
    )
    text = TextField(_l("What has to be done"), maximum=300)


class ReturnForm(Form):
    """The list of what the applicant has to mend."""

    reasons = FieldList(
        FormField(ReasonLine),
        _l("Reasons"),
        min_entries=REASON_LINES,
        max_entries=MOST_REASON_LINES,
    )
    note = TextAreaField(_l("Remark"), [Optional()], maximum=1000, rows=3)

    def chosen(self) -> list[Reason]:
        """Return the lines in which a reason was chosen."""
        return [
            {
                "field": line.part.data if line.part.data in PARTS else "form",
                "code": line.code.data,
                "text": line.text.data,
            }
            for line in self.reasons
            if line.code.data
        ]


class RegisterForm(WorksheetForm):
    """The number of the national system, the day, and what is counted."""

    number = TextField(
        _l("Registration number"),
        [InputRequired()],
        maximum=40,
        description=_l("As the national system gave it: 16 digits, older ones 14."),
    )
    registered_on = DateField(_l("Registered on"), [InputRequired(), NotAfterToday()])
    certificate = UploadField(
        _l("Official certificate"), PAPERS, [Optional()], max_bytes=MAX_PAPER_BYTES
    )


class ElsewhereForm(FactsForm):
    """A contract that the seller's own office registered."""

    office_name = TextField(_l("Registration office"), [InputRequired()], maximum=120)
    number = TextField(
        _l("Registration number"),
        [InputRequired()],
        maximum=40,
        description=_l("As the national system gave it: 16 digits, older ones 14."),
    )
    registered_on = DateField(_l("Registered on"), [InputRequired(), NotAfterToday()])
    document = UploadField(
        _l("Certificate of the other office"),
        PAPERS,
        [InputRequired()],
        max_bytes=MAX_PAPER_BYTES,
    )


class RefuseForm(Form):
    """On which grounds registration is refused."""

    grounds = CodesField(_l("Grounds"), "refusal_ground", [InputRequired()])
    text = TextAreaField(_l("Reason in words"), [InputRequired()], maximum=3000)


class ObjectForm(TextForm):
    """An objection, with a paper where there is one."""

    document = UploadField(
        _l("Document that shows it"), PAPERS, [Optional()], max_bytes=MAX_PAPER_BYTES
    )


class ChangeForm(FactsForm):
    """What is to be changed, why, and the paper that shows it."""

    reason = CodeField(_l("Reason for the change"), "change_reason", [InputRequired()])
    text = TextAreaField(_l("Explanation"), [InputRequired()], maximum=2000)
    document = UploadField(
        _l("Document that shows it"), PAPERS, [InputRequired()], max_bytes=MAX_PAPER_BYTES
    )


class ApproveForm(Form):
    """The business day on which the change counts."""

    changed_on = DateField(_l("Changed on"), [InputRequired(), NotAfterToday()])
    note = TextAreaField(_l("Remark"), [Optional()], maximum=1000, rows=3)


class CancelForm(Form):
    """Why a registration ends, from which day, and the paper behind it."""

    reason = CodeField(_l("Reason for the cancellation"), "cancel_reason", [InputRequired()])
    text = TextAreaField(_l("Reason in words"), [InputRequired()], maximum=2000)
    ended_on = DateField(_l("Ends on"), [InputRequired(), NotAfterToday()])
    benefits_used = BooleanField(
        _l("Tax relief or awards were already used"),
        description=_l("The registrant then has to inform the authority."),
    )
    document = UploadField(
        _l("Document that shows it"), PAPERS, [InputRequired()], max_bytes=MAX_PAPER_BYTES
    )

    def ending(self) -> Ending:
        """Return what was chosen and typed; only after validation."""
        return Ending(
            reason=self.reason.data,
            text=self.text.data or "",
            ended_on=self.ended_on.data or clock.today(),
            benefits_used=self.benefits_used.data,
        )


class RevokeForm(CancelForm):
    """As a cancellation, on a ground of revocation."""

    reason = CodeField(_l("Ground of revocation"), "revocation_ground", [InputRequired()])


class DocumentForm(Form):
    """One paper of the case."""

    title = TextField(_l("What it is"), [InputRequired()], maximum=120)
    kind = SelectField(
        _l("Kind of document"),
        choices=[SelectChoice(value=kind.value, label=label) for kind, label in KINDS.items()],
        coerce=DocumentKind,
    )
    document = UploadField(_l("File"), PAPERS, [InputRequired()], max_bytes=MAX_PAPER_BYTES)


def fill_facts(form: type[FactsForm], facts: Facts, **more: object) -> FactsForm:
    """Return the form with these facts in it; what was posted goes first."""
    values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    return form(data={**values, **more})


def field_names(form: Form, without: Sequence[str] = ()) -> list[str]:
    """Return the names of the fields to draw, in their order."""
    return [name for name in form._fields if name not in ("csrf_token", "seen", *without)]
