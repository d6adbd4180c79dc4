"""Draws MB/s against size and against threads, as an SVG that reads well on light and dark pages."""

import math
import os
from collections import namedtuple
from html import escape

import report
from measure import measure
from media import MB
from programs import BOXLOCK, boxlock, cp, encryptors, openssl

Series = namedtuple("Series", "name points ours")

SIZES = (1, 4, 16, 64, 256, 1024, 6442)
QUICK_SIZES = (1, 4, 16, 64)
# Peers take a minute and more for the largest file, and are no faster there.
LARGEST_FOR_PEERS = 1024

WIDTH, HEIGHT = 960, 440
TOP, BOTTOM, LEFT = 64, 60, 62
PANEL, GAP = 500, 90
COLOURS = (("#0b62d6", "#6cb0ff"), ("#c2410c", "#ff9b6a"), ("#5b6472", "#b3bcc9"), ("#7c3aed", "#c4a5ff"), ("#0f766e", "#5fd3c6"),
           ("#a16207", "#e9c46a"), ("#be185d", "#ff8fc0"), ("#3f6212", "#a3d977"))


def measured(bench):
    """Curves over size and over threads."""
    out = bench.work / "out.mp4"
    by_size = {}
    sizes = QUICK_SIZES if bench.options.quick else SIZES
    for size in sizes:
        source = bench.media.progressive(size * MB)
        length = source.stat().st_size
        entries = [boxlock("encrypt", source, out, "cenc"), cp(source, out), openssl(source, out)]
        entries[0].name = "boxlock encrypt"
        if bench.peers() and size <= LARGEST_FOR_PEERS:
            entries += encryptors(source, ["vide", "soun"], "cenc", bench.work, False)
        # Small files take no time, so they are measured more often.
        for entry in measure(entries, bench.options.rounds * (4 if size <= 16 else 1), memory=False):
            by_size.setdefault(entry.name, []).append((length / MB, length / MB / entry.wall))
        print(f"chart: {size} MB measured", flush=True)
        if size > LARGEST_FOR_PEERS:
            source.unlink()
    source = bench.media.progressive(sizes[-1] * MB if bench.options.quick else 1024 * MB)
    clear, by_threads = source.stat().st_size / MB, {}
    encrypted = bench.encrypted(source, "cenc")
    for threads in range(1, max(2, os.cpu_count()) + 1):
        entries = [boxlock("encrypt", source, out, "cenc", threads), boxlock("encrypt", source, out, "cbcs", threads),
                   boxlock("decrypt", encrypted, out, threads=threads)]
        for entry, name in zip(entries, ("cenc", "cbcs", "decrypt cenc")):
            entry.name = name
        for entry in measure(entries, bench.options.rounds, memory=False):
            by_threads.setdefault(entry.name, []).append((threads, clear / entry.wall))
    encrypted.unlink()
    return (report.facts(BOXLOCK), [Series(name, points, name.startswith("boxlock")) for name, points in by_size.items()],
            [Series(name, points, True) for name, points in by_threads.items()])


def nice_top(value):
    """The next round number."""
    step = 10 ** math.floor(math.log10(value))
    return next(step * factor for factor in (1, 1.5, 2, 3, 4, 5, 7.5, 10) if step * factor >= value)


