"""Runs the interoperability tests: one line per case, then the totals."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import batch_manifests
import batch_slurm
import batch_storage
import behaviour
import damage
import failures
import headers
import large
import licenses
import matrix
import messages
import packaging
import pki
import self_check
import service
import subsamples
from report import Report
from tools import BOXLOCK

SECTIONS = {
    "matrix": matrix.run_all,
    "subsamples": subsamples.run_all,
    "behaviour": behaviour.run_all,
    "damage": damage.run_all,
    "headers": headers.run_all,
    "messages": messages.run_all,
    "pki": pki.run_all,
    "licenses": licenses.run_all,
    "service": service.run_all,
    "packaging": packaging.run_all,
    "failures": failures.run_all,
    "batch-manifests": batch_manifests.run_all,
    "batch-slurm": batch_slurm.run_all,
    "batch-storage": batch_storage.run_all,
    "large": large.run_all,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-skip", action="store_true", help="end with an error when a case was skipped")
    parser.add_argument("--table", metavar="FILE", help="write the matrix as a Markdown table")
    parser.add_argument("--section", choices=SECTIONS, action="append", help="run these sections only")
    parser.add_argument("--only", metavar="TEXT", help="run only cases whose name holds TEXT")
    parser.add_argument("--self-check", action="store_true", help="judge the foreign programs by one another")
    options = parser.parse_args()
    report = Report(options.only)
    with tempfile.TemporaryDirectory(prefix="boxlock-interop-") as folder:
        if options.self_check:
            self_check.run_all(report, Path(folder))
        else:
            if not os.access(BOXLOCK, os.X_OK):
                sys.exit(f"no boxlock at {BOXLOCK}: run `cargo build --release` or set BOXLOCK")
            for section in options.section or SECTIONS:
                SECTIONS[section](report, Path(folder))
    if options.table:
        report.table(options.table)
    report.finish()
    return 1 if report.failed or (options.no_skip and report.skipped) or not report.passed else 0


if __name__ == "__main__":
    sys.exit(main())
