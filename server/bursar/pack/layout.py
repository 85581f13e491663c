"""From a choice of items and forms to the blocks of a bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from bursar.pack.focus import Focus
from bursar.pack.forms import (
    CAPSULE,
    FULL,
    HEADER,
    HEADER_DOC,
    Form,
    closer,
    forms_of,
    header,
    lines_of,
    span_lines,
    text_of,
    unnumbered,
)
from bursar.pack.levels.policy import DEFAULT_POLICY, Level, LevelPolicy
from bursar.pack.levels.reduction import Reduced, reduced, words_of
from bursar.pack.parsing import parses
from bursar.pack.quality import Qualities, Quality
from bursar.pack.render import Block
from bursar.pack.request import Candidate
from bursar.pack.secrets import REDACTED, Redactor
from bursar.pack.units import Page, Unit
from bursar.pack.views import Insert, composed, file_at, file_forms
from bursar.pack.worth import COMMENTS, WORTH_PROSE, worths_of
from bursar.text import Span

PART_WORTH: Final = 0.97
"""What a form below full of a part of few files is worth, for each of the facts that it keeps."""

Choice = dict[tuple[str, Span], Form]
"""The form of each chosen item, by its file and the lines of its unit."""


class Layout:
    """The files a bundle draws on; turns a choice into blocks, the selection's file and the selection last.

    `page` gives a file by its path; `order` sorts the others; `policy` says which levels they may be shown at,
    `comments` what comments are worth. If there are `untouched` files, the code of all others is reduced
    aggressively.
    """

    def __init__(
        self,
        page: Callable[[str], Page | None],
        redactor: Redactor,
        focus: tuple[Page, Focus] | None = None,
        order: Callable[[str], float] = lambda path: 0.0,
        policy: LevelPolicy = DEFAULT_POLICY,
        comments: float = COMMENTS,
        untouched: frozenset[str] | None = None,
    ) -> None:
        self._untouched = untouched
        self._page = page
        self._redactor = redactor
        self._focus = focus
        self._order = order
        self.policy = policy
        self._qualities = Qualities()
        self._comments = comments
        self._parsed: dict[tuple[str, str], bool] = {}
        self._units: dict[Candidate, Unit | None] = {}
        self._last_blocks: list[Block] = []
        self._made: dict[str, tuple[dict[Span, Form], list[Block]]] = {}
        self._last_reduced: list[Reduced] = []
        self._around: dict[Candidate, list[tuple[Span, str]]] = {}
        self._forms: dict[Candidate, Mapping[Form, float]] = {}

    def unit(self, item: Candidate) -> Unit | None:
        """What an item shows: a unit of its file, or one that stands for the whole file; None if it is not there."""
        if item not in self._units:
            page = self._page(item.path)
            if page is None:
                self._units[item] = None
            elif item.whole:
                self._units[item] = Unit(page.whole, None, Span(0, 0), "")
            else:
                self._units[item] = page.unit_at(item.anchor)
        return self._units[item]

    def within(self, item: Candidate, others: Iterable[Candidate]) -> bool:
        """Whether an item stands in one of some others, or is one of them."""
        units = (unit for other in others if other.path == item.path and (unit := self.unit(other)))
        return any(unit.span.covers(item.anchor) for unit in units)

    def forms(self, item: Candidate) -> Mapping[Form, float]:
        """The forms of an item, the least first, with how much of its worth each shows."""
        if item not in self._forms:
            page, unit = self._page(item.path), self.unit(item)
            known: Mapping[Form, float] = {}
            if page is not None and unit is not None:
                forms = file_forms(page) if item.whole else forms_of(page, unit)
                allowed = [form for form in forms if self.policy.allows(page.kind, form.level)]
                worths = worths_of(page, unit, self._comments)
                if item.part:
                    known = {form: PART_WORTH * self._kept(page, unit, item, form) for form in allowed}
                    known = {**known, FULL: 1.0}
                elif worths is WORTH_PROSE:
                    known = {form: worths[form] * self._kept(page, unit, item, form) for form in allowed}
                else:
                    known = {form: worths[form] for form in allowed}
            self._forms[item] = known
        return self._forms[item]

    def text(self, item: Candidate, form: Form) -> str:
        """The text of one item alone."""
        page, unit = self._page(item.path), self.unit(item)
        if page is None or unit is None:
            return ""
        return file_at(page, form) if item.whole else text_of(page, unit, form)

    def keeps(self, item: Candidate, form: Form) -> bool:
        """Whether a form of an item keeps as many of its facts as the policy demands for its kind.

        Compact code keeps all that counts. The declaration of a type alone is like a capsule: it claims nothing more.
        """
        page, unit = self._page(item.path), self.unit(item)
        if page is None or unit is None or form is FULL or (page.dialect.code and form.level is Level.COMPACT):
            return True
        if page.dialect.code and form in {HEADER, HEADER_DOC} and unit.children:
            return True
        return self._qualities.reaches(page, unit.span, self.text(item, form), self.policy.floor(page.kind))

    def _kept(self, page: Page, unit: Unit, item: Candidate, form: Form) -> float:
        """The share of an item's facts that a form of it keeps."""
        return 1.0 if form is FULL else self._qualities.of(page, unit.span, self.text(item, form)).score

    def quality(self, item: Candidate, form: Form) -> Quality | None:
        """What a form of an item keeps of its facts; None where nothing is lost."""
        page, unit = self._page(item.path), self.unit(item)
        if page is None or unit is None or form is FULL or (page.dialect.code and form.level is Level.COMPACT):
            return None
        return self._qualities.of(page, unit.span, self.text(item, form))

    def focus_quality(self) -> Quality | None:
        """What the selection as shown keeps of its facts; None where nothing is lost."""
        if self._focus is None or self._focus[1].level in {Level.FULL, Level.COMPACT}:
            return None
        page, shown = self._focus
        return self._qualities.of(page, shown.span, shown.text)

    def around(self, item: Candidate) -> list[tuple[Span, str]]:
        """The units that an item stands in, with what they add to it."""
        if item not in self._around:
            page, unit = self._page(item.path), self.unit(item)
            chain = () if page is None or unit is None or item.whole else page.chains[unit.span][:-1]
            self._around[item] = [
                (outer.span, header(page, outer, docs=False) + closer(page, outer)) for outer in chain if page
            ]
        return self._around[item]

    def blocks(self, choice: Choice) -> list[Block]:
        """A block per file that has a chosen item, in a stable order."""
        by_path: dict[str, dict[Span, Form]] = {}
        for (path, span), form in choice.items():
            by_path.setdefault(path, {})[span] = form
        last = self._focus[0].path if self._focus else None
        paths = sorted(by_path, key=lambda path: (path == last, self._order(path), path))
        found = [block for path in paths if path != last for block in self._made_of(path, by_path[path])]
        if last is not None:
            found += self._made_of(last, by_path.get(last, {}))
        if self._untouched is not None:
            found = self._reduced(found, self._untouched)
        self._last_blocks = found
        return [self._clean(block) for block in found]

    def reductions(self, choice: Choice) -> list[str]:
        """What was done to a choice's blocks beyond their levels, for people; nothing unless it was asked for."""
        if self._untouched is None:
            return []
        self.blocks(choice)
        names = [name for found in self._last_reduced for name in found.left_out]
        local = sum(found.shortened for found in self._last_reduced)
        done = [f"{len(names):,} unused private helpers are left out ({', '.join(names)})"] if names else []
        done += [f"{local:,} local names are shortened"] if local else []
        return [f"aggressive: {' and '.join(done) or 'there was nothing more to reduce'}"]

    def _reduced(self, blocks: list[Block], untouched: frozenset[str]) -> list[Block]:
        """Blocks with less code, but those of untouched files; each says so."""
        used = words_of([block.text for block in blocks])
        found: list[Block] = []
        self._last_reduced = []
        for block in blocks:
            page = self._page(block.path)
            smaller = Reduced(block.text)
            if block.path not in untouched and page is not None and page.sound and not page.numbered:
                smaller = reduced(block.text, block.language, used)
            self._last_reduced.append(smaller)
            changed = smaller.left_out or smaller.shortened
            found.append(replace(block, text=smaller.text, level=f"{block.level} reduced") if changed else block)
        return found

    def redacted(self, choice: Choice) -> tuple[str, ...]:
        """The kinds of secrets that were taken out of a choice's blocks, each with its file."""
        self.blocks(choice)
        return tuple(
            f"{block.path}: {kind}"
            for block in self._last_blocks
            for kind in (*self._redactor.found(block.path, block.text), *self._taken_before(block))
        )

    def _taken_before(self, block: Block) -> Iterable[str]:
        """The kinds of secrets that were taken out of a block when it was made shorter."""
        page = self._page(block.path)
        if page is None or page.dialect.code or REDACTED not in block.text:
            return ()
        marks = block.text.count(REDACTED) - page.source.count(REDACTED)
        return self._redactor.found(block.path, page.source)[: max(marks, 0)]

    def unparsable(self, blocks: list[Block]) -> list[str]:
        """Paths of blocks that do not parse though their files do."""
        return [block.path for block in blocks if not self.sound(block.path, block.text)]

    def sound(self, path: str, text: str) -> bool:
        """Whether a text parses, or is of a file that does not."""
        page = self._page(path)
        if page is None or not page.dialect.code:
            return True
        if (path, text) not in self._parsed:
            plain = unnumbered(text) if page.numbered else text
            self._parsed[path, text] = parses(plain, page.language) or not page.sound
        return self._parsed[path, text]

    def _clean(self, block: Block) -> Block:
        return replace(block, text=self._redactor.clean(block.path, block.text))

    def _made_of(self, path: str, forms: dict[Span, Form]) -> list[Block]:
        """The blocks of one file; those made last where its choice is still the same."""
        known = self._made.get(path)
        if known is not None and known[0] == forms:
            return known[1]
        own = self._focus is not None and self._focus[0].path == path
        made = self._last(self._focus, forms) if self._focus and own else [self._block(path, forms)]
        self._made[path] = forms, made
        return made

    def _block(self, path: str, forms: Mapping[Span, Form]) -> Block:
        page = self._page(path)
        assert page is not None
        whole = forms.get(page.whole)
        if whole is not None and not any(unit.span == page.whole for unit in page.units):
            text = file_at(page, whole)
        else:
            text = composed(page, page.units, forms) if whole is None else file_at(page, whole)
        return _block_of(page, _hull(forms), _label(form.level.value for form in forms.values()), text)

    def _last(self, focus: tuple[Page, Focus], forms: Mapping[Span, Form]) -> list[Block]:
        page, shown = focus
        if shown.language != page.language:  # shown as plain text
            return [*([self._block(page.path, forms)] if forms else []), focus_block(page, shown)]
        text = composed(page, page.units, forms, Insert(shown.chain, _with_numbers(page, shown)))
        labels = [shown.label, *(form.level.value for form in forms.values())]
        return [_block_of(page, _hull({**forms, shown.span: CAPSULE}), _label(labels), text)]


