#!/usr/bin/env python3
"""What --device says and does where no GPU is: `device_test.py PROGRAM`. A GPU is hidden.

Its functions test_… are the tests.
"""
import os
import shutil
import sys

from program import Program, check, ends, query, run_tests, scenario

BAD_NAMES = ("cuda:", "cuda:x", "cuda:-1", "cuda:+1", "cuda:0,,1", "cuda:0,", "cuda:,0", "cuda:0;1",
             "cuda:0 1", "cuda: 0", "cuda:0x1", "cuda:1.5", "cuda:99999999999", "cuda0", "CUDA",
             "gpu", "auto:0", "cpu:0", "")


def run_on(program, name, *words):
    program.write("s.toml", scenario())
    return program("run", "s.toml", "--out", "run.db", "--device", name, *words)


def refused(program, run, lines=1):
    """Exit status 2, so many lines, no database."""
    ends(run, 2)
    check(run.stdout == "" and run.stderr.count("\n") == lines, run.stdout, run.stderr)
    check(not (program.folder / "run.db").exists())
    return run.stderr


def test_cuda_without_a_device(program):
    for name in ("cuda", "cuda:0", "cuda:0,1", "cuda:7", "cuda:0,0"):
        said = refused(program, run_on(program, name))
        check(said.startswith(f"simgrad: --device {name}: "), said)
        check(len(said) > len(f"simgrad: --device {name}: \n"), said)


def test_bad_names(program):
    for name in BAD_NAMES:
        said = refused(program, run_on(program, name), lines=2)
        check("--device" in said and name in said and "auto, cpu, cuda" in said, repr(name), said)
        check("--help" in said, said)


def test_auto_takes_the_cpu_and_says_so(program):
    for words in ((), ("--device", "auto")):
        program.write("s.toml", scenario())
        run = ends(program("run", "s.toml", "--out", "run.db", *words), 0)
        first = run.stderr.splitlines()[0]
        check("on the CPU" in first and "no GPU: " in first, run.stderr)
        check(query(program, "SELECT device FROM run") == [("cpu",)])


def test_auto_is_quiet_where_it_is_asked_to_be(program):
    for word in ("--quiet", "--json"):
        check(ends(run_on(program, "auto", word), 0).stderr == "")


def test_cpu_says_nothing_of_a_gpu(program):
    run = ends(run_on(program, "cpu", "--threads", "1"), 0)
    check("on the CPU with 1 thread\n" in run.stderr and "GPU" not in run.stderr, run.stderr)


def test_the_program_without_its_module(program):
    program.write("s.toml", scenario())
    alone = Program(shutil.copy(program.path, program.folder / "simgrad"))
    with alone:
        said = refused(alone, run_on(alone, "cuda"))
        check("libsimgrad_cuda.so" in said, said)
        ends(run_on(alone, "auto"), 0)
        check(query(alone, "SELECT device FROM run") == [("cpu",)])


if __name__ == "__main__":
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    sys.exit(run_tests(globals(), sys.argv[1]))
