"""The steps in which a result or a demand is written; only unusable values are refused."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Optional

from techmarket.listings.content import LONGEST_TITLE, STEPS
from techmarket.listings.forms.fields import LinesField, WordsField
from techmarket.listings.forms.labels import DEMAND_LABELS, FIELD_LABELS
from techmarket.listings.lifecycle import ListingKind
from techmarket.region.current import pack
from techmarket.web.code_fields import CodeField, CodeRadioField, CodesField
from techmarket.web.forms import DateField, Form, SeenForm, TextAreaField, TextField
from techmarket.web.number_fields import MoneyField, PercentField

LABEL = FIELD_LABELS
LONG = 5_000


class StepForm(SeenForm):
    """One step; its fields bear the names of the revision's columns."""

    numbers: ClassVar[tuple[str, ...]] = ()

    def values(self, names: tuple[str, ...]) -> dict[str, object]:
        """Return what was typed, as `save_draft` takes it."""
        typed = {name: self[name].data for name in names if name in self}
        for name in self.numbers:
            typed[name] = int(typed[name]) if typed[name] else None
        return typed

    def shown_fields(self, names: tuple[str, ...]) -> list[str]:
        """Return the fields to draw: those of the step and what else the form asks."""
        asked = [name for name in ("organisation",) if name in self]
        masked = [name for name in ("identity_masked", "public_name") if name in self]
        return [*asked, *(name for name in names if name in self), *masked]


class StartForm(Form):
    """How a listing begins: whose it is and what it is called."""

    organisation = SelectField(_l("Organisation"), coerce=int)
    title = TextField(
        LABEL["title"],
        [InputRequired()],
        maximum=LONGEST_TITLE,
        description=_l("4 to 80 characters: what it is and what for."),
    )


class BasicsForm(StepForm):
    organisation = SelectField(_l("Organisation"), coerce=int)
    title = TextField(
        LABEL["title"],
        [InputRequired()],
        maximum=LONGEST_TITLE,
        description=_l("4 to 80 characters: what it is and what for."),
    )
    summary = TextAreaField(
        LABEL["summary"],
        maximum=LONG,
        description=_l(
            "Two or three plain sentences that somebody from another trade understands."
        ),
    )
    keywords = WordsField(
        LABEL["keywords"],
        description=_l("At most 8, parted by commas: what people would search for."),
    )
    chain = CodeField(
        LABEL["chain"], "chain", blank=_l("None of these"), description=_l("If it belongs to one.")
    )
    technology_field = CodeField(LABEL["technology_field"], "technology_field")
    industry = CodeField(LABEL["industry"], "industry")


class DemandBasicsForm(BasicsForm):
    identity_masked = BooleanField(
        _l("Do not show our name"), description=_l("The other side learns it when a deal opens.")
    )
    public_name = TextField(
        LABEL["public_name"],
        maximum=60,
        description=_l("Place, trade and size, without the name: enough to be taken seriously."),
    )


class ResultSubstanceForm(StepForm):
    problem = TextAreaField(
        LABEL["problem"],
        maximum=LONG,
        description=_l("Who has this problem, and what does it cost?"),
    )
    advantages = TextAreaField(
        LABEL["advantages"],
        maximum=LONG,
        description=_l("Say it with numbers: “20 % less power” instead of “efficient”."),
    )
    indicators = TextAreaField(
        LABEL["indicators"],
        maximum=LONG,
        description=_l("One to a line: what was measured, the value, under which conditions."),
    )
    comparison = TextAreaField(
        LABEL["comparison"],
        maximum=LONG,
        description=_l("Against what is used today: performance, cost, what else changes."),
    )
    applications = TextAreaField(LABEL["applications"], maximum=LONG)


class DemandSubstanceForm(StepForm):
    problem = TextAreaField(
        DEMAND_LABELS["problem"],
        maximum=LONG,
        rows=6,
        description=_l("What hurts, where, how often, and what does it cost?"),
    )
    indicators = TextAreaField(
        DEMAND_LABELS["indicators"],
        maximum=LONG,
        description=_l("One to a line: the value now, the value wanted, how it is measured."),
    )
    constraints = TextAreaField(
        LABEL["constraints"],
        maximum=LONG,
        description=_l("Space, raw material, power, environment, what must not change."),
    )
    own_base = TextAreaField(
        LABEL["own_base"], maximum=LONG, description=_l("Equipment, people, data, samples.")
    )
    tried = TextAreaField(
        LABEL["tried"], maximum=LONG, description=_l("What was done already and why it did not do.")
    )


