"""The file behind nbgrader's gradebook: whether it can be written, and one transaction around many of nbgrader's.

nbgrader opens its database a dozen times for one submission and commits at every step, so that a crash leaves half of the
scores. Inside `transaction` all of its connections to the URL given are one connection, its commits are savepoints, and the
database sees all of the work or none. SQLite only. Decides no mark. The rest of the room imports it.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy
import sqlalchemy.exc
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from gradlab.grade.gradebook.errors import GradebookUnusable

WAIT_S = 10.0
"""How long another program may hold the gradebook before we give up: the formgrader writes for milliseconds."""

STOCK_COURSE = "default_course"
"""The course that nbgrader's preprocessors add to any gradebook they open."""

_held: dict[str, sqlite3.Connection] = {}
"""The connections of open transactions, by the path of the database."""


_compiled: dict[Any, Any] = {}
"""Statements that SQLAlchemy has compiled for `TransactionDialect`; nbgrader has a fixed set of them."""


class TransactionDialect(SQLiteDialect_pysqlite):
    """SQLite over the connection of the transaction that is open: `sqlite+gradlab:///path`."""

    driver = "gradlab"
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        """Be the same for all engines: statements compiled for one are found by the next."""
        return type(other) is type(self)

    def __hash__(self) -> int:
        """Be the same for all engines."""
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: sqlalchemy.Engine) -> None:
        """Let all engines share what they compile: nbgrader makes an engine a step, and compiling was most of the time."""
        engine.update_execution_options(compiled_cache=_compiled)

    @classmethod
    def get_pool_class(cls, url: sqlalchemy.URL) -> type[sqlalchemy.Pool]:
        """Keep no connection: there is one, and it is not ours to close."""
        return sqlalchemy.NullPool

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Return the connection of the open transaction."""
        return _held[cargs[0]]

    def do_commit(self, dbapi_connection: Any) -> None:
        """Keep what was done since the last commit, within the transaction."""
        dbapi_connection.execute("RELEASE step")
        dbapi_connection.execute("SAVEPOINT step")

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Undo what was done since the last commit."""
        dbapi_connection.execute("ROLLBACK TO step")

    def do_close(self, dbapi_connection: Any) -> None:
        """Leave the connection open: it belongs to the transaction."""

    def do_terminate(self, dbapi_connection: Any) -> None:
        """Leave the connection open: it belongs to the transaction."""


registry.register("sqlite.gradlab", __name__, "TransactionDialect")


@contextlib.contextmanager
def transaction(path: Path, *, wait_s: float = WAIT_S) -> Iterator[str]:
    """Do everything that the block does through the URL in one transaction.

    Args:
        path: An existing SQLite database.
        wait_s: How long to wait for another writer.

    Yields:
        The URL to give to nbgrader in the place of its own.

    Raises:
        GradebookUnusable: The database cannot be opened, locked or written; nothing was changed.
    """
    key = str(path.absolute())
    if key in _held:
        raise RuntimeError("a transaction on this gradebook is open already")
    with explained(path):
        connection = _opened(path, wait_s)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("SAVEPOINT step")
            _held[key] = connection
            yield sqlalchemy.URL.create("sqlite+gradlab", database=key).render_as_string()
            connection.execute("COMMIT")
        finally:
            _held.pop(key, None)
            # Closing rolls back what was not committed.
            connection.close()


def path_of(db_url: str) -> Path | None:
    """Return the file of a SQLite database URL; None for other databases and for a transaction's URL."""
    url = sqlalchemy.make_url(db_url)
    if url.drivername not in ("sqlite", "sqlite+pysqlite") or not url.database:
        return None
    return Path(url.database).absolute()


