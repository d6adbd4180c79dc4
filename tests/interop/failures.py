"""Interruptions, full disks and broken pipes: the output is whole or absent, and the exit code says why."""

import filecmp
import os
import random
import resource
import shutil
import signal
import subprocess
import time

import looped
from tools import BOXLOCK, KEY, KID, SAMPLES, Failed, boxlock, equal, last_line, run

KILLS = 200
FULL = 64 << 20
OPTIONS = ("--key", f"{KID}:{KEY}", "--seed-rng", "7")


def encrypt_command(source, out):
    return [BOXLOCK, "encrypt", str(source), str(out), *OPTIONS]


def killed(source, folder):
    """Signals at random moments of a run; some land before the start, some after the end."""
    expected = folder / "expected.mp4"
    started = time.monotonic()
    run(*encrypt_command(source, expected))
    usual = time.monotonic() - started
    chance = random.Random(20260)
    ends = {"absent": 0, "whole": 0}
    for number in range(KILLS):
        home = folder / "kill"
        home.mkdir()
        out = home / "out.mp4"
        process = subprocess.Popen(encrypt_command(source, out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(chance.uniform(0, usual * 1.1))
        sent = chance.choice((signal.SIGTERM, signal.SIGINT, signal.SIGKILL))
        process.send_signal(sent)
        message = process.communicate()[1]
        check_killed(number, process.returncode, sent, out, expected, message)
        ends["whole" if out.exists() else "absent"] += 1
        shutil.rmtree(home)
    if not ends["absent"]:
        raise Failed("no signal hit a run: the test shows nothing")
    return f"{ends['absent']} times absent, {ends['whole']} times whole"


def check_killed(number, code, sent, out, expected, message):
    what = f"run {number}, {sent.name}"
    if out.exists():
        if not filecmp.cmp(out, expected, shallow=False):
            raise Failed(f"{what}: a partial file of {out.stat().st_size} bytes under the output's name")
    elif code == 0:
        raise Failed(f"{what}: exit 0 and no output")
    # A signal before the handler stands ends the process in the system's way.
    allowed = {0, -sent.value} if sent == signal.SIGKILL else {0, 130, -sent.value}
    if code not in allowed:
        raise Failed(f"{what}: exit {code}: {last_line(message)}")
    if code != 0 and sent != signal.SIGKILL:
        left = [name for name in os.listdir(out.parent) if name != out.name]
        if left:
            raise Failed(f"{what}: left behind {left}")


def interrupted_in_time(source, folder):
    """A signal in the middle of a run: exit 130, and a file that was to be replaced is still the old one."""
    out = folder / "old.mp4"
    for sent in (signal.SIGTERM, signal.SIGINT):
        out.write_bytes(b"the old file")
        process = subprocess.Popen([*encrypt_command(source, out), "--force"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        deadline = time.monotonic() + 30
        while process.poll() is None and not read_some(process.pid) and time.monotonic() < deadline:
            time.sleep(0.001)
        process.send_signal(sent)
        message = process.communicate()[1]
        if process.returncode == 0:
            raise Failed("the run ended before the signal: the medium is too small for this test")
        equal(process.returncode, 130, f"exit code after {sent.name} ({last_line(message)})")
        equal(out.read_bytes(), b"the old file", "the file that was there")


def read_some(pid):
    """Whether the process has read more than a megabyte: it is at work and its handlers stand."""
    try:
        with open(f"/proc/{pid}/io", encoding="ascii") as io:
            return int(io.readline().split()[1]) > 1 << 20
    except (OSError, ValueError, IndexError):
        return False


def no_space(done, folder, what):
    equal(done.returncode, 7, f"exit code with {what} ({last_line(done.stderr)})")
    text = done.stderr.decode(errors="replace")
    if not text.startswith("boxlock: error: ") or "panicked" in text:
        raise Failed(f"message with {what}: {text.strip()}")
    equal(os.listdir(folder), [], f"files left with {what}")
    return text.splitlines()[0]


def full_disk(source, folder):
    """A tmpfs of 64 MiB; where mounting is not allowed, a limit on the size of files."""
    target = folder / "full"
    target.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={FULL}", "tmpfs", str(target)]
    if shutil.which("mount") and subprocess.run(mount, capture_output=True).returncode == 0:
        try:
            done = run(*encrypt_command(source, target / "out.mp4"), check=False)
            return no_space(done, target, "a full tmpfs")
        finally:
            subprocess.run(["umount", str(target)], check=True)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))

    done = run(*encrypt_command(source, target / "out.mp4"), check=False, preexec_fn=limit)
    return "mount refused, so by RLIMIT_FSIZE: " + no_space(done, target, "a limit on file size")


def full_stdout():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([BOXLOCK, "encrypt", str(SAMPLES / "avc-aac-frag.mp4"), "-", *OPTIONS], stdout=full,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    equal(done.returncode, 7, f"exit code with a full stdout ({last_line(done.stderr)})")


def broken_pipe(folder):
    big = folder / "big-frag.mp4"
    run("ffmpeg", "-nostdin", "-v", "error", "-y", "-i", looped.clip(folder), "-c", "copy", "-movflags",
        "frag_keyframe+empty_moov+default_base_moof", big)
    process = subprocess.Popen([BOXLOCK, "encrypt", str(big), "-", *OPTIONS], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               stdin=subprocess.DEVNULL)
    process.stdout.read(1000)
    process.stdout.close()
    message = process.stderr.read()
    equal(process.wait(), 7, f"exit code with a broken pipe ({last_line(message)})")


def expect(code, words, *left_out):
    done = run(BOXLOCK, *words, check=False)
    equal(done.returncode, code, f"exit code ({last_line(done.stderr)})")
    for path in left_out:
        if path.exists():
            raise Failed(f"{path.name} was written")
    if code and not done.stderr.decode().startswith("boxlock: error: "):
        raise Failed(f"message: {done.stderr.decode().strip()}")


def exit_codes(report, folder):
    clear, out, encrypted = SAMPLES / "avc-aac.mp4", folder / "out.mp4", folder / "encrypted.mp4"
    copy = folder / "copy.mp4"
    shutil.copy(clear, copy)
    key = f"{KID}:{KEY}"
    report.case("failures: media for the exit codes", lambda: boxlock("encrypt", clear, encrypted, "--key", key) and None)
    other = f"00000000000000000000000000000001:{KEY}"
    cases = {
        "missing key": (5, ["decrypt", encrypted, out, "--key", other]),
        "output exists": (6, ["encrypt", clear, encrypted, "--key", key]),
        "nonsense key": (2, ["encrypt", clear, out, "--key", "nonsense"]),
        "unknown option": (2, ["encrypt", clear, out, "--no-such-option"]),
        "unknown scheme": (2, ["encrypt", clear, out, "--scheme", "rot13", "--key", key]),
        "no such input": (7, ["encrypt", folder / "none.mp4", out, "--key", key]),
        "no such folder": (7, ["encrypt", clear, folder / "none" / "out.mp4", "--key", key]),
        "a folder as input": (7, ["encrypt", folder, out, "--key", key]),
        "nothing to decrypt": (3, ["decrypt", clear, out, "--key", key]),
        "same path": (2, ["encrypt", copy, copy, "--force", "--key", key]),
        "same file by another path": (2, ["encrypt", copy, folder / "." / ".." / folder.name / "copy.mp4", "--force",
                                          "--key", key]),
    }
    for name, (code, words) in cases.items():
        report.case(f"failures: {name}", expect, code, words, out)
    report.case("failures: the input of refused runs is as it was", lambda: None if filecmp.cmp(
        clear, copy, shallow=False) else equal("changed", "unchanged", "input"))


def run_all(report, folder):
    folder = folder / "failures"
    os.makedirs(folder)
    exit_codes(report, folder)
    source = folder / "source.mp4"
    report.case("failures: media for interruptions", lambda: looped.write(looped.clip(folder), source, 150 << 20) and None)
    report.case("failures: SIGTERM and SIGINT in the middle", interrupted_in_time, source, folder)
    report.case(f"failures: {KILLS} signals at random moments", killed, source, folder)
    report.case("failures: full disk", full_disk, source, folder)
    report.case("failures: full standard output", full_stdout)
    report.case("failures: broken pipe", broken_pipe, folder)
