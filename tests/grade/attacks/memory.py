"""As much memory as there may be. KIND is put before. Stays there until it is killed."""

import contextlib
import fcntl
import mmap

MOST = given("MOST", 8 << 30)
got, kept = 0, []


def take():
    """Take some more; how much it was."""
    if KIND == "list":
        kept.append(bytearray(1 << 24))
        return 1 << 24
    if KIND == "jax":
        import jax.numpy as jnp

        kept.append(jnp.ones(1 << 24).block_until_ready())
        return 1 << 26
    if KIND == "shared map":
        kept.append(mmap.mmap(-1, 1 << 26))
        kept[-1][:] = bytes(1 << 26)
        return 1 << 26
    if KIND == "not reserved":
        kept.append(mmap.mmap(-1, 1 << 36, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000))
        return 1 << 36
    if KIND == "memfd":
        kept.append(os.memfd_create("x"))
        return os.write(kept[-1], bytes(1 << 24))
    pair = os.pipe() if KIND == "pipes" else [s.detach() for s in socket.socketpair()]
    kept.extend(pair)
    taken = 0
    if KIND == "pipes":
        with contextlib.suppress(OSError):
            fcntl.fcntl(pair[1], 1031, 1 << 20)
    else:
        sock = socket.socket(fileno=os.dup(pair[1]))
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
            report("grow a socket buffer", "NOT STOPPED")
        except OSError:
            pass
        sock.close()
    os.set_blocking(pair[1], False)
    try:
        while True:
            taken += os.write(pair[1], bytes(65536))
    except BlockingIOError:
        return taken


try:
    while got < MOST:
        got += take()
    report("memory", "NOT STOPPED", got >> 20)
except BaseException as error:
    report("memory", "stopped", f"{KIND}: {got >> 20} MiB, then {type(error).__name__} {error}")
call("prctl", 4, 0, 0, 0, 0)  # not dumpable: others of the same user can't read what it uses
report("done", "info", got >> 20)
time.sleep(600)
