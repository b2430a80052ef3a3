"""Print without end. KIND is put before: a descriptor that leads nowhere, or the socket."""

if KIND == "socket":
    try:
        while True:
            sock.sendall(bytes(1 << 20))
    except OSError:
        os._exit(0)
for fd in (1, 2):
    for _ in range(given("MOST_MIB", 256)):
        os.write(fd, bytes(1 << 20))
    expect(f"descriptor {fd} leads nowhere", os.fstat(fd).st_rdev == os.stat("/dev/null").st_rdev)
expect("descriptor 0 has nothing to say", os.read(0, 1) == b"")
