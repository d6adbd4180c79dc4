"""Damaged and hostile input: exit 3 or 4 with a message, no panic, bounded memory, no output."""

import os
import random
import struct
import subprocess

from mp4 import all_boxes, read_boxes
from tools import BOXLOCK, KEY, KID, SAMPLES, Failed, boxlock, last_line

MEMORY = 64 << 20
KINDS = ("avc-aac.mp4", "avc-aac-frag.mp4")

# Where the number of entries stands after the start of a full box's body.
COUNTS = {b"stsd": 4, b"stsz": 8, b"stsc": 4, b"stco": 4, b"co64": 4, b"trun": 4, b"senc": 4, b"saio": 4}
# Tables that say nothing about where samples are; a program may carry them over unread.
UNREAD = {b"stts": 4, b"ctts": 4, b"stss": 4, b"elst": 4, b"sbgp": 8, b"sgpd": 12, b"saiz": 5}


class Runner:
    def __init__(self, folder):
        self.folder = folder
        self.input = folder / "damaged.mp4"
        self.output = folder / "out.mp4"
        self.base = self.peak([BOXLOCK, "--version"])[2]
        self.worst = 0

    def peak(self, command):
        """Exit code, stderr and peak resident memory of one process."""
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        message = process.stderr.read()
        process.stderr.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, message, usage.ru_maxrss * 1024

    def check(self, command, data, allowed, what):
        self.input.write_bytes(data)
        self.output.unlink(missing_ok=True)
        words = [BOXLOCK, command, str(self.input), str(self.output), "--key", f"{KID}:{KEY}"]
        code, message, memory = self.peak(words)
        text = message.decode(errors="replace")
        if code not in allowed:
            raise Failed(f"{command} {what}: exit {code}, expected {sorted(allowed)}: {last_line(message)}")
        if "panicked" in text or (code and not text.startswith("boxlock: error: ")):
            raise Failed(f"{command} {what}: message {text.strip()!r}")
        if code and self.output.exists():
            raise Failed(f"{command} {what}: exit {code} and an output")
        self.worst = max(self.worst, memory - self.base - len(data))
        if self.worst > MEMORY:
            raise Failed(f"{command} {what}: {self.worst >> 20} MiB beyond the input")


def inputs(folder):
    """(command, name, bytes) of the files that are damaged: clear ones to encrypt, encrypted ones to decrypt."""
    found = []
    for name in KINDS:
        out = folder / f"encrypted-{name}"
        boxlock("encrypt", SAMPLES / name, out, "--force", "--key", f"{KID}:{KEY}")
        found.append(("encrypt", name, (SAMPLES / name).read_bytes()))
        found.append(("decrypt", f"encrypted {name}", out.read_bytes()))
    return found


def where(box):
    return f"{box.kind.decode('latin1')} at {box.offset}"


def whole_until(data):
    """Lengths at which a fragmented file may end: after moov, and after every mdat or later top-level box."""
    boxes, lengths = read_boxes(data, 0, len(data)), {len(data)}
    if not any(box.kind == b"moof" for box in boxes):
        return lengths
    seen = set()
    for box in boxes:
        seen.add(box.kind)
        if b"moov" in seen and box.kind != b"moof":
            lengths.add(box.end)
    return lengths


def truncated(runner, command, name, data):
    boxes = list(all_boxes(read_boxes(data, 0, len(data))))
    cuts = {at for box in boxes for at in (box.offset, box.offset + 4, box.body, box.body + 1, box.end - 1)}
    good = whole_until(data)
    for cut in sorted(cuts):
        runner.check(command, data[:cut], {0, 3} if cut in good else {3, 4}, f"{name} cut to {cut} bytes")
    return f"{len(cuts)} lengths"


def wrong_sizes(runner, command, name, data):
    top = read_boxes(data, 0, len(data))
    boxes = list(all_boxes(top))
    tried = 0
    for box in boxes:
        for size in (0, 1, 2, 7, box.size - 1, box.size + 1, 0x7FFFFFFF, 0xFFFFFFFF):
            changed = data[: box.offset] + struct.pack(">I", size) + data[box.offset + 4 :]
            # Size 0 says "to the end of the file", which is right for the last box, and hides what follows a box
            # that is not needed.
            allowed = {0, 3, 4} if size == 0 and box in top else {3, 4}
            runner.check(command, changed, allowed, f"{name} with size {size} in {where(box)}")
            tried += 1
        huge = struct.pack(">I4sQ", 1, box.kind, (1 << 64) - 1)
        changed = data[: box.offset] + huge + data[box.offset + 16 :]
        runner.check(command, changed, {3, 4}, f"{name} with a 64-bit size in {where(box)}")
        tried += 1
    return f"{tried} files"


