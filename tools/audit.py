"""Ask the advisory service about the pinned packages; no gate, as it does not always answer."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_RUN = "not run: the advisory service does not answer"


def summarise(output: str) -> tuple[list[str], int]:
    """Turn pip-audit's JSON into lines and an exit code: 1 where a vulnerability is known."""
    try:
        packages = json.loads(output)["dependencies"]
    except ValueError:
        return [NOT_RUN], 0
    answered = [package for package in packages if "skip_reason" not in package]
    if not answered:
        return [NOT_RUN], 0
    known = [
        f"{package['name']} {package['version']}: {advisory['id']}"
        for package in answered
        for advisory in package["vulns"]
    ]
    return known or [f"{len(answered)} packages, no known vulnerability"], int(bool(known))


def main() -> int:
    listed = ("--require-hashes", "--disable-pip", "-r", str(ROOT / "requirements.txt"))
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--progress-spinner",
        "off",
        "-f",
        "json",
        *listed,
    ]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    lines, code = summarise(answer.stdout)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
