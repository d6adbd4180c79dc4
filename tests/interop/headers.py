"""Headers written here and read by other programs, and theirs read here; `verify` over files that Shaka packaged."""

import json
import os

from tools import FFPROBE, KEY, KID, PYTHON, SAMPLES, SHAKA, Failed, Skipped, boxlock, equal, run

URL = "https://example.com/rightsmanager.asmx?a=1&b=2"
OTHER_KID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"

# What pyplayready makes of a pssh box: version, key IDs, URL, and whether its own check of the checksum with the key holds.
READER = """
import base64, json, sys
from uuid import UUID
from pyplayready.system.pssh import PSSH
header = PSSH(sys.argv[1]).wrm_headers[0]
kids = list(header.key_ids)
print(json.dumps({
    "version": header.version.value if hasattr(header.version, "value") else str(header.version),
    "kids": sorted(kid.value.hex for kid in kids),
    "la_url": header.la_url,
    "checksums": [bool(kid.checksum) for kid in kids],
    "verified": [kid.verify(bytes.fromhex(sys.argv[2])) for kid in kids if kid.checksum],
}))
"""

# name: options of `header new`, and the key IDs and number of checksums that are to be found.
HEADERS = {
    "4.0": (["--wrm-version", "4.0", "--key", f"{KID}:{KEY}"], [KID], 1),
    "4.1": (["--wrm-version", "4.1", "--key", f"{KID}:{KEY}"], [KID], 1),
    "4.2, two keys": (["--wrm-version", "4.2", "--key", f"{KID}:{KEY}", "--key", f"{OTHER_KID}:{KEY}"], [KID, OTHER_KID], 2),
    "4.3": (["--wrm-version", "4.3", "--key", f"{KID}:{KEY}"], [KID], 1),
    "4.3, AESCBC": (["--algid", "AESCBC", "--key", f"{KID}:{KEY}"], [KID], 0),
}

# What Shaka's files are rightly blamed for: they carry a CMAF brand in schemes that CMAF does not know.
SHAKA_BREAKS = {"cens": {"cmaf-scheme"}, "cbc1": {"cmaf-scheme"}}


def pyplayready(options, kids, checksums):
    if not PYTHON:
        raise Skipped("no pyplayready on this machine")
    box = boxlock("header", "new", *options, "--la-url", URL).stdout.decode().strip()
    found = json.loads(run(PYTHON, "-c", READER, box, KEY).stdout)
    equal(found["kids"], sorted(kids), "key IDs")
    equal(found["la_url"], URL, "LA_URL")
    equal(sum(found["checksums"]), checksums, "checksums")
    equal(found["verified"], [True] * checksums, "checksums that hold")


def shaka_file(folder, name, scheme):
    if not SHAKA:
        raise Skipped("no Shaka Packager on this machine")
    out = folder / f"{name}-{scheme}.mp4"
    run(SHAKA, f"in={SAMPLES / name}.mp4,stream=video,output={out}", "--clear_lead", "0", "--protection_scheme", scheme,
        "--protection_systems", "PlayReady,Widevine,Common", "--enable_raw_key_encryption",
        "--keys", f"label=:key_id={KID}:key={KEY}")
    return out


def shaka_headers(folder, scheme):
    """Every system is found with its key ID, and our own header for the same key has the same bytes."""
    path = shaka_file(folder, "avc-aac-frag", scheme)
    listed = json.loads(boxlock("pssh", "list", path, "--json").stdout)["pssh"]
    equal(sorted(p["system"] for p in listed), ["common", "playready", "widevine"], "systems")
    theirs = next(p for p in listed if p["system"] == "playready")
    kids = [k["kid"].replace("-", "") for k in theirs["playready"]["header"]["kids"]]
    equal(kids, [KID], "key IDs of the PlayReady header")
    algid = "AESCBC" if scheme in ("cbcs", "cbc1") else "AESCTR"
    ours = boxlock("header", "new", "--key", f"{KID}:{KEY}", "--algid", algid, "--form", "pro").stdout.decode().strip()
    equal(theirs["data_base64"], ours, "PlayReady Object")


def ffprobe_sees(folder, scheme):
    """ffprobe finds the pssh boxes and the scheme of a file of ours."""
    if not FFPROBE:
        raise Skipped("no ffprobe on this machine")
    path = folder / f"own-{scheme}.mp4"
    boxlock("encrypt", SAMPLES / "avc-aac.mp4", path, "--scheme", scheme, "--key", f"{KID}:{KEY}", "--system",
            "playready,widevine,common", "--force")
    shown = json.loads(run(FFPROBE, "-v", "error", "-of", "json", "-show_streams", path).stdout)
    kinds = {side.get("side_data_type") for stream in shown["streams"] for side in stream.get("side_data_list", [])}
    if "Encryption initialization data" not in kinds:
        raise Failed(f"ffprobe shows no encryption initialization data, only {sorted(filter(None, kinds))}")


def verified(folder, name, scheme):
    """A file that Shaka packaged breaks no other rule of severity error, and ours of the same media breaks none at all."""
    theirs = shaka_file(folder, name, scheme)
    done = boxlock("verify", theirs, "--json", "--key", f"{KID}:{KEY}", check=False)
    broken = {f["rule"] for f in json.loads(done.stdout)["findings"] if f["severity"] == "error"}
    equal(broken, SHAKA_BREAKS.get(scheme, set()), f"rules that {theirs.name} breaks")
    ours = folder / f"{name}-{scheme}-own.mp4"
    boxlock("encrypt", SAMPLES / f"{name}.mp4", ours, "--scheme", scheme, "--key", f"{KID}:{KEY}", "--system", "widevine,common")
    boxlock("verify", ours, "--strict", "--key", f"{KID}:{KEY}")


def run_all(report, folder):
    folder = folder / "headers"
    os.makedirs(folder)
    for name, (options, kids, checksums) in HEADERS.items():
        report.case(f"headers: WRM header {name} to pyplayready", lambda o=options, k=kids, c=checksums: pyplayready(o, k, c))
    for scheme in ("cenc", "cbcs"):
        report.case(f"headers: Shaka {scheme} to boxlock", lambda s=scheme: shaka_headers(folder, s))
        report.case(f"headers: boxlock {scheme} to ffprobe", lambda s=scheme: ffprobe_sees(folder, s))
    for name in ("avc-aac-frag", "hevc-aac-frag"):
        for scheme in ("cenc", "cbcs", "cens", "cbc1"):
            report.case(f"headers: verify {name} {scheme} of Shaka and of boxlock", lambda n=name, s=scheme: verified(folder, n, s))
