"""Fetch the pinned front-end libraries into `static/`, or prove that they are untouched.

    python tools/vendor.py           fetch from npm, copy, compress, write the hashes down
    python tools/vendor.py --check   compare every vendored file with its hash; needs no network

What is taken, and from which package, stands in `static/vendor/vendor.lock.json`. To change a
version, change its name and integrity there and run the first form; npm and node are needed
only for that.
"""

import argparse
import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
LOCK = STATIC / "vendor" / "vendor.lock.json"
COMPRESSED = (".css", ".js", ".svg")
SHAPES = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>")
INVISIBLE = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


def main() -> int:
    """Return the exit code: 0 done, 1 a file differs or a download is not what was pinned."""
    parser = argparse.ArgumentParser(description="Vendored front-end files")
    parser.add_argument("--check", action="store_true", help="compare with the hashes, offline")
    wants_check = parser.parse_args().check
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    faults = check(lock) if wants_check else update(lock)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"vendored files: {len(lock['sha256'])} as pinned")
    return 1 if faults else 0


def check(lock: dict[str, Any]) -> list[str]:
    """Return one line per vendored file that is missing, changed or not in the lock."""
    pinned: dict[str, str] = lock["sha256"]
    faults = [
        f"{name}: {'differs from its hash' if (STATIC / name).is_file() else 'is missing'}"
        for name, digest in pinned.items()
        if not (STATIC / name).is_file() or sha256(STATIC / name) != digest
    ]
    present = {f"vendor/{path.name}" for path in LOCK.parent.iterdir() if path != LOCK}
    faults += [f"{name}: is not in {LOCK.name}" for name in sorted(present - set(pinned))]
    return faults


def update(lock: dict[str, Any]) -> list[str]:
    """Fetch every package, check its integrity, place its files and rewrite the hashes."""
    placed: set[str] = {"vendor/tabler.LICENSE"}
    for package, wish in lock["packages"].items():
        with tempfile.TemporaryDirectory() as folder:
            archive = fetch(package, Path(folder))
            if integrity(archive) != wish["integrity"]:
                return [f"{package}: the download is not the one that was pinned"]
            unpacked = unpack(archive, Path(folder))
            for source, target in wish["copy"].items():
                (STATIC / target).write_bytes((unpacked / source).read_bytes())
                placed.add(target)
            if sprite := wish.get("sprite"):
                drawn = draw_sprite(unpacked / sprite["folder"], sprite["names"])
                (STATIC / sprite["to"]).write_text(drawn, encoding="utf-8")
                placed.add(sprite["to"])
    for name in sorted(placed):
        if name.endswith(COMPRESSED):
            placed |= compress(name)
    lock["sha256"] = {name: sha256(STATIC / name) for name in sorted(placed)}
    LOCK.write_text(json.dumps(lock, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return []


def fetch(package: str, folder: Path) -> Path:
    """Let npm download NAME@VERSION into the folder and return the archive."""
    subprocess.run(["npm", "pack", package, "--silent"], cwd=folder, check=True, stdout=sys.stderr)
    return next(folder.glob("*.tgz"))


def integrity(archive: Path) -> str:
    """Return the file's integrity as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack into the folder and return the package's root."""
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def draw_sprite(folder: Path, names: list[str]) -> str:
    """Join the named icons into one file of symbols that take the text's colour."""
    symbols = []
    for name in names:
        drawing = (folder / f"{name}.svg").read_text(encoding="utf-8")
        shapes = "".join(SHAPES.findall(drawing.replace(INVISIBLE, "")))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def compress(name: str) -> set[str]:
    """Write the .gz and .br copies that WhiteNoise serves and return their names."""
    content = (STATIC / name).read_bytes()
    # Without a time in it the same content gives the same file.
    (STATIC / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    script = (
        "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)))"
    )
    squeezed = subprocess.run(
        ["node", "-e", script], input=content, check=True, capture_output=True
    )
    (STATIC / f"{name}.br").write_bytes(squeezed.stdout)
    return {f"{name}.gz", f"{name}.br"}


def sha256(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
