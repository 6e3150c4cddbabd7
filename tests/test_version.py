"""The version is the same everywhere. A checkout adds its commit, so that two checkouts can be told apart."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import senaudit
from senaudit.version import checkout_version, full_version

ROOT = Path(__file__).resolve().parents[1]

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, without this computer's settings."""
    nobody = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false")
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *nobody, *arguments], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with senaudit's first files, one commit and no tags."""
    package = tmp_path / "senaudit"
    package.mkdir()
    for name in ("__init__.py", "version.py"):
        shutil.copy(ROOT / "senaudit" / name, package / name)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "senaudit")
    git(tmp_path, "commit", "--quiet", "--message", "First")
    return tmp_path


def commit_of(checkout: Path) -> str:
    return git(checkout, "rev-parse", "--short=7", "HEAD")


def said_by(checkout: Path) -> str:
    """Return the version that a program in that checkout prints."""
    program = "from senaudit.version import full_version; print(full_version())"
    command = [sys.executable, "-B", "-c", program]
    done = subprocess.run(command, cwd=checkout, env={**os.environ, "PYTHONPATH": "."}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_release_is_the_first_of_the_changes() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## (\S+)", changes, re.MULTILINE)[0] == senaudit.__version__


def test_the_installed_release_is_the_packages() -> None:
    """If senaudit is not installed but run from its source, only the package has a version."""
    try:
        installed = version("senaudit")
    except ImportError:
        return
    assert installed.partition("+")[0] == senaudit.__version__


def test_a_version_begins_with_the_release_and_is_one_that_packages_can_have() -> None:
    assert re.fullmatch(rf"{re.escape(senaudit.__version__)}(\+g[0-9a-f]{{7,}}(\.dirty)?)?", full_version())


@needs_git
def test_two_commits_have_two_versions(checkout: Path) -> None:
    first = said_by(checkout)
    assert first == f"{senaudit.__version__}+g{commit_of(checkout)}"
    git(checkout, "commit", "--quiet", "--allow-empty", "--message", "Second")
    assert said_by(checkout) == f"{senaudit.__version__}+g{commit_of(checkout)}" != first


@needs_git
def test_a_checkout_that_was_edited_says_so(checkout: Path) -> None:
    with (checkout / "senaudit" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    assert said_by(checkout) == f"{senaudit.__version__}+g{commit_of(checkout)}.dirty"


@needs_git
@pytest.mark.parametrize("kind", [["tag"], ["tag", "--annotate", "--message", "Release"]], ids=["light", "annotated"])
def test_at_its_tag_a_checkout_is_the_release_and_behind_it_a_commit_again(checkout: Path, kind: list[str]) -> None:
    git(checkout, *kind, f"v{senaudit.__version__}")
    assert said_by(checkout) == senaudit.__version__
    git(checkout, "commit", "--quiet", "--allow-empty", "--message", "Next")
    assert said_by(checkout) == f"{senaudit.__version__}+g{commit_of(checkout)}"


@needs_git
def test_the_tag_of_another_release_is_not_this_one(checkout: Path) -> None:
    git(checkout, "tag", "v0.0.9")
    assert said_by(checkout) == f"{senaudit.__version__}+g{commit_of(checkout)}"


@needs_git
def test_a_worktree_says_its_own_commit(checkout: Path, tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    git(checkout, "worktree", "add", "--quiet", "-b", "beside", str(beside))
    git(beside, "commit", "--quiet", "--allow-empty", "--message", "Beside")
    assert said_by(beside) == f"{senaudit.__version__}+g{commit_of(beside)}" != said_by(checkout)


@needs_git
def test_another_repository_that_git_is_told_of_is_not_asked(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's hooks set such variables."""
    monkeypatch.setenv("GIT_DIR", str(checkout / "nowhere"))
    monkeypatch.setenv("GIT_WORK_TREE", str(checkout / "nowhere"))
    assert "+g" in checkout_version(checkout)


def test_without_git_a_checkout_knows_the_release_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    assert checkout_version(tmp_path) == senaudit.__version__  # it is not a repository, although it looks like one
    monkeypatch.setenv("PATH", str(tmp_path))
    assert checkout_version(tmp_path) == senaudit.__version__


def test_a_copy_of_the_source_without_git_knows_the_release_only(tmp_path: Path) -> None:
    """Whatever else is installed on the computer."""
    shutil.copytree(ROOT / "senaudit", tmp_path / "senaudit", ignore=shutil.ignore_patterns("data", "__pycache__"))
    other = tmp_path / "senaudit-9.9.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: senaudit\nVersion: 9.9\n", "utf-8")
    assert said_by(tmp_path) == senaudit.__version__


def test_nothing_starts_a_program_to_import_senaudit_or_its_command_line() -> None:
    """Git is run only when somebody asks for the version."""
    program = "import sys, senaudit.__main__, senaudit.cli; print('senaudit.version' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
