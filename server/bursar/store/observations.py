"""What count endpoints answered: by model and hash of the text, with what an estimate is computed from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from bursar.errors import StoreError
from bursar.store.database import FILE, Base, open_database
from bursar.store.folder import data_folder


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


class Observations:
    """All answers, in the database of a folder. Thread-safe, and safe beside other processes. Raises StoreError."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or data_folder()

    def add(self, observations: Iterable[Observation]) -> None:
        """Keep answers; a newer one for the same model and text replaces the older."""
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = [{**{name: getattr(found, name) for name in _FIELDS}, "at": now} for found in observations]
        if not rows:
            return
        statement = insert(ObservationRow)
        renewed = {name: statement.excluded[name] for name in (*_FIELDS, "at") if name not in ("model", "digest")}
        with self._session() as session:
            session.execute(statement.on_conflict_do_update(index_elements=["model", "digest"], set_=renewed), rows)

    def find(self, model: str, digest: str) -> int | None:
        """The tokens that were answered for a text, None if it was never asked about."""
        with self._session() as session:
            row = session.get(ObservationRow, (model, digest))
            return row.tokens if row else None

    def of(self, estimator: str) -> list[Observation]:
        """All answers for models that one estimator stands in for."""
        with self._session() as session:
            rows = session.scalars(select(ObservationRow).where(ObservationRow.estimator == estimator))
            return [Observation(**{name: getattr(row, name) for name in _FIELDS}) for row in rows]

    def tally(self) -> dict[str, int]:
        """How many answers there are for each estimator."""
        with self._session() as session:
            counted = select(ObservationRow.estimator, func.count()).group_by(ObservationRow.estimator)
            return dict(session.execute(counted).all())

    def clear(self) -> None:
        """Forget all answers."""
        with self._session() as session:
            session.execute(delete(ObservationRow))

    def _session(self) -> _Transaction:
        return _Transaction(self._engine, self._folder / FILE)

    @cached_property
    def _engine(self) -> Engine:
        return open_database(self._folder)


class _Transaction:
    """A session that commits at its end, or tells of the database's fault in our terms."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._session = Session(engine, expire_on_commit=False)
        self._path = path

    def __enter__(self) -> Session:
        return self._session

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            if error is None:
                self._session.commit()
        except SQLAlchemyError as fault:
            error = fault
        finally:
            self._session.close()
        if isinstance(error, SQLAlchemyError):
            reason = str(error).splitlines()[0]
            raise StoreError(f"{self._path} cannot be used ({reason}); mend or remove it") from error
