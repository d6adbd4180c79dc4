"""Licenses written here and read by pyplayready: every object and every field that both know must be the same."""

import base64
import datetime
import json
import uuid

from tools import PYTHON, ROOT, Failed, Skipped, boxlock, equal, run

# Every object as flags, type, length and fields, children after their container.
READER = """
import base64, json, sys
from pyplayready.license.xmrlicense import XMRLicense
def value(item):
    return item.hex() if isinstance(item, bytes) else item
def walk(item):
    data = item.data
    items = [data] if hasattr(data, "items") and "type" in data and "flags" in data else data
    if isinstance(items, list):
        print(json.dumps([item.flags, item.type, item.length, None]))
        for child in items:
            walk(child)
    else:
        fields = {k: value(v) for k, v in dict(data).items() if not k.startswith("_") and isinstance(v, (int, bytes))}
        print(json.dumps([item.flags, item.type, item.length, fields]))
for item in XMRLicense.loads(base64.b64decode(sys.argv[1])).parsed.containers:
    walk(item)
"""

# type: our name of each field, and theirs.
SHARED = {
    0x05: {
        "compressed_digital_video": "minimum_compressed_digital_video_opl",
        "uncompressed_digital_video": "minimum_uncompressed_digital_video_opl",
        "analog_video": "minimum_analog_video_opl",
        "compressed_digital_audio": "minimum_digital_compressed_audio_opl",
        "uncompressed_digital_audio": "minimum_digital_uncompressed_audio_opl",
    },
    0x08: {"id": "video_output_protection_id", "data_base64": "binary_configuration_data"},
    0x0A: {"kid": "key_id", "key_type": "key_type", "cipher": "cipher_type", "encrypted_key_length": "key_length"},
    0x0B: {"signature_type": "signature_type", "signature": "signature_data"},
    0x0D: {"rights": "rights"},
    0x12: {"begin": "begin_date", "end": "end_date"},
    0x13: {"issue_date": "issue_date"},
    0x16: {"metering_id": "metering_id"},
    0x1A: {"seconds": "grace_period"},
    0x22: {"source_id": "source_id"},
    0x29: {"account_id": "account_id", "revision": "revision"},
    0x2A: {"curve": "curve_type", "public_key": "key"},
    0x2C: {"id": "metadata_type", "data_base64": "policy_data"},
    0x30: {"seconds": "seconds"},
    0x31: {"id": "audio_output_protection_id", "data_base64": "binary_configuration_data"},
    0x32: {"sequence": "sequence"},
    0x33: {"embedding_behavior": "indicator"},
    0x34: {"minimum_security_level": "minimum_security_level"},
    0x37: {"minimum_protection_level": "minimum_move_protection_level"},
    0x39: {"id": "player_enabler_type"},
    0x3A: {"id": "copy_enabler_type"},
    0x3D: {"count": "count"},
    0x50: {"removal_date": "removal_date"},
    0x59: {"id": "video_output_protection_id", "data_base64": "binary_configuration_data"},
    0x5A: {"metering_id": "metering_id"},
}


def ours(name, value):
    """A field as inspect shows it, in the form of pyplayready: numbers, and bytes in hexadecimal."""
    if name in ("id", "kid", "account_id"):
        return uuid.UUID(value).bytes_le.hex()
    if name == "data_base64":
        return base64.b64decode(value).hex()
    if name in ("begin", "end", "issue_date", "removal_date"):
        return int(datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp())
    return value


def flat(node):
    yield node
    for child in node.get("children", []):
        yield from flat(child)


def same_fields(name):
    if not PYTHON:
        raise Skipped("no pyplayready on this machine")
    path = ROOT / "tests" / "data" / "xmr" / name
    report = json.loads(boxlock("inspect", path, "--json").stdout)
    mine = list(flat(report["objects"][0]))
    lines = run(PYTHON, "-c", READER, path.read_text().strip()).stdout.decode().splitlines()
    theirs = [json.loads(line) for line in lines]
    # Its reader gives the container of one object that object's shape; types tell.
    equal([t[1] for t in theirs], [m["type"] for m in mine], "types of the objects, in order")
    seen = set()
    for node, (flags, kind, length, fields) in zip(mine, theirs):
        equal([flags, length], [node["flags"], node["length"]], f"flags and length of {node['name']}")
        for own_name, their_name in SHARED.get(kind, {}).items():
            if fields is None or their_name not in fields:
                raise Failed(f"{node['name']} has no {their_name} there, but {fields}")
            equal(fields[their_name], ours(own_name, node[own_name]), f"{own_name} of {node['name']}")
            seen.add(kind)
    return seen


def every_layout():
    missing = set(SHARED) - same_fields("every-layout.b64")
    if missing:
        raise Failed(f"types that the license does not have: {sorted(missing)}")


def run_all(report, folder):
    report.case("licenses: rental to pyplayready, field by field", lambda: same_fields("rental.b64") and None)
    report.case("licenses: every layout to pyplayready, field by field", every_layout)
