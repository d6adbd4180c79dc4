"""Every codec, layout and scheme: encrypted here, decrypted here and elsewhere; and encrypted elsewhere, decrypted here."""

import filecmp
import os
from pathlib import Path

import judges
from mp4 import Movie
from tools import AUDIO_KEY, AUDIO_KID, BOXLOCK, FFMPEG_NEW, KEY, KID, SAMPLES, Failed, boxlock, ffmpeg, run

SCHEMES = ("cenc", "cbcs", "cens", "cbc1")

# name: (progressive, fragmented) sample; None is made from the other by ffmpeg.
MEDIA = {
    "AVC+AAC": ("avc-aac.mp4", "avc-aac-frag.mp4"),
    "HEVC+AAC": ("hevc-aac.mp4", "hevc-aac-frag.mp4"),
    "AV1+Opus": ("av1-opus.mp4", "av1-opus-frag.mp4"),
    "VP9+Opus": ("vp9-opus.mp4", "vp9-opus-frag.mp4"),
    "E-AC-3": ("eac3.mp4", "eac3-frag.mp4"),
    "AVC, 4 slices": ("avc-slices.mp4", None),
    "AVC, interlaced": ("avc-interlaced.mp4", None),
    "HEVC, 3 slices": ("hevc-slices.mp4", None),
    "AVC, moov last": ("avc-aac-moov-last.mp4", None),
    "AVC, sidx": (None, "avc-aac-sidx.mp4"),
}

# The AV1 binding defines cenc and cbcs; the VP9 binding defines cenc, and packagers also write cbcs.
# A scheme that is not defined for a codec may be refused with exit 4, or must be right.
UNDEFINED = {("AV1+Opus", "cens"), ("AV1+Opus", "cbc1"), ("VP9+Opus", "cens"), ("VP9+Opus", "cbc1")}

# What a foreign program cannot do, found by having it judge the output of others (`--self-check`).
CANNOT_DECRYPT = {
    ("MP4Box", "VP9+Opus", "cbcs"): "GPAC knows only cenc for VP9",
    ("MP4Box", "VP9+Opus", "cens"): "GPAC knows only cenc for VP9",
    ("MP4Box", "VP9+Opus", "cbc1"): "GPAC knows only cenc for VP9",
    ("mp4forge", "AV1+Opus", "cens"): "differs from Shaka, ffmpeg and GPAC, which agree",
}
CANNOT_ENCRYPT = {
    ("MP4Box", "VP9+Opus", "cbcs"): "GPAC knows only cenc for VP9",
    ("MP4Box", "VP9+Opus", "cens"): "GPAC knows only cenc for VP9",
    ("MP4Box", "VP9+Opus", "cbc1"): "GPAC knows only cenc for VP9",
    ("ffmpeg 5.1", "AV1+Opus", "cenc"): "writes an empty senc and leaves the samples clear",
    ("ffmpeg 5.1", "E-AC-3", "cenc"): "writes an empty senc and leaves the samples clear",
    ("ffmpeg 8", "E-AC-3", "cenc"): "writes an empty senc and leaves the samples clear",
}

SAME_KEYS = {"vide": (KID, KEY), "soun": (KID, KEY)}
OWN_KEYS = {"vide": (KID, KEY), "soun": (AUDIO_KID, AUDIO_KEY)}


def source(media, layout, folder):
    progressive, fragmented = MEDIA[media]
    name = progressive if layout == "progressive" else fragmented
    if name:
        return SAMPLES / name
    if layout == "progressive":
        return None
    made = folder / f"{Path(progressive).stem}-frag.mp4"
    if not made.exists():
        ffmpeg("-i", SAMPLES / progressive, "-c", "copy", "-movflags", "frag_keyframe+empty_moov+default_base_moof", made)
    return made


def keys_of(path, keys):
    return {handler: keys[handler] for handler in judges.handlers(path)}


def disputed(who, scheme, track):
    """cens without a pattern (sound): Shaka leaves the last partial block of a sample clear; ffmpeg, GPAC and
    mp4forge cipher it. A track with such blocks is judged by those three alone."""
    return who == "Shaka" and scheme == "cens" and track.handler == "soun" and any(s.size % 16 for s in track.samples)


def same_samples(outputs, clear, who, scheme=None):
    original = Movie(clear)
    if not outputs:
        raise Failed(f"{who} gave nothing back")
    for handler, path in outputs.items():
        if disputed(who, scheme, original.track(handler)):
            continue
        found = Movie(path).digest(handler)
        if found != original.digest(handler):
            raise Failed(f"{who}: {handler} samples differ from the clear original ({found} in {path})")


