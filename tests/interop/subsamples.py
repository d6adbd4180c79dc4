"""Clear and protected bytes of every sample, entry by entry, against Shaka Packager's for the same clear input."""

import os

import judges
import matrix
from mp4 import Movie
from tools import Failed

MEDIA = ("AVC+AAC", "AVC, 4 slices", "AVC, interlaced", "HEVC+AAC", "HEVC, 3 slices", "AV1+Opus", "VP9+Opus")


def ranges(sample):
    """Protected byte ranges of a sample."""
    if sample.subsamples is None:
        return [(0, sample.size)]
    at, found = 0, []
    for clear, protected in sample.subsamples:
        if protected:
            found.append((at + clear, at + clear + protected))
        at += clear + protected
    if at != sample.size:
        raise Failed(f"subsamples cover {at} of {sample.size} bytes")
    return found


def remainder_in_front(scheme, codec, ours, theirs):
    """Same slice, tile or frame, same number of whole blocks: the bytes that fill no block are clear in front of
    ours and behind theirs."""
    return (
        scheme == "cenc"
        and len(ours) == len(theirs)
        and all(a[1] - a[0] == b[1] - b[0] and 0 <= a[0] - b[0] < 16 for a, b in zip(ours, theirs))
    )


def vp9_tail(scheme, codec, ours, theirs):
    """Shaka rounds the protected part of a VP9 frame down to whole blocks in cbcs; ours runs to the frame's end."""
    return (
        codec == "vp09"
        and scheme == "cbcs"
        and len(ours) == len(theirs)
        and all(a[0] == b[0] and 0 <= a[1] - b[1] < 16 for a, b in zip(ours, theirs))
    )


# Differences that a clause of a specification explains.
EXPLAINED = {
    "remainder in front (ISO/IEC 23001-7 10.2 with the AV1 binding: whole blocks that end where the slice or tile"
    " ends)": remainder_in_front,
    "cbcs ranges are not rounded (ISO/IEC 23001-7 10.4: a partial last block stays clear inside the range)": vp9_tail,
}


def compare(clear, scheme, handler, own, theirs):
    ours, shaka = Movie(own).track(handler), Movie(theirs).track(handler)
    if len(ours.samples) != len(shaka.samples):
        raise Failed(f"{len(ours.samples)} samples, Shaka has {len(shaka.samples)}")
    for field in ("protected", "iv_size", "pattern"):
        if ours.tenc[field] != shaka.tenc[field]:
            raise Failed(f"tenc {field}: {ours.tenc[field]}, Shaka has {shaka.tenc[field]}")
    same, explained = 0, {}
    for number, (a, b) in enumerate(zip(ours.samples, shaka.samples)):
        mine, other = ranges(a), ranges(b)
        if mine == other:
            same += 1
            continue
        why = next((name for name, rule in EXPLAINED.items() if rule(scheme, ours.codec, mine, other)), None)
        if why is None:
            raise Failed(f"sample {number} of {a.size} bytes: protected {mine}, Shaka {other}")
        explained[why] = explained.get(why, 0) + 1
    notes = [f"{same} of {len(ours.samples)} samples equal"] + [f"{n}: {why}" for why, n in explained.items()]
    return "; ".join(notes)


def run_all(report, folder):
    folder = folder / "subsamples"
    os.makedirs(folder)
    for media in MEDIA:
        clear = matrix.source(media, "fragmented", folder)
        for scheme in ("cenc", "cbcs"):
            if report.wanted(f"subsamples {media} {scheme}"):
                compare_file(report, folder, media, clear, scheme)


def compare_file(report, folder, media, clear, scheme):
    made = {}

    def both():
        keys = matrix.keys_of(clear, matrix.SAME_KEYS)
        own = matrix.own_encrypt(clear, scheme, keys, folder)
        made.update({handler: (own, path) for handler, path in judges.shaka_encrypt(clear, scheme, folder).items()})

    report.case(f"subsamples {media} {scheme}: encrypted by both", both)
    for handler, (own, theirs) in made.items():
        name = f"subsamples {media} {scheme} {judges.STREAMS[handler]}"
        report.case(name, compare, clear, scheme, handler, own, theirs)
