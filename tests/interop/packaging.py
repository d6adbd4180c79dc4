"""Shaka Packager takes its keys from `boxlock serve`, and pyplayready plays what it made with a license of the same server."""

import base64
import contextlib
import json
import os
import subprocess
import time

from tools import BOXLOCK, PYTHON, SAMPLES, SHAKA, Failed, Skipped, boxlock, equal, ffmpeg, last_line, run

# Both programs are unmodified: the server knows the device by its signing key.
CLIENT = """
import sys
from pathlib import Path
import pyplayready.misc.storage as storage
import requests
from pyplayready.cdm import Cdm
from pyplayready.device import Device
from pyplayready.system.pssh import PSSH
storage.Storage._get_initialized_path = staticmethod(lambda: Path(sys.argv[4]))
cdm = Cdm.from_device(Device.load(sys.argv[1]))
session = cdm.open()
challenge = cdm.get_license_challenge(session, PSSH(sys.argv[2]).wrm_headers[0])
http = requests.Session()
http.trust_env = False
answer = http.post(sys.argv[3], data=challenge.encode(), headers={"Content-Type": "text/xml; charset=utf-8"}, timeout=30)
cdm.parse_license(session, answer.text)
for key in cdm.get_keys(session):
    print(f"{key.key_id.hex}:{key.key.hex()}")
"""

PLAYREADY = bytes.fromhex("9a04f07998404286ab92e65be0885f95")


@contextlib.contextmanager
def server(folder, *options):
    """Runs the service of a folder and gives its URL. It starts on the store that an earlier one left."""
    if not (folder / "pki").exists():
        boxlock("pki", "init", folder / "pki")
    command = [BOXLOCK, "serve", "--pki", folder / "pki", "--listen", "127.0.0.1:0", "--registry", *options]
    log = folder / "log"
    with open(log, "wb") as out:
        process = subprocess.Popen([str(word) for word in command], stderr=out, stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while True:
            words = log.read_text().split()
            if "listening" in words[:-1] and words[-1].startswith("http"):
                break
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"the server did not start: {last_line(log.read_bytes())}")
            time.sleep(0.02)
        yield words[-1]
    finally:
        process.terminate()
        process.wait(30)


def package(source, url, program, folder, check=True, scheme="cenc"):
    """Both streams of a file, packaged with the keys of the server."""
    if not SHAKA:
        raise Skipped("no Shaka Packager on this machine")
    os.makedirs(folder, exist_ok=True)
    paths = {kind: folder / f"{kind}.mp4" for kind in ("video", "audio")}
    streams = [f"in={source},stream={kind},output={path}" for kind, path in paths.items()]
    done = run(SHAKA, *streams, "--clear_lead", "0", "--enable_playready_encryption", "--playready_server_url", url,
               "--program_identifier", program, "--protection_scheme", scheme, check=check)
    return paths, done


def pssh(path):
    """The PlayReady box of a file."""
    data = path.read_bytes()
    at = data.index(b"pssh\0\0\0\0" + PLAYREADY) - 4
    return data[at : at + int.from_bytes(data[at : at + 4], "big")]


def licensed(folder, path, url):
    """The keys that pyplayready gets for a file, as KID:KEY."""
    if not PYTHON:
        raise Skipped("no pyplayready on this machine")
    if not (folder / "dev.prd").exists():
        boxlock("pki", "device", "new", folder / "pki", folder / "dev", "--level", "2000")
        boxlock("pki", "device", "export", folder / "dev", "--prd", "3", folder / "dev.prd")
    state = folder / "state"
    os.makedirs(state, exist_ok=True)
    box = base64.b64encode(pssh(path)).decode()
    return run(PYTHON, "-c", CLIENT, folder / "dev.prd", box, url, state).stdout.decode().split()


def payloads(path):
    """A digest of the samples of each stream."""
    return ffmpeg("-i", path, "-map", "0", "-c", "copy", "-f", "streamhash", "-hash", "md5", "-").stdout.split()


