"""What a stranger meets at every address, and what every address keeps to."""

import pytest
from werkzeug.routing import BuildError

from techmarket.settings import Settings
from techmarket.app import create_app

SAMPLES = {"int": 987_654, "string": "none", "default": "none", "path": "none"}
SAFE = {"GET", "HEAD", "OPTIONS"}
# What everybody may see; each prefix is a decision, not a convenience.
PUBLIC_ENDPOINTS = {
    "health.show",
    "static",
    "home.index",
    "home.about",
    "accounts.sign_in",
    "accounts.sign_up",
    "accounts.forgotten_password",
    "accounts.reset_password",
    "accounts.index_organisations",
    "accounts.show_organisation",
    "listings.index_results",
    "listings.index_demands",
    "listings.show_result",
    "listings.show_demand",
    "listings.template",
    "search.index",
    "matching.show_result",
    "matching.show_demand",
    "deals.notices",
    "notices.show",
    "statistics.index",
}
REFUSALS = {302, 400, 401, 403, 404, 405}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def path_of(app, rule):
    values = {
        name: SAMPLES.get(type(converter).__name__.replace("Converter", "").lower(), "none")
        if type(converter).__name__ != "IntegerConverter"
        else SAMPLES["int"]
        for name, converter in rule._converters.items()  # noqa: SLF001 - the map's own knowledge
        if name in rule.arguments
    }
    with app.test_request_context():
        try:
            return app.url_map.bind("localhost").build(
                rule.endpoint, values, method=next(iter(rule.methods - {"HEAD", "OPTIONS"}))
            )
        except BuildError as error:
            raise AssertionError(f"{rule} cannot be built: {error}") from error


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


def test_an_address_that_changes_things_has_no_get(app):
    """A rule is either for reading, a form (GET and POST), or a move that only POST makes."""
    moves = {rule.rule for rule in rules(app) if rule.rule.endswith("/<action>")}
    with_get = {rule.rule for rule in rules(app) if rule.rule in moves and "GET" in rule.methods}

    assert moves
    assert with_get == set()


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
    assert {status for status in statuses.values()} == {400}


@pytest.mark.parametrize("header", ["Content-Security-Policy", "X-Content-Type-Options"])
def test_every_page_carries_the_security_headers(client, header):
    assert header in client.get("/").headers
