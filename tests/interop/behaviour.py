"""The same bytes for any number of threads; a live stream through a pipe."""

import hashlib
import os
import subprocess
import threading
import time

import looped
from mp4 import Movie
from tools import BOXLOCK, FFMPEG, KEY, KID, SAMPLES, Failed, Skipped, boxlock, equal, ffmpeg

SECONDS = 4
FRAGMENTS = "frag_keyframe+empty_moov+default_base_moof"


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def same_for_any_threads(source, scheme, folder):
    found = {}
    for threads in (1, 2, 8):
        out = folder / f"threads-{threads}.mp4"
        boxlock("encrypt", source, out, "--force", "--scheme", scheme, "--key", f"{KID}:{KEY}", "--threads", threads,
                "--seed-rng", 7)
        found[threads] = sha256(out)
        boxlock("decrypt", out, folder / "clear.mp4", "--force", "--key", f"{KID}:{KEY}", "--threads", threads)
        equal(sha256(folder / "clear.mp4"), sha256(source), f"decrypted with {threads} threads")
    if len(set(found.values())) != 1:
        raise Failed(f"SHA-256 by number of threads: {found}")


def fresh_ivs(folder):
    """Without --seed-rng two runs must not share IVs."""
    made = []
    for name in ("one.mp4", "two.mp4"):
        boxlock("encrypt", SAMPLES / "avc-aac.mp4", folder / name, "--key", f"{KID}:{KEY}")
        made.append({s.iv for track in Movie(folder / name).tracks.values() for s in track.samples})
    if made[0] & made[1]:
        raise Failed("two runs share IVs")
    samples = sum(len(t.samples) for t in Movie(folder / "one.mp4").tracks.values())
    equal(len(made[0]), samples, "distinct IVs under one key")


def live(folder, scheme):
    """The first encrypted fragment comes out while the source still runs."""
    if not FFMPEG:
        raise Skipped("no ffmpeg on this machine")
    source = subprocess.Popen(
        [FFMPEG, "-nostdin", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-t", str(SECONDS),
         "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "12", "-f", "mp4", "-movflags",
         FRAGMENTS, "-flush_packets", "1", "-"], stdout=subprocess.PIPE)
    own = subprocess.Popen([BOXLOCK, "encrypt", "-", "-", "--scheme", scheme, "--key", f"{KID}:{KEY}"],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    clear, source_end = bytearray(), []

    def pump():
        try:
            while piece := os.read(source.stdout.fileno(), 65536):
                clear.extend(piece)
                own.stdin.write(piece)
                own.stdin.flush()
        except BrokenPipeError:
            pass
        source_end.append(time.monotonic())
        own.stdin.close()

    feeder = threading.Thread(target=pump)
    feeder.start()
    encrypted, first = bytearray(), None
    while piece := os.read(own.stdout.fileno(), 65536):
        encrypted.extend(piece)
        if first is None and b"moof" in encrypted:
            first = time.monotonic()
    feeder.join()
    source.wait()
    message = own.stderr.read().decode()
    if own.wait() != 0:
        raise Failed(f"boxlock ended with {own.returncode}: {message.strip()}")
    if first is None:
        raise Failed("no moof came out")
    lead = source_end[0] - first
    if lead < SECONDS / 2:
        raise Failed(f"the first encrypted moof came {lead:.2f} s before the end of a {SECONDS} s source")
    (folder / "live.mp4").write_bytes(encrypted)
    done = boxlock("decrypt", "-", "-", "--key", f"{KID}:{KEY}", stdin=None, input=bytes(encrypted))
    equal(hashlib.sha256(done.stdout).hexdigest(), hashlib.sha256(clear).hexdigest(), "the stream decrypted")
    return f"first moof {lead:.1f} s before the source's end"


def segments(folder, scheme):
    """An initialization segment and media segments, joined as they arrive."""
    parts = [SAMPLES / "segments" / name for name in ("init.mp4", "media-0.m4s", "media-1.m4s")]
    stream = b"".join(part.read_bytes() for part in parts)
    made = boxlock("encrypt", "-", "-", "--scheme", scheme, "--key", f"{KID}:{KEY}", stdin=None, input=stream).stdout
    if made == stream:
        raise Failed("the stream is still clear")
    back = boxlock("decrypt", "-", "-", "--key", f"{KID}:{KEY}", stdin=None, input=made).stdout
    equal(hashlib.sha256(back).hexdigest(), hashlib.sha256(stream).hexdigest(), "segments decrypted")


def run_all(report, folder):
    folder = folder / "behaviour"
    os.makedirs(folder)
    big = folder / "big-frag.mp4"

    def make_big():
        ffmpeg("-i", looped.clip(folder), "-c", "copy", "-movflags", FRAGMENTS, big)

    report.case("behaviour: media for the thread test", make_big)
    sources = [SAMPLES / name for name in ("avc-aac.mp4", "hevc-aac-frag.mp4", "av1-opus.mp4", "vp9-opus-frag.mp4")]
    for source in [*sources, folder / "clip.mp4", big]:
        for scheme in ("cenc", "cbcs"):
            name = f"behaviour: same bytes with 1, 2 and 8 threads, {source.name} {scheme}"
            report.case(name, same_for_any_threads, source, scheme, folder)
    report.case("behaviour: fresh and distinct IVs", fresh_ivs, folder)
    for scheme in ("cenc", "cbcs"):
        report.case(f"behaviour: live pipe {scheme}", live, folder, scheme)
        report.case(f"behaviour: joined segments {scheme}", segments, folder, scheme)
