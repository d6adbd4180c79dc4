"""Makes the media: a short clip is encoded and repeated without encoding again."""

import math
import os
import shutil
import subprocess
from pathlib import Path

MB = 10**6
CLIP_SECONDS = 10
FRAGMENTED = ("-movflags", "frag_keyframe+empty_moov+default_base_moof")
ENCODERS = {
    # Two seconds between key frames; pictures that refer back and forth, as packaged media has them.
    "avc": ("libx264", "-preset", "veryfast", "-bf", "2"),
    "hevc": ("libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:keyint=50:min-keyint=50"),
}


def ffmpeg(*arguments):
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"ffmpeg cannot make the media: {done.stderr.decode(errors='replace').strip()}")


class Media:
    """Files by kind and size, made when first asked for."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def clip(self, codec):
        path = self.folder / f"clip-{codec}.mp4"
        if not path.exists():
            encoder, *options = ENCODERS[codec]
            ffmpeg("-f", "lavfi", "-i", f"testsrc2=size=1280x720:rate=25:duration={CLIP_SECONDS},noise=alls=20:allf=t",
                   "-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={CLIP_SECONDS}",
                   "-c:v", encoder, *options, "-b:v", "10M", "-maxrate", "10M", "-bufsize", "10M", "-g", "50",
                   "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "192k", path)
        return path

    def repeated(self, name, codec, size, *options):
        """About `size` bytes, never less than the clip once."""
        path = self.folder / name
        if not path.exists():
            clip = self.clip(codec)
            loops = max(math.ceil(size / clip.stat().st_size) - 1, 0)
            ffmpeg("-stream_loop", loops, "-i", clip, "-c", "copy", "-t", max(size / clip.stat().st_size, 0.1) * CLIP_SECONDS,
                   *options, path)
        return path

    def progressive(self, size, codec="avc"):
        return self.repeated(f"{codec}-{size // MB}.mp4", codec, size, "-map", "0")

    def fragmented(self, size, codec="avc"):
        return self.repeated(f"{codec}-{size // MB}-frag.mp4", codec, size, "-map", "0", *FRAGMENTED)

    def video_only(self, size, codec="avc"):
        return self.repeated(f"{codec}-{size // MB}-video.mp4", codec, size, "-map", "0:v", *FRAGMENTED)

    def catalogue(self, count, size, make):
        """A folder of equal files."""
        first = make(size)
        folder = self.folder / f"{first.stem}-{count}-times"
        if not folder.exists():
            folder.mkdir()
            for number in range(count):
                shutil.copyfile(first, folder / f"{number:04}.mp4")
        return folder

    def forget(self):
        """Removes all media; clips are made again when asked for."""
        shutil.rmtree(self.folder)
        self.folder.mkdir()


def roomy_folder(wanted):
    """A place in memory when there is room, so that storage is out of the picture; otherwise on disk."""
    for place in ("/dev/shm", os.environ.get("TMPDIR", "/tmp"), "/var/tmp"):
        if os.path.isdir(place) and shutil.disk_usage(place).free > wanted and os.access(place, os.W_OK):
            return Path(place)
    raise SystemExit(f"no folder has {wanted >> 20} MiB free")
