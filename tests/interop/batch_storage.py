"""Batches over object storage that fails: S3 by moto on loopback, with 503s in between and workers that are killed."""

import json
import os
import random
import time

import catalogue
import s3
from tools import SAMPLES, Failed, boxlock, equal, last_line

BUCKET = "catalogue"
TITLES = 200
WORKERS = 8
KILLS = 20
SECONDS = 110


class Storage:
    """Titles in a bucket, and what one undisturbed run makes of them."""

    def __init__(self, folder, server, proxy):
        self.folder, self.server, self.proxy = folder, server, proxy
        self.environment = proxy.environment()
        self.names = catalogue.make(folder / "in", TITLES)
        self.expected = catalogue.reference(folder / "in", folder / "reference")
        server.make_bucket(BUCKET)
        for name in self.names:
            server.put(BUCKET, f"in/{name}", (folder / "in" / name).read_bytes())

    def run(self, *arguments, check=True, **environment):
        options = {"check": check, "env": {**os.environ, **self.environment, **environment}, "timeout": SECONDS}
        return boxlock("batch", *arguments, **options)

    def everything(self, prefix, options=catalogue.FIXED):
        """Options of a run over the whole catalogue."""
        return ("run", *catalogue.pattern(f"s3://{BUCKET}/in", f"s3://{BUCKET}/{prefix}"), *options, "--quiet",
                "--hash", "sha256", "--retries", 3)

    def check(self, prefix, names=None, fixed=True):
        """Every title is there once with the right bytes, and nothing else is visible but the ledger."""
        names = names or self.names
        keys = self.server.keys(BUCKET, f"{prefix}/")
        ledger = [key for key in keys if "/.boxlock" in key]
        outputs = [key for key in keys if key not in ledger]
        found = {key.rsplit("/", 1)[-1]: catalogue.sha256(self.server.get(BUCKET, key)) for key in outputs}
        equal(len(found), len(outputs), "outputs of different names")
        if fixed:
            catalogue.same(found, {name: self.expected[name] for name in names})
        entries = [json.loads(self.server.get(BUCKET, key)) for key in ledger]
        catalogue.done_once(entries, names)
        for entry in entries:
            if entry["stage"] != "done":
                continue
            kind, digest = entry["product"]["hash"].split(":")
            if kind == "sha256" and digest != found[entry["output"].rsplit("/", 1)[-1]]:
                raise Failed(f"{entry['output']} is not what the ledger says")
        for key in ledger:
            if key.endswith(".done.json") and (times := self.proxy.count("PUT", key)) != 1:
                raise Failed(f"{key} was created {times} times")
        return len(ledger)


def killed_workers(storage, prefix, options):
    """Starts workers, kills them at random, and starts them again until all shards are done, as an engine does."""
    chance = random.Random(7)
    run = ("batch", *storage.everything(prefix, options), "--shard")
    arguments = [(*run, f"{index + 1}/{WORKERS}") for index in range(WORKERS)]
    before = storage.proxy.broken()
    started = time.monotonic()
    workers = {}
    kills = failures = starts = 0
    waiting = set(range(WORKERS))
    with open(storage.folder / "workers.log", "wb") as log:
        try:
            while waiting:
                for index in waiting:
                    if index not in workers:
                        workers[index] = catalogue.start(*arguments[index], environment=storage.environment, log=log)
                        starts += 1
                time.sleep(chance.uniform(0.05, 0.4))
                if kills < KILLS:
                    victim = chance.choice(sorted(workers))
                    if workers[victim].poll() is None:
                        workers[victim].kill()
                        workers[victim].wait()
                        kills += 1
                for index, worker in list(workers.items()):
                    if worker.poll() is not None:
                        del workers[index]
                        if worker.returncode == 0:
                            waiting.discard(index)
                        elif worker.returncode in (7, 8):
                            failures += 1
                        elif worker.returncode != -9:
                            text = (storage.folder / "workers.log").read_bytes()
                            raise Failed(f"a worker ended with {worker.returncode}: {last_line(text)}")
                if time.monotonic() - started > SECONDS:
                    raise Failed(f"not done after {SECONDS} s, {starts} starts, {len(waiting)} shards open")
        finally:
            for worker in workers.values():
                worker.kill()
                worker.wait()
    # As many as the machine let happen; on a fast one the batch may end before the last.
    if kills < WORKERS:
        raise Failed(f"only {kills} workers were killed before the batch was done")
    entries = storage.check(prefix, fixed=options == catalogue.FIXED)
    broken = storage.proxy.broken() - before
    return (f"{TITLES} titles, {starts} starts of {WORKERS} workers, {kills} killed, {failures} gave up, {broken} requests "
            f"answered with 503; every title once, {entries} ledger objects")


