"""The programs that are measured: how each encrypts and decrypts, and whether others can read what it writes."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

from measure import Entry

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "interop"))

import judges  # noqa: E402
from tools import FFMPEG, FFMPEG_NEW, KEY, KID, SHAKA, TOOLS  # noqa: E402

BOXLOCK = os.environ.get("BOXLOCK", str(ROOT / "target" / "release" / "boxlock"))
FLOOR = os.environ.get("FLOOR")
IV = "0102030405060708"
GPAC = TOOLS / "gpac"


def found(name):
    path = TOOLS / "bin" / name
    return str(path) if path.exists() else shutil.which(name)


def gpac():
    """Folder of GPAC's programs, what they need in their environment, and their version; nothing when there are none."""
    if path := shutil.which("MP4Box"):
        folder, environment = Path(path).parent, {}
    else:
        folder, environment = GPAC / "usr/bin", {"LD_LIBRARY_PATH": str(GPAC / "usr/lib/x86_64-linux-gnu"), "HOME": str(TOOLS)}
    if not (folder / "MP4Box").exists():
        return None
    done = subprocess.run([folder / "MP4Box", "-version"], capture_output=True, text=True, check=False, env={**os.environ, **environment})
    version = re.search(r"version (\S+?)(?:-rev|\s|$)", done.stdout + done.stderr)
    return folder, environment, version.group(1) if version else "of unknown version"


def gpacs(source, out, handlers, scheme, folder, fragmented, box_option, filter_name):
    """GPAC's packager, which writes progressive files, and for fragmented ones its fragmenter too."""
    if not (found_gpac := gpac()):
        return
    programs, environment, version = found_gpac
    keys = gpac_keys(handlers, scheme, folder)
    yield Entry(f"MP4Box {version}", [programs / "MP4Box", box_option, keys, source, "-out", out], [out], environment)
    if fragmented and (programs / "gpac").exists():
        words = [programs / "gpac", "-i", source, f"{filter_name}:cfile={keys}", "-o", f"{out}:store=frag:cdur=2"]
        yield Entry(f"gpac {version}, fragments", words, [out], environment)


def boxlock(operation, source, out, scheme=None, threads=2):
    words = [BOXLOCK, operation, source, out, "--threads", threads, "--key", f"{KID}:{KEY}"]
    words += ["--scheme", scheme] if scheme else []
    name = "boxlock" if threads == 2 else f"boxlock --threads {threads}"
    return Entry(name, words, [out], ours=True)


def cp(source, out):
    return Entry("cp", ["cp", source, out], [out])


def floors(source, out, operation, scheme):
    """What bounds the figures: tests/bench/floor.rs reads, ciphers and writes every byte in the pieces that boxlock uses, or only
    writes, which threads do one after the other on one file; `cp` copies inside the kernel, once."""
    for threads in (2, 1):
        yield Entry(f"floor: read, cipher, write, {'two threads' if threads == 2 else 'one thread'}",
                    [FLOOR, operation, scheme, threads, source, out], [out])
    yield Entry("floor: write, one thread", [FLOOR, "write", 1, source, out], [out])


def floors_of_files(folder, out):
    """The same for a folder of files, file by file, and with what a batch has to do besides."""
    yield Entry("floor: read, cipher, write, two threads", [FLOOR, "encrypt", "cenc", 2, folder, out], [out])
    yield Entry("floor: look at pictures, read, cipher, write, hash, two threads", [FLOOR, "batch", "cenc", 2, folder, out], [out])


def openssl(source, out):
    return Entry("openssl enc -aes-128-ctr", ["openssl", "enc", "-aes-128-ctr", "-K", KEY, "-iv", IV * 2, "-in", source, "-out", out],
                 [out])


def ffmpegs():
    named = {"ffmpeg": FFMPEG, "ffmpeg (newer)": FFMPEG_NEW}
    return {name: path for name, path in named.items() if path}


