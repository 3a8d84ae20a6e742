"""Journeys in Chromium against a whole market: web server and worker as processes of their own.

What fails leaves a screenshot, a trace (`playwright show-trace FILE`) and the server's log in
var/test-failures/. CHROMIUM names the browser; without it the PATH is searched.

`UPDATE_SCREENSHOT=1 ./market test tests/browser/test_screenshot.py` makes docs/img/home.png anew.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.watch import Watch
from tests.browser.world import PASSWORD, PEOPLE

ROOT = Path(__file__).resolve().parents[2]
FAILURES = ROOT / "var" / "test-failures"
# Sandboxing needs rights that a container does not give; /dev/shm may be tiny there.
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
WAIT_MS = 15_000
# A Monday morning in the region, in a year whose working-day calendar is final.
BEGINNING = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Market:
    """A running market: where it answers and where it keeps its files."""

    address: str
    folder: Path


@pytest.fixture(autouse=True)
def fixed_clock() -> None:
    """Override: here the clock is set in the processes that serve."""


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """Start the market of `world.py` (for the screenshot: the demo market) and its worker."""
    folder = tmp_path_factory.mktemp("browser-market")
    behind = str((datetime.now(UTC) - BEGINNING).total_seconds())
    with ExitStack() as stack:
        content = ["--demo"] if "UPDATE_SCREENSHOT" in os.environ else []
        server = stack.enter_context(_process(folder, "server", behind, *content))
        address = server.stdout.readline().decode().strip()
        if not address:
            pytest.fail((folder / "server.log").read_text(), pytrace=False)
        worker = stack.enter_context(_process(folder, "worker", behind, "--worker"))
        yield Market(address, folder)
        if worker.poll() is not None:
            pytest.fail((folder / "worker.log").read_text(), pytrace=False)


class _Process(subprocess.Popen[bytes]):
    """Ends when its stdin is closed, which also happens when pytest is killed."""

    stdout: Any

    def __exit__(self, *_exception: object) -> None:
        self.terminate()
        self.communicate()


def _process(folder: Path, name: str, *arguments: str) -> _Process:
    with (folder / f"{name}.log").open("wb") as log:
        return _Process(
            [sys.executable, "-m", "tests.browser.serve", str(folder), *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one browser for all journeys of this process."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.fail("Chromium is missing: ./market test installs it, CHROMIUM names it")
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, market: Market, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Return a function that opens a browser window; it fails the test on what no page may do.

    `visit(width=360, has_script=False)`: each call is another visitor with cookies of its own.
    """
    watches: list[Watch] = []

    def open_window(width: int = 1280, *, has_script: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=market.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=has_script,
            locale="zh-CN",
            reduced_motion="reduce",
            accept_downloads=True,
            **options,
        )
        context.set_default_timeout(WAIT_MS)
        context.tracing.start(snapshots=True)
        watches.append(Watch(context, market.address))
        return context.new_page()

    yield open_window
    has_failed = getattr(request.node, "has_failed", False)
    if has_failed:
        _keep_evidence(request.node.name, market, [watch.context for watch in watches])
    for watch in watches:
        watch.context.close()
    offences = [offence for watch in watches for offence in watch.offences]
    if offences and not has_failed:
        pytest.fail("\n".join(offences), pytrace=False)


@pytest.fixture
def sign_in(visit: Visit) -> Callable[[str], Page]:
    """Return a function that opens a window where someone of `PEOPLE` has signed in."""

    def window_of(name: str) -> Page:
        page = visit()
        page.goto("/sign-in")
        fill_sign_in(page, name)
        return page

    return window_of


def fill_sign_in(page: Page, name: str) -> None:
    """Sign in on the page that is open, and wait until it shows that one is."""
    page.get_by_label("电子邮箱").fill(PEOPLE[name].email)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="退出").first).to_be_attached()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """Tell the fixtures whether the test failed."""
    report = yield
    if report.when == "call":
        item.has_failed = report.failed
    return report


def _keep_evidence(test: str, market: Market, contexts: list[BrowserContext]) -> None:
    folder = FAILURES / re.sub(r"[^\w-]+", "-", test)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, context in enumerate(contexts, start=1):
        context.tracing.stop(path=folder / f"trace-{number}.zip")
        for tab, page in enumerate(context.pages, start=1):
            page.screenshot(path=folder / f"window-{number}-{tab}.png", full_page=True)
    for name in ("server.log", "worker.log"):
        shutil.copy(market.folder / name, folder)
