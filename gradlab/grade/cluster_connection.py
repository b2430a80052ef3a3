"""How to reach a Dask scheduler, or to start one on this machine. `cluster`, `cluster_roster` and `cli` import this room.

Certificates of `tls://` are Dask's own configuration: `distributed.comm.tls` in its files, or the environment's
`DASK_DISTRIBUTED__COMM__TLS__…`.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
from collections.abc import Generator
from urllib.parse import urlsplit

import dask
from distributed import Client, LocalCluster, Security

from gradlab.grade.cluster_error import LOCAL, ClusterError

CONNECT_S = 10.0
"""How long a scheduler may take to answer."""
SCHEMES = ("tcp", "tls")
EXAMPLE = "give the address that `dask scheduler` prints, such as tcp://10.0.0.5:8786, or `local`"


@contextlib.contextmanager
def connect(address: str, *, workers: int) -> Generator[Client, None, None]:
    """Connect to a scheduler, and leave it at the end.

    Args:
        address: where it listens, `tcp://HOST:PORT` or `tls://HOST:PORT`, or `local`.
        workers: how many worker processes to start for `local`, with one thread each.

    Raises:
        ClusterError: there is no such address, nothing answers, or certificates are missing.
    """
    with _quietly(), contextlib.ExitStack() as stack:
        if address == LOCAL:
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",  # any free port: the usual one may be taken
                    silence_logs=logging.CRITICAL,
                    preload=["gradlab.grade.cluster_worker"],
                )
            )
            address = cluster.scheduler_address
        else:
            address = checked(address)
        yield stack.enter_context(_client(address))


def checked(address: str) -> str:
    """Return an address as Dask takes it.

    Raises:
        ClusterError: it is none.
    """
    full = address if "://" in address else f"tcp://{address}"
    try:
        parts = urlsplit(full)
        whole = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:
        whole = False
    if not whole or parts.path or parts.query or parts.username:
        raise ClusterError(f"{address!r} is not the address of a Dask scheduler", EXAMPLE)
    return full


@contextlib.contextmanager
def connected(client: Client) -> Generator[None, None, None]:
    """Tell whatever goes wrong because the connection is lost as such.

    Raises:
        ClusterError: the scheduler is lost, or does not do its part.
    """
    try:
        yield
    except ClusterError:
        raise
    except Exception as error:
        if client.status != "running" or isinstance(error, OSError):
            raise lost() from None
        raise ClusterError(
            f"the scheduler does not do its part ({type(error).__name__}: {error})",
            "look at the logs of scheduler and workers, then run the same command again",
        ) from error


def lost() -> ClusterError:
    """Return the error for a scheduler that is gone."""
    return ClusterError(
        "the connection to the Dask scheduler is lost; what was graded is kept",
        "start scheduler and workers again, then run the same command to go on",
    )


def is_open(address: str) -> bool:
    """Return whether others than this machine may reach a scheduler there without a certificate."""
    if address == LOCAL:
        return False
    parts = urlsplit(checked(address))
    if parts.scheme != "tcp" or parts.hostname == "localhost":
        return False
    try:
        return not ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return True


def _client(address: str) -> Client:
    security = _security() if address.startswith("tls:") else None
    try:
        return Client(address, timeout=CONNECT_S, set_as_default=False, security=security)
    except OSError as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} within {CONNECT_S:.0f} s{_cause(error)}",
            "start one with `dask scheduler`, and check the address, the certificates and the network between",
        ) from None


def _security() -> Security:
    """Return the certificates of Dask's configuration.

    Raises:
        ClusterError: there are none, or they cannot be used.
    """
    fix = (
        "set DASK_DISTRIBUTED__COMM__TLS__CA_FILE, DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and "
        "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY to files in PEM; see docs/cluster.md"
    )
    try:
        security = Security()
        context = security.get_connection_args("client").get("ssl_context")
    except (OSError, ValueError) as error:
        raise ClusterError(f"the certificates for tls:// cannot be used: {error}", fix) from None
    if context is None:
        raise ClusterError("a tls:// address takes certificates, and none are configured", fix)
    return security


def _cause(error: BaseException) -> str:
    """Return the last thing that a chain of errors says, in brackets; nothing if it says nothing."""
    said = ""
    while error is not None:
        said = str(error).rpartition("object at 0x")[2].partition(">: ")[2] or str(error) or said
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return f" ({said})" if said else ""


@contextlib.contextmanager
def _quietly() -> Generator[None, None, None]:
    """Keep Dask's log out of what a person reads: what matters of it is told by `cluster`."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"}):
            yield
    finally:
        logger.setLevel(before)