class MaturityForm(StepForm):
    numbers = ("trl",)

    maturity = CodeRadioField(LABEL["maturity"], "maturity")
    trl = CodeField(LABEL["trl"], "trl", blank=_l("Not assessed"))
    completers = TextField(
        LABEL["completers"],
        maximum=400,
        description=_l("People or teams, in their order, parted by commas."),
    )
    rights_basis = CodeRadioField(LABEL["rights_basis"], "rights_basis")
    ip_note = TextAreaField(
        LABEL["ip_note"],
        maximum=LONG,
        description=_l("Rights, their holders and state, co-owners, licences already given."),
    )
    patent_numbers = LinesField(
        LABEL["patent_numbers"], description=_l("One to a line, for example ZL201710601862.3.")
    )
    conditions = TextAreaField(
        LABEL["conditions"],
        maximum=LONG,
        description=_l("Investment, equipment, raw material, people."),
    )


class WishesForm(StepForm):
    numbers = ("min_trl",)

    deadline_on = DateField(LABEL["deadline_on"], [Optional()])
    min_trl = CodeField(LABEL["min_trl"], "trl", blank=_l("Any"))
    ip_wish = CodeRadioField(LABEL["ip_wish"], "ip_wish")
    agent_wanted = BooleanField(LABEL["agent_wanted"])


class TermsForm(StepForm):
    """Modes and price; the price's bounds follow its kind."""

    kind: ClassVar[ListingKind]

    price_kind = CodeRadioField(LABEL["price_kind"], "price_kind")
    price_min_fen = MoneyField(LABEL["price_min_fen"], [Optional()])
    price_max_fen = MoneyField(
        LABEL["price_max_fen"], [Optional()], description=_l("Only for a range.")
    )

    def values(self, names: tuple[str, ...]) -> dict[str, object]:
        typed = super().values(names)
        typed["price_kind"] = typed["price_kind"] or "negotiable"
        if typed["price_kind"] == "negotiable":
            typed["price_min_fen"] = typed["price_max_fen"] = None
        elif typed["price_kind"] == "fixed":
            typed["price_max_fen"] = typed["price_min_fen"]
        elif typed["price_kind"] == "floor":
            typed["price_max_fen"] = None
        return typed


def _modes_of(kind: ListingKind) -> list[str]:
    codes = pack().codes("mode")
    return [code.code for code in codes if code.extra.get("applies_to", "both") in ("both", kind)]


class ResultModesField(CodesField):
    """The ways of co-operation that a result can offer."""

    def process_data(self, value: Iterable[str] | None) -> None:
        self.only = frozenset(_modes_of(ListingKind.RESULT))
        super().process_data(value)


class DemandModesField(CodesField):
    """The ways of co-operation that a demand can want."""

    def process_data(self, value: Iterable[str] | None) -> None:
        self.only = frozenset(_modes_of(ListingKind.DEMAND))
        super().process_data(value)


class ResultTermsForm(TermsForm):
    modes = ResultModesField(LABEL["modes"], "mode")
    upfront_fen = MoneyField(LABEL["upfront_fen"], [Optional()])
    royalty_bp = PercentField(
        LABEL["royalty_bp"], [Optional()], description=_l("Share of later sales, if any.")
    )
    royalty_cap_fen = MoneyField(LABEL["royalty_cap_fen"], [Optional()])


class DemandTermsForm(TermsForm):
    """A demand names its budget; how the money is parted is for the deal to say."""

    modes = DemandModesField(LABEL["modes"], "mode")
    price_kind = CodeRadioField(DEMAND_LABELS["price_kind"], "price_kind")
    price_min_fen = MoneyField(DEMAND_LABELS["price_min_fen"], [Optional()])
    price_max_fen = MoneyField(
        DEMAND_LABELS["price_max_fen"], [Optional()], description=_l("Only for a range.")
    )


class CheckForm(StepForm):
    not_secret_declared = BooleanField(
        _l(
            "We declare that this holds no state secret, is not subject to export control that "
            "forbids its publication, and that we may publish it."
        )
    )


STEP_FORMS: Mapping[ListingKind, Mapping[str, type[StepForm]]] = MappingProxyType(
    {
        ListingKind.RESULT: {
            "basics": BasicsForm,
            "substance": ResultSubstanceForm,
            "maturity": MaturityForm,
            "terms": ResultTermsForm,
            "check": CheckForm,
        },
        ListingKind.DEMAND: {
            "basics": DemandBasicsForm,
            "substance": DemandSubstanceForm,
            "wishes": WishesForm,
            "terms": DemandTermsForm,
            "check": CheckForm,
        },
    }
)
if any(set(STEP_FORMS[kind]) | {"files"} != set(STEPS[kind]) for kind in ListingKind):
    raise RuntimeError("every step needs a form")
