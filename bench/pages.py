"""How many pages a second one process makes, beside a bare Flask page through the same client."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import Client

from bench.measure import Timing, ms, print_table, repeat
from bench.records import make_demands, make_records, write_records
from bench.scratch import archive, scratch_market
from techmarket.demo.market import load_demo_market
from techmarket.kernel.orm import db
from techmarket.listings.importing import import_listings
from techmarket.listings.index_documents import rebuild_index
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.models import Listing
from techmarket.matching.worker import refresh_all

RECORDS, DEMANDS = 2_000, 20
SECONDS, MOST = 5.0, 500
OK = 200


def run(files: list[Path]) -> None:
    """Ask the demo market with 2,000 results more for its public pages, in this process."""
    with scratch_market() as (app, folder):
        with app.app_context():
            _fill(files, folder)
            addresses = _addresses()
        bare = _time(_bare_page(), "/")
        rows = [_row("bare Flask page", bare, bare)]
        rows += [_row(name, _time(app, url), bare) for name, url in addresses.items()]
    head = ("page", "asked", "pages/s", "p50 ms", "p95 ms", "x bare (p50)")
    print_table("Pages, one process, no network, nobody signed in", head, rows)


def _fill(files: list[Path], folder: Path) -> None:
    source = files[0] if files else write_records(folder / "r.jsonl", make_records(RECORDS))
    demands = write_records(folder / "d.jsonl", make_demands(DEMANDS))
    load_demo_market("benchmarks-only")
    import_listings(ListingKind.RESULT, source, archive())
    import_listings(ListingKind.DEMAND, demands, archive())
    rebuild_index()
    refresh_all(lambda _done, _total: None)


def _addresses() -> dict[str, str]:
    first = sa.select(sa.func.min(Listing.id))
    result = db.session.scalar(first.where(Listing.kind == ListingKind.RESULT))
    demand = db.session.scalar(first.where(Listing.kind == ListingKind.DEMAND))
    return {
        "/": "/",
        "/results": "/results",
        "/results/<id>": f"/results/{result}",
        "/demands/<id>": f"/demands/{demand}",
        "/search?q=矸石": f"/search?q={quote('矸石')}",
        "/search?q=煤矸石 免烧砖": f"/search?q={quote('煤矸石 免烧砖')}",
        "/statistics": "/statistics",
        "/healthz": "/healthz",
    }


def _bare_page() -> Flask:
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        return "<!doctype html><title>bare</title><p>bare"

    return app


def _time(app: Flask, url: str) -> Timing:
    # Werkzeug's own client: Flask's would add a session to every request.
    client = Client(app.wsgi_app)

    def get() -> None:
        answer = client.get(url)
        if answer.status_code != OK:
            raise RuntimeError(f"{url} answered {answer.status_code}")

    calls: list[Callable[[], object]] = [get]
    return repeat(calls, seconds=SECONDS, most=MOST)


def _row(name: str, timing: Timing, bare: Timing) -> tuple[object, ...]:
    ratio = f"{timing.p50 / bare.p50:.1f}"
    return name, timing.calls, f"{timing.rate:.0f}", ms(timing.p50), ms(timing.p95), ratio
