"""Counts cases, prints a line for each, and keeps the cells of the result table."""

import time
import traceback

from tools import Failed, Skipped


class Report:
    def __init__(self, only=None):
        self.only = only
        self.passed = self.failed = self.skipped = 0
        self.cells = {}

    def wanted(self, name):
        return self.only is None or self.only in name

    def case(self, name, function, *arguments, cell=None):
        """Runs one case. `cell` is (row, column) of the table that takes its verdict."""
        if not self.wanted(name):
            return
        started = time.monotonic()
        try:
            note = function(*arguments)
            self.passed += 1
            verdict, text = "ok", note
        except Skipped as reason:
            self.skipped += 1
            verdict, text = "skip", str(reason)
        except Failed as reason:
            self.failed += 1
            verdict, text = "FAIL", str(reason)
        except Exception as error:  # A broken output can break the test's own reader: that is a failure too.
            self.failed += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            verdict, text = "FAIL", f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
        seconds = time.monotonic() - started
        print(f"{verdict:4} {name} ({seconds:.1f} s){': ' + text if text else ''}", flush=True)
        if cell:
            row, column = cell
            self.cells.setdefault(row, {})[column] = verdict if verdict != "ok" else (text or "ok")

    def table(self, path):
        columns = []
        for row in self.cells.values():
            columns += [column for column in row if column not in columns]
        with open(path, "w", encoding="utf-8") as out:
            out.write("| | " + " | ".join(columns) + " |\n")
            out.write("|---|" + "---|" * len(columns) + "\n")
            for name, row in self.cells.items():
                out.write(f"| {name} | " + " | ".join(row.get(column, "–") for column in columns) + " |\n")

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
