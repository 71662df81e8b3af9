#!/usr/bin/env python3
"""`simgrad sweep --executor slurm` on a real Slurm of two nodes: `slurm_test.py PROGRAM [--slow]`.
Skipped, with the reason, where there is none. Its functions test_… are the tests, with --slow also
slow_test_….
"""
import os
import signal
import subprocess
import sys
import time

import slurm_cluster
from program import check, ends, run_tests
from sweep_test import rows, same_tables, write_sweep

SLURM = '[slurm]\npartition = "all"\ncpus = 1\ntasks = 4\n'


def slurm_sweep(program, *words, out="slurm"):
    return subprocess.run([program.path, "sweep", "sweep.toml", "--executor", "slurm", "--out", out,
                           *words], cwd=program.folder, capture_output=True, text=True, timeout=90)


def queue():
    run = subprocess.run(["squeue", "--noheader", "--array", "--format=%i %T"], capture_output=True,
                         text=True, check=True)
    return run.stdout.splitlines()


def start_slurm_sweep(program, *words, out="slurm"):
    return program.start("sweep", "sweep.toml", "--executor", "slurm", "--out", out, *words,
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def running_tasks():
    return [line for line in queue() if line.endswith("RUNNING")]


def started_now(task):
    """Whether it runs; else it need not wait any longer."""
    subprocess.run(["scontrol", "update", f"JobId={task}", "StartTime=now"], capture_output=True)
    time.sleep(0.5)
    return any(line.startswith(task + " ") for line in running_tasks())


def test_the_tables_are_those_of_the_local_executor(program):
    write_sweep(program, more=SLURM)
    ends(program("sweep", "sweep.toml", "--out", "local", "-j", "2"), 0)
    ends(slurm_sweep(program), 0)
    same_tables(program, "local", "slurm")
    left = sorted(path.name for path in (program.folder / "slurm").iterdir()
                  if not path.name.startswith("sweep.db"))
    check(left == ["lock", "manifest.json"], left)


def test_a_sweep_that_was_killed_waits_for_its_tasks_and_submits_nothing_twice(program):
    write_sweep(program, more=SLURM, rounds="300")
    ends(program("sweep", "sweep.toml", "--out", "local", "-j", "2"), 0)
    sweep = start_slurm_sweep(program)
    slurm_cluster.wait_for(running_tasks, "a running task", 30)
    os.kill(sweep.pid, signal.SIGKILL)
    sweep.wait()
    ends(slurm_sweep(program, "--resume"), 0)
    scripts = sorted(path.name for path in (program.folder / "slurm").glob("slurm/*.sh"))
    check(scripts in ([], ["0001.sh"]), scripts)
    same_tables(program, "local", "slurm")


def slow_test_a_requeued_task_does_again_only_what_it_had_not_done(program):
    write_sweep(program, sizes="[5]", more=SLURM.replace("tasks = 4", "tasks = 1"), rounds="4000")
    ends(program("sweep", "sweep.toml", "--out", "local", "-j", "2"), 0)
    sweep = start_slurm_sweep(program)
    done = program.folder / "slurm" / "slurm" / "0001-0.done"
    slurm_cluster.wait_for(done.exists, "a run that has ended", 60)
    job = running_tasks()[0].split("_")[0]
    before = done.read_text().split()
    subprocess.run(["scontrol", "requeue", f"{job}_0"], check=True)
    # Slurm holds it back for two minutes, so that its node can tidy up: until it has forgotten
    # the first try's credential, it refuses the second.
    slurm_cluster.wait_for(lambda: not running_tasks(), "the end of the first try", 30)
    time.sleep(5)
    slurm_cluster.wait_for(lambda: started_now(f"{job}_0") or sweep.poll() is not None,
                           "its second try", 100)
    check(sweep.wait(timeout=200) == 0, sweep.stderr.read())
    check(0 < len(before) < 6, before)
    same_tables(program, "local", "slurm")


def test_a_task_that_dies_fails_its_runs_and_resume_runs_them(program):
    write_sweep(program, more=SLURM, rounds="1000")
    ends(program("sweep", "sweep.toml", "--out", "local", "-j", "2"), 0)
    sweep = start_slurm_sweep(program)
    slurm_cluster.wait_for(running_tasks, "a running task", 30)
    subprocess.run(["scancel", running_tasks()[0].split()[0]], check=True)
    _, errors = sweep.communicate(timeout=90)
    check(sweep.returncode == 1, sweep.returncode, errors)
    check("its Slurm task" in errors and "CANCELLED" in errors, errors)
    ends(slurm_sweep(program, "--resume"), 0)
    check(rows(program, "SELECT count(*) FROM run WHERE status = 'finished'", "slurm") == [(12,)])
    same_tables(program, "local", "slurm")


def test_an_interrupt_ends_the_tasks(program):
    write_sweep(program, more=SLURM, rounds="100000")
    sweep = start_slurm_sweep(program)
    slurm_cluster.wait_for(running_tasks, "a running task", 30)
    sweep.send_signal(signal.SIGINT)
    _, errors = sweep.communicate(timeout=30)
    check(sweep.returncode == 130 and "--resume" in errors, sweep.returncode, errors)
    slurm_cluster.wait_for(lambda: not queue(), "an empty queue", 60)


def test_what_cannot_be_is_refused(program):
    write_sweep(program, more=SLURM.replace("tasks = 4", "tasks = 99"))
    refused = ends(slurm_sweep(program, out="many"), 2)
    check("99 tasks" in refused.stderr and "at most 21" in refused.stderr, refused.stderr)
    write_sweep(program, more=SLURM.replace('"all"', '"none"'))
    check(not (program.folder / "many").exists())
    refused = ends(slurm_sweep(program, out="nowhere"), 2)
    check("sbatch refuses it" in refused.stderr and "partition" in refused.stderr, refused.stderr)
    write_sweep(program, more=SLURM)
    ends(slurm_sweep(program, "--resume", out="nowhere"), 0)  # where it is run is not what is run
    refused = ends(slurm_sweep(program, "-j", "2"), 2)
    check("-j" in refused.stderr, refused.stderr)


def test_a_dry_run_prints_the_script_and_leaves_nothing(program):
    write_sweep(program, more=SLURM + 'time = "1:00"\nmemory = "100M"\n'
                'extra = ["#SBATCH --account=x", "module load y"]\n')
    printed = ends(slurm_sweep(program, "--dry-run"), 0).stdout
    lines = printed.splitlines()
    for line in ("#SBATCH --array=0-3", "#SBATCH --time=1:00", "#SBATCH --mem=100M",
                 "#SBATCH --account=x", "module load y"):
        check(line in lines, line, printed)
    check(lines.index("module load y") > lines.index("#SBATCH --account=x"), printed)
    check(not (program.folder / "slurm").exists())


def main():
    reason = slurm_cluster.missing()
    if reason:
        print(f"SKIPPED: {reason}")
        return 0
    try:
        cluster = slurm_cluster.SlurmCluster(most_tasks=21)
    except (AssertionError, OSError, subprocess.SubprocessError) as error:
        print(f"SKIPPED: Slurm does not start on this machine: {error}")
        return 0
    try:
        slow = {name[len("slow_"):]: test for name, test in globals().items()
                if name.startswith("slow_test_") and "--slow" in sys.argv}
        return run_tests({**globals(), **slow}, sys.argv[1])
    finally:
        cluster.end()


if __name__ == "__main__":
    sys.exit(main())
