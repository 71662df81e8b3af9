#!/usr/bin/env python3
"""Runs the cases of cases.txt through the program: `run.py PROGRAM`.

A case with problems has to end with exit status 2, and stderr has to hold, for each of them, a
line `PLACE: error: …` with the expected text; a case without has to end with 0. Where Python's
jsonschema is installed, no accepted case may fail the schema that the program prints (which need
not find every problem). cases.txt says what its lines mean.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib

FOLDER = pathlib.Path(__file__).resolve().parent


class Case:
    def __init__(self, name, text):
        self.name, self.text = name, text
        self.path, self.sets, self.problems = "", [], []
        self.crlf = self.bom = False
        self.removed = self.added = ""

    def apply(self):
        at = len(self.text)
        if self.removed:
            text = "\n" + self.text
            assert text.count("\n" + self.removed) == 1, f"{self.name}: {self.removed!r}"
            at = text.index("\n" + self.removed)
        self.text = self.text[:at] + self.added + self.text[at + len(self.removed) :]
        self.removed = self.added = ""

    def take(self, line):
        word, _, rest = line.partition(" ")
        if word == "-":
            if self.added:
                self.apply()
            self.removed += rest + "\n"
            return
        if word == "+":
            self.added += rest + "\n"
            return
        self.apply()
        if word == "whole":
            self.text = ""
        elif word in ("crlf", "bom"):
            setattr(self, word, True)
        elif word == "path":
            self.path = rest
        elif word == "set":
            self.sets.append(rest)
        elif word == "at":
            self.problems.append([rest, ""])
        elif word == "says":
            self.problems[-1][1] = rest
        else:
            raise ValueError(f"{self.name}: unknown line: {line}")

    def data(self):
        self.apply()
        text = self.text.replace("\n", "\r\n") if self.crlf else self.text
        return (b"\xef\xbb\xbf" if self.bom else b"") + text.encode()


def read_cases():
    base = (FOLDER / "base.toml").read_text()
    cases = []
    for line in (FOLDER / "cases.txt").read_text().splitlines():
        if line.startswith("case "):
            cases.append(Case(line[5:], base))
        elif line and not line.startswith("#"):
            cases[-1].take(line)
    return cases


def run_case(case, program, folder):
    """What is wrong with how the program took it, as lines."""
    scenario = folder / "scenario.toml"
    scenario.write_bytes(case.data())
    path = str(folder / case.path) if case.path else str(scenario)
    command = [program, "check", path]
    for argument in case.sets:
        command += ["--set", argument]
    run = subprocess.run(command, capture_output=True, text=True, timeout=10)
    status = 2 if case.problems else 0
    wrong = []
    if run.returncode != status:
        wrong.append(f"exit status {run.returncode}, {status} was expected")
    lines = [line for line in run.stderr.splitlines() if ": error: " in line]
    if len(lines) != len(case.problems):
        wrong.append(f"{len(lines)} problems, {len(case.problems)} were expected")
    for place, text in case.problems:
        prefix = {"file": path, "set": f"--{place}"}.get(place.split(" ")[0], f"{path}:{place}")
        if not any(l.startswith(prefix + ": error: ") and text in l for l in lines):
            wrong.append(f"no line `{prefix}: error: … {text}`")
    return wrong + [run.stderr] if wrong else []


def read_schema(program):
    """The validator of the schema that the program prints; None where jsonschema is missing."""
    try:
        import jsonschema
    except ImportError:
        print("python3-jsonschema is not installed: the schema is not checked")
        return None
    text = subprocess.run([program, "describe", "--schema"], capture_output=True, check=True).stdout
    return jsonschema.Draft7Validator(json.loads(text))


def check_schema(case, validator):
    if case.problems or case.sets:
        return []
    scenario = tomllib.loads(case.data().decode("utf-8-sig").replace("\r\n", "\n"))
    errors = validator.iter_errors(scenario)
    return [f"the schema refuses it: {error.message}" for error in errors]


def main():
    program = sys.argv[1]
    validator = read_schema(program)
    failed = 0
    cases = read_cases()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copy(FOLDER / "platform.xml", folder)
        for case in cases:
            wrong = run_case(case, program, folder)
            wrong += check_schema(case, validator) if validator else []
            for line in wrong:
                print(f"case {case.name}: {line}")
            failed += bool(wrong)
    print(f"{len(cases) - failed} of {len(cases)} cases passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