def wrong_counts(runner, command, name, data):
    tried = 0
    for box in all_boxes(read_boxes(data, 0, len(data))):
        at = COUNTS.get(box.kind) or UNREAD.get(box.kind)
        if at is None:
            continue
        for count in (0xFFFFFFFF, 0x80000000, 0x10000000):
            changed = data[: box.body + at] + struct.pack(">I", count) + data[box.body + at + 4 :]
            allowed = {3, 4} if box.kind in COUNTS else {0, 3, 4}
            runner.check(command, changed, allowed, f"{name} with count {count} in {where(box)}")
            tried += 1
    return f"{tried} files"


def flipped(runner, command, name, data):
    """Random bytes of the metadata changed: any documented end but a crash."""
    chance = random.Random(name)
    places = [at for box in read_boxes(data, 0, len(data)) if box.kind != b"mdat" for at in range(box.offset, box.end)]
    for number in range(300):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            changed[chance.choice(places)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        runner.check(command, bytes(changed), {0, 3, 4, 5}, f"{name}, mutation {number}")
    return "300 files"


def nested(kinds, depth):
    """A box in a box in a box."""
    total = 8 * depth
    return b"".join(struct.pack(">I4s", total - 8 * level, kinds[level % len(kinds)]) for level in range(depth))


def hostile(runner):
    ftyp = struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 512, b"isom")
    files = {
        "an empty file": b"",
        "text": b"hello world, this is text\n",
        "one byte": b"\0",
        "seven bytes": b"\0\0\0\x08moo",
        "zeros": bytes(100_000),
        "random bytes": random.Random(1).randbytes(100_000),
        "a PNG header": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "ftyp alone": ftyp,
        "ftyp and an empty moov": ftyp + struct.pack(">I4s", 8, b"moov"),
        "ftyp and mdat": ftyp + struct.pack(">I4s", 16, b"mdat") + bytes(8),
        "two empty moov": ftyp + struct.pack(">I4s", 8, b"moov") * 2,
        "moof without moov": ftyp + struct.pack(">I4s", 8, b"moof") + struct.pack(">I4s", 8, b"mdat"),
        "200,000 empty boxes": ftyp + struct.pack(">I4s", 8, b"free") * 200_000,
        "200,000 empty boxes in moov": ftyp + struct.pack(">I4s", 1_600_008, b"moov")
        + struct.pack(">I4s", 8, b"free") * 200_000,
        "200,000 empty tracks": ftyp + struct.pack(">I4s", 1_600_008, b"moov")
        + struct.pack(">I4s", 8, b"trak") * 200_000,
    }
    for kinds in ((b"moov",), (b"moov", b"trak"), (b"moov", b"trak", b"mdia", b"minf", b"stbl"), (b"moof", b"traf"),
                  (b"moov", b"udta", b"meta")):
        files[f"100,000 nested {b'/'.join(kinds).decode()}"] = ftyp + nested(kinds, 100_000)
    for what, data in files.items():
        for command in ("encrypt", "decrypt"):
            runner.check(command, data, {3, 4}, what)
    return f"{len(files)} files, twice"


def run_all(report, folder):
    folder = folder / "damage"
    os.makedirs(folder)
    runner = Runner(folder)
    report.case("damage: hostile files", hostile, runner)
    damaged = []
    report.case("damage: media", lambda: damaged.extend(inputs(folder)))
    for command, name, data in damaged:
        report.case(f"damage: {name} cut at every box boundary", truncated, runner, command, name, data)
        report.case(f"damage: {name} with wrong box sizes", wrong_sizes, runner, command, name, data)
        report.case(f"damage: {name} with wrong counts", wrong_counts, runner, command, name, data)
        report.case(f"damage: {name} with random bytes changed", flipped, runner, command, name, data)
    report.case("damage: memory", lambda: f"at most {max(runner.worst, 0) / (1 << 20):.1f} MiB beyond the input")
