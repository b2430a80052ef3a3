"""Read or write the memory and the descriptors of another process."""

import fcntl

local = (ctypes.c_uint64 * 2)(address, 64)
remote = (ctypes.c_uint64 * 2)(id(local), 64)
for pid in (1, 2, 3, 4):
    refused("ptrace", 16, pid, 0, 0, label=f"attach {pid}")
    refused("ptrace", 0x4206, pid, 0, 0, label=f"seize {pid}")
    refused("process_vm_readv", pid, local, 1, remote, 1, 0, label=pid)
    refused("process_vm_writev", pid, local, 1, remote, 1, 0, label=pid)
    refused("kcmp", 1, pid, 0, 0, 0, label=pid)
    for name in ("mem", "environ", "maps", "fd/0", "root", "cwd", "task"):
        attempt(f"/proc/{pid}/{name}", lambda pid=pid, name=name: os.stat(f"/proc/{pid}/{name}"))
refused("pidfd_getfd", 3, 0, 0)
refused("process_madvise", 3, local, 1, 4, 0)
attempt("/proc/self/mem", lambda: os.open("/proc/self/mem", os.O_RDONLY))
expect("list /proc", os.listdir("/proc") == ["cpuinfo"], os.listdir("/proc")[:5])
attempt("write /proc/cpuinfo", lambda: os.open("/proc/cpuinfo", os.O_WRONLY))
attempt("chmod /proc/cpuinfo", lambda: os.chmod("/proc/cpuinfo", 0o777))
attempt("remove /proc/cpuinfo", lambda: os.unlink("/proc/cpuinfo"))
attempt("create in /proc", lambda: os.mkdir("/proc/x"))

# SO_PEERPIDFD gives a pidfd of whoever made the socket, across pid namespaces: what is it good for?
value, size = ctypes.c_int(-1), ctypes.c_int(4)
got = call("getsockopt", 3, 1, 77, ctypes.addressof(value), ctypes.addressof(size))
report("pidfd of the judge", "info", (got, value.value))
if got[0] == 0:
    for number in (0, 9, 19):
        refused("pidfd_send_signal", value.value, number, 0, 0, label=number)
    refused("pidfd_send_signal", value.value, 0, 0, 4, label="group")
    for fd in range(8):
        refused("pidfd_getfd", value.value, fd, 0, label=fd)
    refused("setns", value.value, 0x20000)
    refused("waitid", 3, value.value, 0, 4, 0)
    refused("process_mrelease", value.value, 0)
    for space in range(1, 12):
        attempt(f"namespace {space} of a pidfd", lambda space=space: fcntl.ioctl(value.value, 0xFF00 | space))
