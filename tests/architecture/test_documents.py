"""What the README promises exists, and what exists stands in the README."""

import re

from techmarket.cli.commands import market
from techmarket.settings import ROOT

README = (ROOT / "README.md").read_text()
SETTING = re.compile(r"env\.get\(\s*\"([A-Z_]+)\"|environ\.get\(\"([A-Z_]+)\"")


def settings_read():
    sources = [ROOT / "techmarket" / "settings.py", ROOT / "gunicorn.conf.py"]
    names = {
        name for path in sources for pair in SETTING.findall(path.read_text()) for name in pair
    }
    return names - {""}


def test_the_readme_names_every_setting_and_no_other():
    table = README.partition("## Settings")[2].partition("## Commands")[0]
    named = {name for row in table.splitlines() for name in re.findall(r"`([A-Z_]{4,})`", row)}

    assert named == settings_read()


def test_the_readme_names_every_command():
    table = README.partition("## Commands")[2].partition("## Glossary")[0]
    missing = [name for name in market.commands if f"./market {name}" not in table]

    assert missing == []


def test_every_link_of_the_documents_leads_somewhere():
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{path.name}: {target}"
        for path in documents
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text())
        if "://" not in target and not (path.parent / target).exists()
    ]

    assert broken == []


def test_every_command_explains_itself():
    silent = [name for name, command in market.commands.items() if not command.help]

    assert silent == []
