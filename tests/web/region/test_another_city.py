"""Another city starts with another pack and no change of code."""

import pytest
from flask_migrate import upgrade

from techmarket.accounts.services.sowing import sow_region_organisations
from techmarket.app import create_app
from techmarket.kernel import clock
from techmarket.kernel.orm import db, transaction
from techmarket.region.current import pack, use_pack
from techmarket.region.pack import load_pack
from techmarket.search.current import engine, lexicon, use_engine
from techmarket.settings import ROOT, Settings

PAGES = (
    "/",
    "/about",
    "/results",
    "/demands",
    "/search?q=煤",
    "/statistics",
    "/notices",
    "/sign-up",
)


@pytest.fixture
def other_city(tmp_path):
    """Return a browser of a market in a city that does not exist."""
    before, searching = pack(), (engine(), lexicon())
    app = create_app(
        Settings(
            secret_key="not-a-secret-" * 4,
            database_url=f"sqlite:///{tmp_path / 'market.db'}",
            search_url="memory:",
            data_dir=tmp_path,
            region=str(ROOT / "tests" / "data" / "region" / "tiny"),
        )
    )
    with app.app_context():
        upgrade()
        with transaction():
            sow_region_organisations(pack())
        engine().rebuild([])
        db.session.remove()
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()
    use_pack(before)
    use_engine(*searching)
    clock.use_zone(before.timezone)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_public_page_speaks_of_that_city_only(app, other_city, language):
    names = load_pack(ROOT / "tests" / "data" / "region" / "tiny")

    for address in PAGES:
        separator = "&" if "?" in address else "?"
        answer = other_city.get(f"{address}{separator}lang={language}")

        assert answer.status_code == 200, address
        assert names.market_name(language) in answer.text
        assert "阜新" not in answer.text
        assert "Fuxin" not in answer.text
