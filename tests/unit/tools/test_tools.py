import json
import os

import pytest

from tools import audit, run_checks, run_tests


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


def program(folder, name):
    path = folder / name
    path.write_text("#!/bin/sh\nexit 0\n")
    path.chmod(0o755)
    return path


def test_chromium_is_found_under_any_of_its_names(tmp_path, monkeypatch):
    chrome = program(tmp_path, "google-chrome")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert run_tests.find_chromium() == str(chrome)


def test_missing_chromium_without_apt_fails_and_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))

    code = run_tests.main([])

    message = capsys.readouterr().err
    assert code == 1
    assert all(package in message for package in run_tests.CHROMIUM_PACKAGES)


@pytest.mark.parametrize(("user", "prefix"), [(0, []), (1000, None)])
def test_only_root_installs_where_there_is_no_sudo(tmp_path, monkeypatch, user, prefix):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: user)

    assert run_tests.root_prefix() == prefix


def test_passwordless_sudo_stands_in_for_root(tmp_path, monkeypatch):
    program(tmp_path, "sudo")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert run_tests.root_prefix() == ["sudo", "-n"]
