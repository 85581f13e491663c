"""How packing went: for each bundle its budget, what was used of it, and how many items came in or stayed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import bursar.sqlalchemy_whole  # noqa: F401  first: it says why

# isort: split
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bursar.store.database import Base, Stored

KEPT: Final = 10_000
"""So many runs are kept; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Run:
    """One bundle: `root` is its folder, `profile` the fingerprint of the profile in force."""

    root: str
    model: str
    budget: int
    used: int
    items: int
    dropped: int
    profile: str
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Some runs together: how many, the mean per cent of the budget used, the mean of items in and of items out."""

    runs: int
    usage: float
    items: float
    dropped: float


class RunRow(Base):
    """The table."""

    __tablename__ = "pack_runs"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    root: Mapped[str] = mapped_column(index=True)
    model: Mapped[str]
    budget: Mapped[int]
    used: Mapped[int]
    items: Mapped[int]
    dropped: Mapped[int]
    profile: Mapped[str]
    intent: Mapped[str]


class Runs(Stored):
    """All runs."""

    def add(self, run: Run) -> None:
        """Keep a run."""
        row = RunRow(
            at=datetime.now(UTC).replace(tzinfo=None),
            **{name: getattr(run, name) for name in Run.__dataclass_fields__},
        )
        with self.transaction() as session:
            session.add(row)
            session.flush()
            session.execute(delete(RunRow).where(RunRow.id <= row.id - KEPT))

    def tally(self, root: str, profile: str | None = None) -> Tally:
        """The runs for a folder, with one profile or any."""
        use = 100.0 * RunRow.used / RunRow.budget
        asked = select(func.count(), func.avg(use), func.avg(RunRow.items), func.avg(RunRow.dropped))
        asked = asked.where(RunRow.root == root)
        if profile is not None:
            asked = asked.where(RunRow.profile == profile)
        with self.transaction() as session:
            runs, usage, items, dropped = session.execute(asked).one()
        return Tally(runs, round(usage or 0.0, 1), round(items or 0.0, 1), round(dropped or 0.0, 1))

    def latest(self, root: str, count: int = 5) -> list[tuple[datetime, Run]]:
        """The latest runs for a folder, the last one first, with the time (UTC) of each."""
        asked = select(RunRow).where(RunRow.root == root).order_by(RunRow.id.desc()).limit(count)
        with self.transaction() as session:
            rows = session.scalars(asked).all()
            return [(row.at, Run(**{name: getattr(row, name) for name in Run.__dataclass_fields__})) for row in rows]