def focus_block(page: Page, focus: Focus) -> Block:
    """The block of the selection alone."""
    if focus.language == page.language:
        text = composed(page, (), {}, Insert(focus.chain, _with_numbers(page, focus)))
    else:  # shown as plain text
        text = focus.text
    return replace(_block_of(page, focus.span, focus.label, text), language=focus.language)


def _with_numbers(page: Page, focus: Focus) -> str:
    """The text of a selection; where it is shown to the letter on a numbered page, with the numbers of its lines."""
    plain = page.source[focus.span.start : focus.span.end]
    return lines_of(page, focus.span) if focus.text.rstrip("\n") == plain.rstrip("\n") else focus.text


def diagnostic_block(page: Page | None, path: str, span: Span, text: str) -> Block:
    """The block of a diagnostic's message."""
    first, last = span_lines(page, span) if page else (1, 1)
    return Block(path, "text", first, last, Level.FULL.value, text, "diagnostic")


def _block_of(page: Page, span: Span, level: str, text: str) -> Block:
    first, last = span_lines(page, span)
    return Block(page.path, page.language, first, last, level, text)


def _hull(forms: Mapping[Span, Form]) -> Span:
    return Span(min(span.start for span in forms), max(span.end for span in forms))


def _label(names: Iterable[str]) -> str:
    found = set(names)
    return found.pop() if len(found) == 1 else "mixed"
