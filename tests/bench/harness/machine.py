"""What the operating system says: cores, processor time, memory, ports."""

import os
import socket

TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))
SERVER = {CORES[0]}
GENERATOR = {CORES[-1]}


def on(cores):
    """For subprocess: the child stays on these cores."""
    return lambda: os.sched_setaffinity(0, cores)


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(each) for each in file.read().split()]


def processor_seconds(pid):
    """User and system time of a process and its children."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / TICKS
    return own + sum(processor_seconds(each) for each in children(pid))


def resident_bytes(pid, highest=False):
    """What is in memory now, or the most that ever was."""
    wanted = "VmHWM:" if highest else "VmRSS:"
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith(wanted):
                return int(line.split()[1]) * 1024
    return 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def load_average():
    return os.getloadavg()[0]


def describe():
    with open("/proc/meminfo", encoding="ascii") as file:
        kilobytes = int(file.readline().split()[1])
    return (f"{len(CORES)} cores, {kilobytes / 2**20:.0f} GiB, server on core {CORES[0]}, generator "
            f"on core {CORES[-1]}, load {load_average():.1f} at the start")
