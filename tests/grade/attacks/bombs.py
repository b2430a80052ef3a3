"""As many processes, then as many threads, as there may be. Stays there until it is killed."""

import threading

MOST = given("MOST", 3000)
born = 0
try:
    for _ in range(MOST):
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)
        born += 1
    report("fork bomb", "NOT STOPPED", born)
except OSError as error:
    report("fork bomb", "stopped" if born == 0 else "NOT STOPPED", f"after {born}: {error}")
started = 0
threading.stack_size(65536)
try:
    for _ in range(MOST):
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
        started += 1
    report("thread bomb", "NOT STOPPED", started)
except RuntimeError as error:
    report("thread bomb", "stopped", f"after {started}: {error}")
report("done", "info", started)
time.sleep(600)