def finished(storage):
    """A batch that is done writes nothing."""
    before = len(storage.proxy.requests)
    started = time.monotonic()
    storage.run(*storage.everything("out"))
    seconds = time.monotonic() - started
    with storage.proxy.lock:
        writes = [path for method, path, *_ in storage.proxy.requests[before:]
                  if method in ("PUT", "POST") and "/out/title" in path]
    equal(writes, [], "outputs written again")
    storage.check("out")
    return f"{TITLES} titles skipped in {seconds:.1f} s, {len(storage.proxy.requests) - before} requests"


def without_shards(storage):
    """Workers that get in each other's way: whatever they say, the storage ends up right."""
    run = ("run", "--in", f"s3://{BUCKET}/in/title-00*.mp4", "--out", f"s3://{BUCKET}/shared/{{stem}}.mp4",
           *catalogue.FIXED, "--quiet", "--keep-going", "--retries", 3)
    workers = [catalogue.start("batch", *run, environment=storage.environment) for _ in range(4)]
    codes = sorted(worker.wait(SECONDS) for worker in workers)
    if not set(codes) <= {0, 6, 7, 8}:
        raise Failed(f"exit codes {codes}")
    storage.run(*run)
    storage.check("shared", [name for name in storage.names if name.startswith("title-00")])
    return f"4 workers over the same 10 titles ended with {codes}, then one run finished"


def large_title(folder):
    """A title of several parts: a sample with a long `free` box behind it."""
    data = (SAMPLES / "avc-aac.mp4").read_bytes()
    padding = random.Random(1).randbytes(40 << 20)
    (folder / "large.mp4").write_bytes(data + (len(padding) + 8).to_bytes(4, "big") + b"free" + padding)
    return folder / "large.mp4"


def killed_upload(storage):
    """Parts of a killed upload are never visible."""
    source = large_title(storage.folder)
    storage.server.put(BUCKET, "large/in.mp4", source.read_bytes())
    run = ("run", "--in", f"s3://{BUCKET}/large/*.mp4", "--out", f"s3://{BUCKET}/long/{{stem}}.mp4", *catalogue.FIXED,
           "--quiet", "--retries", 3)
    worker = catalogue.start("batch", *run, environment=storage.environment)
    end = time.monotonic() + 60
    while not storage.proxy.uploaded_parts("long/in.mp4"):
        if worker.poll() is not None or time.monotonic() > end:
            raise Failed(f"no part was sent; the worker ended with {worker.poll()}")
        time.sleep(0.005)
    worker.kill()
    worker.wait()
    visible = [key for key in storage.server.keys(BUCKET, "long/") if "/.boxlock" not in key]
    equal(visible, [], "visible after a kill between parts")
    parts = storage.proxy.uploaded_parts("long/in.mp4")
    storage.run(*run)
    found = storage.server.get(BUCKET, "long/in.mp4")
    back = storage.folder / "large-back.mp4"
    (storage.folder / "large-out.mp4").write_bytes(found)
    boxlock("decrypt", storage.folder / "large-out.mp4", back, "--key-seed", "test")
    equal(catalogue.sha256(back.read_bytes()), catalogue.sha256(source.read_bytes()), "the title decrypted")
    left = len(storage.server.uploads(BUCKET))
    return f"killed after {parts} parts of {len(found)} bytes: nothing visible, {left} upload left for a lifecycle rule"


