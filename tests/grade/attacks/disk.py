"""Find everything that can be written to, and fill it: with bytes, with empty files."""

MOST_MIB, MOST_FILES = given("MOST_MIB", 1024), given("MOST_FILES", 20000)


def find(top):
    found, todo = [], [top]
    while todo:
        folder = todo.pop()
        if os.access(folder, os.W_OK):
            trial = f"{folder.rstrip('/')}/.w"
            try:
                os.close(os.open(trial, os.O_CREAT | os.O_WRONLY, 0o600))
                os.unlink(trial)
                found.append(folder)
            except OSError:  # in /proc, where it has not been covered
                pass
        try:
            entries = [*os.scandir(folder)]
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and entry.path.count("/") <= given("DEPTH", 99):
                todo.append(entry.path)
            elif not entry.is_symlink() and os.access(entry.path, os.W_OK):
                found.append(entry.path)
    return found


found = sorted(find("/"))
devices = ["/dev/full", "/dev/null", "/dev/random", "/dev/urandom", "/dev/zero"]
expect("what can be written to", {*found} <= {*devices, "/dev/shm", "/tmp", "/work"}, found)
for folder in ("/dev/shm", "/tmp", "/work"):
    size = number = 0
    try:
        for number in range(MOST_MIB):
            with open(f"{folder}/f{number % 16}", "ab") as file:
                file.write(bytes(1 << 20))
            size += 1
        report(f"fill {folder}", "NOT STOPPED", size)
    except OSError as error:
        report(f"fill {folder}", "stopped", f"{size} MiB, then {error}")
    for number in range(16):
        if os.path.exists(f"{folder}/f{number}"):
            os.unlink(f"{folder}/f{number}")
    files = 0
    try:
        for files in range(MOST_FILES):
            os.close(os.open(f"{folder}/i{files}", os.O_CREAT | os.O_WRONLY))
        report(f"empty files in {folder}", "NOT STOPPED", files)
    except OSError as error:
        report(f"empty files in {folder}", "stopped", f"{files}, then {error}")
report("done", "info")
