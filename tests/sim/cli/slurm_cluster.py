"""A real Slurm of two nodes on this machine, on loopback alone, for tests."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

DAEMONS = ("slurmctld", "slurmd", "munged")
COMMANDS = ("sbatch", "squeue", "scancel", "scontrol", "munge", "unmunge")
CPUS = 2  # of each node

CONFIGURATION = """ClusterName=loop
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
SlurmdUser=root
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1,sched_min_interval=0
ReturnToService=2
MpiDefault=none
MaxArraySize={most_tasks}
MinJobAge=300
SlurmdTimeout=30
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
{nodes}PartitionName=all Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
"""
NODE = ("NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs={cpus} Boards=1 "
        "SocketsPerBoard=1 CoresPerSocket={cpus} ThreadsPerCore=1 RealMemory=2000 State=UNKNOWN\n")


def missing():
    """Why there can be no Slurm here; "" if there can."""
    if os.geteuid() != 0:
        return "Slurm's daemons are started by root only"
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    absent = [name for name in DAEMONS + COMMANDS if not shutil.which(name, path=path)]
    return f"not installed: {', '.join(absent)} (slurmctld, slurmd, slurm-client, munge)" \
        if absent else ""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def wait_for(holds, what, limit_s=20):
    end = time.monotonic() + limit_s
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {limit_s} s")
        time.sleep(0.05)


def idle_cpus():
    """Processors of all nodes and the idle ones among them."""
    nodes = subprocess.run(["sinfo", "--noheader", "--format=%C"], capture_output=True, text=True)
    counts = nodes.stdout.strip().split("/")  # allocated/idle/other/total
    return (int(counts[1]), int(counts[3])) if len(counts) == 4 else (0, 0)


class SlurmCluster:
    """Its commands find it by SLURM_CONF, from its making until end()."""

    def __init__(self, most_tasks=1001):
        self._temporary = tempfile.TemporaryDirectory(prefix="slurm-")
        self.folder = pathlib.Path(self._temporary.name)
        self.environment = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
        host = socket.gethostname().split(".")[0]
        port, *node_ports = free_ports(3)
        nodes = "".join(NODE.format(name=f"n{i + 1}", host=host, port=each, cpus=CPUS)
                        for i, each in enumerate(node_ports))
        for name in ("state", "spool/n1", "spool/n2", "munge"):
            (self.folder / name).mkdir(parents=True)
        self.configuration = self.folder / "slurm.conf"
        self.configuration.write_text(CONFIGURATION.format(
            host=host, port=port, folder=self.folder, most_tasks=most_tasks, nodes=nodes))

        os.environ["SLURM_CONF"] = str(self.configuration)
        try:
            self.start()
        except BaseException:
            self.end()
            raise

    def end(self):
        subprocess.run(["scancel", "--user=root"], capture_output=True, timeout=20)
        time.sleep(0.5)
        for file in [self.folder / "slurmd.n1.pid", self.folder / "slurmd.n2.pid",
                     self.folder / "slurmctld.pid", self.folder / "munge" / "pid"]:
            self.kill(file)
        os.environ.pop("SLURM_CONF", None)
        self._temporary.cleanup()

    def start(self):
        munge = self.folder / "munge"
        (munge / "key").write_bytes(os.urandom(128))
        for path in (self.folder, munge):
            path.chmod(0o755)
        (munge / "key").chmod(0o600)
        self.run("munged", "--force", f"--key-file={munge}/key", f"--socket={munge}/socket",
                 f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed")
        wait_for(lambda: (munge / "socket").exists(), "munged")
        self.run("slurmctld", "-f", self.configuration)
        for node in ("n1", "n2"):
            self.run("slurmd", "-N", node, "-f", self.configuration)
        wait_for(lambda: idle_cpus() == (2 * CPUS, 2 * CPUS), "two idle nodes")

    def run(self, *words):
        subprocess.run([*map(str, words)], check=True, env=self.environment, timeout=20,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @staticmethod
    def kill(pid_file):
        try:
            os.kill(int(pid_file.read_text()), signal.SIGKILL)
        except (OSError, ValueError):
            pass
