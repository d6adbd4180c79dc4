"""Large media: one short clip whose samples are repeated, written as a progressive file with co64."""

import struct

from mp4 import Movie
from tools import ffmpeg


def clip(folder):
    """About 40 MB of pictures that do not compress, each a key frame."""
    path = folder / "clip.mp4"
    if not path.exists():
        ffmpeg("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25:duration=1,noise=alls=90:allf=t", "-c:v", "libx264",
               "-preset", "ultrafast", "-qp", "4", "-g", "1", "-pix_fmt", "yuv420p", path)
    return path


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def full_box(kind, *parts):
    return box(kind, struct.pack(">I", 0), *parts)


def patched(data, found, replaced):
    """The bytes of a box with some of its descendants replaced."""
    if found.offset in replaced:
        return replaced[found.offset]
    if not found.children:
        return data[found.offset : found.end]
    return box(found.kind, *(patched(data, child, replaced) for child in found.children))


def write(source, path, size):
    """Repeats the first track of `source` until the file has at least `size` bytes; moov comes first."""
    movie = Movie(source)
    track = next(iter(movie.tracks.values()))
    payload = b"".join(movie.payload(track))
    sizes = [sample.size for sample in track.samples]
    loops = -(-size // len(payload))
    moov = next(b for b in movie.boxes if b.kind == b"moov")
    ftyp = next(b for b in movie.boxes if b.kind == b"ftyp")
    stbl = moov.find(b"trak", b"mdia", b"minf", b"stbl")
    stsd = stbl.find(b"stsd")
    head = movie.data[ftyp.offset : ftyp.end]

    def header(first):
        tables = box(
            b"stbl",
            movie.data[stsd.offset : stsd.end],
            full_box(b"stts", struct.pack(">III", 1, len(sizes) * loops, 512)),
            full_box(b"stsz", struct.pack(">II", 0, len(sizes) * loops), struct.pack(f">{len(sizes)}I", *sizes) * loops),
            full_box(b"stsc", struct.pack(">IIII", 1, 1, len(sizes), 1)),
            full_box(b"co64", struct.pack(">I", loops),
                     b"".join(struct.pack(">Q", first + n * len(payload)) for n in range(loops))),
        )
        return patched(movie.data, moov, {stbl.offset: tables})

    first = len(head) + len(header(0)) + 16
    with open(path, "wb") as out:
        out.write(head + header(first))
        out.write(struct.pack(">I4sQ", 1, b"mdat", 16 + loops * len(payload)))
        for _ in range(loops):
            out.write(payload)
    return path
