"""One edit with the document's exact total, beside a full recount by tiktoken, at 10 KB, 1 MB and 10 MB."""

from __future__ import annotations

from figures import edits, median, ms, p95, text_of, timed

from bursar.text import Text
from bursar.tokens.counts import Counts
from bursar.tokens.encodings import load

SIZES = {"10 KB": 10_000, "1 MB": 1_000_000, "10 MB": 10_000_000}
EDITS = 2_000


def main() -> None:
    """Print the table."""
    encoding = load("o200k_base")
    print(
        f"Edit and exact total, o200k_base, {EDITS} edits at random places (70 % characters, 20 % newlines, 10 % 1 KB)"
    )
    print(f"{'size':>8} {'median':>12} {'p95':>12} {'full recount':>14} {'recount/edit':>13}")
    medians = {}
    for label, size in SIZES.items():
        seconds, text = _edit_times(size, encoding)
        full = median([timed(lambda t=text: encoding._engine.encode_ordinary(t)) for _ in range(3)])
        medians[label] = median(seconds)
        edit = median(seconds)
        print(f"{label:>8} {ms(edit):>12} {ms(p95(seconds)):>12} {ms(full):>14} {full / edit:>12,.0f}x")
    print(f"10 MB against 10 KB: {medians['10 MB'] / medians['10 KB']:.2f}x (aim: at most 2x)")


def _edit_times(size: int, encoding) -> tuple[list[float], str]:
    text = Text(text_of(size))
    counts = Counts.of(text, encoding)
    seconds = []
    state = [text, counts]

    def one(start: int, end: int, new: str) -> int:
        text, edit = state[0].replace(start, end, new)
        state[0], state[1] = text, state[1].after(edit, text)
        return state[1].total

    for start, end, new in edits(size, EDITS):
        seconds.append(timed(lambda edit=(start, end, new): one(*edit)))
    whole = str(state[0])
    assert state[1].total == encoding.count(whole), "the bench's own total is wrong"
    return seconds, whole


if __name__ == "__main__":
    main()
