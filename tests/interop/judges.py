"""Programs that other people wrote, each as a decryptor or an encryptor.

A decryptor takes a file and a key table and returns {handler: path of a clear MP4}; an encryptor does the reverse.
Every result is an MP4 that `mp4.Movie` reads, so all verdicts come from the same comparison of sample bytes.
"""

from mp4 import Movie
from tools import FFMPEG, FFMPEG_NEW, KEY, KID, MP4FORGE, SHAKA, TOOLS, Failed, Skipped, ffmpeg, run

STREAMS = {"vide": "video", "soun": "audio"}

GPAC_SCHEMES = {
    "cenc": "CENC AES-CTR",
    "cens": "CENC AES-CTR Pattern",
    "cbc1": "CENC AES-CBC",
    "cbcs": "CENC AES-CBC Pattern",
}


def handlers(path):
    return [track.handler for track in Movie(path).tracks.values() if track.handler in STREAMS]


def one_key(keys):
    if len({key for _, key in keys.values()}) != 1:
        raise Skipped("this program takes one key")
    return next(iter(keys.values()))[1]


def ffmpeg_decrypt(tool, name):
    def decrypt(source, keys, folder):
        if not tool:
            raise Skipped(f"no {name} on this machine")
        out = folder / f"{source.stem}.{name.replace(' ', '')}.mp4"
        # Edit lists would drop samples that are in the file.
        ffmpeg("-ignore_editlist", "1", "-decryption_key", one_key(keys), "-i", source, "-map", "0:v?", "-map", "0:a?",
               "-c", "copy", out, tool=tool)
        return {handler: out for handler in handlers(source)}

    return decrypt


def shaka_run(inputs, *options):
    if not SHAKA:
        raise Skipped("no Shaka Packager on this machine")
    run(SHAKA, *inputs, "--clear_lead", "0", *options)


def shaka_keys(keys):
    labels = {"vide": "", "soun": "AUDIO"} if len(keys) > 1 and len({kid for kid, _ in keys.values()}) > 1 else {}
    return ",".join(dict.fromkeys(
        f"label={labels.get(handler, '')}:key_id={kid}:key={key}" for handler, (kid, key) in keys.items()))


def shaka_streams(source, folder, suffix):
    outputs = {handler: folder / f"{source.stem}.{suffix}.{STREAMS[handler]}.mp4" for handler in handlers(source)}
    return outputs, [f"in={source},stream={STREAMS[handler]},output={out}" for handler, out in outputs.items()]


def shaka_decrypt(source, keys, folder):
    outputs, inputs = shaka_streams(source, folder, "shaka")
    shaka_run(inputs, "--enable_raw_key_decryption", "--keys", shaka_keys(keys))
    return outputs


def shaka_encrypt(source, scheme, folder):
    outputs, inputs = shaka_streams(source, folder, f"shaka-{scheme}")
    shaka_run(inputs, "--enable_raw_key_encryption", "--keys", f"label=:key_id={KID}:key={KEY}",
              "--protection_scheme", scheme)
    return outputs


def mp4forge_decrypt(source, keys, folder):
    if not MP4FORGE:
        raise Skipped("no mp4forge on this machine")
    out = folder / f"{source.stem}.mp4forge.mp4"
    words = [word for kid, key in keys.values() for word in ("--key", f"{kid}:{key}")]
    run(MP4FORGE, "decrypt", *words, source, out)
    return {handler: out for handler in handlers(source)}


def mp4box(*arguments):
    home = TOOLS / "gpac"
    if not (home / "usr/bin/MP4Box").exists():
        raise Skipped("no MP4Box on this machine")
    libraries = home / "usr/lib/x86_64-linux-gnu"
    return run(home / "usr/bin/MP4Box", *arguments, env={"LD_LIBRARY_PATH": str(libraries), "HOME": str(TOOLS)})


def gpac_keys(movie, scheme, keys, path):
    """GPAC's description of keys: one element per track."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<GPACDRM type="{GPAC_SCHEMES[scheme]}">']
    for track in movie.tracks.values():
        if track.handler not in keys:
            continue
        kid, key = keys[track.handler]
        iv = f'IV_size="8" first_IV="0x{track.id:02x}02030405060708"'
        if scheme == "cbc1":
            iv = f'IV_size="16" first_IV="0x{track.id:02x}02030405060708090a0b0c0d0e0f10"'
        if scheme == "cbcs":
            # With IV_size="0", which is what tenc says, newer versions refuse the file.
            iv = 'constant_IV_size="16" constant_IV="0x0102030405060708090a0b0c0d0e0f10"'
        pattern = ""
        if scheme in ("cens", "cbcs") and track.handler == "vide":
            pattern = ' crypt_byte_block="1" skip_byte_block="9"'
        lines.append(f'<CrypTrack trackID="{track.id}" IsEncrypted="1" {iv} saiSavedBox="senc"{pattern}>')
        lines.append(f'<key KID="0x{kid}" value="0x{key}"/></CrypTrack>')
    path.write_text("\n".join(lines + ["</GPACDRM>", ""]))
    return path


def gpac_decrypt(source, keys, folder):
    movie = Movie(source)
    scheme = next(track.scheme for track in movie.tracks.values() if track.scheme)
    out = folder / f"{source.stem}.gpac.mp4"
    out.unlink(missing_ok=True)
    mp4box("-decrypt", gpac_keys(movie, scheme, keys, folder / "gpac.xml"), source, "-out", out)
    return {handler: out for handler in handlers(source)}


def gpac_encrypt(source, scheme, folder):
    movie = Movie(source)
    out = folder / f"{source.stem}.gpac-{scheme}.mp4"
    out.unlink(missing_ok=True)
    keys = {handler: (KID, KEY) for handler in handlers(source)}
    done = mp4box("-crypt", gpac_keys(movie, scheme, keys, folder / "gpac.xml"), source, "-out", out)
    if not out.exists():
        raise Failed(f"MP4Box wrote nothing: {done.stderr.decode(errors='replace').strip().splitlines()[-1:]}")
    return {handler: out for handler in handlers(source)}


def ffmpeg_encrypt(tool, name):
    def encrypt(source, scheme, folder):
        out = folder / f"{source.stem}.{name.replace(' ', '')}-{scheme}.mp4"
        ffmpeg("-i", source, "-map", "0", "-c", "copy", "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", KEY,
               "-encryption_kid", KID, out, tool=tool)
        return {handler: out for handler in handlers(source)}

    return encrypt


DECRYPTORS = {
    "progressive": {
        "ffmpeg 5.1": ffmpeg_decrypt(FFMPEG, "ffmpeg 5.1"),
        "ffmpeg 8": ffmpeg_decrypt(FFMPEG_NEW, "ffmpeg 8"),
        "MP4Box": gpac_decrypt,
    },
    "fragmented": {
        "ffmpeg 8": ffmpeg_decrypt(FFMPEG_NEW, "ffmpeg 8"),
        "MP4Box": gpac_decrypt,
        "Shaka": shaka_decrypt,
        "mp4forge": mp4forge_decrypt,
    },
}

ENCRYPTORS = {
    "progressive": {
        "ffmpeg 5.1": ffmpeg_encrypt(FFMPEG, "ffmpeg 5.1"),
        "ffmpeg 8": ffmpeg_encrypt(FFMPEG_NEW, "ffmpeg 8"),
        "MP4Box": gpac_encrypt,
    },
    "fragmented": {"Shaka": shaka_encrypt},
}
