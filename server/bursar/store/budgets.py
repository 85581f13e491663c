"""The budgets that were set for packing: of a repository or a session, for all models or one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

import bursar.sqlalchemy_whole  # noqa: F401  first: it says why

# isort: split
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Mapped, mapped_column

from bursar.store.database import Base, Stored


class Reach(Enum):
    """What a budget is set for."""

    SESSION = "session"
    REPOSITORY = "repository"


@dataclass(frozen=True, slots=True)
class SetBudget:
    """A budget in tokens for a session (by its name) or a repository (by its folder); an empty model means all."""

    reach: Reach
    name: str
    model: str
    tokens: int


class BudgetRow(Base):
    """The table."""

    __tablename__ = "budgets"

    reach: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[int]
    at: Mapped[datetime]


class Budgets(Stored):
    """All budgets that were set."""

    def set(self, budget: SetBudget) -> None:
        """Keep a budget; it replaces the one that was set for the same."""
        now = datetime.now(UTC).replace(tzinfo=None)
        row = {"reach": budget.reach.value, "name": budget.name, "model": budget.model}
        statement = insert(BudgetRow).values(**row, tokens=budget.tokens, at=now)
        renewed = {"tokens": statement.excluded.tokens, "at": statement.excluded.at}
        with self.transaction() as session:
            session.execute(statement.on_conflict_do_update(index_elements=["reach", "name", "model"], set_=renewed))

    def find(self, reach: Reach, name: str, model: str) -> SetBudget | None:
        """What was set for this model, else what was set for all."""
        with self.transaction() as session:
            for wanted in dict.fromkeys((model, "")):
                row = session.get(BudgetRow, (reach.value, name, wanted))
                if row is not None:
                    return SetBudget(reach, name, wanted, row.tokens)
        return None

    def of(self, reach: Reach, name: str) -> list[SetBudget]:
        """All that was set for a session or a repository."""
        chosen = select(BudgetRow).where(BudgetRow.reach == reach.value, BudgetRow.name == name)
        with self.transaction() as session:
            rows = session.scalars(chosen.order_by(BudgetRow.model)).all()
            return [SetBudget(reach, row.name, row.model, row.tokens) for row in rows]

    def clear(self, reach: Reach, name: str) -> int:
        """Forget what was set for a session or a repository; returns how many there were."""
        with self.transaction() as session:
            rows = session.scalars(
                select(BudgetRow.model).where(BudgetRow.reach == reach.value, BudgetRow.name == name)
            )
            count = len(rows.all())
            session.execute(delete(BudgetRow).where(BudgetRow.reach == reach.value, BudgetRow.name == name))
            return count
