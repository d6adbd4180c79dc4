"""A small MP4 reader for the tests: boxes, tracks, samples and CENC sample information.

It is plain on purpose and shares nothing with the program under test. Only trusted files are read with it.
"""

import hashlib
import struct
from dataclasses import dataclass, field

CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf", b"sinf", b"schi", b"edts", b"mfra"}


@dataclass
class Box:
    kind: bytes
    offset: int
    header: int
    size: int
    children: list = field(default_factory=list)

    @property
    def body(self):
        return self.offset + self.header

    @property
    def end(self):
        return self.offset + self.size

    def find_all(self, *path):
        found = [child for child in self.children if child.kind == path[0]]
        return found if len(path) == 1 else [box for child in found for box in child.find_all(*path[1:])]

    def find(self, *path):
        found = self.find_all(*path)
        return found[0] if found else None


def u16(data, at):
    return struct.unpack_from(">H", data, at)[0]


def u32(data, at):
    return struct.unpack_from(">I", data, at)[0]


def i32(data, at):
    return struct.unpack_from(">i", data, at)[0]


def u64(data, at):
    return struct.unpack_from(">Q", data, at)[0]


def read_boxes(data, start, end):
    boxes = []
    while start + 8 <= end:
        size, kind, header = u32(data, start), bytes(data[start + 4 : start + 8]), 8
        if size == 1:
            size, header = u64(data, start + 8), 16
        elif size == 0:
            size = end - start
        if size < header or start + size > end:
            raise ValueError(f"box {kind!r} at {start}: size {size} does not fit before {end}")
        box = Box(kind, start, header, size)
        if kind in CONTAINERS:
            box.children = read_boxes(data, box.body, box.end)
        boxes.append(box)
        start += size
    return boxes


def all_boxes(boxes):
    for box in boxes:
        yield box
        yield from all_boxes(box.children)


@dataclass
class Sample:
    offset: int
    size: int
    iv: bytes = None
    subsamples: list = None


@dataclass
class Track:
    id: int
    handler: str
    entry: str
    codec: str
    scheme: str = None
    tenc: dict = None
    samples: list = field(default_factory=list)


