"""The manifests of samples/batch: valid by the schemas of their engines, and their command lines work."""

import json
import os
import subprocess

import catalogue
import s3
from tools import BOXLOCK, KEY, KID, PYTHON, ROOT, Failed, Skipped, boxlock, equal, run

FOLDER = ROOT / "samples" / "batch"
TITLES = 24
# What trying again cannot help, and what it can.
FINAL = {"2", "3", "4", "5", "6", "70"}
PASSING = {"7", "8"}

VALIDATE = """
import json, sys, yaml, kubernetes_validate as k
document = yaml.safe_load(open(sys.argv[1]))
for version in sys.argv[2:]:
    k.validate(document, version, strict=True)
print(json.dumps(document))
"""

VALIDATE_AWS = """
import json, sys, botocore.session
from botocore.validate import ParamValidator
model = botocore.session.get_session().get_service_model("batch")
document = json.load(open(sys.argv[1]))
for name, operation in (("registerJobDefinition", "RegisterJobDefinition"), ("submitJob", "SubmitJob")):
    report = ParamValidator().validate(document[name], model.operation_model(operation).input_shape)
    if report.has_errors():
        sys.exit(f"{name}: {report.generate_report()}")
"""


def python(script, *arguments, module, check=True):
    if not PYTHON or run(PYTHON, "-c", f"import {module}", check=False).returncode != 0:
        raise Skipped(f"no {module} on this machine (PyPI)")
    return run(PYTHON, "-c", script, *arguments, check=check)


def kubernetes(path):
    """The Job, checked against the oldest schema it may meet, and a newer one."""
    done = python(VALIDATE, path, "1.29", "1.33", module="kubernetes_validate")
    return json.loads(done.stdout)


def valid_job(folder):
    job = kubernetes(FOLDER / "k8s-indexed-job.yaml")
    actions = {}
    for rule in job["spec"]["podFailurePolicy"]["rules"]:
        for code in rule.get("onExitCodes", {}).get("values", []):
            actions[str(code)] = rule["action"]
    equal(actions, {**dict.fromkeys(FINAL, "FailIndex"), **dict.fromkeys(PASSING, "Count")}, "actions by exit code")
    equal(job["spec"]["completionMode"], "Indexed", "completionMode")
    # A wrong word must be found, or the check above says nothing.
    broken = folder / "broken.yaml"
    broken.write_text((FOLDER / "k8s-indexed-job.yaml").read_text().replace("podFailurePolicy", "podFailurPolicy"))
    if python(VALIDATE, broken, "1.33", module="kubernetes_validate", check=False).returncode == 0:
        raise Failed("the schema takes any field")
    return "by the schemas of Kubernetes 1.29 and 1.33"


def valid_aws(folder):
    python(VALIDATE_AWS, FOLDER / "aws-batch.json", module="botocore")
    document = json.loads((FOLDER / "aws-batch.json").read_text())
    rules = document["registerJobDefinition"]["retryStrategy"]["evaluateOnExit"]

    def action(code):
        """AWS takes the first rule that fits; `*` stands for any end."""
        for rule in rules:
            wanted = rule.get("onExitCode")
            if wanted and (wanted == code or (wanted.endswith("*") and code.startswith(wanted[:-1]))):
                return rule["action"]
        return "RETRY"

    found = {code: action(code) for code in FINAL | PASSING}
    equal(found, {**dict.fromkeys(FINAL, "EXIT"), **dict.fromkeys(PASSING, "RETRY")}, "actions by exit code")
    broken = folder / "broken.json"
    document["submitJob"]["arrayProperties"] = {"count": 8}
    broken.write_text(json.dumps(document))
    if python(VALIDATE_AWS, broken, module="botocore", check=False).returncode == 0:
        raise Failed("the schema takes any field")
    return "by the service model of botocore"


def valid_script():
    run("bash", "-n", FOLDER / "slurm-array.sh")