def failing_upload(storage):
    """A run that fails by itself takes its parts back."""
    before = storage.server.uploads(BUCKET)
    storage.proxy.refused = "/failing/in.mp4?partNumber"
    try:
        done = storage.run("run", "--in", f"s3://{BUCKET}/large/*.mp4", "--out", f"s3://{BUCKET}/failing/{{stem}}.mp4",
                           *catalogue.FIXED, "--quiet", "--retries", 0, check=False)
    finally:
        storage.proxy.refused = None
    equal(done.returncode, 8, f"exit code ({last_line(done.stderr)})")
    equal(storage.server.uploads(BUCKET), before, "uploads left behind")
    equal([key for key in storage.server.keys(BUCKET, "failing/") if "/.boxlock" not in key], [], "visible")
    return last_line(done.stderr)[:100]


def web_input(storage):
    """Inputs behind HTTP, read in ranges."""
    lines = []
    for name in storage.names[:10]:
        lines.append({"input": f"http://127.0.0.1:{storage.proxy.port}/{BUCKET}/in/{name}", "title": name,
                      "output": str(storage.folder / "web" / name)})
    jobs = storage.folder / "web.jsonl"
    jobs.write_text("".join(json.dumps(line) + "\n" for line in lines))
    storage.run("run", jobs, *catalogue.FIXED, "--quiet", "--retries", 3)
    for name in storage.names[:10]:
        source, back = storage.folder / "in" / name, storage.folder / "web" / f"clear-{name}"
        boxlock("decrypt", storage.folder / "web" / name, back, "--key-seed", "test")
        equal(catalogue.sha256(back.read_bytes()), catalogue.sha256(source.read_bytes()), f"{name} decrypted")


def refused(storage, place, code, words):
    """Storage that cannot be read is said in plan."""
    titles = catalogue.pattern(f"{place}/in", f"{place}/out")
    done = storage.run("plan", *titles, *catalogue.FIXED, check=False)
    message = done.stderr.decode()
    equal(done.returncode, code, f"exit code ({last_line(done.stderr)})")
    if words not in message:
        raise Failed(f"no {words!r} in: {last_line(done.stderr)}")
    return last_line(done.stderr)[:120]


def outage(storage):
    """A service that is down ends a run with the exit code that engines try again."""
    storage.proxy.refused = "/"
    try:
        return refused(storage, f"s3://{BUCKET}", 8, "503")
    finally:
        storage.proxy.refused = None


def run_all(report, folder):
    folder = folder / "batch-storage"
    folder.mkdir()
    if not report.wanted("batch on S3"):
        return
    made = []

    def set_up():
        made.append(s3.Server(folder).__enter__())
        made.append(s3.Proxy(made[0], 0.05).__enter__())
        made.append(Storage(folder, *made))
        return f"{TITLES} titles in a bucket"

    try:
        report.case("batch on S3: a bucket of titles", set_up)
        if len(made) < 3:
            return
        storage = made[2]
        name = "batch on S3: 8 workers, kill -9 and 503s, bytes as in one run"
        report.case(name, killed_workers, storage, "out", catalogue.FIXED)
        report.case("batch on S3: the same with fresh IVs", killed_workers, storage, "fresh", ("--key-seed", "test"))
        report.case("batch on S3: nothing is done again", finished, storage)
        report.case("batch on S3: workers without shards", without_shards, storage)
        report.case("batch on S3: a killed upload is invisible", killed_upload, storage)
        report.case("batch on S3: a failed upload is taken back", failing_upload, storage)
        report.case("batch on S3: inputs over HTTP", web_input, storage)
        report.case("batch on S3: a bucket that is not there", refused, storage, "s3://no-such-bucket", 7, "no such bucket")
        report.case("batch on S3: an outage", outage, storage)
    finally:
        for thing in reversed(made[:2]):
            thing.__exit__()
