"""Every template compiles, says its title and uses what it imports."""

import re

import pytest
from jinja2 import StrictUndefined, nodes

from techmarket.settings import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
EXTENDS = re.compile(r'\{%-? extends "([^"]+)"')
PAGES = [
    path
    for path in TEMPLATES
    if path.parent.name not in {"layout", "email"} and EXTENDS.search(path.read_text())
]


def name_of(path):
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_compiles(app, path):
    environment = app.jinja_env.overlay(undefined=StrictUndefined)

    environment.compile(path.read_text(), name=name_of(path))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_has_a_title(path):
    """Its own, or that of a layout of its feature; the common layouts leave it to the page."""
    while path.parent.name != "layout":
        text = path.read_text()
        if "{% block title %}" in text:
            return
        path = ROOT / "templates" / EXTENDS.search(text)[1]

    pytest.fail("no title block")


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_uses_what_it_imports(app, path):
    tree = app.jinja_env.parse(path.read_text())
    imported = {
        name if isinstance(name, str) else name[1]
        for node in tree.find_all(nodes.FromImport)
        for name in node.names
    }
    used = {node.name for node in tree.find_all(nodes.Name)}

    assert imported - used == set()
