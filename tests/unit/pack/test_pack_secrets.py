"""What is taken out of a bundle before it leaves, and what must stay."""

from __future__ import annotations

import pytest

from bursar.pack import Format, PackRequest, Scope, pack
from bursar.pack.secrets import Redactor, is_secret_file
from unit.pack.workspaces import MemoryWorkspace

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAxyz\n-----END RSA PRIVATE KEY-----"

SECRETS = [
    ("a.py", 'aws = "AKIAIOSFODNN7EXAMPLE"\n', "AKIAIOSFODNN7EXAMPLE"),
    ("a.py", 'token = "ghp_1234567890abcdefghijABCDEFGHIJ123456"\n', "1234567890abcdef"),
    ("a.ts", "const db = 'postgres://user:s3cretword@host/db'\n", "s3cretword"),
    ("a.py", 'password = "hunter2hunter2"\n', "hunter2"),
    ("a.py", f"key = '''{KEY}'''\n", "MIIEpAIBAAKCAQEAxyz"),
    (".env", "export TOKEN=plain words\nA=b\n", "plain words"),
    ("config/.env.local", "DB_PASSWORD=x9\n", "x9"),
    ("id_rsa", "anything at all\n", "anything"),
]

CODE = [
    "for user, password := range accounts {\n",
    "if (typeof privateKey === 'object' && 'alg' in privateKey) {\n",
    "const found = 'username' in options && 'password' in options\n",
    'alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"\n',
    "password = get_password(request)\n",
    'KEY_HEADING = "-----BEGIN RSA PRIVATE KEY-----"\n',
]


@pytest.mark.parametrize(("path", "text", "secret"), SECRETS)
@pytest.mark.parametrize("form", list(Format))
def test_a_secret_never_leaves(path: str, text: str, secret: str, form: Format) -> None:
    bundle = pack(PackRequest(Scope.FILE, path, budget=400, format=form), MemoryWorkspace({path: text}))
    assert secret not in bundle.text
    assert "[redacted]" in bundle.text
    assert secret not in str(bundle.report.to_json())
    assert bundle.report.redacted
    assert bundle.report.redacted[0].startswith(f"{path}: ")


@pytest.mark.parametrize("line", CODE)
def test_code_about_secrets_stays_as_it_is(line: str) -> None:
    assert Redactor().clean("a.ts", line) == line


@pytest.mark.parametrize("path", [".env", "x/.env.production", "server.pem", "id_ed25519", "a/prod.env"])
def test_secret_files(path: str) -> None:
    assert is_secret_file(path)


@pytest.mark.parametrize("path", [".env.example", "env.py", "keys.py", "a.md"])
def test_other_files(path: str) -> None:
    assert not is_secret_file(path)


def test_secret_files_beside_the_selection_stay_out() -> None:
    workspace = MemoryWorkspace({"a.py": "x = 1\n", ".env": "TOKEN=abc\n", "server.key": "abc\n", "b.py": "y = 2\n"})
    bundle = pack(PackRequest(Scope.FILE, "a.py", budget=400), workspace)
    assert {item.path for item in bundle.report.breakdown} == {"a.py", "b.py"}


def test_a_line_of_megabytes_is_searched_in_bounded_time() -> None:
    text = f"x = '{'a1' * 500_000}'; password = \"hunter2hunter2\";\n"
    assert "hunter2" not in Redactor().clean("a.py", text)
