"""Turns the load generator's lines of JSON, one per run, into a table of Markdown and, when asked, a file of JSON."""

import argparse
import json
import sys
from pathlib import Path


def memory(run):
    """Memory at the start, in the middle and at the end, and how much the second half grew."""
    samples = [kib / 1024 for kib in run["memory_kib"]]
    if len(samples) < 3 or not samples[-1]:
        return "not known"
    middle = samples[len(samples) // 2]
    growth = (samples[-1] - middle) / middle * 100
    return f"{samples[0]:.0f} → {middle:.0f} → {samples[-1]:.0f} MiB, peak {max(samples):.0f}; second half {growth:+.1f} %"


def table(runs):
    rows = [
        ("AcquireLicense per second", lambda r: f"{r['licenses_per_second']:.0f}"),
        ("licenses, seconds", lambda r: f"{r['licenses']}, {r['seconds']:.1f}" + (" (requests used up)" if r["requests_used_up"] else "")),
        ("p50", lambda r: f"{r['p50_ms']:.1f} ms"),
        ("p99", lambda r: f"{r['p99_ms']:.1f} ms"),
        ("longest", lambda r: f"{r['max_ms']:.1f} ms"),
        ("processor time of the service per license", lambda r: f"{r['server_cpu_ms_per_license']:.2f} ms"),
        ("of that, curve arithmetic", lambda r: f"{r['curve_ms_per_license']:.2f} ms, "
         f"{r['curve_ms_per_license'] / r['server_cpu_ms_per_license'] * 100:.0f} %" if r["server_cpu_ms_per_license"] else "not known"),
        ("memory of the service", memory),
    ]
    lines = ["| | " + " | ".join(r["store"] for r in runs) + " |", "|---" * (len(runs) + 1) + "|"]
    lines += [f"| {name} | " + " | ".join(cell(r) for r in runs) + " |" for name, cell in rows]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", metavar="FILE", help="write the figures there")
    options = parser.parse_args()
    runs = [json.loads(line) for line in sys.stdin if line.strip()]
    print(f"### AcquireLicense, {runs[0]['clients']} connections, full verification, durable record\n")
    print(table(runs))
    print("\nCurve operations of one license, each measured alone on one core:\n")
    for part in runs[0]["curve_operations"]:
        print(f"* {part['per_license']} × {part['operation']}: {part['us']:.0f} µs")
    print(flush=True)
    if options.json:
        Path(options.json).write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
