"""Packing from the editor under a folder's habits: its profile, its budget, what has changed, what is kept of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conversation import Conversation, range_of, talking

from bursar.config import DEFAULT_MODEL
from bursar.pack.profile import profile_path
from bursar.store.budgets import Budgets, Reach, SetBudget
from bursar.store.runs import Runs
from repositories import git, write

FILES = {
    "shop/price.py": "def price_of(item):\n    return 3 * len(item)\n",
    "shop/cart.py": (
        "from shop.price import price_of\n\n\ndef total(items):\n    return sum(price_of(item) for item in items)\n"
    ),
    "shop/till.py": "from shop.cart import total\n\n\ndef pay(items):\n    print(total(items))\n",
    "tests/test_cart.py": "from shop.cart import total\n\n\ndef test_total():\n    assert total(['ab']) == 6\n",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("BURSAR_DATA", str(tmp_path / "data"))
    root = tmp_path / "shop"
    write(root, FILES)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    return root


async def opened(client: Conversation, root: Path, text: str = FILES["shop/cart.py"]) -> str:
    uri = (root / "shop" / "cart.py").as_uri()
    client.open(uri, text, "python")
    await client.ready(uri)
    return uri


async def packed(client: Conversation, **arguments: Any) -> Any:
    return await client.request("workspace/executeCommand", {"command": "bursar.server.pack", "arguments": [arguments]})


async def titles(client: Conversation, uri: str) -> list[str]:
    params = {
        "textDocument": {"uri": uri},
        "range": range_of((0, 0), (0, 0)),
        "context": {"diagnostics": [], "triggerKind": 1},
    }
    return [action["title"] for action in await client.request("textDocument/codeAction", params)]


def why(answer: Any) -> list[tuple[str, str]]:
    return [(item["symbol"], item["why"]) for item in answer["report"]["breakdown"]]


@pytest.mark.asyncio
async def test_what_has_changed_is_packed_with_what_is_not_saved_yet(shop: Path) -> None:
    async with talking(root=shop.as_uri()) as client:
        uri = await opened(client, shop, FILES["shop/cart.py"].replace("sum(", "7 + sum("))
        (title,) = [title for title in await titles(client, uri) if "change" in title]
        assert title == f"Copy context of this change (≤ 8,000 tokens for {DEFAULT_MODEL})"
        answer = await packed(client, scope="change", uri=uri, budget=400)
        assert "7 + sum(" in answer["text"]
        assert why(answer)[:2] == [("total", "the selection"), ("price_of", "used by total (import)")]
        assert {("test_total", "tests total"), ("pay", "uses total")} <= set(why(answer))


@pytest.mark.asyncio
async def test_a_change_that_is_none_is_an_answer_not_a_crash(shop: Path) -> None:
    async with talking(root=shop.as_uri()) as client:
        uri = await opened(client, shop)
        ask = {"command": "bursar.server.pack", "arguments": [{"scope": "change", "uri": uri}]}
        assert "nothing has changed" in (await client.refused("workspace/executeCommand", ask))["message"]
        ask["arguments"] = [{"scope": "change", "since": "nowhere"}]
        assert "names no commit" in (await client.refused("workspace/executeCommand", ask))["message"]


@pytest.mark.asyncio
async def test_outside_a_repository_no_change_is_offered(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    async with talking(root=tmp_path.as_uri()) as client:
        uri = await opened(client, tmp_path)
        assert not [title for title in await titles(client, uri) if "change" in title]


@pytest.mark.asyncio
async def test_the_profile_and_the_budget_of_the_folder_hold(shop: Path) -> None:
    profile_path(shop).parent.mkdir()
    profile_path(shop).write_text("[priorities]\ntests = 0\n", "utf-8")
    Budgets().set(SetBudget(Reach.REPOSITORY, str(shop.resolve()), "", 600))
    async with talking(root=shop.as_uri()) as client:
        uri = await opened(client, shop)
        assert f"Copy packed context for workspace (≤ 600 tokens for {DEFAULT_MODEL})" in await titles(client, uri)
        ask = {"scope": "symbol", "uri": uri, "range": range_of((3, 5), (3, 5))}
        answer = await packed(client, **ask)
        assert answer["report"]["budget"] == 600
        assert "test_total" not in dict(why(answer))
        assert "test_total" in dict(why(await packed(client, **ask, profile="default")))
        profile_path(shop).write_text("[priorities]\ntests = 0\ncode = 'all'\n", "utf-8")
        answer = await packed(client, **ask)
        assert answer["report"]["notes"][:2] == [
            f'{profile_path(shop)}:3:8: `priorities.code` must be a number from 0 to 2, not "all"',
            f"{profile_path(shop)}: the last good profile stays in force until it is mended",
        ]
        assert "test_total" not in dict(why(answer))
    assert Runs().tally(str(shop.resolve())).runs == 3


@pytest.mark.asyncio
async def test_an_intent_can_be_named_and_rules_be_packed(shop: Path) -> None:
    (shop / "AGENTS.md").write_text("# Rules\n\nAlways run the tests.\n", "utf-8")
    async with talking(root=shop.as_uri()) as client:
        uri = await opened(client, shop)
        answer = await packed(client, scope="file", uri=uri, budget=300, intent="test")
        assert answer["report"]["intent"] == {"name": "test", "why": "as asked for"}
        rules = await packed(client, scope="rules", budget=100)
        assert "Always run the tests." in rules["text"]
        ask = {"command": "bursar.server.pack", "arguments": [{"scope": "file", "uri": uri, "intent": "dance"}]}
        assert (
            "params.intent must be one of fix, explain"
            in (await client.refused("workspace/executeCommand", ask))["message"]
        )


@pytest.mark.asyncio
async def test_a_fault_in_an_open_profile_is_underlined(shop: Path) -> None:
    text = "[priorities]\ndogs = 1\n"
    async with talking(root=shop.as_uri()) as client:
        uri = profile_path(shop).as_uri()
        client.open(uri, text, "toml")
        told = await client.until(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
                and bool(message["params"]["diagnostics"])
            )
        )
        (found,) = told["params"]["diagnostics"]
        assert found["message"] == "unknown key `priorities.dogs`; did you mean `priorities.docs`?"
        assert found["range"] == range_of((1, 0), (1, 4))


@pytest.mark.asyncio
async def test_a_budget_that_the_editor_set_is_over_the_store(shop: Path) -> None:
    Budgets().set(SetBudget(Reach.REPOSITORY, str(shop.resolve()), "", 600))
    async with talking(root=shop.as_uri()) as client:
        uri = await opened(client, shop)
        said = {"command": "bursar.server.setBudget", "arguments": [{"scope": "session", "tokens": 500}]}
        await client.request("workspace/executeCommand", said)
        await client.ready(uri)
        assert f"Copy packed context for workspace (≤ 500 tokens for {DEFAULT_MODEL})" in await titles(client, uri)
        answer = await packed(client, scope="file", uri=uri)
        assert answer["report"]["budget"] == 500


@pytest.mark.asyncio
async def test_code_is_reduced_only_when_that_is_asked_for(shop: Path) -> None:
    (shop / "shop" / "price.py").write_text(
        "def price_of(item):\n    return 3 * len(item)\n\n\ndef _never_used(item):\n    return item\n", "utf-8"
    )
    async with talking(root=shop.as_uri()) as client:
        uri = await opened(client, shop)
        plain = await packed(client, scope="file", uri=uri, budget=600)
        assert "_never_used" in plain["text"]
        reduced = await packed(client, scope="file", uri=uri, budget=600, aggressive=True)
        assert "_never_used" not in reduced["text"]
        assert any(note.startswith("aggressive: 1 unused") for note in reduced["report"]["notes"])
        ask = {"command": "bursar.server.pack", "arguments": [{"scope": "file", "uri": uri, "aggressive": "yes"}]}
        refused = await client.refused("workspace/executeCommand", ask)
        assert "params.aggressive must be true or false" in refused["message"]
