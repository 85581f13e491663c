"""The tables of the database. Plain columns of every database: any SQLAlchemy URL will do."""

from __future__ import annotations

from zlib import crc32

import bursar.sqlalchemy_whole  # noqa: F401  first: it says why

# isort: split
from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bursar.cache.records import CountRecord, FileRecord

DIGEST_CHARS = 64
COUNTER_CHARS = 160
DATA_BYTES = 2**32 - 1
"""MySQL has columns of other types for less."""


class Base(DeclarativeBase):
    """All tables of the cache."""


class TokenCountRow(Base):
    """How many tokens a content has by a counter. `seen` is the day of its last use, `sums` guards the row."""

    __tablename__ = "token_counts"
    __table_args__ = (Index("token_counts_seen", "seen"),)

    content: Mapped[str] = mapped_column(String(DIGEST_CHARS), primary_key=True)
    counter: Mapped[str] = mapped_column(String(COUNTER_CHARS), primary_key=True)
    chars: Mapped[int] = mapped_column(BigInteger)
    tokens: Mapped[int] = mapped_column(BigInteger)
    cjk: Mapped[int] = mapped_column(BigInteger)
    quotes: Mapped[int] = mapped_column(BigInteger)
    signs: Mapped[int] = mapped_column(BigInteger)
    seen: Mapped[int] = mapped_column(Integer)
    checksum: Mapped[int] = mapped_column(BigInteger)


class FileRow(Base):
    """Which content the file at a path (its hash: paths are nobody else's business) has while its stamp stands."""

    __tablename__ = "files"
    __table_args__ = (Index("files_seen", "seen"),)

    path: Mapped[str] = mapped_column(String(DIGEST_CHARS), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    ctime_ns: Mapped[int] = mapped_column(BigInteger)
    inode: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[str] = mapped_column(String(DIGEST_CHARS))
    kind: Mapped[str] = mapped_column(String(16))
    seen: Mapped[int] = mapped_column(Integer)
    checksum: Mapped[int] = mapped_column(BigInteger)


class FolderRow(Base):
    """All files of a folder by a counter, packed by who counts them: read in the time of a few rows."""

    __tablename__ = "folders"
    __table_args__ = (Index("folders_seen", "seen"),)

    folder: Mapped[str] = mapped_column(String(DIGEST_CHARS), primary_key=True)
    counter: Mapped[str] = mapped_column(String(COUNTER_CHARS), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary(DATA_BYTES))
    seen: Mapped[int] = mapped_column(Integer)
    checksum: Mapped[int] = mapped_column(BigInteger)


class MetaRow(Base):
    """Numbers about the database itself: its schema's version, hits and misses by layer."""

    __tablename__ = "meta"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


def checksum_of(*values: object) -> int:
    """The checksum of a row: a database file that was damaged gives no wrong count. A microsecond."""
    return crc32(repr(values).encode("utf-8", "surrogateescape"))


def folder_checksum(folder: str, counter: str, data: bytes) -> int:
    """The checksum of a folder's row."""
    return checksum_of(folder, counter, crc32(data), len(data))


def file_checksum(path: str, record: FileRecord) -> int:
    """The checksum of a file's row."""
    return checksum_of(path, *record.stamp, record.content, record.kind)


def count_checksum(record: CountRecord) -> int:
    """The checksum of a count's row."""
    return checksum_of(*record)
