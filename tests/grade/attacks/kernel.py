"""Parts of the kernel that have had holes, and its own files."""

refused("io_uring_setup", 4, address)
refused("io_uring_enter", 3, 0, 0, 0, 0)
refused("io_uring_register", 3, 0, 0, 0)
refused("keyctl", 1, 0)
refused("keyctl", 0, -4, 1)
refused("add_key", b"user", b"x", b"y", 1, -4)
refused("request_key", b"user", b"x", 0, -4)
refused("userfaultfd", 1)
refused("bpf", 0, address, 72)
refused("perf_event_open", address, 0, -1, -1, 0)
refused("memfd_create", b"x", 0)
refused("memfd_secret", 0)
refused("fanotify_init", 0x200, 0)
refused("inotify_init1", 0)
refused("syslog", 10, 0, 0)
refused("kexec_load", 0, 0, 0, 0)
refused("init_module", address, 1, b"")
refused("finit_module", 3, b"", 0)
refused("reboot", 0xFEE1DEAD, 672274793, 0, 0)
refused("swapon", b"/work", 0)
refused("quotactl", 0x800001 << 8, 0, 0, 0)
refused("acct", 0)
refused("settimeofday", address, 0)
refused("clock_settime", 0, address)
refused("adjtimex", address)
refused("iopl", 3)
refused("ioperm", 0x80, 1, 1)
refused("modify_ldt", 0, address, 16)
refused("personality", 0x40000)
refused("sethostname", b"x", 1)
refused("vhangup")
for number in range(451, 480):
    expect(f"call {number} is unknown", call(number, 0, 0, 0, 0)[1] == "ENOSYS")
for path in (
    "/proc/sys/kernel/core_pattern",
    "/proc/sysrq-trigger",
    "/proc/self/oom_score_adj",
    "/proc/self/uid_map",
    "/sys/kernel/uevent_helper",
    "/dev/kmsg",
    "/dev/mem",
    "/dev/kvm",
    "/dev/fuse",
    "/dev/net/tun",
    "/dev/vda",
    "/dev/loop-control",
):
    attempt(f"open {path}", lambda path=path: os.open(path, os.O_RDWR))
attempt("list control groups", lambda: os.listdir("/sys/fs/cgroup"))
