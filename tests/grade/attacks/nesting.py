"""Become somebody else: more namespaces, other mounts, another root, capabilities, another user."""

SPACES = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
    "mount": 0x20000,
    "ipc": 0x8000000,
    "uts": 0x4000000,
    "cgroup": 0x2000000,
    "time": 0x80,
}
for name, flag in SPACES.items():
    refused("unshare", flag, label=name)
    if name != "time":  # whose flag means something else to clone
        refused("clone", flag | 17, 0, 0, 0, 0, label=name)
request = (ctypes.c_uint64 * 11)()
request[0], request[4] = SPACES["user"], 17
refused("clone3", request, 88)
refused("mount", b"t", b"/tmp", b"tmpfs", 0, 0, label="new")
refused("mount", b"none", b"/", 0, 32 | 0x1000, 0, label="writable root")
refused("mount", b"/usr", b"/tmp", 0, 0x1000, 0, label="bind")
for path in (b"/proc", b"/tmp", b"/work", b"/dev/shm", b"/env", b"/"):
    refused("umount2", path, 2, label=path)
refused("pivot_root", b"/work", b"/work")
refused("chroot", b"/work")
refused("fsopen", b"proc", 0)
refused("fsconfig", 3, 0, 0, 0, 0)
refused("fspick", -100, b"/", 0)
refused("open_tree", -100, b"/", 1)
refused("move_mount", 3, b"", -100, b"/tmp", 4)
refused("mount_setattr", -100, b"/", 0, (ctypes.c_uint64 * 4)(0, 1, 0, 0), 32)
refused("setns", 3, 0)
refused("setuid", 0)
refused("setgroups", 0, 0)
refused("setresuid", 12345, 12345, 12345)
header, caps = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
call("capget", header, caps)
expect("capabilities", not any(caps), [hex(c) for c in caps])
refused("capset", header, (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6))
refused("prctl", 47, 2, 21, 0, 0, label="ambient capability")
refused("prctl", 28, 0xFF, 0, 0, 0, label="securebits")
expect("no_new_privs", call("prctl", 39, 0, 0, 0, 0)[0] == 1)
expect("filter", call("prctl", 21, 0, 0, 0, 0)[0] == 2)
