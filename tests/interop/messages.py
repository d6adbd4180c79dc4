"""License messages against pyplayready, unmodified: it loads our devices, its challenges are answered, our responses yield our keys."""

import base64
import json
import os
import subprocess

from tools import KEY, KID, PYTHON, Failed, Skipped, boxlock, equal, run

OTHER_KID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
OTHER_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"

# Options of `header new`, and the key IDs that licenses are wanted for.
HEADERS = {
    "4.0": (["--wrm-version", "4.0"], [KID]),
    "4.1": (["--wrm-version", "4.1"], [KID]),
    "4.2": (["--wrm-version", "4.2"], [KID]),
    "4.2, two key IDs": (["--wrm-version", "4.2"], [KID, OTHER_KID]),
    "4.3": (["--wrm-version", "4.3"], [KID]),
    "4.3, AESCBC": (["--wrm-version", "4.3", "--algid", "AESCBC"], [KID]),
    "4.3, AESCBC, two key IDs": (["--algid", "AESCBC"], [KID, OTHER_KID]),
}
KEYS = {KID: KEY, OTHER_KID: OTHER_KEY}

POLICIES = {
    "default": [],
    "stored with dates": ["--cfg", "(sl:2000,persist:true,begindate:20200101,enddate:20300101)"],
    "rental": ["--preset", "rental-download"],
    "outputs": ["--cfg", "(ucvopl:300,cvopl:500,dvop:(guid:ABB2C6F1-E663-4625-A945-972D17B231E7,data:AAAAAQ==))"],
    "acknowledged": ["--cfg", "(tid:3A87FB03-C53E-46F9-8CF8-9967CB6A1B14)"],
}

# Answers one JSON line per request: the client lives on between its challenge and the response, as a session does.
CLIENT = """
import json, sys, tempfile
from pathlib import Path
from ecpy.curves import Curve, Point
import pyplayready.misc.storage as storage
from pyplayready.cdm import Cdm
from pyplayready.device import Device
from pyplayready.license.license import License
from pyplayready.misc.revocation_list import RevocationList
from pyplayready.misc.soap_message import SoapMessage
from pyplayready.system.bcert import CertificateChain
from pyplayready.system.pssh import PSSH

state = Path(tempfile.mkdtemp(prefix="pyplayready-"))
storage.Storage._get_initialized_path = staticmethod(lambda: state)
prd, header, key, root, custom_data, lists = sys.argv[1:]
device = Device.load(prd)
CertificateChain.MSPlayReadyRootIssuerPubKey = bytes.fromhex(root)
device.group_certificate.verify_chain(check_expiry=True)
cdm = Cdm.from_device(device)
if key:
    raw = bytes.fromhex(key)
    cdm._wmrm_key = Point(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"), Curve.get_curve("secp256r1"))
session = cdm.open()
challenge = cdm.get_license_challenge(session, PSSH(header).wrm_headers[0], custom_data=custom_data or None,
                                      rev_lists=RevocationList.SupportedListIds if lists else None)
print(json.dumps(challenge), flush=True)
for line in sys.stdin:
    response = json.loads(line)
    cdm._Cdm__sessions[session].keys.clear()
    try:
        cdm.parse_license(session, response)
        license = License(SoapMessage.loads(response).get_message())
        if license.is_verifiable():
            license.signing_certificate_chain.verify_chain(check_expiry=True)
        answer = {
            "keys": {key.key_id.hex: key.key.hex() for key in cdm.get_keys(session)},
            "types": sorted({key.key_type.name for key in cdm.get_keys(session)}),
            "signed": license.is_verifiable(),
            "nonce": license.license_nonce,
            "transaction": getattr(license.transaction_id, "text", None),
            "lists": license.rev_info is not None,
        }
    except Exception as error:
        answer = {"refused": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
"""


