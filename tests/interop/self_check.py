"""Judges judged: what one foreign program encrypted, decrypted by the others. Proves the harness without boxlock."""

import os

import judges
import matrix
from mp4 import Movie


def run_all(report, folder):
    folder = folder / "judges"
    os.makedirs(folder)
    for layout, encryptors in judges.ENCRYPTORS.items():
        for media in list(matrix.MEDIA)[:5]:
            for scheme in matrix.SCHEMES:
                for packager, encrypt in encryptors.items():
                    if (packager, media, scheme) in matrix.CANNOT_ENCRYPT:
                        continue
                    if packager.startswith("ffmpeg") and scheme != "cenc":
                        continue
                    check_packager(report, folder, layout, media, scheme, packager, encrypt)


def check_packager(report, folder, layout, media, scheme, packager, encrypt):
    clear = matrix.source(media, layout, folder)
    row = f"{layout} {media} {scheme} by {packager}"
    made = {}
    report.case(f"judges {row}", lambda: made.update(encrypt(clear, scheme, folder)) or matrix.protected(made, clear))
    for judge, decrypt in judges.DECRYPTORS[layout].items():
        if (judge, media, scheme) in matrix.CANNOT_DECRYPT:
            continue

        def check(judge=judge, decrypt=decrypt):
            for handler, path in made.items():
                # What Shaka made is in dispute for everyone but Shaka.
                if judge != packager and matrix.disputed(packager, scheme, Movie(clear).track(handler)):
                    continue
                keys = matrix.keys_of(path, matrix.SAME_KEYS)
                matrix.same_samples({handler: decrypt(path, keys, folder)[handler]}, clear, judge)

        report.case(f"judges {row} to {judge}", check, cell=(row, judge))
