"""A catalogue of small titles, and what became of it."""

import hashlib
import json
import os
import shutil
import subprocess

from tools import BOXLOCK, KEY, KID, SAMPLES, Failed, boxlock, equal

# The same bytes wherever and however often a title is made.
FIXED = ("--key-seed", "test", "--seed-rng", "7")

SOURCES = sorted(path for path in SAMPLES.glob("*.mp4") if path.stat().st_size < 200_000)


def make(folder, count):
    """Writes titles and returns their file names."""
    folder.mkdir(parents=True)
    names = []
    for number in range(count):
        names.append(f"title-{number:03}.mp4")
        shutil.copyfile(SOURCES[number % len(SOURCES)], folder / names[-1])
    return names


def pattern(source, target):
    """Options that name all titles of a folder or prefix."""
    return "--in", f"{source}/*.mp4", "--out", f"{target}/{{stem}}.mp4"


def reference(source, target):
    """What one undisturbed run on this machine makes: checksums by file name."""
    boxlock("batch", "run", *pattern(source, target), *FIXED, "--quiet")
    return {path.name: sha256(path.read_bytes()) for path in target.glob("*.mp4")}


def key_file(path):
    path.write_text(json.dumps({"keys": [{"kid": KID, "key": KEY}]}))
    path.chmod(0o600)
    return path


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def start(*arguments, environment=None, log=None):
    """Starts a worker that can be killed."""
    return subprocess.Popen([BOXLOCK, *map(str, arguments)], env={**os.environ, **(environment or {})},
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log or subprocess.DEVNULL)


def same(found, expected):
    """Compares checksums by file name."""
    equal(sorted(found), sorted(expected), "titles")
    wrong = [name for name, digest in expected.items() if found[name] != digest]
    if wrong:
        raise Failed(f"{len(wrong)} titles differ from those of one undisturbed run, the first is {wrong[0]}")


def done_once(entries, names):
    """Each title has one entry that says it is done; returns how many entries say other things."""
    done = {}
    for entry in entries:
        if entry["stage"] == "done":
            name = entry["output"].rsplit("/", 1)[-1]
            done[name] = done.get(name, 0) + 1
    twice = [name for name, times in done.items() if times != 1]
    if twice:
        raise Failed(f"{twice[0]} was done {done[twice[0]]} times")
    equal(sorted(done), sorted(names), "titles that the ledger calls done")
    return len(entries) - len(done)