class Catalogue:
    """A job list in a bucket, as the manifests name it."""

    def __init__(self, folder, server, proxy):
        self.folder, self.server, self.proxy = folder, server, proxy
        self.made = None
        self.names = catalogue.make(folder / "in", TITLES)
        server.make_bucket("catalogue")
        for name in self.names:
            server.put("catalogue", f"in/{name}", (folder / "in" / name).read_bytes())

    def list(self, target):
        """Puts a job list that writes under a prefix."""
        rows = [{"defaults": {"seed_rng": 7, "scheme": "cbcs"}}]
        rows += [{"input": f"s3://catalogue/in/{name}", "output": f"s3://catalogue/{target}/{name}", "title": name}
                 for name in self.names]
        self.server.put("catalogue", "jobs.jsonl", "".join(json.dumps(row) + "\n" for row in rows).encode())

    def expected(self):
        """What one run over the same inputs makes: with a list, IVs depend on the names of inputs."""
        if not self.made:
            self.list("reference")
            keys = catalogue.key_file(self.folder / "keys.json")
            boxlock("batch", "run", "s3://catalogue/jobs.jsonl", "--keys", keys, "--quiet", "--retries", 3,
                    env={**os.environ, **self.proxy.environment()})
            self.made = self.outputs("reference")
        return self.made

    def run(self, arguments, tasks, **environment):
        """Runs a command line for every task, all at once."""
        common = {**os.environ, **self.proxy.environment(), **environment}
        workers = [subprocess.Popen([BOXLOCK, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.PIPE, env={**common, **task}) for task in tasks]
        for worker in workers:
            _, message = worker.communicate(timeout=100)
            equal(worker.returncode, 0, f"exit code ({message.decode()[-300:]})")

    def outputs(self, target):
        keys = [key for key in self.server.keys("catalogue", f"{target}/") if key.endswith(".mp4")]
        return {key.rsplit("/", 1)[-1]: catalogue.sha256(self.server.get("catalogue", key)) for key in keys}


def run_kubernetes(titles):
    """The arguments of the container, with the index that Kubernetes sets."""
    spec = kubernetes(FOLDER / "k8s-indexed-job.yaml")["spec"]
    keys = catalogue.key_file(titles.folder / "keys.json")
    arguments = [word.replace("/keys/keys.json", str(keys)) for word in spec["template"]["spec"]["containers"][0]["args"]]
    expected = titles.expected()
    titles.list("kubernetes")
    indexes = [{"JOB_COMPLETION_INDEX": str(index)} for index in range(spec["completions"])]
    titles.run(arguments, indexes)
    catalogue.same(titles.outputs("kubernetes"), expected)
    return f"boxlock {' '.join(arguments[:6])} …, {len(indexes)} indexes, {TITLES} titles"


def run_aws(titles):
    document = json.loads((FOLDER / "aws-batch.json").read_text())
    submitted = document["submitJob"]
    parameters = {**document["registerJobDefinition"]["parameters"], **submitted["parameters"]}
    command = document["registerJobDefinition"]["containerProperties"]["command"]
    arguments = [parameters[word.removeprefix("Ref::")] if word.startswith("Ref::") else word for word in command]
    expected = titles.expected()
    titles.list("aws")
    size = submitted["arrayProperties"]["size"]
    indexes = [{"AWS_BATCH_JOB_ARRAY_INDEX": str(index), "AWS_BATCH_JOB_ARRAY_SIZE": str(size)} for index in range(size)]
    keys = json.dumps({"keys": [{"kid": KID, "key": KEY}]})
    titles.run(arguments, indexes, BOXLOCK_KEYS=keys)
    catalogue.same(titles.outputs("aws"), expected)
    return f"boxlock {' '.join(arguments[:5])} …, {size} children, {TITLES} titles"


def libraries():
    """The image holds libc and libgcc only."""
    found = {line.split()[0] for line in run("ldd", BOXLOCK).stdout.decode().splitlines()}
    allowed = {"linux-vdso.so.1", "libc.so.6", "libm.so.6", "libgcc_s.so.1", "libpthread.so.0", "libdl.so.2", "librt.so.1"}
    more = {name for name in found - allowed if "ld-linux" not in name}
    equal(more, set(), "libraries that the image of the Containerfile does not hold")


def run_all(report, folder):
    folder = folder / "batch-manifests"
    folder.mkdir()
    report.case("batch manifests: Kubernetes Indexed Job", valid_job, folder)
    report.case("batch manifests: AWS Batch", valid_aws, folder)
    report.case("batch manifests: Slurm script", valid_script)
    report.case("batch manifests: libraries of the image", libraries)
    if not report.wanted("batch manifests: as run by"):
        return
    made = []

    def set_up():
        made.append(s3.Server(folder).__enter__())
        made.append(s3.Proxy(made[0], 0.02).__enter__())
        made.append(Catalogue(folder, *made))

    try:
        report.case("batch manifests: a bucket of titles, for what is as run by engines", set_up)
        if len(made) == 3:
            report.case("batch manifests: as run by Kubernetes", run_kubernetes, made[2])
            report.case("batch manifests: as run by AWS Batch", run_aws, made[2])
    finally:
        for thing in reversed(made[:2]):
            thing.__exit__()
