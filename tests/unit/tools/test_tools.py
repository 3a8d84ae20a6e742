import json

from tools import audit, run_checks


def test_switched_off_rules_are_counted_by_kind():
    sources = ["a = 1  # noqa: E501  long\n", "b  # type: ignore[misc]\nc  # pragma: no cover\n"]

    counts = run_checks.count_switched_off(sources)

    assert counts == {"noqa": 1, "type: ignore": 1, "pragma: no cover": 1}


def test_every_check_names_a_tool_that_a_python_runs():
    assert {command[0] for command in run_checks.CHECKS.values()} <= {
        "-m",
        "-c",
        "tools/translations.py",
        "tools/vendor.py",
    }


def package(**facts):
    return json.dumps({"dependencies": [{"name": "flask", "version": "3.1.3", **facts}]})


def test_audit_without_an_answer_was_not_run():
    assert audit.summarise("") == ([audit.NOT_RUN], 0)
    assert audit.summarise(package(skip_reason="not found")) == ([audit.NOT_RUN], 0)


def test_audit_without_findings_passes():
    assert audit.summarise(package(vulns=[])) == (["1 packages, no known vulnerability"], 0)


def test_audit_names_a_known_vulnerability_and_fails():
    assert audit.summarise(package(vulns=[{"id": "PYSEC-1"}])) == (["flask 3.1.3: PYSEC-1"], 1)
