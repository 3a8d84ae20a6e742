"""Run every test: `./market test` hands over to this once the packages are there.

With arguments it is pytest, with Chromium in place; without, everything under one coverage gate.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_PACKAGES = ("chromium", "fonts-noto-cjk", "libatomic1")
# Rules that decide about rights and money leave no branch untested.
FULLY_COVERED = ("lifecycle", "policies", "money", "ledger")


class BrowserMissing(Exception):
    """The browser tests cannot run; the message says what to install."""


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def driver_runs() -> bool:
    """Playwright's own node lacks libatomic on a bare Debian, and then says only 'closed'."""
    nodes = Path(sys.prefix).glob("lib/python3.*/site-packages/playwright/driver/node")
    return any(
        subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0
        for node in nodes
    )


def root_prefix() -> list[str] | None:
    """Return what stands before a command to run it as root; None where that is not possible."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if not shutil.which("sudo"):
        return None
    probe = subprocess.run([*sudo, "true"], capture_output=True, check=False)
    return None if probe.returncode else sudo


def set_up_browser() -> None:
    """Install Chromium with apt where it is missing; raise BrowserMissing where that fails."""
    if find_chromium() and driver_runs():
        return
    packages = " ".join(CHROMIUM_PACKAGES)
    needed = f"The browser tests need Chromium. On Debian, as root: apt-get install {packages}"
    prefix = root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        raise BrowserMissing(needed)
    print(f"Installing {packages} with apt-get", file=sys.stderr, flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    install = [*apt, "install", "-y", "--no-install-recommends", *CHROMIUM_PACKAGES]
    for command in ([*apt, "update"], install):
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if not (find_chromium() and driver_runs()):
        raise BrowserMissing(f"Chromium or Playwright's driver does not start. {needed}")


def python(*arguments: str) -> int:
    """Run a module of this Python in the tree, on this terminal; return its exit code."""
    settings = {**os.environ, "CHROMIUM": find_chromium() or ""}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode


def run_everything() -> int:
    """Run both suites even if the first fails, then hold the coverage against its limits."""
    measured = ("--cov", "--cov-report=", "--cov-fail-under=0")
    # Journeys run by themselves afterwards: beside the others they would starve on two cores.
    suites = (
        ("-n", "auto", "--ignore=tests/browser"),
        ("-n", "2", "--dist", "loadfile", "--cov-append", "tests/browser"),
    )
    results = [python("-m", "pytest", "-q", *measured, *suite) for suite in suites]
    results.append(python("-m", "coverage", "report"))
    strict = ",".join(
        f"techmarket/*/{name}{end}" for name in FULLY_COVERED for end in (".py", "/*")
    )
    results.append(python("-m", "coverage", "report", f"--include={strict}", "--fail-under=100"))
    return int(any(results))


def main(arguments: list[str]) -> int:
    try:
        set_up_browser()
    except BrowserMissing as error:
        print(f"market test: {error}", file=sys.stderr)
        return 1
    if not arguments:
        return run_everything()
    code = python("-m", "pytest", *arguments)
    return code if code in {0, 1} else 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
