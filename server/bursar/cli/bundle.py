"""Handing over a bundle: on stdout or the clipboard, with its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bursar.cli.output import aside, clean, remark, write_json, write_text

if TYPE_CHECKING:
    from bursar.pack import Bundle, Packed, Report


def hand_over(ctx: click.Context, bundle: Bundle, *, as_json: bool, full: bool, copy: bool) -> None:
    """Write a bundle and say what is in it; ends with exit code 1 where there is no clipboard to copy to."""
    if as_json:
        write_json({"schema": 1, "text": bundle.text, "report": bundle.report.to_json()})
    else:
        _remark_report(bundle.report, full)
    if copy:
        _copy(ctx, bundle.text)
    elif not as_json:
        write_text(bundle.text)


def _kept(item: Packed) -> str:
    """What an item keeps, where something of it is lost."""
    return f" (keeps {item.quality.score:.0%})" if item.quality else ""


def _copy(ctx: click.Context, text: str) -> None:
    import pyperclip  # type: ignore[import-untyped]  # it has no types

    try:
        pyperclip.copy(clean(text))
    except pyperclip.PyperclipException:
        remark(
            "there is no clipboard to copy to (on Linux install xclip or wl-clipboard); leave --copy out to write it"
        )
        ctx.exit(1)


def _remark_report(report: Report, full: bool) -> None:
    items = len(report.breakdown)
    files = len({item.path for item in report.breakdown})
    aside(
        f"{report.shown(report.actual)} of {report.budget:,} tokens ({report.usage_percentage} %) for {report.model}: "
        f"{items:,} {'item' if items == 1 else 'items'} from {files:,} {'file' if files == 1 else 'files'}, "
        f"{len(report.dropped):,} left out"
    )
    for use in report.other_models():
        aside(f"{use.actual!s:>7} of {use.budget:,} tokens ({use.usage_percentage} %) for {use.model}")
    if report.intent:
        aside(f"packed to {report.intent.intent.value}: {report.intent.why}")
    for item in report.breakdown:
        name = f" {item.symbol}" if item.symbol else ""
        aside(f"{report.shown(item.tokens):>7}  {item.level.value:<8}  {item.path}{name}: {item.why}{_kept(item)}")
    if full:
        shown, more = report.worth_most()
        for left in shown:
            name = f" {left.symbol}" if left.symbol else ""
            aside(f"{report.shown(left.tokens):>7}  left out  {left.path}{name}: {left.why}")
        if more:
            aside(f"         left out  {more:,} more, worth less (--json names them)")
    for secret in report.redacted:
        aside(f"redacted: {secret}")
    for note in report.notes:
        aside(note)
