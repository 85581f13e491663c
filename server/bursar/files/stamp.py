"""What a file system says of a file without reading it: enough to know that it is still the one that was read."""

from __future__ import annotations

import os
from typing import Final, NamedTuple

COARSE_NS: Final = 2_500_000_000
"""File systems that keep whole seconds (FAT: every second one) give two writes within this time the same stamp."""

FINE_NS: Final = 100_000_000
"""Those that keep fractions do so in ticks of the kernel's clock, 1 to 10 ms; the rest is for a clock that is set."""

_SECOND_NS: Final = 1_000_000_000
_INODE_BITS: Final = (1 << 63) - 1


class Stamp(NamedTuple):
    """Size, times of the last change of content and of anything (ns), inode and device."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int

    @classmethod
    def of(cls, stat: os.stat_result) -> Stamp:
        """The stamp in a stat result; a time or number that no database column holds is cut to 63 bits."""
        changed, touched = stat.st_mtime_ns, stat.st_ctime_ns
        if not (0 <= changed <= _INODE_BITS and 0 <= touched <= _INODE_BITS):
            changed, touched = _column(changed), _column(touched)
        return cls(stat.st_size, changed, touched, stat.st_ino & _INODE_BITS, stat.st_dev & _INODE_BITS)

    def settled(self, now_ns: int) -> bool:
        """Whether a later change must have another stamp: it is older than the clock's tick at `now_ns`.

        The content must have been read after `now_ns`. A time in the future (the clock jumped) is never settled.
        """
        tick = FINE_NS if self.mtime_ns % _SECOND_NS else COARSE_NS
        return max(self.mtime_ns, self.ctime_ns if os.name == "posix" else 0) < now_ns - tick


def _column(value: int) -> int:
    return max(-_INODE_BITS, min(value, _INODE_BITS))
