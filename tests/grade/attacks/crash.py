"""Die in a way that Python can't catch. KIND is put before."""

report("done", "info", KIND)
if KIND == "segfault":
    ctypes.string_at(0)
elif KIND == "abort":
    os.abort()
elif KIND == "recursion":

    class Deep:
        def __repr__(self):
            return repr(self)

    sys.setrecursionlimit(10**9)
    try:
        repr(Deep())
    except RecursionError:  # newer Pythons count calls in C apart
        os._exit(4)
elif KIND == "exit":
    os._exit(3)
report("alive", "NOT STOPPED")
