"""Conventions of the sources, read from the files themselves."""

import ast
import re
from pathlib import Path

import pytest

from techmarket.settings import ROOT

SOURCES = sorted((ROOT / "techmarket").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
LONGEST_FILE = 400
COMMON_TEMPLATES = {"layout", "macros", "errors", "email"}
SHOWN_TO_PEOPLE = ("services", "queries", "policies", "lifecycle")


def relative(path):
    return str(path.relative_to(ROOT))


def test_only_the_transaction_commits():
    callers = {
        relative(path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and ast.unparse(node.func.value).endswith("session")
    }

    assert callers == {"techmarket/kernel/orm.py"}


def test_only_the_clock_asks_the_time():
    asking = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")

    assert {relative(path) for path in SOURCES if asking.search(path.read_text())} == {
        "techmarket/kernel/clock.py"
    }


def test_only_settings_read_the_environment():
    reading = re.compile(r"os\.environ|os\.getenv")

    assert [relative(path) for path in SOURCES if reading.search(path.read_text())] == []


@pytest.mark.parametrize("library", ["whoosh", "tantivy", "smtplib", "xlsxwriter", "docx"])
def test_an_outside_library_has_one_home(library):
    using = re.compile(rf"^\s*(?:from|import) {library}\b", re.MULTILINE)

    homes = [relative(path) for path in SOURCES if using.search(path.read_text())]

    assert len(homes) <= 1, homes


def test_no_file_outgrows_its_room():
    files = [*SOURCES, *(ROOT / "tests").rglob("*.py")]
    long = {
        relative(path): lines
        for path in files
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_every_template_directory_is_a_feature():
    features = {path.name for path in (ROOT / "techmarket").iterdir() if path.is_dir()}
    directories = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}

    assert directories - features - COMMON_TEMPLATES == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_keeps_the_content_security_policy(path):
    text = path.read_text()

    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|hx-on", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)


def test_the_city_stands_in_the_region_pack_only():
    """Another city starts with another pack; only the default of the setting names ours."""
    naming = re.compile(r"阜新|fuxin|2109|辽宁", re.IGNORECASE)
    allowed = {"techmarket/settings.py", "techmarket/cli/matching.py"}

    found = {
        relative(path)
        for path in [*SOURCES, *TEMPLATES]
        if path.is_file() and naming.search(path.read_text())
    }

    assert found - allowed == set()


def test_no_machine_path_stands_in_the_tree():
    machine = re.compile(r"(^|[^A-Za-z0-9_])/(?:work|farm|root)/")
    files = [*SOURCES, *TEMPLATES, *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]

    assert [relative(path) for path in files if machine.search(path.read_text())] == []


def test_packages_hold_no_code():
    packages = [path for path in SOURCES if path.name == "__init__.py"]
    with_code = [
        relative(path)
        for path in packages
        if [type(node) for node in ast.parse(path.read_text()).body] != [ast.Expr]
    ]

    assert with_code == []


def test_no_test_is_skipped():
    skipping = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail|importorskip)")
    files = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]

    assert [relative(path) for path in files if skipping.search(path.read_text())] == []
