"""Tables of what was measured."""

import os
import platform
import re
import subprocess


def facts(program):
    with open("/proc/cpuinfo", encoding="utf-8") as text:
        model = re.search(r"model name\s*: (.*)", text.read())
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return {"boxlock": version, "processor": model.group(1) if model else "unknown", "cores": os.cpu_count(),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "system": f"{platform.system()} {platform.release()}"}


def machine(program):
    known = facts(program)
    return (f"{known['boxlock']} on {known['cores']} cores of {known['processor']}, {known['memory_gib']} GiB, "
            f"{known['system']}\n")


class Table:
    """The entries of one input and operation; the first is the measure of the others."""

    def __init__(self, name, entries, note=""):
        self.name, self.entries, self.note = name, entries, note

    def fastest_peer(self):
        """The fastest of the others whose output is right; `cp` and ciphers do not package."""
        peers = [e for e in self.entries if not e.ours and e.right]
        return min(peers, key=lambda e: e.wall, default=None)

    def rows(self):
        base = self.entries[0] if self.entries else None
        peer = self.fastest_peer()
        for entry in self.entries:
            yield {
                "name": entry.name,
                "wall": entry.wall,
                "user": entry.median(1),
                "system": entry.median(2),
                "memory_mib": entry.memory,
                "wall_to_first": entry.wall / base.wall,
                "cpu_to_first": entry.cpu / base.cpu if base.cpu else None,
                "times_faster_than_fastest_peer": peer.wall / entry.wall if peer and entry.ours else None,
                "right": entry.right,
                "rounds": len(entry.runs),
                "runs": entry.runs,
            }

    def document(self):
        return {"name": self.name, "rows": list(self.rows())}

    def markdown(self):
        first = self.entries[0].name if self.entries else "the first"
        peer = self.fastest_peer()
        against = f"faster than {peer.name}" if peer else "faster than the fastest peer"
        lines = [f"### {self.name}", "",
                 f"| | wall s | user s | system s | peak MiB | wall / {first} | CPU / {first} | {against} | output | rounds |",
                 "|---|---|---|---|---|---|---|---|---|---|"]
        for row in self.rows():
            right = {None: "", True: "right", False: "**wrong**"}[row["right"]]
            cells = [row["name"], seconds(row["wall"]), seconds(row["user"]), seconds(row["system"]), number(row["memory_mib"], 1),
                     number(row["wall_to_first"], 2), number(row["cpu_to_first"], 2),
                     number(row["times_faster_than_fastest_peer"], 1, " ×"), right, str(row["rounds"])]
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join([*lines, "", *([self.note, ""] if self.note else [])])


def seconds(value):
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}"


def number(value, digits, unit=""):
    return "–" if value is None else f"{value:.{digits}f}{unit}"
