"""The market of the journeys: web server and worker, each a process with its own files and clock.

    python -m tests.browser.serve FOLDER SECONDS            migrate, sow, serve; prints the address
    python -m tests.browser.serve FOLDER SECONDS --demo     the same with the demo market
    python -m tests.browser.serve FOLDER SECONDS --worker   deliver and do duties beside it

FOLDER holds database, index, files and mail. The clock runs SECONDS behind the real one, so that
deadlines fall on the same days whenever the tests run. Either ends when its stdin is closed: what
pytest leaves behind when it is killed ends with it.
"""

import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade
from werkzeug.serving import WSGIRequestHandler, make_server

from techmarket.app import create_app
from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.settings import Settings
from tests.browser.world import sow_world


class QuietHandler(WSGIRequestHandler):
    """The application writes its own line per request."""

    def log_request(self, *_arguments: Any) -> None:
        pass


def end_with_parent() -> None:
    """End this process when whoever holds the other end of stdin is gone."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def set_clock_back(seconds: float) -> None:
    behind = timedelta(seconds=seconds)
    clock._source = lambda: datetime.now(UTC) - behind  # noqa: SLF001 - no setting may move time


def make_app(folder: Path) -> Flask:
    return create_app(
        Settings(
            secret_key="not-a-secret-" * 4,
            database_url=f"sqlite:///{folder / 'market.db'}",
            search_url="whoosh:",
            data_dir=folder,
            demo_password="demo-password",
        )
    )


def prepare(app: Flask, *, is_demo: bool) -> None:
    if is_demo:
        done = app.test_cli_runner().invoke(args=["market", "prepare"], catch_exceptions=False)
        if done.exit_code:
            raise SystemExit(done.output)
        return
    with app.app_context():
        upgrade()
        sow_world()
        db.engine.dispose()


def serve(app: Flask) -> None:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    sys.stdout.write(f"http://127.0.0.1:{server.port}\n")
    sys.stdout.flush()
    server.serve_forever()


def work(app: Flask) -> None:
    app.cli.main(args=["market", "worker"], obj=ScriptInfo(create_app=lambda: app))


def main() -> None:
    folder, seconds, *rest = sys.argv[1:]
    end_with_parent()
    set_clock_back(float(seconds))
    app = make_app(Path(folder))
    if rest == ["--worker"]:
        work(app)
    else:
        prepare(app, is_demo=rest == ["--demo"])
        serve(app)


if __name__ == "__main__":
    main()
