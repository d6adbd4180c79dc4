"""Runs programs and says what they cost. Rounds are interleaved, so that a busy moment of the machine hits all alike."""

import os
import random
import shutil
import statistics
import time
from pathlib import Path

NULL = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]


class Broken(Exception):
    """A program ended badly."""


class Entry:
    """One program on one input. `outputs` are removed before each run, so that every output is fresh."""

    def __init__(self, name, command, outputs=(), environment=None, ours=False, right=None):
        self.name = name
        self.command = [str(word) for word in command]
        self.outputs = [Path(path) for path in outputs]
        self.environment = {**os.environ, **(environment or {})}
        self.ours = ours
        # Whether others can read the output; none where the question makes no sense.
        self.right = right
        self.runs = []
        self.memory = None
        self.error = None

    def remove_outputs(self):
        for path in self.outputs:
            if path.is_dir():
                shutil.rmtree(path)
                path.mkdir()
            else:
                path.unlink(missing_ok=True)

    def spawn(self):
        return os.posix_spawnp(self.command[0], self.command, self.environment, file_actions=NULL)

    def run(self):
        """One timed run: wall, user and system seconds."""
        self.remove_outputs()
        start = time.perf_counter()
        _, status, usage = os.wait4(self.spawn(), 0)
        wall = time.perf_counter() - start
        if status != 0:
            raise Broken(f"{' '.join(self.command[:2])} ended with status {os.waitstatus_to_exitcode(status)}")
        self.runs.append((wall, usage.ru_utime, usage.ru_stime))

    def measure_memory(self):
        """The largest resident set in MiB, of a run of its own: looking costs time. `ru_maxrss` would tell of this program too,
        since it starts the other."""
        if self.command[0] == "bash":
            return  # A loop: its own memory says nothing.
        self.remove_outputs()
        child = self.spawn()
        high = 0
        while True:
            done, _ = os.waitpid(child, os.WNOHANG)
            if done:
                break
            try:
                with open(f"/proc/{child}/status", encoding="ascii") as status:
                    high = max([high, *(int(line.split()[1]) for line in status if line.startswith("VmHWM"))])
            except OSError:
                pass
            time.sleep(0.0005)
        self.memory = high / 1024 or None

    def median(self, index):
        return statistics.median(run[index] for run in self.runs)

    @property
    def wall(self):
        return self.median(0)

    @property
    def cpu(self):
        return statistics.median(user + system for _, user, system in self.runs)


def measure(entries, rounds, memory=True):
    """Runs all entries `rounds` times, each time in another order, the same in every run: what runs first, or after a program that gives
    gigabytes back, pays for memory that the machine has to find. An entry that fails drops out and says why."""
    for number in range(-1 if memory else 0, rounds):
        for entry in random.Random(number).sample(entries, len(entries)):
            if entry.error:
                continue
            try:
                if number < 0:
                    entry.measure_memory()
                else:
                    entry.run()
            except (Broken, OSError) as error:
                entry.error = str(error)
    for entry in entries:
        entry.remove_outputs()
    return [entry for entry in entries if entry.runs]