def examine(path: Path, course_id: str, *, wait_s: float = WAIT_S, writable: bool = True) -> None:
    """Make sure that nbgrader can write the gradebook of this course. A gradebook that is not there yet is fine.

    Args:
        path: The database.
        course_id: `c.CourseDirectory.course_id`; empty where the course has none.
        wait_s: How long to wait for another writer.
        writable: Whether it is to be written; for reading, a gradebook that is read-only will do.

    Raises:
        GradebookUnusable: It is not a gradebook, another course's, an older nbgrader's, locked, or read-only.
    """
    if not path.exists():
        return
    if not path.is_file():
        raise GradebookUnusable(f"{path.name} is not a file", f"move {path} away and run again")
    mode = "rw" if writable else "ro"
    with explained(path), contextlib.closing(_opened(path, wait_s, mode)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables:
            _check_tables(path, connection, tables)
            _check_course(path, connection, course_id)
        if not writable:
            return
        connection.execute("BEGIN IMMEDIATE")
        # A lock is had on a read-only file too; only a write tells.
        connection.execute("CREATE TABLE IF NOT EXISTS gradlab_probe (x)")
        connection.execute("ROLLBACK")


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn errors of the database, and of the disk it is on, into a `GradebookUnusable` that says what to do."""
    try:
        yield
    except sqlalchemy.exc.DBAPIError as error:
        cause = error.orig
        if isinstance(cause, sqlite3.Error):
            raise _explanation(cause, path) from error
        raise GradebookUnusable(
            f"the gradebook fails ({cause})", "mend the database and run again"
        ) from error
    except sqlite3.Error as error:
        raise _explanation(error, path) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _full(path) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise GradebookUnusable(
                f"{error.filename or path.parent} cannot be written ({error.strerror})",
                "allow writing in the course's folder and run again",
            ) from error
        raise


def _explanation(error: sqlite3.Error, path: Path) -> GradebookUnusable:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return GradebookUnusable(
            f"{path.name} is locked by another program",
            "close the formgrader or whatever else writes it, and run again",
        )
    if name.startswith("SQLITE_READONLY"):
        return GradebookUnusable(
            f"{path.name} is read-only", f"allow writing (chmod u+w {path}, and its folder) and run again"
        )
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")):
        return _full(path)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return GradebookUnusable(
            f"{path.name} is not a gradebook, or it is damaged",
            f"restore it from a copy, or move {path} away to begin a new one, and run again",
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return GradebookUnusable(
            f"{path.name} cannot be opened", f"allow reading and writing {path} and its folder, and run again"
        )
    if "no such column" in str(error) or "no such table" in str(error):
        return _old(path)
    return GradebookUnusable(f"{path.name} fails ({error})", "check the disk and run again")


def _full(path: Path) -> GradebookUnusable:
    return GradebookUnusable(
        "there is no space left to record the marks", f"free some on the disk of {path.parent} and run again"
    )


def _old(path: Path) -> GradebookUnusable:
    return GradebookUnusable(
        f"{path.name} was made by another version of nbgrader",
        f"copy it to a safe place, run `nbgrader db upgrade` in {path.parent}, and run again",
    )


def reading(path: Path, *, wait_s: float = WAIT_S) -> sqlite3.Connection:
    """Open an existing database for reading only; nothing that is done through it changes the file.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    return _opened(path, wait_s, "ro")


def _opened(path: Path, wait_s: float, mode: str = "rw") -> sqlite3.Connection:
    # isolation_level=None: the driver begins no transaction of its own. rw, not rwc: a missing file is not created.
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=wait_s,
        isolation_level=None,
        check_same_thread=False,
    )


def _check_tables(path: Path, connection: sqlite3.Connection, tables: set[str]) -> None:
    from nbgrader.api import Base

    wanted = Base.metadata.tables
    if not {"assignment", "student", "submitted_notebook"} <= tables:
        raise GradebookUnusable(
            f"{path.name} is a database, but not a gradebook of nbgrader",
            f"move {path} away, or name the gradebook by c.CourseDirectory.db_url in nbgrader_config.py",
        )
    for name, table in wanted.items():
        columns = {row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')}
        if columns and not {column.name for column in table.columns} <= columns:
            raise _old(path)


def _check_course(path: Path, connection: sqlite3.Connection, course_id: str) -> None:
    known = {row[0] for row in connection.execute("SELECT id FROM course")} - {STOCK_COURSE}
    if course_id and known and course_id not in known:
        raise GradebookUnusable(
            f"{path.name} belongs to course {', '.join(sorted(map(repr, known)))}, and this is course {course_id!r}",
            f"move {path} away, or correct c.CourseDirectory.course_id in nbgrader_config.py",
        )
