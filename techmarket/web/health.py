"""`/healthz`: whether this process can serve, asked of every part that registered a check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Flask, current_app, jsonify
from flask.typing import ResponseReturnValue

KEY = "health_checks"

bp = Blueprint("health", __name__)


@dataclass(frozen=True)
class Health:
    """What a part says of itself; `facts` are numbers and words fit for anyone to read."""

    is_ok: bool
    facts: Mapping[str, int | str] = field(default_factory=dict)


def init_app(app: Flask) -> None:
    """Offer the address; checks are added with `add_check`."""
    app.extensions[KEY] = {}
    app.register_blueprint(bp)


def add_check(app: Flask, part: str, check: Callable[[], Health]) -> None:
    """Ask `check` whenever the health is asked: `add_check(app, "database", database_health)`.

    A check says `Health(is_ok=False)` for what it expects to fail; anything it raises is a 500,
    which says the same.
    """
    app.extensions[KEY][part] = check


@bp.get("/healthz")
def show() -> ResponseReturnValue:
    """Answer 200 when every part is well, else 503; each part's facts either way."""
    found = {part: check() for part, check in current_app.extensions[KEY].items()}
    is_ok = all(health.is_ok for health in found.values())
    parts = {part: {"ok": health.is_ok, **health.facts} for part, health in found.items()}
    return jsonify(status="ok" if is_ok else "failing", parts=parts), 200 if is_ok else 503
