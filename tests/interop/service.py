"""The service over HTTP, and clients that are not ours: pyplayready as a library and as its unmodified command line."""

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from tools import BOXLOCK, KID, PYTHON, Failed, Skipped, boxlock, equal, run

VERSIONS = ("4.0", "4.1", "4.2", "4.3")

# pyplayready encrypts to one server's key, which an attribute of its Cdm holds; everything else is as it comes from PyPI.
CLIENT = """
import json, sys, urllib.request
from ecpy.curves import Curve, Point
from pyplayready.cdm import Cdm
from pyplayready.device import Device
from pyplayready.misc.exceptions import ServerException
from pyplayready.system.pssh import PSSH

prd, pssh, url, server_key, custom_data = sys.argv[1:]
cdm = Cdm.from_device(Device.load(prd))
raw = bytes.fromhex(server_key)
cdm._wmrm_key = Point(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"), Curve.get_curve("secp256r1"))
session = cdm.open()
challenge = cdm.get_license_challenge(session, PSSH(pssh).wrm_headers[0], custom_data=custom_data or None)
request = urllib.request.Request(url, challenge.encode(), {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": '"http://schemas.microsoft.com/DRM/2007/03/protocols/AcquireLicense"',
})
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    answer = opener.open(request, timeout=30).read().decode()
except urllib.error.HTTPError as error:
    answer = error.read().decode()
try:
    cdm.parse_license(session, answer)
    print(json.dumps({k.key_id.hex: k.key.hex() for k in cdm.get_keys(session)}))
except ServerException as error:
    print(json.dumps({"fault": str(error)}))
"""


class Service:
    """A service on a port of its own, with its PKI and a device."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        folder.mkdir()
        boxlock("pki", "init", folder / "pki")
        boxlock("pki", "device", "new", folder / "pki", folder / "device", "--level", "2000", "--feature", "aescbc")
        boxlock("pki", "device", "export", folder / "device", "--prd", "3", folder / "device.prd")
        shown = json.loads(boxlock("pki", "show", folder / "pki", "--json").stdout)
        self.server_key = shown["license_server_public_key"]
        self.arguments = arguments

    def __enter__(self):
        command = [BOXLOCK, "serve", "--pki", "pki", "--listen", "127.0.0.1:0", "--store", "sqlite:s.db", *self.arguments]
        self.log = open(self.folder / "log", "w+b")
        self.process = subprocess.Popen(
            [str(word) for word in command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(r"http://\S+asmx", (self.folder / "log").read_text())
            if found:
                self.url = found.group()
                return self
            time.sleep(0.05)
        self.__exit__()
        raise Failed(f"the service did not start: {(self.folder / 'log').read_text()}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def keys(self, pssh, query="", custom_data=""):
        if not PYTHON:
            raise Skipped("no pyplayready on this machine")
        arguments = (self.folder / "device.prd", pssh, self.url + query, self.server_key, custom_data)
        return json.loads(run(PYTHON, "-c", CLIENT, *arguments).stdout)


def pssh(version, *kids):
    algid = "AESCBC" if version == "4.3" else "AESCTR"
    keys = [word for kid in kids for word in ("--key", kid)]
    done = boxlock("header", "new", "--wrm-version", version, "--key-seed", "test", *keys, "--algid", algid, "--form", "pssh")
    return done.stdout.decode().strip()


def derived(kid):
    """The key of the public test seed, from the documentation's formula as another program computes it."""
    import base64
    import hashlib
    import uuid

    seed = base64.b64decode("XVBovsmzhP9gRIZxWfFta3VVRPzVEWmJsazEJ46I")[:30]
    guid = uuid.UUID(kid).bytes_le
    parts = [hashlib.sha256(part).digest() for part in (seed + guid, seed + guid + seed, seed + guid + seed + guid)]
    mixed = [parts[0][i] ^ parts[0][i + 16] ^ parts[1][i] ^ parts[1][i + 16] ^ parts[2][i] ^ parts[2][i + 16] for i in range(16)]
    return bytes(mixed).hex()


def library(service):
    second = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    for version in VERSIONS:
        kids = (KID, second) if version in ("4.2", "4.3") else (KID,)
        equal(service.keys(pssh(version, *kids)), {kid: derived(kid) for kid in kids}, f"keys for header {version}")


def queries(service):
    key = "00112233445566778899aabbccddeeff"
    header = pssh("4.0", KID)
    base64_key = "ABEiM0RVZneImaq7zN3u/w=="
    equal(service.keys(header, f"?cfg=(ck:{base64_key},persist:true)"), {KID: key}, "a key in the query")
    equal(service.keys(header, "", f"json=[{{'ck':'{base64_key}'}}]"), {KID: key}, "a key in the custom data")
    for query, word in (("?cfg=(errorcode:8004c605)", "DOMAIN_REQUIRED"), ("?cfg=(nosuch:1)", "SERVICE_SPECIFIC")):
        fault = service.keys(header, query).get("fault", "")
        if word not in fault.upper():
            raise Failed(f"{query}: {fault!r}, expected {word}")


def command_line(service):
    """`pyplayready license` knows neither our root nor our server's key: the service knows the device by its signing key."""
    if not PYTHON:
        raise Skipped("no pyplayready on this machine")
    tool = Path(PYTHON).with_name("pyplayready")
    if not tool.exists():
        raise Skipped("no pyplayready command on this machine")
    environment = {**os.environ, "HOME": str(service.folder), "XDG_DATA_HOME": str(service.folder / "data")}
    for version in VERSIONS:
        done = run(tool, "license", service.folder / "device.prd", pssh(version, KID), service.url, env=environment)
        said = (done.stdout + done.stderr).decode()
        if f"{KID}:{derived(KID)}" not in said:
            raise Failed(f"header {version}: {said}")


def run_all(report, folder):
    with Service(folder / "service") as service:
        report.case("service: pyplayready over HTTP, header versions 4.0 to 4.3", lambda: library(service))
        report.case("service: pyplayready and the queries of the public test server", lambda: queries(service))
    with Service(folder / "registry", "--registry") as service:
        report.case("service: the unmodified command line of pyplayready with --registry", lambda: command_line(service))
