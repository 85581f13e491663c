from __future__ import annotations

from pathlib import Path

import pytest
from notes import NOTES


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "bursar.toml").write_text('[budgets]\n"notes.md" = 30\n"cut.md" = { tokens = 8, hard = true }\n')
    (tmp_path / "notes.md").write_text(NOTES)
    (tmp_path / "other.md").write_text("# Other\n\nmore\n")
    return tmp_path
