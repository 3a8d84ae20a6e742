"""Forms of accounts."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from techmarket.accounts.models import Organisation, OrganisationKind, Role
from techmarket.accounts.policies import FOUNDED_BY_SIGN_UP, ROLES_OF_KIND
from techmarket.accounts.services.organisations import OrganisationFacts
from techmarket.accounts.services.passwords import MAX_PASSWORD_LENGTH, check_new_password
from techmarket.accounts.services.people import LONGEST_EMAIL, normalise_email
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.text import clean_text
from techmarket.web.code_fields import CodeField, CodeRadioField, PlaceField
from techmarket.web.forms import Form, SeenForm, TextAreaField, TextField
from techmarket.web.i18n import LANGUAGES
from techmarket.web.sentences import sentence_for

ROLE_NAMES: Mapping[Role, LazyString] = {
    Role.RESEARCHER: _l("Researcher"),
    Role.ORG_ADMIN: _l("Administrator of the organisation"),
    Role.ENTERPRISE: _l("Enterprise staff"),
    Role.AGENT: _l("Technology agent"),
    Role.REGISTRAR: _l("Registrar"),
    Role.SECOND_REVIEWER: _l("Second reviewer"),
    Role.OPERATOR: _l("Operator of the market"),
}
ROLE_HINTS: Mapping[Role, LazyString] = {
    Role.RESEARCHER: _l("publishes results, answers inquiries, negotiates"),
    Role.ORG_ADMIN: _l("admits members, looks after everything the organisation publishes"),
    Role.ENTERPRISE: _l("posts demands, asks about results, negotiates"),
    Role.AGENT: _l("brings both sides together and accompanies deals"),
    Role.REGISTRAR: _l("examines and registers technology contracts"),
    Role.SECOND_REVIEWER: _l("decides on large or disputed contracts"),
    Role.OPERATOR: _l("verifies organisations and reviews what is published"),
}


def _text_or_none(value: object) -> str | None:
    return None if value in (None, "", "None") else str(value)


EMAIL = {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
NEW_PASSWORD = {"autocomplete": "new-password"}


def role_name(role: Role) -> str:
    """Return the word for a role in the page's language."""
    return str(ROLE_NAMES[Role(role)])


class SignInForm(Form):
    email = EmailField(
        _l("E-mail"),
        [InputRequired()],
        filters=[clean_text],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"), [InputRequired()], render_kw={"autocomplete": "current-password"}
    )


class PersonForm(Form):
    """Who signs up, and as what; `role` is offered as the organisation's kind allows."""

    name = TextField(
        _l("Your name"), [InputRequired()], maximum=60, render_kw={"autocomplete": "name"}
    )
    email = EmailField(
        _l("E-mail"),
        [InputRequired(), Length(max=LONGEST_EMAIL)],
        filters=[clean_text],
        description=_l("You sign in with it, and messages go there. It is never shown publicly."),
        render_kw=EMAIL,
    )
    phone = TextField(_l("Telephone"), maximum=40, render_kw={"autocomplete": "tel"})
    password = PasswordField(
        _l("Password"),
        [InputRequired(), Length(max=MAX_PASSWORD_LENGTH)],
        description=_l("At least 10 characters, and not your e-mail address."),
        render_kw=NEW_PASSWORD,
    )

    def validate_email(self, field: EmailField) -> None:
        """Say it with the other faults of the form, not in a second round."""
        _as_the_service_says(lambda: normalise_email(field.data or ""))

    def validate_password(self, field: PasswordField) -> None:
        _as_the_service_says(lambda: check_new_password(field.data or "", self.email.data or ""))


class RoleForm(Form):
    """In which role to join an organisation."""

    role = RadioField(_l("Role"), [InputRequired()], coerce=str)

    def offer(self, organisation: Organisation) -> None:
        """Offer the roles that fit the organisation, with what each does."""
        colon = _(": ")
        self.role.choices = [
            (role.value, f"{ROLE_NAMES[role]}{colon}{ROLE_HINTS[role]}")
            for role in ROLES_OF_KIND[organisation.kind]
        ]


class JoinForm(PersonForm, RoleForm):
    """Sign up to join an organisation that is here."""


