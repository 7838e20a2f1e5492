"""Run one command and print its seconds, its peak memory in KiB and its exit code.

A program of its own, as small as Python gets: the kernel's `ru_maxrss` of a child is never below what the process that
started it held, so whoever measures must hold next to nothing.
"""

import os
import sys
import time

nothing = os.open(os.devnull, os.O_RDWR)
start = time.perf_counter()
child = os.posix_spawn(
    sys.argv[1],
    sys.argv[1:],
    os.environ,
    file_actions=[(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, nothing, 1)],
)
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
