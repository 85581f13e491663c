from __future__ import annotations

from present_views import outline, snapshot_of, unmarked

from bursar.config import HintSettings
from bursar.present.hints import HINT_LIMIT, hints
from bursar.text import Span

PROMPT = """\
intro without a heading

# Title ‹17›

## First ‹7›

text, text

## Second part ‹7›

more text
"""

CODE = """\
import os

@cache
def small(): ‹10›
    return os.sep

class Shop: ‹20›
    def open(self): ‹7›
        return True

    def close(self): ‹7›
        return False
"""


def check_hints(
    fixture: str, language: str, settings: HintSettings, asked: Span | None = None, *, pending: bool = False
) -> None:
    snapshot = snapshot_of(unmarked(fixture), language, pending=pending)
    whole = asked or Span(0, len(snapshot.text))
    shown = str(snapshot.text)
    for hint in reversed(hints(snapshot, outline(snapshot), settings, whole)):
        shown = f"{shown[: hint.offset]} ‹{hint.label.strip()}›{shown[hint.offset :]}"
    assert shown == fixture


def test_prompts_show_every_section() -> None:
    check_hints(PROMPT, "markdown", HintSettings())


def test_code_shows_symbols_that_are_large_enough() -> None:
    check_hints(CODE, "python", HintSettings(min_tokens=0))
    check_hints(CODE.replace(" ‹7›", ""), "python", HintSettings(min_tokens=10))
    check_hints(unmarked(CODE), "python", HintSettings())


def test_prompts_have_their_own_threshold() -> None:
    check_hints(PROMPT.replace(" ‹7›", ""), "markdown", HintSettings(min_tokens_prompts=8))


def test_only_the_asked_lines_are_answered() -> None:
    text = unmarked(PROMPT)
    asked = Span(text.index("## First"), text.index("text, text"))
    check_hints(unmarked(PROMPT).replace("## First", "## First ‹7›"), "markdown", HintSettings(), asked)


def test_nothing_when_switched_off() -> None:
    check_hints(unmarked(PROMPT), "markdown", HintSettings(enabled=False))


def test_a_pending_count_is_never_a_number() -> None:
    check_hints("# Title ‹…›\n\ntext\n", "markdown", HintSettings(), pending=True)


def test_a_hint_stands_before_the_lines_terminator() -> None:
    snapshot = snapshot_of("# One\r\n\r\n# Two\r\n")
    assert [hint.offset for hint in hints(snapshot, outline(snapshot), HintSettings(), Span(0, 99))] == [5, 14]


def test_labels_have_a_steady_width() -> None:
    snapshot = snapshot_of("# One\n\n# Two\n\n" + "word " * 5000)
    labels = [hint.label for hint in hints(snapshot, outline(snapshot), HintSettings(), Span(0, 99))]
    assert labels == ["    3", "5,004"]


def test_a_whole_file_is_answered_up_to_a_limit() -> None:
    snapshot = snapshot_of("# Section\n\n" * (HINT_LIMIT + 50))
    found = hints(snapshot, outline(snapshot), HintSettings(), Span(0, len(snapshot.text)))
    assert len(found) == HINT_LIMIT


def test_the_tooltip_names_symbol_model_and_share() -> None:
    snapshot = snapshot_of(unmarked(PROMPT))
    found = hints(snapshot, outline(snapshot), HintSettings(), Span(0, len(snapshot.text)))
    assert found[1].tooltip == "First: 7 tokens for gpt-5, 31 % of the file"


def labels(settings: HintSettings) -> list[str]:
    snapshot = snapshot_of(unmarked(PROMPT))
    return [hint.label for hint in hints(snapshot, outline(snapshot), settings, Span(0, len(snapshot.text)))]


def test_large_symbols_alone_are_shown_when_asked_for() -> None:
    assert labels(HintSettings(style="large", large_percent=33)) == ["   17"]
    assert labels(HintSettings(style="large", large_percent=30)) == ["   17", "    7", "    7"]


def test_heat_grows_with_the_share_of_the_file_and_keeps_the_width() -> None:
    assert labels(HintSettings(style="heat")) == ["▇   17", "▃    7", "▃    7"]


def test_keys_and_code_have_the_threshold_of_code() -> None:
    snapshot = snapshot_of('{"a": 1, "b": [1, 2, 3]}\n', "json")
    whole = Span(0, len(snapshot.text))
    assert hints(snapshot, outline(snapshot), HintSettings(), whole) == []
    assert len(hints(snapshot, outline(snapshot), HintSettings(min_tokens=0), whole)) == 2