def protected(outputs, clear):
    """Encrypted output must say so and must differ from the clear file in every track."""
    original = Movie(clear)
    for handler, path in outputs.items():
        movie = Movie(path)
        if movie.track(handler).scheme is None:
            raise Failed(f"{handler} is not marked as protected")
        if movie.digest(handler) == original.digest(handler):
            raise Failed(f"{handler} is still clear")


def selected(handler, kid, key):
    return ["--key", f"{judges.STREAMS[handler]}={kid}:{key}"]


def own_encrypt(clear, scheme, keys, folder):
    out = folder / f"{clear.stem}.own-{scheme}.mp4"
    out.unlink(missing_ok=True)
    words = [word for handler, pair in keys.items() for word in selected(handler, *pair)]
    boxlock("encrypt", clear, out, "--scheme", scheme, *words)
    return out


def own_decrypt(encrypted, keys, folder):
    out = folder / f"{encrypted.stem}.own.mp4"
    out.unlink(missing_ok=True)
    words = [word for kid, key in sorted(set(keys.values())) for word in ("--key", f"{kid}:{key}")]
    boxlock("decrypt", encrypted, out, *words)
    return out


def frames(path, key=None):
    """Hashes of decoded pictures and sound."""
    words = ["-decryption_key", key] if key else []
    return ffmpeg("-ignore_editlist", "1", *words, "-i", path, "-f", "framemd5", "-", tool=FFMPEG_NEW).stdout


def check_own(clear, encrypted, keys, folder):
    protected({handler: encrypted for handler in keys}, clear)
    back = own_decrypt(encrypted, keys, folder)
    same_samples({handler: back for handler in keys}, clear, "boxlock")
    if not filecmp.cmp(back, clear, shallow=False):
        raise Failed("decrypt(encrypt(x)) is not x byte for byte")


def run_layout(report, layout, media, scheme, keys, folder, label=""):
    clear = source(media, layout, folder)
    if clear is None:
        return
    row = f"{layout} {media} {scheme}{label}"
    name = f"matrix {row}"
    if not report.wanted(name):
        return
    keys = keys_of(clear, keys)
    encrypted = folder / f"{clear.stem}.own-{scheme}.mp4"
    if (media, scheme) in UNDEFINED and exit_code(clear, scheme, keys, folder) == 4:
        report.case(f"{name}: refused, not defined for this codec", lambda: "exit 4", cell=(row, "boxlock"))
        return
    report.case(f"{name}: boxlock there and back", lambda: check_own(
        clear, own_encrypt(clear, scheme, keys, folder), keys, folder), cell=(row, "boxlock"))
    for judge, decrypt in judges.DECRYPTORS[layout].items():
        if (judge, media, scheme) in CANNOT_DECRYPT or (label and judge.startswith("ffmpeg")):
            continue
        report.case(f"{name}: boxlock to {judge}", lambda: same_samples(
            decrypt(existing(encrypted), keys, folder), clear, judge, scheme), cell=(row, judge))
    if not label and media in list(MEDIA)[:5]:
        report.case(f"{name}: decoded frames", lambda: decoded(clear, existing(encrypted)), cell=(row, "frames"))
        backwards(report, layout, media, scheme, clear, folder, row)


def existing(path):
    if not path.exists():
        raise Failed("boxlock wrote no file")
    return path


def exit_code(clear, scheme, keys, folder):
    words = [word for handler, pair in keys.items() for word in selected(handler, *pair)]
    out = folder / "refused.mp4"
    return run(BOXLOCK, "encrypt", clear, out, "--force", "--scheme", scheme, *words, check=False).returncode


def decoded(clear, encrypted):
    if frames(encrypted, KEY) != frames(clear):
        raise Failed("decoded frames differ")


def backwards(report, layout, media, scheme, clear, folder, row):
    for packager, encrypt in judges.ENCRYPTORS[layout].items():
        if (packager, media, scheme) in CANNOT_ENCRYPT or (packager.startswith("ffmpeg") and scheme != "cenc"):
            continue

        def there_and_back(encrypt=encrypt):
            for handler, encrypted in encrypt(clear, scheme, folder).items():
                protected({handler: encrypted}, clear)
                if not disputed(packager, scheme, Movie(clear).track(handler)):
                    back = own_decrypt(encrypted, {handler: (KID, KEY)}, folder)
                    same_samples({handler: back}, clear, "boxlock")

        report.case(f"matrix {row}: {packager} to boxlock", there_and_back, cell=(row, f"from {packager}"))


def run_all(report, folder):
    folder = folder / "matrix"
    os.makedirs(folder)
    for layout in ("progressive", "fragmented"):
        for media in MEDIA:
            for scheme in SCHEMES:
                run_layout(report, layout, media, scheme, SAME_KEYS, folder)
        for scheme in SCHEMES:
            run_layout(report, layout, "AVC+AAC", scheme, OWN_KEYS, folder, label=", a key per track")
