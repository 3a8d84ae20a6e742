"""Keep the Chinese catalogue equal to what code and templates say.

Without options: extract the messages, update messages.po, compile messages.mo.
`--check` changes nothing and fails where the catalogue is behind, incomplete or wrong.
`--fill FILE.json …` first fills empty translations from {"English": "中文"} files.
Neither file names places or dates, so that two branches merge without conflict.
"""

import argparse
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh"
CATALOGUE = ROOT / "techmarket" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"
SOURCES = (("techmarket", "**.py", "python"), ("templates", "**", "jinja2"))
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
# A template that does not parse must not lose its messages in silence.
OPTIONS = {"jinja2": {"silent": "false", "trimmed": "true", "encoding": "utf-8"}}
HEADER = "# Chinese (zh) of the market. Order and form are made by tools/translations.py.\n"
# They change with every run or say nothing.
IDLE_HEADERS = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version'
    r"|Report-Msgid-Bugs-To|Last-Translator|Language-Team):.*\n",
    re.MULTILINE,
)
FIXED_DATE = datetime(2000, 1, 1, tzinfo=UTC)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
MAX_SHOWN = 200


def extract(root: Path = ROOT) -> Catalog:
    """Read every message of code and templates into an empty catalogue."""
    catalog = Catalog(locale=LOCALE, fuzzy=False)
    for folder, pattern, method in SOURCES:
        found = extract_from_dir(
            root / folder,
            method_map=[(pattern, method)],
            options_map={pattern: OPTIONS.get(method, {})},
            keywords=KEYWORDS,
        )
        for _file, _line, message, _comments, context in found:
            catalog.add(message, context=context)
    return catalog


def read_catalogue(text: str) -> Catalog:
    return read_po(io.BytesIO(text.encode()), locale=LOCALE, abort_invalid=True)


def merge(extracted: Catalog, translated: Catalog) -> Catalog:
    """Give the extracted messages the translations they have; what is no longer said goes."""
    merged = Catalog(locale=LOCALE, fuzzy=False)
    for message in messages(extracted):
        known = translated.get(message.id, context=message.context)
        flags = known.flags & {"fuzzy"} if known else set()
        merged.add(message.id, known.string if known else "", context=message.context, flags=flags)
    return merged


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def forms(text: object) -> tuple[str, ...]:
    """Return the singular and plural forms of an id or a translation, one where there is one."""
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def fill(catalog: Catalog, translations: dict[str, str]) -> int:
    """Fill empty translations, by the English (singular) text; return how many."""
    filled = 0
    for message in messages(catalog):
        chinese = translations.get(forms(message.id)[0])
        if chinese and not all(forms(message.string)):
            message.string = (chinese,) if message.pluralizable else chinese
            filled += 1
    return filled


def placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def faults(catalog: Catalog) -> Iterator[str]:
    """Name what is wrong with the translations themselves."""
    for message in messages(catalog):
        english = forms(message.id)
        chinese = forms(message.string)
        if not all(chinese):
            yield f"not translated: {english[0]!r}"
        elif message.fuzzy:
            yield f"fuzzy: {english[0]!r}"
        elif any(placeholders(text) != placeholders(english[-1]) for text in chinese):
            yield f"placeholders differ: {english[0]!r} and {chinese[0]!r}"


def as_text(catalog: Catalog) -> str:
    """Write the catalogue sorted and unwrapped, without places, dates or obsolete messages."""
    catalog.header_comment = HEADER.strip()
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return IDLE_HEADERS.sub("", buffer.getvalue().decode())


def compiled(catalog: Catalog) -> bytes:
    catalog.creation_date = catalog.revision_date = FIXED_DATE
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def spoken(compiled_catalogue: bytes) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return what a compiled catalogue says, without its dated header."""
    catalog = read_mo(io.BytesIO(compiled_catalogue))
    return {
        (message.context or "", *forms(message.id)): forms(message.string)
        for message in messages(catalog)
    }


def problems(old_text: str, old_compiled: bytes, catalog: Catalog) -> Iterator[str]:
    """Name everything that `--check` fails for."""
    if old_text != as_text(catalog):
        yield "messages.po is not what code and templates say; run ./market fmt"
    yield from faults(catalog)
    if not old_compiled or spoken(old_compiled) != spoken(compiled(catalog)):
        yield "messages.mo is older than messages.po; run ./market fmt"


def read_fillings(paths: Iterable[Path]) -> dict[str, str]:
    """Read {"English": "中文"} files; of two translations the first stays, and both are named."""
    filling: dict[str, str] = {}
    for path in paths:
        for english, chinese in json.loads(path.read_text("utf-8")).items():
            if filling.setdefault(english, chinese) != chinese:
                print(f"{path.name}: {english!r} stays {filling[english]!r}, not {chinese!r}")
    return filling


def update(catalog: Catalog, catalogue: Path) -> None:
    """Write both files where what they say has changed."""
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    catalogue.write_text(as_text(catalog), "utf-8")
    binary = catalogue.with_suffix(".mo")
    new = compiled(catalog)
    if not binary.exists() or spoken(binary.read_bytes()) != spoken(new):
        binary.write_bytes(new)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail on any fault")
    parser.add_argument("--fill", nargs="+", type=Path, default=[], metavar="FILE.json")
    options = parser.parse_args(arguments)
    old_text = CATALOGUE.read_text("utf-8") if CATALOGUE.exists() else ""
    catalog = merge(extract(), read_catalogue(old_text))
    if options.check:
        binary = CATALOGUE.with_suffix(".mo")
        found = list(problems(old_text, binary.read_bytes() if binary.exists() else b"", catalog))
    else:
        filled = fill(catalog, read_fillings(options.fill))
        update(catalog, CATALOGUE)
        found = list(faults(catalog))
        print(f"{len(list(messages(catalog)))} messages, {filled} filled, {len(found)} faults")
    print("\n".join(found[:MAX_SHOWN]))
    return int(options.check and bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
