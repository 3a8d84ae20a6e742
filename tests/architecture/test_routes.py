"""What a stranger meets at every address, and what every address keeps to."""

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter

from techmarket.accounts.models import Role
from techmarket.app import create_app
from techmarket.settings import Settings
from tests.factories.accounts import OrganisationFactory, member

ABSENT_ID = 987_654
BEYOND_EVERY_COLUMN = (2**31, 10**30)
SAFE = {"GET", "HEAD", "OPTIONS"}
# What everybody may see; each prefix is a decision, not a convenience.
PUBLIC_ENDPOINTS = {
    "accounts.forgotten_password",
    "accounts.reset_password",
    "accounts.reset_sent",
    "accounts.sign_in",
    "accounts.sign_up",
    "accounts.sign_up_found",
    "accounts.sign_up_join",
    "deals.notices",
    "health.show",
    "home.about",
    "home.index",
    "listings.index_demands",
    "listings.index_results",
    "listings.show",
    "listings.template",
    "matching.show",
    "notices.show",
    "organisations.index",
    "organisations.show",
    "search.index",
    "static",
    "statistics.about",
    "statistics.charts",
    "statistics.contracts",
    "statistics.download",
    "statistics.index",
}
REFUSALS = {302, 400, 401, 403, 404, 405}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def sample(converter):
    """Return a value the converter takes, for a thing that does not exist."""
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return ABSENT_ID if isinstance(converter, IntegerConverter) else "none"


def path_of(app, rule):
    converters = rule._converters  # noqa: SLF001 - the map tells them to nobody
    values = {name: sample(converters[name]) for name in rule.arguments}
    method = min(rule.methods - {"HEAD", "OPTIONS"})
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=method)


def test_a_stranger_sees_only_what_is_public(app, client):
    """Every rule of the map, GET and POST: refused, or on the list of public endpoints."""
    open_doors = {}
    for rule in rules(app):
        for method in sorted(rule.methods & {"GET", "POST"}):
            status = client.open(path_of(app, rule), method=method).status_code
            is_refused = status in REFUSALS
            if not is_refused and rule.endpoint not in PUBLIC_ENDPOINTS:
                open_doors[f"{method} {rule}"] = status

    assert open_doors == {}


@pytest.mark.parametrize("number", BEYOND_EVERY_COLUMN)
def test_an_id_that_no_row_can_have_is_not_found(app, sign_in, number):
    """The database drivers raise on such a number: it must not reach them."""
    client = sign_in(member(Role.OPERATOR, OrganisationFactory(kind="market_operator")))
    answers = {}
    for rule in rules(app):
        for name in rule.arguments:
            if isinstance(rule._converters[name], IntegerConverter):  # noqa: SLF001 - see above
                path = path_of(app, rule).replace(str(ABSENT_ID), str(number))
                method = "GET" if "GET" in rule.methods else "POST"
                answers[path] = client.open(path, method=method).status_code

    assert len(answers) > 10
    # Werkzeug says 405 where another rule of the same address takes other methods.
    assert set(answers.values()) <= {404, 405}


def test_no_address_fails_for_a_stranger(app, client):
    failing = [
        f"{method} {rule}"
        for rule in rules(app)
        for method in sorted(rule.methods & {"GET", "POST"})
        if client.open(path_of(app, rule), method=method).status_code >= 500
    ]

    assert failing == []


def test_every_public_endpoint_exists(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert PUBLIC_ENDPOINTS - endpoints == set()


def test_reading_an_address_changes_nothing(app, client, count_queries):
    writing = {}
    for rule in rules(app):
        if "GET" in rule.methods:
            with count_queries() as statements:
                client.get(path_of(app, rule))
            writes = [each for each in statements if not each.lstrip().startswith("SELECT")]
            writing |= {str(rule): writes} if writes else {}

    assert writing == {}


def test_every_unsafe_request_without_a_token_is_refused(tmp_path):
    app = create_app(
        Settings(
            secret_key="not-a-secret-" * 4,
            database_url=f"sqlite:///{tmp_path / 'empty.db'}",
            search_url="memory:",
            data_dir=tmp_path,
        )
    )
    client = app.test_client()
    unsafe = [rule for rule in rules(app) if rule.methods - SAFE]

    statuses = {str(rule): client.post(path_of(app, rule)).status_code for rule in unsafe}

    assert unsafe
    assert set(statuses.values()) == {400}


@pytest.mark.parametrize("header", ["Content-Security-Policy", "X-Content-Type-Options"])
def test_every_page_carries_the_security_headers(client, header):
    assert header in client.get("/").headers
