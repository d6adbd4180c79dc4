"""A file above 4 GiB, there and back."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import looped
from tools import KEY, KID, Failed, Skipped, boxlock, equal

SIZE = 6 << 30
ROOM = 2 * SIZE + (1 << 30)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def roomy_folder():
    for place in (tempfile.gettempdir(), "/var/tmp", "/dev/shm"):
        if os.path.isdir(place) and shutil.disk_usage(place).free > ROOM:
            return tempfile.TemporaryDirectory(prefix="boxlock-large-", dir=place)
    raise Skipped(f"no folder has {ROOM >> 30} GiB free")


def round_trip(scheme):
    with roomy_folder() as name:
        folder = Path(name)
        clear, encrypted, back = folder / "clear.mp4", folder / "encrypted.mp4", folder / "back.mp4"
        looped.write(looped.clip(folder), clear, SIZE)
        expected, size = digest(clear), clear.stat().st_size
        boxlock("encrypt", clear, encrypted, "--scheme", scheme, "--key", f"{KID}:{KEY}", timeout=900)
        # Two of the three files at a time are enough.
        clear.unlink()
        if encrypted.stat().st_size < size:
            raise Failed("the encrypted file is smaller than the clear one")
        boxlock("decrypt", encrypted, back, "--key", f"{KID}:{KEY}", timeout=900)
        equal(back.stat().st_size, size, "size after the round trip")
        equal(digest(back), expected, "SHA-256 after the round trip")
        return f"{size / 1e9:.2f} GB"


def run_all(report, folder):
    report.case("large: 6 GiB progressive, cenc", round_trip, "cenc")