class Panel:
    """One pair of axes."""

    def __init__(self, left, width, title, ticks, top, position):
        self.left, self.width, self.title, self.ticks, self.top, self.position = left, width, title, ticks, top, position

    def x(self, value):
        return self.left + self.width * self.position(value)

    def y(self, value):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top

    def axes(self):
        yield f'<text class="title" x="{self.left}" y="{TOP - 18}">{escape(self.title)}</text>'
        for part in range(5):
            value = self.top * part / 4
            y = self.y(value)
            yield f'<line class="grid" x1="{self.left}" y1="{y:.1f}" x2="{self.left + self.width}" y2="{y:.1f}"/>'
            yield f'<text class="tick" text-anchor="end" x="{self.left - 8}" y="{y + 4:.1f}">{value:,.0f}</text>'
        for value, text in self.ticks:
            yield f'<text class="tick" text-anchor="middle" x="{self.x(value):.1f}" y="{HEIGHT - BOTTOM + 20}">{escape(text)}</text>'

    def curves(self, series, first=0):
        labels = []
        for index, (name, points, ours) in enumerate(series, first):
            places = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
            kind = "ours" if ours else "peer"
            yield f'<polyline class="{kind} s{index}" points="{places}"/>'
            for x, y in points:
                yield f'<circle class="dot f{index}" cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="{3 if ours else 2.2}"/>'
            x, y = points[-1]
            labels.append([self.y(y) + 4, self.x(x) + 8, index, name])
        # Labels that would touch move apart.
        labels.sort()
        for above, below in zip(labels, labels[1:]):
            below[0] = max(below[0], above[0] + 14)
        for over in range(len(labels) - 1, -1, -1):
            limit = HEIGHT - BOTTOM + 4 if over == len(labels) - 1 else labels[over + 1][0] - 14
            labels[over][0] = min(labels[over][0], limit)
        for y, x, index, name in labels:
            yield f'<text class="label f{index}" x="{self.left + self.width + 6:.1f}" y="{y:.1f}">{escape(name)}</text>'


def style(count):
    light = [f".s{i}{{stroke:{COLOURS[i % len(COLOURS)][0]}}}.f{i}{{fill:{COLOURS[i % len(COLOURS)][0]}}}" for i in range(count)]
    dark = [f".s{i}{{stroke:{COLOURS[i % len(COLOURS)][1]}}}.f{i}{{fill:{COLOURS[i % len(COLOURS)][1]}}}" for i in range(count)]
    return ("text{font-family:system-ui,sans-serif;font-size:12px;fill:#1f2933}.title{font-size:14px;font-weight:600}"
            ".tick,.note{fill:#5b6472;font-size:11px}.grid{stroke:#d5dae1;stroke-width:1}"
            "polyline{fill:none;stroke-linejoin:round}.ours{stroke-width:3}.peer{stroke-width:1.6}"
            + "".join(light) + "@media (prefers-color-scheme:dark){text{fill:#e6e9ee}.tick,.note{fill:#a7b0bd}.grid{stroke:#3a424e}"
            + "".join(dark) + "}")


def size_text(megabytes):
    return f"{megabytes / 1000:.0f} GB" if megabytes >= 1000 else f"{megabytes:.0f} MB"


def svg(facts, by_size, by_threads):
    sizes = sorted({x for s in by_size for x, _ in s.points})
    low, high = math.log(sizes[0]), math.log(sizes[-1])
    top = nice_top(max(y for s in by_size + by_threads for _, y in s.points))
    left = Panel(LEFT, PANEL - 130, "Encrypting one file: MB/s against its size", [(x, size_text(x)) for x in sizes], top,
                 lambda x: (math.log(x) - low) / ((high - low) or 1))
    threads = sorted({x for s in by_threads for x, _ in s.points})
    right = Panel(LEFT + PANEL + GAP, WIDTH - LEFT - PANEL - GAP - 100, "1 GB: MB/s against threads",
                  [(x, str(x)) for x in threads], top, lambda x: (x - 1) / ((threads[-1] - 1) or 1))
    note = (f"{facts['cores']} cores of {facts['processor']}, files in memory (tmpfs), AVC and AAC, progressive, cenc; "
            "medians of interleaved rounds. Made by tests/bench/run --chart.")
    body = [*left.axes(), *left.curves(by_size), *right.axes(), *right.curves(by_threads, len(by_size)),
            f'<text class="note" x="{LEFT}" y="{HEIGHT - 14}">{escape(note)}</text>']
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
            f'aria-label="Speed of boxlock and other packagers">\n<style>{style(len(by_size) + len(by_threads))}</style>\n'
            + "\n".join(body) + "\n</svg>\n")