class Client:
    """A session of pyplayready."""

    def __init__(self, world, header, server_key=None, custom_data="", lists=False):
        key = world.server_key if server_key is None else server_key
        self.process = subprocess.Popen(
            [PYTHON, "-c", CLIENT, str(world.prd), header, key, world.root, custom_data, "1" if lists else ""],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise Failed(f"pyplayready made no challenge: {self.process.stderr.read().strip().splitlines()[-1:]}")
        self.challenge = json.loads(line)

    def parse(self, response):
        self.process.stdin.write(json.dumps(response) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise Failed(f"pyplayready ended: {self.process.stderr.read().strip().splitlines()[-1:]}")
        return json.loads(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()
        self.process.stderr.close()


class World:
    """A PKI, a device of it and the device's file."""

    def __init__(self, folder, version):
        self.folder = folder / f"prd-{version}"
        os.makedirs(self.folder)
        self.pki, self.device, self.prd = (self.folder / name for name in ("pki", "device", "device.prd"))
        boxlock("pki", "init", self.pki)
        boxlock("pki", "device", "new", self.pki, self.device, "--level", "2000", "--feature", "aescbc")
        boxlock("pki", "device", "export", self.device, "--prd", version, self.prd)
        shown = json.loads(boxlock("pki", "show", self.pki, "--json").stdout)
        self.server_key, self.root = shown["license_server_public_key"], shown["root_public_key"]

    def header(self, options, kids):
        keys = [word for kid in kids for word in ("--key", f"{kid}:{KEYS[kid]}")]
        return boxlock("header", "new", *options, *keys).stdout.decode().strip()

    def answer(self, challenge, *options, check=True):
        """The response as text, and how the command ended."""
        challenge_file, response = self.folder / "challenge.xml", self.folder / "response.xml"
        challenge_file.write_text(challenge, encoding="utf-8")
        keys = [word for kid, key in KEYS.items() for word in ("--key", f"{kid}:{key}")]
        done = boxlock("license", "answer", "--pki", self.pki, challenge_file, *keys, *options, "-o", response, "--force", check=check)
        return response.read_text(encoding="utf-8"), done


def acquired(world, header_options, kids, policy, **client_options):
    with Client(world, world.header(header_options, kids), **client_options) as client:
        response, _ = world.answer(client.challenge, *policy)
        found = client.parse(response)
    if "refused" in found:
        raise Failed(f"refused: {found['refused']}")
    equal(found["keys"], {kid: KEYS[kid] for kid in kids}, "keys")
    equal(found["signed"], True, "signed")
    return found


def yields_keys(world, header_options, kids, policy):
    acquired(world, header_options, kids, policy)


def key_types(world, name):
    options, kids = HEADERS[name]
    found = acquired(world, options, kids, [])
    equal(found["types"], ["AES_128_CBC" if "AESCBC" in name else "AES_128_CTR"], "key types")


def changed(text, tag):
    """The text with one character of the first element `tag` changed, in the middle."""
    start = text.index(f"<{tag}>") + len(tag) + 2
    at = (start + text.index("</", start)) // 2
    return text[:at] + ("B" if text[at] != "B" else "C") + text[at + 1:]


def changes_are_refused(world):
    """What that client checks; our own refuses these too, and the nonce."""
    header = world.header(["--wrm-version", "4.0"], [KID])
    with Client(world, header) as client:
        response, _ = world.answer(client.challenge, "--preset", "purchase")
        for tag in ("License", "LicenseNonce", "ResponseID", "DigestValue", "SignatureValue"):
            found = client.parse(changed(response, tag))
            if "refused" not in found:
                raise Failed(f"pyplayready accepts a changed {tag}")
            refused_by_us(world, client.challenge, changed(response, tag), tag)
        equal(client.parse(response).get("keys"), {KID: KEY}, "keys of the response as it was")


def refused_by_us(world, challenge, response, what, words=b"", *options):
    done = opened(world, challenge, response, *options)
    if done.returncode not in (1, 3):
        raise Failed(f"boxlock ended with {done.returncode} on a changed {what}")
    if words not in done.stderr:
        raise Failed(f"boxlock does not say {words.decode()!r} on a changed {what}: {done.stderr.decode()}")


def opened(world, challenge, response, *options):
    """How our strict client ends."""
    files = []
    for name, text in (("c.xml", challenge), ("r.xml", response)):
        path = world.folder / name
        path.write_text(text, encoding="utf-8")
        files.append(path)
    return boxlock("license", "open", "--device", world.device, files[1], "--challenge", files[0], *options, check=False)


def what_it_does_not_check(world):
    """pyplayready takes a response to another request; we do not."""
    header = world.header(["--wrm-version", "4.0"], [KID])
    for policy in ([], ["--preset", "purchase"]):
        with Client(world, header) as one, Client(world, header) as two:
            response, _ = world.answer(one.challenge, *policy)
            equal(two.parse(response).get("keys"), {KID: KEY}, "keys that pyplayready takes from another request's response")
            refused_by_us(world, two.challenge, response, "request")


def rights_ids(world):
    """An unsigned response has no nonce of its own: the rights IDs of its licenses tell whose request it answers."""
    header = world.header(["--wrm-version", "4.0"], [KID])
    with Client(world, header) as one, Client(world, header) as two:
        response, _ = world.answer(one.challenge, "--sign-persistent-only")
        other, _ = world.answer(two.challenge, "--sign-persistent-only")
        if "<Signature" in response:
            raise Failed("the response is signed")
        equal(two.parse(response).get("keys"), {KID: KEY}, "keys that pyplayready takes from licenses of another request")
        refused_by_us(world, two.challenge, response, "rights ID", b"rights ID")
        equal(opened(world, two.challenge, other).returncode, 0, "exit code of the response as it was")


def levels_and_dates(world):
    """Rights that pyplayready does not look at: a higher level than the device has, a begin to come, an end that has been."""
    header = world.header(["--wrm-version", "4.0"], [KID])
    with Client(world, header) as client:
        for query, time, words in (("(sl:3000)", None, b"needs security level 3000"),
                                   ("(begindate:20990101)", None, b"not valid before 2099-01-01"),
                                   ("(enddate:20300101)", "2030-01-01T00:00:01Z", b"(0x8004C009)")):
            response, _ = world.answer(client.challenge, "--cfg", query)
            equal(client.parse(response).get("keys"), {KID: KEY}, f"keys that pyplayready takes in spite of {query}")
            refused_by_us(world, client.challenge, response, query, words, *(("--at", time) if time else ()))


def foreign_signers(world):
    """A response that another PKI signed: pyplayready takes the keys before it looks at the chain; we do not."""
    foreign = world.folder / "foreign"
    boxlock("pki", "init", foreign)
    header = world.header(["--wrm-version", "4.0"], [KID])
    with Client(world, header) as client:
        response, _ = world.answer(client.challenge)
        start, end = (response.index(tag) for tag in ("<SigningCertificateChain>", "</SigningCertificateChain>"))
        chain = base64.b64encode((foreign / "response-signing.chain").read_bytes()).decode()
        forged = response[:start] + "<SigningCertificateChain>" + chain + response[end:]
        refused_by_us(world, client.challenge, forged, "signer")
        if "refused" not in client.parse(forged):
            raise Failed("pyplayready accepts a signer of another root")


def flipped_bits(world):
    """Single bits of the bytes in the elements that pyplayready checks, and of the nonce: a client that answers and one that refuses."""
    header = world.header(["--wrm-version", "4.2"], [KID])
    with Client(world, header) as client:
        response, _ = world.answer(client.challenge, "--preset", "purchase")
        flips = 0
        for tag in ("License", "LicenseNonce", "SignatureValue"):
            start = response.index(f"<{tag}>") + len(tag) + 2
            end = response.index("</", start)
            data = base64.b64decode(response[start:end])
            for place in range(0, len(data), max(1, len(data) // 8)):
                bad = bytearray(data)
                bad[place] ^= 1 << place % 8
                forged = response[:start] + base64.b64encode(bad).decode() + response[end:]
                if "refused" not in client.parse(forged):
                    raise Failed(f"pyplayready accepts a flipped bit in byte {place} of {tag}")
                refused_by_us(world, client.challenge, forged, tag)
                flips += 1
        equal(client.parse(response).get("keys"), {KID: KEY}, "keys of the response as it was")
        return f"{flips} bits"


def opened_by_us(world):
    """Our strict client opens the response to pyplayready's own challenge: the device is the same."""
    with Client(world, world.header(["--wrm-version", "4.3"], [KID, OTHER_KID])) as client:
        response, _ = world.answer(client.challenge, "--preset", "rental-stream")
        challenge_file = world.folder / "challenge.xml"
        shown = json.loads(boxlock("license", "open", "--device", world.device, world.folder / "response.xml", "--challenge",
                                   challenge_file, "--json", "--show-keys").stdout)
        equal({one["kid"].replace("-", ""): one["key"] for one in shown["licenses"]}, {KID: KEY, OTHER_KID: OTHER_KEY}, "keys")
        equal(client.parse(response).get("keys"), {KID: KEY, OTHER_KID: OTHER_KEY}, "keys of pyplayready")


def custom_data(world):
    """Text of every kind arrives, and a query in it is obeyed."""
    header = world.header(["--wrm-version", "4.0"], [KID])
    with Client(world, header, custom_data="json=[{'sl':'2000','persist':'true'}]") as client:
        response, done = world.answer(client.challenge, "--custom-data-queries")
        equal(client.parse(response).get("keys"), {KID: KEY}, "keys")
        if b"security level 2000" not in done.stderr:
            raise Failed(f"the query in the custom data was not obeyed: {done.stderr.decode()}")
    with Client(world, header, custom_data="User=<Ren\u00e9> & \"co\"") as client:
        response, _ = world.answer(client.challenge)
        equal(client.parse(response).get("keys"), {KID: KEY}, "keys")


def revocation(world):
    """A client that knows the lists in version 0 gets them, and takes them."""
    found = acquired(world, ["--wrm-version", "4.0"], [KID], [], lists=True)
    equal(found["lists"], True, "RevInfo in the response")


def faults(world):
    header = world.header(["--wrm-version", "4.0"], [KID])
    with Client(world, header) as client:
        for options, words in ((["--cfg", "(errorcode:0x8004c600)"], "DRM_E_SERVER_INTERNAL_ERROR"),
                               (["--cfg", "(revoked:true)"], "DRM_E_DEVCERT_REVOKED"),
                               (["--cfg", "(clientinfo:true)"], "DRM_E_SERVER_SERVICE_SPECIFIC"),
                               (["--cfg", "(kid:00000000-0000-0000-0000-000000000001)"], "DRM_E_SERVER_SERVICE_SPECIFIC"),
                               (["--preset", "purchase-household"], "DRM_E_SERVER_DOMAIN_REQUIRED")):
            response, done = world.answer(client.challenge, *options, check=False)
            equal(done.returncode, 1, f"exit code of {options}")
            found = client.parse(response)
            if words not in found.get("refused", ""):
                raise Failed(f"{options}: {found}, expected {words}")


def other_server_key(world):
    """Without a registry, a challenge that is encrypted to another server is a fault."""
    other = json.loads(boxlock("pki", "show", world.pki, "--json").stdout)["root_public_key"]
    with Client(world, world.header(["--wrm-version", "4.0"], [KID]), server_key=other) as client:
        response, done = world.answer(client.challenge, check=False)
        equal(done.returncode, 1, "exit code")
        if "encrypted to another key" not in response:
            raise Failed("the fault does not say why")


def run_all(report, folder):
    folder = folder / "messages"
    os.makedirs(folder)

    def ready():
        if not PYTHON:
            raise Skipped("no pyplayready on this machine")
        run(PYTHON, "-c", "import pyplayready")

    report.case("messages: pyplayready is there", ready)
    for version in (2, 3):
        worlds = []
        report.case(f"messages: a device file of version {version}", lambda: worlds.append(World(folder, version)))
        if not worlds:
            continue
        world = worlds[0]
        for name, (options, kids) in HEADERS.items():
            report.case(f"messages: PRD {version}, header {name}", yields_keys, world, options, kids, [])
    for name in HEADERS:
        report.case(f"messages: key type, header {name}", key_types, world, name)
    for name, policy in POLICIES.items():
        report.case(f"messages: policy {name}", yields_keys, world, ["--wrm-version", "4.2"], [KID], policy)
    for case in (changes_are_refused, flipped_bits, what_it_does_not_check, rights_ids, levels_and_dates, foreign_signers, opened_by_us, custom_data, revocation, faults, other_server_key):
        report.case(f"messages: {case.__name__.replace('_', ' ')}", case, world)
