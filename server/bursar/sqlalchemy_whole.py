"""SQLAlchemy, imported whole by the first thread that needs any of it; the others wait for that.

Its packages import each other in a circle. Two threads that enter the circle at different places each wait for what the
other has begun; Python breaks such a lock-up by handing out modules that are half made, and both imports fail. So
every module of ours that uses SQLAlchemy imports this one first.
"""

from __future__ import annotations

import sqlalchemy.dialects.sqlite
import sqlalchemy.orm
import sqlalchemy.pool

__all__ = ["sqlalchemy"]
