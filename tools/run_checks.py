"""Check everything that needs no test, or mend what can be mended (--fix).

`./market check` and `./market fmt` hand over to this once the packages are there.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHECKS: dict[str, Sequence[str]] = {
    "lint": ("-m", "ruff", "check", "--quiet"),
    "format": ("-m", "ruff", "format", "--quiet", "--check"),
    "types": ("-m", "mypy"),
    "import contracts": ("-c", LINT_IMPORTS, "--no-logo"),
    "templates": ("-m", "djlint", "--check", "--lint", "templates"),
    "spelling": ("-m", "codespell_lib"),
    "translations": ("tools/translations.py", "--check"),
    "vendored files": ("tools/vendor.py", "--check"),
}
MENDERS: Sequence[Sequence[str]] = (
    ("-m", "ruff", "check", "--quiet", "--fix-only"),
    ("-m", "ruff", "format", "--quiet"),
    ("-m", "djlint", "--reformat", "--quiet", "templates"),
    ("tools/translations.py",),
)
SWITCHED_OFF = {
    "noqa": re.compile(r"#\s*noqa\b"),
    "type: ignore": re.compile(r"#\s*type:\s*ignore\b"),
    "pragma: no cover": re.compile(r"#\s*pragma:\s*no cover\b"),
}


def count_switched_off(sources: Iterable[str]) -> dict[str, int]:
    """Count, by kind, the places where a rule was switched off."""
    text = "\n".join(sources)
    return {kind: len(pattern.findall(text)) for kind, pattern in SWITCHED_OFF.items()}


def own_sources() -> list[str]:
    folders = ("techmarket", "tools", "tests", "migrations", "bench")
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path.read_text() for path in [ROOT / "market", *paths]]


def python(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "120"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def check() -> int:
    """Run every check, show what the failing ones said; return 1 if there is one."""
    failed = []
    for name, command in CHECKS.items():
        started = time.monotonic()
        result = python(command)
        seconds = time.monotonic() - started
        print(f"{'FAILED' if result.returncode else 'ok':6}  {name} ({seconds:.1f} s)", flush=True)
        if result.returncode:
            failed.append(name)
            print(result.stdout, flush=True)
    counts = count_switched_off(own_sources())
    print("Switched-off rules: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed")
    return int(bool(failed))


def fix() -> int:
    """Run every mender; only the catalogue can fail, on sources that cannot be read."""
    for command in MENDERS:
        result = python(command)
        print(result.stdout, end="", flush=True)
    return int(bool(result.returncode))


if __name__ == "__main__":
    try:
        sys.exit(fix() if sys.argv[1:] == ["--fix"] else check())
    except KeyboardInterrupt:
        sys.exit(130)
