"""The last good text of each profile, so that one that breaks stays in force as it was."""

from __future__ import annotations

import bursar.sqlalchemy_whole  # noqa: F401  first: it says why

# isort: split
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Mapped, mapped_column

from bursar.store.database import Base, Stored


class ProfileRow(Base):
    """The table."""

    __tablename__ = "profiles"

    path: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class Profiles(Stored):
    """The last good texts."""

    def keep(self, path: str, text: str) -> None:
        """Keep a good one."""
        statement = insert(ProfileRow).values(path=path, text=text)
        renewed = {"text": statement.excluded.text}
        with self.transaction() as session:
            session.execute(statement.on_conflict_do_update(index_elements=["path"], set_=renewed))

    def last(self, path: str) -> str | None:
        """The last good one."""
        with self.transaction() as session:
            row = session.get(ProfileRow, path)
            return row.text if row else None