def plays(folder, paths, keys, source):
    """What was packaged decrypts with these keys and is the source again."""
    equal(len(keys), 1, "licenses")
    found = []
    for kind, path in paths.items():
        clear = path.with_name(f"{kind}-clear.mp4")
        boxlock("decrypt", path, clear, "--force", "--key", keys[0])
        found += [line.split(b",", 1)[1] for line in payloads(clear)]
        if payloads(path)[0].split(b"=")[1] == payloads(clear)[0].split(b"=")[1]:
            raise Failed(f"the {kind} that was packaged is clear")
    equal(found, [line.split(b",", 1)[1] for line in payloads(source)], "samples of video and audio")


def from_the_key_seed(folder, name):
    source = SAMPLES / f"{name}.mp4"
    with server(folder) as url:
        paths, _ = package(source, url, "film", folder)
        plays(folder, paths, licensed(folder, paths["video"], url), source)


def known_to_the_store_only(folder):
    """Without a key seed the key is random. It outlives the server."""
    source = SAMPLES / "avc-aac.mp4"
    options = ("--key", "a7e61c373e219033c21091fa607bf3b8:00112233445566778899aabbccddeeff")
    with server(folder, *options) as url:
        paths, _ = package(source, url, "film", folder / "first")
    with server(folder, *options) as url:
        keys = licensed(folder, paths["video"], url)
        plays(folder, paths, keys, source)
        again, _ = package(source, url, "film", folder / "again")
        equal(licensed(folder, again["audio"], url), keys, "keys of the same program")
        other, _ = package(source, url, "another film", folder / "other")
        if licensed(folder, other["video"], url)[0].split(":")[1] == keys[0].split(":")[1]:
            raise Failed("two programs have one key")


def under_cbcs(folder):
    """A service whose packagers encrypt under cbcs gives them headers for AES-CBC, and keys that no other service has."""
    source = SAMPLES / "avc-aac.mp4"
    services = folder / "services.toml"
    services.write_text('[[service]]\nid = "a"\nqueries = true\nkeys = { database = true }\n'
                        '[[service]]\nid = "b"\nqueries = true\npaths = ["/b/rightsmanager.asmx"]\nkeys = { database = true }\n'
                        'packaging = { scheme = "cbcs" }\n')
    with server(folder, "--services", services) as url:
        own = url.replace("/rightsmanager.asmx", "/b/rightsmanager.asmx")
        paths, _ = package(source, own, "film", folder, scheme="cbcs")
        query = "?cfg=(ckt:aes128bitcbc)"
        plays(folder, paths, licensed(folder, paths["video"], own + query), source)
        try:
            licensed(folder, paths["video"], url + query)
        except Failed:
            return
        raise Failed("a service gave the key of another one")


def a_given_key(folder):
    """A program that is called like a key ID of the server gets that key."""
    source = SAMPLES / "avc-aac.mp4"
    key = "a7e61c373e219033c21091fa607bf3b8:00112233445566778899aabbccddeeff"
    with server(folder, "--key", key) as url:
        paths, _ = package(source, url, "a7e61c37-3e21-9033-c210-91fa607bf3b8", folder)
        equal(licensed(folder, paths["video"], url), [key], "keys")
        plays(folder, paths, [key], source)


def refused(folder):
    """Shaka Packager writes identifiers into XML as they are; what is broken by that is refused, and nothing is packaged."""
    with server(folder) as url:
        _, done = package(SAMPLES / "avc-aac.mp4", url, "this & that", folder, check=False)
        if done.returncode == 0:
            raise Failed("Shaka Packager packaged without keys")
    lines = [json.loads(line) for line in (folder / "pki" / "service.db.audit.jsonl").read_text().splitlines()]
    if "8004c601" not in json.dumps(lines[-1]).lower() and 0x8004C601 not in lines[-1].values():
        raise Failed(f"the last audit record: {lines[-1]}")


def run_all(report, folder):
    folder = folder / "packaging"
    os.makedirs(folder)

    def case(name, function, *arguments):
        place = folder / str(len(list(folder.iterdir())))
        os.makedirs(place)
        report.case(f"packaging: {name}", lambda: function(place, *arguments))

    for name in ("avc-aac", "hevc-aac-frag"):
        case(f"{name} by Shaka Packager with our keys, its license to pyplayready", from_the_key_seed, name)
    case("a random key outlives the server", known_to_the_store_only)
    case("under cbcs, by a service with keys of its own", under_cbcs)
    case("a program called like a key ID", a_given_key)
    case("an identifier that breaks the request", refused)
