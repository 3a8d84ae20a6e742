"""A kind of task without a sentence must not reach the work page."""

import ast
from pathlib import Path

import techmarket
from techmarket.deals.queries.tasks import TASK_FOR_STEP
from techmarket.me.queries import TASK_LISTS
from techmarket.me.wording import TASK_NAMES
from techmarket.registration.queries import _TASK_OF

PACKAGE = Path(techmarket.__file__).parent


def literal_kinds(tree):
    """The kinds written where a Task is made, and those chosen into a variable `kind`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Task":
            kinds = [each.value for each in node.keywords if each.arg == "kind"]
            yield from strings_in(kinds[0] if kinds else node.args[0])
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "kind":
            yield from strings_in(node.value)


def strings_in(value):
    branches = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    return [each.value for each in branches if isinstance(each, ast.Constant)]


def kinds_in_the_code():
    sources = [PACKAGE / Path(*each.__module__.split(".")[1:]) for each in TASK_LISTS]
    trees = [ast.parse(source.with_suffix(".py").read_text()) for source in sources]
    written = {kind for tree in trees for kind in literal_kinds(tree)}
    return written | set(TASK_FOR_STEP.values()) | set(_TASK_OF.values())


def test_every_kind_of_task_has_its_name_and_no_name_is_idle():
    assert set(TASK_NAMES) == kinds_in_the_code()