class IdentityForm(Form):
    """What the operator verifies."""

    kind = CodeRadioField(
        _l("Kind of organisation"),
        "organisation_kind",
        [InputRequired()],
        only=[kind.value for kind in FOUNDED_BY_SIGN_UP],
    )
    organisation_name = TextField(
        _l("Full name of the organisation"),
        [InputRequired()],
        maximum=120,
        description=_l("As on the business licence or the legal-person certificate."),
    )
    credit_code = TextField(
        _l("Unified social credit code"),
        [InputRequired()],
        maximum=40,
        description=_l("18 characters. The letters I, O, S, V and Z do not occur in it."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    is_public = BooleanField(
        _l("Established by the state (public university, institute or other public institution)"),
        description=_l(
            "Results of such organisations follow the rules for publicly owned results."
        ),
    )


class PlaceForm(Form):
    """Where the organisation is."""

    region = PlaceField(_l("Region"), [InputRequired()])
    zone = CodeField(_l("Park or zone"), "zone", [Optional()], blank=_l("In none of these"))
    address = TextField(_l("Address"))


class ContactForm(Form):
    """What contracts and the public page need besides."""

    name_en = TextField(_l("English name"))
    party_type = CodeField(_l("Type of party"), "party_type", [Optional()])
    industry = CodeField(_l("Industry"), "industry", [Optional()])
    representative = TextField(_l("Legal representative"), maximum=60)
    contact = TextField(_l("Contact person"), maximum=60)
    phone = TextField(_l("Telephone of the organisation"), maximum=40)
    introduction = TextAreaField(_l("Introduction"), maximum=3000)


class FoundingForm(IdentityForm, PlaceForm):
    """Enter an organisation, short: the rest is asked when it is needed."""

    def facts(self) -> OrganisationFacts:
        """Return what was typed."""
        return OrganisationFacts(**_identity(self), **_place(self))


class SignUpFoundingForm(PersonForm, FoundingForm):
    """Sign up and enter the organisation one works for."""


class OrganisationForm(IdentityForm, PlaceForm, ContactForm, SeenForm):
    """Everything about an organisation that is not verified yet."""

    def facts(self, _organisation: Organisation) -> OrganisationFacts:
        """Return what was typed."""
        return OrganisationFacts(**_identity(self), **_place(self), **_contact(self))


class VerifiedOrganisationForm(PlaceForm, ContactForm, SeenForm):
    """What may change without a new verification."""

    def facts(self, organisation: Organisation) -> OrganisationFacts:
        """Return what was typed, with the verified identity as it is."""
        return OrganisationFacts(
            kind=organisation.kind,
            name=organisation.name,
            credit_code=organisation.credit_code,
            is_public=organisation.is_public,
            **_place(self),
            **_contact(self),
        )


class VerifyForm(Form):
    accepts_credit_code = BooleanField(
        _l("I have seen the licence: the code is right although its check digit fails")
    )


class ReasonForm(Form):
    reason = TextAreaField(
        _l("Reason given"),
        [InputRequired()],
        maximum=1000,
        rows=3,
        description=_l("The person concerned reads it."),
    )


class AccountForm(Form):
    name = TextField(
        _l("Your name"), [InputRequired()], maximum=60, render_kw={"autocomplete": "name"}
    )
    phone = TextField(_l("Telephone"), maximum=40, render_kw={"autocomplete": "tel"})
    language = SelectField(_l("Language of pages and mails"), coerce=_text_or_none)

    def process(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        names = {"zh": "中文", "en": "English"}
        self.language.choices = [
            ("", _("As the browser is set")),
            *((code, names[code]) for code in LANGUAGES),
        ]
        super().process(*args, **kwargs)


class PasswordForm(Form):
    current = PasswordField(
        _l("Present password"), [InputRequired()], render_kw={"autocomplete": "current-password"}
    )
    password = PasswordField(
        _l("New password"),
        [InputRequired(), Length(max=MAX_PASSWORD_LENGTH)],
        description=_l("At least 10 characters, and not your e-mail address."),
        render_kw=NEW_PASSWORD,
    )


class ForgottenForm(Form):
    email = EmailField(
        _l("E-mail"),
        [InputRequired()],
        filters=[clean_text],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(Form):
    password = PasswordField(
        _l("New password"),
        [InputRequired(), Length(max=MAX_PASSWORD_LENGTH)],
        description=_l("At least 10 characters, and not your e-mail address."),
        render_kw=NEW_PASSWORD,
    )


def _as_the_service_says(check: Callable[[], object]) -> None:
    """Run a check of a service as a validator of a field."""
    try:
        check()
    except InvalidInput as error:
        raise ValidationError(sentence_for(error.reason)) from error


def _identity(form: IdentityForm) -> dict[str, Any]:
    return {
        "kind": OrganisationKind(form.kind.data),
        "name": form.organisation_name.data,
        "credit_code": form.credit_code.data,
        "is_public": form.is_public.data,
    }


def _place(form: PlaceForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("region", "zone", "address")}


def _contact(form: ContactForm) -> dict[str, Any]:
    names = ("name_en", "party_type", "industry", "representative", "contact", "phone")
    return {name: form[name].data for name in (*names, "introduction")}