class Movie:
    """A file that is read whole."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        data = self.data
        self.boxes = read_boxes(data, 0, len(data))
        self.tracks = {}
        self.defaults = {}
        moov = next(box for box in self.boxes if box.kind == b"moov")
        for trex in moov.find_all(b"mvex", b"trex"):
            at = trex.body
            self.defaults[u32(data, at + 4)] = (u32(data, at + 16), u32(data, at + 20))
        for trak in moov.find_all(b"trak"):
            track = self.read_track(trak)
            self.tracks[track.id] = track
        for moof in self.boxes:
            if moof.kind == b"moof":
                self.read_fragment(moof)

    def track(self, handler):
        return next((track for track in self.tracks.values() if track.handler == handler), None)

    def payload(self, track):
        return [self.data[s.offset : s.offset + s.size] for s in track.samples]

    def digest(self, handler):
        """SHA-256 of every sample of the first track of this handler, in order, and their number."""
        track = self.track(handler)
        if track is None:
            return None
        digest = hashlib.sha256()
        for sample in self.payload(track):
            digest.update(struct.pack(">I", len(sample)) + sample)
        return f"{len(track.samples)}:{digest.hexdigest()}"

    def read_track(self, trak):
        data = self.data
        tkhd = trak.find(b"tkhd")
        track_id = u32(data, tkhd.body + (20 if data[tkhd.body] else 12))
        hdlr = trak.find(b"mdia", b"hdlr")
        handler = data[hdlr.body + 8 : hdlr.body + 12].decode("latin1")
        stbl = trak.find(b"mdia", b"minf", b"stbl")
        stsd = stbl.find(b"stsd")
        entry = read_boxes(data, stsd.body + 8, stsd.end)[0]
        track = Track(track_id, handler, entry.kind.decode("latin1"), entry.kind.decode("latin1"))
        self.read_protection(track, entry, handler)
        self.read_tables(track, stbl)
        senc = trak.find(b"senc") or stbl.find(b"senc")
        if senc:
            self.read_senc(senc, track, track.samples)
        return track

    def read_protection(self, track, entry, handler):
        skip = {"vide": 78, "soun": 28}.get(handler, 8)
        if not track.entry.startswith("enc"):
            return
        sinf = next(box for box in read_boxes(self.data, entry.body + skip, entry.end) if box.kind == b"sinf")
        data, frma, schm, tenc = self.data, sinf.find(b"frma"), sinf.find(b"schm"), sinf.find(b"schi", b"tenc")
        track.codec = data[frma.body : frma.body + 4].decode("latin1")
        track.scheme = data[schm.body + 4 : schm.body + 8].decode("latin1")
        at = tenc.body
        track.tenc = {
            "version": data[at],
            "pattern": (data[at + 5] >> 4, data[at + 5] & 15) if data[at] else (0, 0),
            "protected": data[at + 6],
            "iv_size": data[at + 7],
            "kid": data[at + 8 : at + 24].hex(),
            "constant_iv": None,
        }
        if data[at + 6] and not data[at + 7]:
            track.tenc["constant_iv"] = data[at + 25 : at + 25 + data[at + 24]].hex()

    def read_tables(self, track, stbl):
        data = self.data
        stsz, stsc = stbl.find(b"stsz"), stbl.find(b"stsc")
        chunks, width = stbl.find(b"stco"), 4
        if chunks is None:
            chunks, width = stbl.find(b"co64"), 8
        if stsz is None or chunks is None:
            return
        fixed, count = u32(data, stsz.body + 4), u32(data, stsz.body + 8)
        sizes = [fixed or u32(data, stsz.body + 12 + 4 * n) for n in range(count)]
        read = u64 if width == 8 else u32
        offsets = [read(data, chunks.body + 8 + width * n) for n in range(u32(data, chunks.body + 4))]
        runs = [
            (u32(data, stsc.body + 8 + 12 * n), u32(data, stsc.body + 12 + 12 * n))
            for n in range(u32(data, stsc.body + 4))
        ]
        sample = 0
        for number, offset in enumerate(offsets, 1):
            per_chunk = next(n for first, n in reversed(runs) if first <= number)
            for size in sizes[sample : sample + per_chunk]:
                track.samples.append(Sample(offset, size))
                offset += size
            sample += per_chunk

    def read_fragment(self, moof):
        data, implicit = self.data, moof.offset
        for traf in moof.find_all(b"traf"):
            tfhd = traf.find(b"tfhd")
            flags, at = u32(data, tfhd.body) & 0xFFFFFF, tfhd.body + 8
            track = self.tracks[u32(data, tfhd.body + 4)]
            default_size = self.defaults.get(track.id, (0, 0))[1]
            base = moof.offset if flags & 0x20000 else implicit
            if flags & 1:
                base, at = u64(data, at), at + 8
            at += 4 * bool(flags & 2) + 4 * bool(flags & 8)
            if flags & 0x10:
                default_size = u32(data, at)
            first = len(track.samples)
            position = base
            for trun in traf.find_all(b"trun"):
                position = self.read_run(trun, track, base, position, default_size)
            implicit = position
            senc = traf.find(b"senc")
            if senc:
                self.read_senc(senc, track, track.samples[first:])

    def read_run(self, trun, track, base, position, default_size):
        data, flags, at = self.data, u32(self.data, trun.body) & 0xFFFFFF, trun.body + 8
        if flags & 1:
            position, at = base + i32(data, at), at + 4
        at += 4 * bool(flags & 4)
        for _ in range(u32(data, trun.body + 4)):
            at += 4 * bool(flags & 0x100)
            size = default_size
            if flags & 0x200:
                size, at = u32(data, at), at + 4
            at += 4 * bool(flags & 0x400) + 4 * bool(flags & 0x800)
            track.samples.append(Sample(position, size))
            position += size
        return position

    def read_senc(self, senc, track, samples):
        data, flags, at = self.data, u32(self.data, senc.body) & 0xFFFFFF, senc.body + 8
        count = u32(data, senc.body + 4)
        if count != len(samples):
            raise ValueError(f"senc at {senc.offset} has {count} entries for {len(samples)} samples")
        width = track.tenc["iv_size"]
        for sample in samples:
            sample.iv, at = data[at : at + width], at + width
            if flags & 2:
                count, at = u16(data, at), at + 2
                sample.subsamples = [(u16(data, at + 6 * n), u32(data, at + 6 * n + 2)) for n in range(count)]
                at += 6 * count
        if at != senc.end:
            raise ValueError(f"senc at {senc.offset}: {senc.end - at} bytes left over")
