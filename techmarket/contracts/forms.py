"""What people type about a contract: its facts, its parties, signatures, plan and payments."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs of 3.2
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from techmarket.contracts.checks import DraftFacts, PartyFacts
from techmarket.contracts.models import Contract, ContractParty, Instalment
from techmarket.kernel.files import MAX_FILE_BYTES
from techmarket.web.code_fields import CodeField, PlaceField
from techmarket.web.filters import day, yuan
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

COPY_SUFFIXES = ("pdf", "png", "jpg", "jpeg", "webp")


class DraftForm(Form):
    """The facts and sections that the parties write; what they agreed is shown beside it."""

    seen_version = IntegerField(widget=HiddenInput())
    title = TextField(_l("Project name"), [InputRequired()])
    technology_field = CodeField(_l("Technology field"), "technology_field", [InputRequired()])
    ip = CodeField(_l("Intellectual property"), "ip", [Optional()])
    plan_source = CodeField(_l("Source of the project"), "plan_source", [Optional()])
    objective = CodeField(_l("Socio-economic objective"), "objective", [Optional()])
    industry = CodeField(
        _l("Industry served"),
        "industry",
        [Optional()],
        description=_l("The industry that uses the technology."),
    )
    technical_fen = MoneyField(
        _l("Technical amount"),
        [InputRequired()],
        unit="yuan",
        least_fen=1,
        description=_l("The contract amount without equipment, instruments, parts and materials."),
    )
    non_technical_note = TextAreaField(
        _l("What the rest is spent on"),
        rows=3,
        maximum=2000,
        description=_l("Needed when the technical amount is below the contract amount."),
    )
    begins_on = DateField(_l("Begins on"), [Optional()])
    ends_on = DateField(_l("Ends on"), [Optional()])
    is_related = BooleanField(_l("The parties are related to each other"))
    subject = TextAreaField(_l("Subject, scope and requirements"), [InputRequired()], rows=8)
    performance = TextAreaField(_l("Plan, time and manner of performance"))
    confidentiality = TextAreaField(_l("Confidentiality"))
    ip_ownership = TextAreaField(_l("Ownership of results"))
    acceptance = TextAreaField(_l("Acceptance criteria and method"))
    payment_terms = TextAreaField(_l("Price and payment"))
    definitions = TextAreaField(_l("Definitions"))
    other_terms = TextAreaField(_l("Other terms"))

    @classmethod
    def of(cls, contract: Contract) -> "DraftForm":
        """Return the form as the draft stands, or as just typed."""
        return cls(obj=contract.latest_version, data={"seen_version": contract.version})

    def facts(self) -> DraftFacts:
        """Return what was typed; only of a form that is valid."""
        return DraftFacts(**{name: self[name].data for name in DraftFacts.__dataclass_fields__})


class PartyForm(SeenForm):
    """What a party says of itself beyond its name and credit code."""

    party_type = CodeField(_l("Type of party"), "party_type", [InputRequired()])
    region = PlaceField(_l("Region"), [InputRequired()])
    zone = CodeField(_l("Park or zone"), "zone", [Optional()], blank=_l("In none of these"))
    industry = CodeField(_l("Industry of the party"), "industry", [InputRequired()])
    representative = TextField(_l("Legal representative"), [InputRequired()], maximum=60)
    address = TextField(_l("Address"))
    contact = TextField(_l("Contact person"), maximum=60)
    phone = TextField(_l("Telephone"), maximum=40)

    @classmethod
    def of(cls, party: ContractParty) -> "PartyForm":
        """Return the form as the party's snapshot stands, or as just typed."""
        return cls(obj=party, data={"seen": PartyFacts.of(party).mark()})

    def facts(self) -> PartyFacts:
        """Return what was typed; only of a form that is valid."""
        return PartyFacts(**{name: self[name].data for name in PartyFacts.__dataclass_fields__})


class SignForm(Form):
    """One party's signed copy."""

    version_number = IntegerField(widget=HiddenInput())
    party_id = SelectField(_l("Signed for"), [InputRequired()], coerce=int)
    signed_by = TextField(
        _l("Signed by"),
        [InputRequired()],
        maximum=60,
        description=_l("The legal representative or whoever holds a written authority."),
    )
    signed_on = DateField(_l("Date of signature"), [InputRequired(), NotAfterToday()])
    file = UploadField(
        _l("Signed and sealed copy"),
        COPY_SUFFIXES,
        [InputRequired()],
        max_bytes=MAX_FILE_BYTES,
        description=_l("A scan of the whole contract, as PDF or as a picture, up to 20 MB."),
    )

    def offer_parties(self, parties: Sequence[ContractParty]) -> None:
        """Let the person choose among the parties he or she may sign for."""
        self.party_id.choices = [(party.id, party.name) for party in parties]


class RedraftForm(Form):
    """Why the contract goes back to drafting."""

    seen_version = IntegerField(widget=HiddenInput())
    note = TextAreaField(_l("What has to change"), [InputRequired()], rows=4, maximum=1000)


class CancelForm(Form):
    """Why the contract is given up before signing."""

    reason = CodeField(_l("Why it is given up"), "abandon_reason", [InputRequired()])
    note = TextAreaField(_l("Explanation"), rows=4, maximum=1000)


class TerminateForm(Form):
    """Why a signed contract ends early."""

    reason = CodeField(_l("Why it ends"), "cancel_reason", [InputRequired()])
    note = TextAreaField(_l("Explanation"), [InputRequired()], rows=4, maximum=1000)


class InstalmentForm(Form):
    """One planned payment."""

    due_on = DateField(_l("Due on"), [InputRequired()])
    amount_fen = MoneyField(_l("Amount"), [InputRequired()], unit="yuan", least_fen=1)
    condition = TextField(
        _l("Condition"),
        maximum=200,
        description=_l("What has to be reached, for example “pilot test accepted”."),
    )


class PaymentForm(Form):
    """Money that the seller received."""

    received_on = DateField(_l("Received on"), [InputRequired(), NotAfterToday()])
    amount_fen = MoneyField(_l("Amount"), [InputRequired()], unit="yuan", least_fen=1)
    instalment_id = SelectField(
        _l("For the instalment"),
        [Optional()],
        coerce=lambda value: int(value) if value else None,
        description=_l("Without one, the money counts for the earliest open instalments."),
    )
    note = TextField(_l("Note"), maximum=200)
    file = UploadField(
        _l("Proof of payment"), COPY_SUFFIXES, [Optional()], max_bytes=MAX_FILE_BYTES
    )

    def offer_instalments(self, instalments: Sequence[Instalment]) -> None:
        """Let the person say which planned payment the money is for."""
        self.instalment_id.choices = [SelectChoice(value="", label=_("None in particular"))]
        self.instalment_id.choices += [
            SelectChoice(
                value=each.id,
                label=_(
                    "%(day)s, %(amount)s, %(condition)s",
                    day=day(each.due_on),
                    amount=yuan(each.amount_fen),
                    condition=each.condition,
                ),
            )
            for each in instalments
        ]


class ReverseForm(Form):
    """Why a booking was wrong."""

    reason = TextField(_l("Why the booking is wrong"), [InputRequired()], maximum=200)
