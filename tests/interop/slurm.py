"""A Slurm cluster of one node on 127.0.0.1, started and stopped here: no systemd, nothing outside its own folder."""

import os
import shutil
import socket
import subprocess
import time

from tools import Failed, Skipped, run

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue")
SBIN = "/usr/sbin:/sbin"

CONFIGURATION = """\
ClusterName=boxlock
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={daemon}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
CryptoType=crypto/munge
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1,defer_batch
MinJobAge=300
ReturnToService=2
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:8
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Cluster:
    def __init__(self, folder):
        self.path = os.environ["PATH"] + ":" + SBIN
        missing = [name for name in PROGRAMS if not shutil.which(name, path=self.path)]
        if missing:
            raise Skipped(f"no {', '.join(missing)} on this machine (Debian: slurm-wlm, munge)")
        self.folder = folder
        self.environment = {**os.environ, "PATH": self.path, "SLURM_CONF": str(folder / "slurm.conf")}
        self.daemons = []

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        self.folder.mkdir(parents=True)
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        # munged insists on folders that others cannot write to.
        os.chmod(self.folder, 0o755)
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        self.daemon("munged", "--foreground", "--force", f"--socket={self.folder}/munge.socket", f"--key-file={key}",
                    f"--log-file={self.folder}/munged.log", f"--pid-file={self.folder}/munged.pid",
                    f"--seed-file={self.folder}/munge.seed")
        self.wait("munged", lambda: (self.folder / "munge.socket").exists())
        host = socket.gethostname().split(".")[0]
        user = run("id", "-un").stdout.decode().strip()
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=host, user=user, folder=self.folder, cpus=os.cpu_count(), controller=free_port(), daemon=free_port()))
        self.daemon("slurmctld", "-D", "-i")
        self.daemon("slurmd", "-D", "-N", host)
        self.wait("the node", lambda: b"idle" in self.command("sinfo", "-h", "-o", "%T", check=False).stdout)

    def __exit__(self, *_):
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in reversed(self.daemons):
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def daemon(self, *command):
        log = open(self.folder / f"{command[0]}.out", "wb")
        self.daemons.append(subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=log, cwd=self.folder))

    def wait(self, what, ready, seconds=30):
        end = time.monotonic() + seconds
        while not ready():
            for daemon in self.daemons:
                if daemon.poll() is not None:
                    raise Failed(f"{daemon.args[0]} ended with {daemon.returncode}: {self.tail(daemon.args[0])}")
            if time.monotonic() > end:
                raise Failed(f"{what} was not ready within {seconds} s: {self.tail('slurmctld')}")
            time.sleep(0.1)

    def tail(self, name):
        logs = [path for path in self.folder.glob(f"{name}.*") if path.suffix in (".out", ".log")]
        texts = [path.read_text("utf-8", "replace") for path in logs]
        lines = [line for text in texts for line in text.splitlines() if "error" in line or "fatal" in line]
        return lines[-1] if lines else "(no message)"

    def command(self, *command, **options):
        return run(*command, env=self.environment, **options)

    def submit(self, script, options, arguments):
        """Hands in a job and returns its number."""
        return self.command("sbatch", "--parsable", *options, script, *arguments).stdout.decode().strip()

    def tasks(self, job):
        """State and number of starts of each task of an array that the controller still remembers."""
        found = {}
        for line in self.command("scontrol", "-o", "show", "job", job, check=False).stdout.decode().splitlines():
            fields = dict(word.split("=", 1) for word in line.split() if "=" in word)
            if fields.get("ArrayTaskId", "").isdigit():
                found[int(fields["ArrayTaskId"])] = fields
        return found
