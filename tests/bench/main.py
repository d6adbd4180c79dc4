"""Measures boxlock beside cp, openssl and other packagers, and writes tables, JSON and a chart."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import chart
import programs
import report
from measure import Entry, measure
from media import MB, Media, roomy_folder
from programs import BOXLOCK, KEY, KID, boxlock, cp, decryptors, encryptors, floors, floors_of_files, judge, openssl

BOTH = ["vide", "soun"]
GB = 1068 * MB
SMALL = 14 * MB


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.media = Media(Path(options.media) if options.media else folder / "media")
        self.work = folder / "work"
        self.work.mkdir(exist_ok=True)
        self.tables = []
        self.verdicts = {}

    def size(self, full, quick=64 * MB):
        return quick if self.options.quick else full

    def peers(self):
        return not self.options.no_peers

    def table(self, name, entries, note=""):
        """Measures a table's entries; the first is what the others are compared with."""
        done = measure(entries, self.options.rounds)
        for entry in entries:
            if entry.error:
                print(f"{name}: {entry.name}: {entry.error}", file=sys.stderr)
        table = report.Table(name, done, note)
        self.tables.append(table)
        print(table.markdown(), flush=True)

    def judged(self, entries, small, key):
        """Marks the entries whose output others can read, which is found out on a small file."""
        for entry in entries:
            place = (entry.name, *key)
            if place not in self.verdicts:
                self.verdicts[place] = next((judge(e, small[0], small[2]) for e in small[1] if e.name == entry.name), None)
            entry.right = self.verdicts[place]
        return entries

    def encrypted(self, source, scheme):
        path = self.work / f"{source.stem}-{scheme}.mp4"
        if not path.exists():
            subprocess.run([BOXLOCK, "encrypt", source, path, "--scheme", scheme, "--key", f"{KID}:{KEY}", "--quiet"], check=True)
        return path

    def encrypt(self, name, make, size, schemes, handlers=BOTH, fragmented=False):
        source = make(size)
        out = self.work / "out.mp4"
        for scheme in schemes:
            entries = [cp(source, out), boxlock("encrypt", source, out, scheme), boxlock("encrypt", source, out, scheme, 1),
                       *floors(source, out, "encrypt", scheme), openssl(source, out)]
            if self.peers():
                peers = encryptors(source, handlers, scheme, self.work, fragmented)
                small = make(SMALL)
                small = (small, encryptors(small, handlers, scheme, self.work, fragmented), True)
                entries += self.judged(peers, small, ("encrypt", scheme, name))
            self.table(f"encrypt {scheme}, {name}", entries)

    def decrypt(self, name, make, size, schemes, handlers=BOTH, fragmented=False):
        clear = make(size)
        out = self.work / "out.mp4"
        for scheme in schemes:
            source = self.encrypted(clear, scheme)
            entries = [cp(source, out), boxlock("decrypt", source, out), boxlock("decrypt", source, out, threads=1),
                       *floors(source, out, "decrypt", scheme)]
            if self.peers():
                peers = decryptors(source, handlers, scheme, self.work, fragmented)
                small = make(SMALL)
                encrypted = self.encrypted(small, scheme)
                small = (small, decryptors(encrypted, handlers, scheme, self.work, fragmented), False)
                entries += self.judged(peers, small, ("decrypt", scheme, name))
            self.table(f"decrypt {scheme}, {name}", entries)
            source.unlink()

    def progressive(self):
        self.encrypt("progressive", self.media.progressive, self.size(GB), ("cenc", "cbcs"))

    def fragmented(self):
        self.encrypt("fragmented", self.media.fragmented, self.size(GB), ("cenc", "cbcs"), fragmented=True)

    def video(self):
        self.encrypt("video only, fragmented", self.media.video_only, self.size(GB), ("cenc", "cbcs"), ["vide"], fragmented=True)

    def hevc(self):
        self.encrypt("HEVC, progressive", lambda size: self.media.progressive(size, "hevc"), self.size(300 * MB), ("cenc", "cbcs"))

    def decryption(self):
        self.decrypt("progressive", self.media.progressive, self.size(GB), ("cenc", "cbcs"))
        self.decrypt("fragmented", self.media.fragmented, self.size(GB), ("cenc", "cbcs"), fragmented=True)
        self.decrypt("video only, fragmented", self.media.video_only, self.size(GB), ("cenc", "cbcs"), ["vide"], fragmented=True)

    def reading(self):
        clear = self.media.progressive(self.size(GB))
        out = self.work / "out.mp4"
        for scheme in ("cenc", "cbcs"):
            source = self.encrypted(clear, scheme)
            key = ["--key", f"{KID}:{KEY}"]
            self.table(f"inspect and verify {scheme}, progressive", [
                cp(source, out),
                Entry("boxlock inspect", [BOXLOCK, "inspect", source], ours=True),
                Entry("boxlock verify", [BOXLOCK, "verify", source], ours=True),
                Entry("boxlock verify --key", [BOXLOCK, "verify", source, *key], ours=True),
            ])
            source.unlink()

    def catalogue(self):
        self.files("progressive", self.media.progressive, BOTH)

    def catalogue_fragmented(self):
        self.files("video only, fragmented", self.media.video_only, ["vide"], fragmented=True)

    def files(self, name, make, handlers, fragmented=False):
        """Many small files: all of ours, and each peer in a loop that keeps both cores busy."""
        count = 20 if self.options.quick else 200
        folder = self.media.catalogue(count, 5 * MB, make)
        out = self.work / "catalogue"
        out.mkdir(exist_ok=True)
        key = f"{KID}:{KEY}"
        each = ["bash", "-c", 'find "$1" -name "*.mp4" -printf "%f\\0" | xargs -0 -P "$3" -I{} "${@:4}"', "-", folder, out]
        copy = ["bash", "-c", 'find "$1" -name "*.mp4" -print0 | xargs -0 -P 2 -n "$3" cp -t "$2"', "-", folder, out, count // 2]
        plain = [*copy[:2], copy[2].replace("cp -t", "cp --reflink=never -t"), *copy[3:]]
        entries = [Entry("cp -r", ["cp", "-r", folder, out / "copy"], [out]), Entry("cp, two at once", copy, [out]),
                   Entry("cp that reads and writes, two at once", plain, [out]), *floors_of_files(folder, out)]
        own = [BOXLOCK, "encrypt", f"{folder}/{{}}", f"{out}/{{}}", "--threads", "1", "--key", key]
        entries.append(Entry("boxlock encrypt, two at once", [*each, 2, *own], [out], ours=True))
        entries.append(Entry("boxlock encrypt, one by one", [*each, 1, *own], [out], ours=True))
        if subprocess.run([BOXLOCK, "batch", "--help"], capture_output=True, check=False).returncode == 0:
            words = [BOXLOCK, "batch", "run", "--in", f"{folder}/*.mp4", "--out", f"{out}/{{name}}", "--jobs", 2, "--key", key]
            entries.append(Entry("boxlock batch run --jobs 2", words, [out], ours=True))
        if self.peers():
            first = next(iter(sorted(folder.iterdir())))
            for peer in encryptors(first, handlers, "cenc", self.work, fragmented):
                if len(peer.outputs) != 1 or peer.outputs[0].suffix != ".mp4":
                    continue
                right = judge(peer, first, True)
                words = [word.replace(str(first), f"{folder}/{{}}").replace(str(peer.outputs[0]), f"{out}/{{}}") for word in peer.command]
                entries.append(Entry(f"{peer.name}, two at once", [*each, 2, *words], [out], peer.environment, right=right))
        self.table(f"{count} files of 5 MB, {name}", entries)

    def large(self):
        """Memory above all: one file that is six times as large."""
        if not self.options.media:
            self.media.forget()
        size = self.size(6 * 1074 * MB, 256 * MB)
        source = self.media.progressive(size)
        out = self.work / "out.mp4"
        self.table(f"encrypt, {size / 1e9:.1f} GB progressive", [
            cp(source, out), *(boxlock("encrypt", source, out, scheme) for scheme in ("cenc", "cbcs")),
            boxlock("encrypt", source, out, "cenc", 1)])
        source.unlink()

    def start(self):
        sample = programs.ROOT / "samples" / "avc-aac.mp4"
        out = self.work / "out.mp4"
        self.table("start", [
            cp(sample, out),
            Entry("boxlock --version", [BOXLOCK, "--version"], ours=True),
            Entry(f"boxlock encrypt, {sample.stat().st_size // 1000} kB",
                  [BOXLOCK, "encrypt", sample, out, "--key", f"{KID}:{KEY}"], [out], ours=True)])

    def curves(self):
        """What OpenSSL needs for the signatures that licenses need; `cargo bench` has ours."""
        done = subprocess.run(["openssl", "speed", "-seconds", "1", "ecdsap256"], capture_output=True, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if "ecdsa" in line or "sign/s" in line]
        print("### openssl speed ecdsap256\n\n```text\n" + "\n".join(lines) + "\n```\n", flush=True)


ROWS = {
    "progressive": Bench.progressive,
    "fragmented": Bench.fragmented,
    "video": Bench.video,
    "hevc": Bench.hevc,
    "decrypt": Bench.decryption,
    "reading": Bench.reading,
    "catalogue": Bench.catalogue,
    "catalogue-fragmented": Bench.catalogue_fragmented,
    "start": Bench.start,
    "curves": Bench.curves,
    # Last, since it takes most of the memory: the media of the others are removed before it.
    "large": Bench.large,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, prog="tests/bench/run")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds, whose medians are shown (default 5)")
    parser.add_argument("--quick", action="store_true", help="64 MB instead of 1 GiB: a smoke test")
    parser.add_argument("--rows", metavar="NAME", choices=ROWS, action="append", help=f"only these rows: {', '.join(ROWS)}")
    parser.add_argument("--no-peers", action="store_true", help="only boxlock, cp and openssl")
    parser.add_argument("--media", metavar="FOLDER", help="keep the media here, for the next run")
    parser.add_argument("--folder", metavar="FOLDER", help="work here (default: /dev/shm when it has room)")
    parser.add_argument("--table", metavar="FILE", help="write the tables as Markdown")
    parser.add_argument("--json", metavar="FILE", help="write all figures as JSON")
    parser.add_argument("--chart", metavar="FILE", help="draw MB/s against size and threads as SVG")
    options = parser.parse_args()
    for program in ("ffmpeg", "openssl"):
        if not shutil.which(program):
            sys.exit(f"no {program} on this machine: run tests/interop/install")
    place = Path(options.folder) if options.folder else roomy_folder((1 if options.quick else 14) << 30)
    rows = options.rows or ([] if options.chart else list(ROWS))
    print(report.machine(BOXLOCK), flush=True)
    with tempfile.TemporaryDirectory(prefix="boxlock-bench-", dir=place) as folder:
        bench = Bench(options, Path(folder))
        for row in rows:
            ROWS[row](bench)
        series = chart.measured(bench) if options.chart else None
    if options.table:
        Path(options.table).write_text(report.machine(BOXLOCK) + "\n" + "\n".join(t.markdown() for t in bench.tables), encoding="utf-8")
    if options.json:
        document = {"machine": report.facts(BOXLOCK), "rounds": options.rounds, "tables": [t.document() for t in bench.tables]}
        Path(options.json).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if series:
        Path(options.chart).write_text(chart.svg(*series), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
