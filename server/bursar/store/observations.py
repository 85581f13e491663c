"""What count endpoints answered: by model and hash of the text, with what an estimate is computed from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import bursar.sqlalchemy_whole  # noqa: F401  first: it says why

# isort: split
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Mapped, mapped_column

from bursar.store.database import Base, Stored


@dataclass(frozen=True, slots=True)
class Observation:
    """One answer: the tokens of a text for a model, and the text's measure (`tokens.measure`) by its base encoding.

    `estimator` is the catalogue's name for what estimates the model; `digest` is the SHA-256 of the text, in hex.
    """

    model: str
    estimator: str
    digest: str
    tokens: int
    chars: int
    base_tokens: int
    cjk: int = 0
    quotes: int = 0
    signs: int = 0


class ObservationRow(Base):
    """The table."""

    __tablename__ = "observations"

    model: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    estimator: Mapped[str] = mapped_column(index=True)
    tokens: Mapped[int]
    chars: Mapped[int]
    base_tokens: Mapped[int]
    cjk: Mapped[int]
    quotes: Mapped[int]
    signs: Mapped[int]
    at: Mapped[datetime]


_FIELDS = tuple(Observation.__dataclass_fields__)


class Observations(Stored):
    """All answers, in the database of a folder. Thread-safe, and safe beside other processes. Raises StoreError."""

    def add(self, observations: Iterable[Observation]) -> None:
        """Keep answers; a newer one for the same model and text replaces the older."""
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = [{**{name: getattr(found, name) for name in _FIELDS}, "at": now} for found in observations]
        if not rows:
            return
        statement = insert(ObservationRow)
        renewed = {name: statement.excluded[name] for name in (*_FIELDS, "at") if name not in ("model", "digest")}
        with self.transaction() as session:
            session.execute(statement.on_conflict_do_update(index_elements=["model", "digest"], set_=renewed), rows)

    def find(self, model: str, digest: str) -> int | None:
        """The tokens that were answered for a text, None if it was never asked about."""
        with self.transaction() as session:
            row = session.get(ObservationRow, (model, digest))
            return row.tokens if row else None

    def of(self, estimator: str) -> list[Observation]:
        """All answers for models that one estimator stands in for."""
        with self.transaction() as session:
            rows = session.scalars(select(ObservationRow).where(ObservationRow.estimator == estimator))
            return [Observation(**{name: getattr(row, name) for name in _FIELDS}) for row in rows]

    def tally(self) -> dict[str, int]:
        """How many answers there are for each estimator."""
        with self.transaction() as session:
            counted = select(ObservationRow.estimator, func.count()).group_by(ObservationRow.estimator)
            return dict(session.execute(counted).all())

    def clear(self) -> None:
        """Forget all answers."""
        with self.transaction() as session:
            session.execute(delete(ObservationRow))
