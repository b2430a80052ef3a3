"""Find a descriptor that is not one's own; steal the socket of the next submission with it."""

held = [fd for fd in range(65536) if libc.fcntl(fd, 1) >= 0]
expect("held descriptors", held == [0, 1, 2, 3, own.fileno()], held)
inode = os.fstat(3).st_ino
foreign = [fd for fd in held if os.fstat(fd).st_mode >> 12 == 0o14 and os.fstat(fd).st_ino != inode]
expect("foreign sockets", not foreign, foreign)
taken = 0
ends = time.monotonic() + (given("STEAL_S", 4) if foreign else 0)
while time.monotonic() < ends:
    for fd in foreign:
        stolen = socket.socket(fileno=os.dup(fd))
        stolen.setblocking(False)
        try:
            taken += len(socket.recv_fds(stolen, 4096, 4)[1])
        except OSError:
            continue
expect("sockets of later submissions", not taken, taken)
