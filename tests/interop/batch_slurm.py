"""A batch as a Slurm array on a cluster of one node, with samples/batch/slurm-array.sh as it is."""

import json
import os
import signal
import time

import catalogue
from slurm import Cluster
from tools import BOXLOCK, ROOT, Failed, boxlock, equal

SCRIPT = ROOT / "samples" / "batch" / "slurm-array.sh"
TITLES = 200
TASKS = 8
SECONDS = 100


def processes(name, **variables):
    """Processes of a name with these variables in their environment."""
    wanted = {f"{variable}={value}".encode() for variable, value in variables.items()}
    found = []
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/comm", encoding="utf-8") as file:
                if file.read().strip() != name:
                    continue
            with open(f"/proc/{entry}/environ", "rb") as file:
                if wanted <= set(file.read().split(b"\0")):
                    found.append(int(entry))
        except (OSError, UnicodeDecodeError):
            continue
    return found


def kill_task(job, task, ledger):
    """Kills the worker of a task once it has done a title. In between it stands still, so that it cannot be done with all of them
    before that is seen."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for process in processes("boxlock", SLURM_ARRAY_JOB_ID=job, SLURM_ARRAY_TASK_ID=task):
            try:
                while not (ledger.exists() and ledger.stat().st_size > 0):
                    os.kill(process, signal.SIGCONT)
                    time.sleep(0.002)
                    os.kill(process, signal.SIGSTOP)
                os.kill(process, signal.SIGKILL)
                return
            except ProcessLookupError:
                raise Failed(f"task {task} was done before it could be killed") from None
        time.sleep(0.002)
    raise Failed(f"task {task} did not start within 30 s")


def array(folder):
    names = catalogue.make(folder / "in", TITLES)
    expected = catalogue.reference(folder / "in", folder / "reference")
    out = folder / "out"
    with Cluster(folder / "slurm") as cluster:
        cluster.environment["BOXLOCK"] = BOXLOCK
        job = cluster.submit(SCRIPT, (f"--array=0-{TASKS - 1}", f"--output={folder}/task-%a.log"),
                             (*catalogue.pattern(folder / "in", out), *catalogue.FIXED, "--jobs", "1"))
        # Out of memory, as the kernel does it: the script hands the task in again.
        kill_task(job, 3, out / f".boxlock-batch.4-of-{TASKS}.jsonl")
        # An administrator takes the node away from under a task: Slurm ends it and queues it again.
        cluster.command("scontrol", "requeue", f"{job}_5")
        end = time.monotonic() + SECONDS
        while True:
            tasks = cluster.tasks(job)
            states = {task: fields["JobState"] for task, fields in tasks.items()}
            if len(states) == TASKS and set(states.values()) == {"COMPLETED"}:
                break
            bad = [task for task, state in states.items() if state in ("FAILED", "TIMEOUT", "NODE_FAIL")]
            if bad:
                raise Failed(f"task {bad[0]} failed: {(folder / f'task-{bad[0]}.log').read_text()[-300:]}")
            if time.monotonic() > end:
                raise Failed(f"not done after {SECONDS} s: {states}")
            time.sleep(0.3)
        starts = {task: int(fields.get("Restarts", 0)) + 1 for task, fields in tasks.items()}
    for task in (3, 5):
        if starts[task] < 2:
            raise Failed(f"task {task} was not started again: {starts}")
    found = {path.name: catalogue.sha256(path.read_bytes()) for path in out.glob("*.mp4")}
    catalogue.same(found, expected)
    ledgers = [path for path in out.iterdir() if path.name not in found]
    strays = [path.name for path in ledgers if path.suffix != ".jsonl"]
    equal(strays, [], "other files beside the outputs")
    entries = [json.loads(line) for path in ledgers for line in path.read_text().splitlines()]
    catalogue.done_once(entries, names)
    boxlock("batch", "status", *catalogue.pattern(folder / "in", out))
    again = sorted(task for task, count in starts.items() if count > 1)
    return (f"{TITLES} titles in {TASKS} tasks, tasks {again} started again; {len(ledgers)} ledgers, every title done once, "
            "bytes as in one run")


def run_all(report, folder):
    folder = folder / "batch-slurm"
    folder.mkdir()
    report.case("batch on Slurm: an array of 8, one task killed, one requeued", array, folder)