def encryptors(source, handlers, scheme, folder, fragmented):
    """Every peer that writes this scheme and layout."""
    out = folder / "peer.mp4"
    entries = []
    if scheme == "cenc":
        layout = ["-movflags", "frag_keyframe+empty_moov+default_base_moof"] if fragmented else []
        for name, path in ffmpegs().items():
            entries.append(Entry(name, [path, "-nostdin", "-v", "error", "-y", "-i", source, "-map", "0", "-c", "copy", *layout,
                                        "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", KEY, "-encryption_kid", KID, out],
                                 [out]))
    if SHAKA:
        entries.append(shaka(source, folder, handlers, "--enable_raw_key_encryption", "--protection_scheme", scheme))
    entries += gpacs(source, out, handlers, scheme, folder, fragmented, "-crypt", "cecrypt")
    if sheathe := found("sheathe"):
        outputs = folder / "sheathe"
        outputs.mkdir(exist_ok=True)
        entries.append(Entry("sheathe", [sheathe, "package", source, "--no-banner", "--on-demand", "--out", outputs, "--enc-scheme", scheme,
                                         "--enc-key", f"{KID}:{KEY}"], [outputs]))
    if fragmented and (mp4ff := found("mp4ff-encrypt")) and handlers == ["vide"]:
        entries.append(Entry("mp4ff-encrypt", [mp4ff, "-scheme", scheme, "-key", KEY, "-kid", KID, "-iv", IV * 2, source, out], [out]))
    if fragmented and (bento4 := found("mp4encrypt")):
        words = [word for track in range(1, len(handlers) + 1)
                 for word in ("--key", f"{track}:{KEY}:{IV * 2}", "--property", f"{track}:KID:{KID}")]
        entries.append(Entry("mp4encrypt", [bento4, "--method", f"MPEG-{scheme.upper()}", *words, source, out], [out]))
    return entries


def decryptors(source, handlers, scheme, folder, fragmented):
    """Every peer that reads this scheme and layout; `source` was written by boxlock."""
    out = folder / "peer.mp4"
    entries = [Entry(name, [path, "-nostdin", "-v", "error", "-y", "-decryption_key", KEY, "-i", source, "-map", "0", "-c", "copy",
                            out], [out]) for name, path in ffmpegs().items()]
    if SHAKA and fragmented:
        entries.append(shaka(source, folder, handlers, "--enable_raw_key_decryption"))
    entries += gpacs(source, out, handlers, scheme, folder, fragmented, "-decrypt", "cdcrypt")
    if fragmented and (mp4ff := found("mp4ff-decrypt")) and handlers == ["vide"]:
        entries.append(Entry("mp4ff-decrypt", [mp4ff, "-key", KEY, source, out], [out]))
    if fragmented and (bento4 := found("mp4decrypt")):
        entries.append(Entry("mp4decrypt", [bento4, "--key", f"{KID}:{KEY}", source, out], [out]))
    return entries


def shaka(source, folder, handlers, *options):
    outputs = [folder / f"peer-{handler}.mp4" for handler in handlers]
    inputs = [f"in={source},stream={judges.STREAMS[handler]},output={out}" for handler, out in zip(handlers, outputs)]
    return Entry("Shaka Packager", [SHAKA, *inputs, "--clear_lead", "0", "--keys", f"label=:key_id={KID}:key={KEY}", *options], outputs)


def gpac_keys(handlers, scheme, folder):
    """GPAC's description of the keys."""
    tracks = {number: Track(number, handler) for number, handler in enumerate(handlers, 1)}
    path = folder / f"gpac-{scheme}-{len(tracks)}.xml"
    return judges.gpac_keys(Tracks(tracks), scheme, {handler: (KID, KEY) for handler in handlers}, path)


Track = namedtuple("Track", "id handler")
Tracks = namedtuple("Tracks", "tracks")


def packets(path):
    """A digest of the packets of each stream, as ffmpeg reads them."""
    command = [FFMPEG, "-nostdin", "-v", "error", "-ignore_editlist", "1", "-i", str(path), "-map", "0", "-c", "copy", "-f",
               "streamhash", "-hash", "md5", "-"]
    lines = subprocess.run(command, capture_output=True, check=True).stdout.decode().split()
    return sorted(line.split(",", 1)[1] for line in lines)


def judge(entry, clear, encrypts):
    """Whether the output of an entry holds the packets of the clear file, decrypted by boxlock where it is encrypted."""
    entry.remove_outputs()
    done = subprocess.run(entry.command, capture_output=True, check=False, env=entry.environment, stdin=subprocess.DEVNULL)
    if done.returncode:
        return False
    found_packets = []
    for out in entry.outputs:
        for path in sorted(out.glob("rep_*.mp4")) if out.is_dir() else [out]:
            with tempfile.TemporaryDirectory() as folder:
                back = Path(folder) / "back.mp4"
                command = [BOXLOCK, "decrypt", str(path), str(back), "--key", f"{KID}:{KEY}"]
                if encrypts and subprocess.run(command, capture_output=True, check=False).returncode:
                    return False
                try:
                    found_packets += packets(back if encrypts else path)
                except subprocess.CalledProcessError:
                    return False
    entry.remove_outputs()
    return sorted(found_packets) == packets(clear)
