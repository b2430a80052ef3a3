"""Search the memory that came with the fork, and the environment, for secrets that were planted.

NAMES and NEEDLES are put before. Needles have each byte raised by one, as have the pages they are compared with, so that
the search does not find itself.
"""

import gc

UP = bytes((i + 1) & 255 for i in range(256))
readable, writable = os.pipe()
os.set_blocking(readable, False)
os.set_blocking(writable, False)


def read(at):
    """The page there, or None: write() tells of a bad address without a crash."""
    return os.read(readable, 4096) if call("write", writable, at, 4096)[0] > 0 else None


places = {id(thing) >> 20 for thing in gc.get_objects()}
for thing in [*sys.modules.values()]:
    places |= {id(thing) >> 20, id(getattr(thing, "__dict__", thing)) >> 20}
for thing in gc.get_objects():
    if isinstance(thing, dict):
        places |= {id(value) >> 20 for value in [*thing.values()][:50] if isinstance(value, str | bytes)}
libc.sbrk.restype = ctypes.c_void_p
libc.getauxval.restype = ctypes.c_ulong
top, stack = libc.sbrk(0), libc.getauxval(31) & ~4095  # the latter lies beside the first environment
regions = [(place << 20, (place + 1) << 20) for place in sorted(places)]
regions += [(top - (32 << 20), top), (stack - (1 << 20), stack + 8192)]
found, seen = set(), 0
for start, end in regions:
    last = b""
    for at in range(start, end, 4096):
        page = read(at)
        if not page:
            last = b""
            continue
        seen += len(page)
        text = (last[-100:] + page).translate(UP)
        found |= {name for name, needle in zip(NAMES, NEEDLES, strict=True) if needle in text}
        last = page
report("searched", "info", f"{seen >> 20} MiB")
for name in NAMES:
    expect(f"secret: {name}", name not in found)
expect(
    "environment",
    not [name for name in os.environ if "SECRET" in name or "TOKEN" in name],
    sorted(os.environ),
)
