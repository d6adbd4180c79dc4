"""Test certificates and devices made here and loaded by pyplayready; chains that it makes, verified here."""

import json
import os

from tools import PYTHON, Failed, Skipped, boxlock, equal, run

# pyplayready trusts one root, a constant of a class; everything else is as it comes from PyPI.
READER = """
import json, sys
from pathlib import Path
from pyplayready.device import Device
from pyplayready.misc.revocation_list import RevocationList
from pyplayready.system.bcert import BCertCertType, CertificateChain

folder, root = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])

def outcome(work):
    try:
        return work()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

def refused(name, change):
    data = bytearray((folder / name).read_bytes())
    change(data)
    return outcome(lambda: CertificateChain.loads(bytes(data)).verify_chain(check_expiry=True)) is not True

chains = {
    "device/device.chain": BCertCertType.DEVICE,
    "pki/device-group.chain": BCertCertType.ISSUER,
    "pki/response-signing.chain": BCertCertType.SERVER,
    "pki/metering.chain": BCertCertType.METERING,
    "pki/home.chain": BCertCertType.DOMAIN,
    "pki/revocation-signing.chain": BCertCertType.CRL_SIGNER,
}
found = {"devices": {}, "chains": {}, "flipped": {}}
found["foreign root"] = outcome(lambda: CertificateChain.load(folder / "device/device.chain").verify_chain())
CertificateChain.MSPlayReadyRootIssuerPubKey = root
for version in (2, 3):
    path = folder / f"{version}.prd"
    device = Device.load(path)
    found["devices"][version] = [device.security_level, device.dumps(version=version) == path.read_bytes()]
for name, kind in chains.items():
    chain = CertificateChain.load(folder / name)
    found["chains"][name] = [outcome(lambda: chain.verify_chain(check_expiry=True, cert_type=kind)),
                             chain.dumps() == (folder / name).read_bytes()]
    found["flipped"][name] = refused(name, lambda data: data.__setitem__(50, data[50] ^ 1))
lists = RevocationList.load(folder / "revoked.xml")
found["lists"] = [str(list_id) for list_id, _ in lists.parsed]
found["revoked"] = [bytes(entry).hex() for entry in lists.parsed[1][1].data.revocation_entries]
found["sequence"] = lists.parsed[0][1].data.sequence_number
xml = (folder / "revoked.xml").read_text()
broken = outcome(lambda: RevocationList.loads(xml.replace(sys.argv[3], sys.argv[4])))
found["changed list"] = broken if isinstance(broken, str) else "accepted"
print(json.dumps(found))
"""

# As its command `reprovision-device` does.
MAKER = """
import sys
from Crypto.Random import get_random_bytes
from pyplayready.crypto.ecc_key import ECCKey
from pyplayready.device import Device
from pyplayready.system.bcert import Certificate
device = Device.load(sys.argv[1])
device.group_certificate.remove(0)
device.encryption_key, device.signing_key = ECCKey.generate(), ECCKey.generate()
device.group_certificate.prepend(Certificate.new_leaf_cert(
    cert_id=get_random_bytes(16), security_level=int(sys.argv[3]), client_id=get_random_bytes(16),
    signing_key=device.signing_key, encryption_key=device.encryption_key, group_key=device.group_key,
    parent=device.group_certificate))
open(sys.argv[2], "wb").write(device.dumps())
"""

LISTS = ["52d1ff11-d388-4edd-82b7-68ea4c20a16c", "4e9d8c8a-b652-45a7-9791-6925a6b4791f", "28082e80-c7a3-40b1-8256-19e5b6d89b27"]


def make(folder, *options):
    """A PKI with a device, its device files, a domain and a revoked device."""
    boxlock("pki", "init", folder / "pki")
    boxlock("pki", "device", "new", folder / "pki", folder / "device", "--level", "2000", *options)
    for version in (2, 3):
        boxlock("pki", "device", "export", folder / "device", "--prd", version, folder / f"{version}.prd")


def read_by_pyplayready(folder, *options):
    if not PYTHON:
        raise Skipped("no pyplayready on this machine")
    os.makedirs(folder)
    make(folder, *options)
    pki = folder / "pki"
    boxlock("pki", "issue", "domain", pki, "--name", "home")
    boxlock("pki", "device", "new", pki, folder / "lost", "--level", "150")
    boxlock("pki", "revoke", pki, folder / "lost", "-o", folder / "revoked.xml")
    shown = json.loads(boxlock("pki", "show", pki, "--json").stdout)
    digest = json.loads(boxlock("pki", "device", "show", folder / "lost", "--json").stdout)["digest"]
    # The middle of the base64 of the runtime list, where the digest is, and the same with one letter changed.
    xml = (folder / "revoked.xml").read_text()
    at = xml.index("<ListData>", xml.index("ioydTlK2p0WXkWklprR5Hw==")) + len("<ListData>") + 44
    middle = xml[at : at + 24]
    changed = ("A" if middle[0] != "A" else "B") + middle[1:]
    command = (PYTHON, "-c", READER, folder, shown["root_public_key"], middle, changed)
    found = json.loads(run(*command).stdout)
    equal(found["devices"], {"2": [2000, True], "3": [2000, True]}, "devices")
    for name, outcome in found["chains"].items():
        equal(outcome, [True, True], name)
        equal(found["flipped"][name], True, f"{name} with a flipped bit is refused")
    if "issuer" not in found["foreign root"]:
        raise Failed(f"before its root is replaced: {found['foreign root']}")
    equal(found["lists"], LISTS, "lists")
    equal(found["revoked"], [digest], "revoked digests")
    equal(found["sequence"], 2, "sequence number")
    if not found["changed list"].startswith("InvalidRevocationList"):
        raise Failed(f"a changed list: {found['changed list']}")


def made_by_pyplayready(folder):
    """A device that pyplayready issued with our group key verifies here, and not above the level of the group."""
    if not PYTHON:
        raise Skipped("no pyplayready on this machine")
    os.makedirs(folder)
    make(folder)
    for level, code in ((2000, 0), (3000, 0), (3001, 1)):
        path = folder / f"made-{level}.prd"
        run(PYTHON, "-c", MAKER, folder / "3.prd", path, level)
        done = boxlock("pki", "verify", path, "--pki", folder / "pki", "--role", "device", check=False)
        equal(done.returncode, code, f"exit code at level {level}")


def run_all(report, folder):
    folder = folder / "pki"
    report.case("pki: devices, chains and lists to pyplayready", lambda: read_by_pyplayready(folder / "plain"))
    report.case("pki: a device with extended data to pyplayready",
                lambda: read_by_pyplayready(folder / "extended", "--hardware-id", "board 17"))
    report.case("pki: a chain of pyplayready to boxlock", lambda: made_by_pyplayready(folder / "theirs"))
