import re
import socket
import stat
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def market(tmp_path, monkeypatch):
    """The market script as a module whose tree is an empty directory."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = spec_from_loader("market", SourceFileLoader("market", str(ROOT / "market")))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "ENV_FILE", tmp_path / ".env")
    for name in ("SECRET_KEY", "DEMO_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return module


def test_env_file_reads_names_values_and_quotes_but_no_comments(market):
    text = "# HOST=no\n\nPORT=8001\nMAIL_URL = 'smtp://h?a=b'\nEMPTY=\nno separator\n"

    values = market.read_env_file(text)

    assert values == {"PORT": "8001", "MAIL_URL": "smtp://h?a=b", "EMPTY": ""}


def test_environment_stands_above_the_env_file(market, monkeypatch):
    market.ENV_FILE.write_text("REGION=file\nSECRET_KEY=file\n")
    monkeypatch.setenv("REGION", "shell")

    settings = market.environment()

    assert (settings["REGION"], settings["SECRET_KEY"]) == ("shell", "file")


def test_first_start_writes_secrets_that_only_the_owner_reads(market):
    market.make_secrets()

    values = market.read_env_file(market.ENV_FILE.read_text())
    assert len(values["SECRET_KEY"]) >= 32
    assert re.fullmatch(r"[A-Za-z0-9]{16}", values["DEMO_PASSWORD"])
    assert stat.S_IMODE(market.ENV_FILE.stat().st_mode) == 0o600


def test_second_start_changes_no_secret(market):
    market.make_secrets()
    before = market.ENV_FILE.read_text()

    market.make_secrets()

    assert market.ENV_FILE.read_text() == before


def test_missing_secret_is_added_below_what_the_owner_wrote(market):
    market.ENV_FILE.write_text("SECRET_KEY=mine\nPORT=8001")

    market.make_secrets()

    lines = market.ENV_FILE.read_text().splitlines()
    assert lines[:2] == ["SECRET_KEY=mine", "PORT=8001"]
    assert [line.partition("=")[0] for line in lines[2:]] == ["DEMO_PASSWORD"]


def test_secret_from_the_environment_is_not_written_down(market, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "from the environment")

    market.make_secrets()

    assert "SECRET_KEY" not in market.ENV_FILE.read_text()


def test_two_set_ups_do_not_share_a_secret(market):
    market.make_secrets()
    first = market.ENV_FILE.read_text()
    market.ENV_FILE.unlink()

    market.make_secrets()

    assert market.ENV_FILE.read_text() != first


def test_stamp_changes_with_the_list_and_with_the_python(market, tmp_path):
    (tmp_path / market.RUNTIME).write_text("flask==3.1.3\n")
    before = market.needed_stamp(market.RUNTIME, "3.11")
    other_python = market.needed_stamp(market.RUNTIME, "3.12")
    (tmp_path / market.RUNTIME).write_text("flask==3.1.4\n")

    after = market.needed_stamp(market.RUNTIME, "3.11")

    assert len({before, other_python, after}) == 3


def test_missing_venv_has_no_version(market):
    assert market.venv_version() is None


def test_venv_whose_python_is_gone_has_no_version(market):
    market.PYTHON.parent.mkdir(parents=True)
    market.PYTHON.symlink_to("/nowhere/python3")

    assert market.venv_version() is None


def test_half_made_venv_is_made_anew(market):
    leftover = market.VENV / "leftover"
    leftover.mkdir(parents=True)

    market.make_venv()

    assert not leftover.exists()
    assert market.venv_version() == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_venv_is_current_only_with_the_stamp_of_the_list(market, tmp_path):
    (tmp_path / market.RUNTIME).write_text("flask==3.1.3\n")
    market.make_venv()
    without = market.is_installed(market.RUNTIME)
    stamp = market.needed_stamp(market.RUNTIME, market.venv_version())
    market.stamp_file(market.RUNTIME).write_text(stamp)

    assert (without, market.is_installed(market.RUNTIME)) == (False, True)


@pytest.mark.parametrize("port", ["", "0", "-1", "65536", "http", "８０００"])
def test_impossible_port_is_wrong_use(market, port):
    with pytest.raises(market.Failure) as refused:
        market.listening_address({"PORT": port})

    assert refused.value.code == 2


def test_default_address_is_local(market):
    assert market.listening_address({}) == ("127.0.0.1", 8000)


def test_taken_port_is_named_and_refused(market):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(market.Failure, match=f":{port}: .*PORT=") as refused:
            market.refuse_taken_port("127.0.0.1", port)

    assert refused.value.code == 2


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "http://127.0.0.1:80"), ("::1", "http://[::1]:80")]
)
def test_address_is_one_that_a_browser_opens(market, host, shown):
    assert market.address(host, 80) == shown


def test_child_that_ended_is_named_with_its_exit_code(market):
    child = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    child.wait()

    with pytest.raises(market.Failure, match=r"worker ended by itself \(exit code 3\)"):
        market.refuse_dead({"worker": child})


def test_help_lists_every_command_with_its_sentence(market, capsys):
    assert market.main(["help"]) == 0

    listed = capsys.readouterr().out
    assert all(re.search(rf"^  {name} +\S", listed, re.MULTILINE) for name in market.COMMANDS)


def test_no_command_is_wrong_use(market):
    assert market.main([]) == 2


def test_command_without_arguments_refuses_them(market, capsys):
    assert market.main(["check", "everything"]) == 2

    streams = capsys.readouterr()
    assert streams.out == ""
    assert "no arguments" in streams.err


def pins(path):
    return set(re.findall(r"^[\w.-]+==\S+", path.read_text(), re.MULTILINE))


def test_development_list_holds_every_pin_of_the_other():
    runtime, development = (
        pins(ROOT / name) for name in ("requirements.txt", "requirements-dev.txt")
    )

    assert runtime
    assert runtime <= development


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lists_name_no_index(name):
    assert not re.search(r"^-|https?://", (ROOT / name).read_text(), re.MULTILINE)
