#!/usr/bin/env python3
"""Checks what the compiler cannot: who includes whom, components against registries, file sizes.

    structure_test.py [ROOT]       check a source tree; default: the one that this file is in
    structure_test.py --self-test  build small broken trees and see each rule fail

Prints `file:line: what is wrong` for each finding; exit 1 if there are any. A folder that does not
exist yet is no finding.
"""

import pathlib
import re
import sys
import tempfile

SOURCES = (".cpp", ".hpp", ".cu", ".cuh")
MAXIMUM_LINES = 400

# Layer: what it may include, by path prefix; itself always. The longest prefix decides which layer
# a file is in.
KERNELS = ("kernels/",)
ENGINE = KERNELS + ("sim/record/", "sim/engine/")
SCENARIO = ENGINE + ("sim/strategies/", "sim/failures/", "sim/scenario/")
EXPERIMENT = SCENARIO + ("sim/experiment/",)
LAYERS = {
    "kernels/": KERNELS,
    "sim/record/": ("kernels/error.hpp",),
    "sim/engine/": ENGINE,
    "sim/strategies/": ENGINE,
    "sim/failures/": ENGINE,
    "sim/scenario/": SCENARIO,
    "sim/experiment/": SCENARIO,
    "sim/sweep/": EXPERIMENT,
    "sim/results/": ("kernels/error.hpp", "kernels/rng.hpp", "sim/record/"),
    "sim/report/": ("kernels/error.hpp", "sim/record/", "sim/results/"),
    "sim/cli/": EXPERIMENT + ("sim/sweep/", "sim/results/", "sim/report/"),
    "sim/main.cpp": EXPERIMENT + ("sim/sweep/", "sim/results/", "sim/report/", "sim/cli/"),
    "gui/": ("kernels/error.hpp", "sim/record/", "sim/results/"),
}

# (library, its headers, where they may be included)
LIBRARIES = (
    ("SimGrid", r"(simgrid|xbt|smpi)/", ("sim/engine/", "tests/sim/engine/", "tests/bench/bare_ring.cpp")),
    ("Eigen", r"(unsupported/)?Eigen/", ("kernels/cpu/", "tests/kernels/", "tests/bench/")),
    ("SQLite", r"sqlite3", ("sim/record/", "tests/")),
    ("toml++", r"toml\+\+/", ("sim/scenario/", "tests/sim/scenario/")),
    ("CLI11", r"CLI/", ("sim/main.cpp",)),
    ("fmt", r"fmt/", ("sim/engine/", "sim/strategies/", "sim/failures/", "sim/scenario/",
                      "sim/experiment/", "sim/sweep/", "sim/results/", "sim/report/", "sim/cli/", "sim/main.cpp", "tests/sim/")),
)

COMPONENTS = (
    "kernels/aggregation", "kernels/compression", "kernels/datasets", "kernels/distributions",
    "kernels/models", "kernels/optimizers", "kernels/partitions", "kernels/privacy",
    "sim/engine/generators", "sim/failures", "sim/strategies", "sim/strategies/collectives",
    "sim/strategies/topologies",
)

# A component's declaration, up to its initialiser; `extern const …Info x_info;` has none.
DEFINITION = re.compile(r"\bconst\s+\w+Info\s+(\w+)_info\b\s*=?\s*(?=[{(])")

# (pattern in code, where it is forbidden, why)
FORBIDDEN = (
    (r"\bcatch\s*\(\s*\.\.\.\s*\)", ("sim/",),
     "catch (...): SimGrid unwinds killed actors by an exception that must pass"),
    (r"\bs?rand\s*\(", ("",), "rand(): random numbers come from keyed streams, kernels/rng.hpp"),
    (r"\brandom_device\b", ("",),
     "random_device: random numbers come from keyed streams, kernels/rng.hpp"),
    (r"(::Random|\bsetRandom)\s*\(", ("",),
     "Eigen's Random: random numbers come from keyed streams, kernels/rng.hpp"),
)

TOKEN = re.compile(r'''
    (?P<comment> //[^\n]* | /\*.*?\*/ )
  | (?P<raw>     R"(?P<mark>[^()\s\\]*)\(.*?\)(?P=mark)" )
  | (?P<include> ^[ \t]*\#[ \t]*include[^\n]* )
  | (?P<number>  \b\d[\w.']* )
  | (?P<text>    "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
''', re.VERBOSE | re.DOTALL | re.MULTILINE)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


class Source:
    """A file's text, without comments, and without literals; both keep every line in its place."""

    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.uncommented = TOKEN.sub(
            lambda m: blank(m[0]) if m["comment"] else m[0], self.text)
        self.code = TOKEN.sub(
            lambda m: blank(m[0]) if m["comment"] or m["raw"] or m["text"] else m[0], self.text)

    def at(self, offset, message):
        return f"{self.path}:{self.text.count(chr(10), 0, offset) + 1}: {message}"

    def includes(self):
        for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]',
                                 self.uncommented, re.MULTILINE):
            yield match.start(1), match[1] == '"', match[2]


def read_sources(root):
    return [Source(root, path)
            for folder in ("kernels", "sim", "gui", "tests")
            for path in sorted((root / folder).rglob("*"))
            if path.suffix in SOURCES and path.is_file()]


def check_layers(source):
    if source.path.startswith("tests/"):
        return
    layers = [layer for layer in LAYERS if source.path.startswith(layer)]
    if not layers:
        yield source.at(0, "in no known layer; add its folder to LAYERS of structure_test.py")
        return
    layer = max(layers, key=len)
    for offset, quoted, target in source.includes():
        ours = target.startswith(("kernels/", "sim/", "gui/", "tests/"))
        if ours and not target.startswith((layer,) + LAYERS[layer]):
            yield source.at(offset, f"{layer} may not include {target}: it points back")
        if not ours and quoted and not (layer == "gui/" and "/" not in target):
            yield source.at(offset, f'"{target}" is not a path from the repository root')


def check_libraries(source):
    for offset, _, target in source.includes():
        for library, headers, allowed in LIBRARIES:
            if re.match(headers, target) and not source.path.startswith(allowed):
                yield source.at(offset, f"{library} may be included only in {', '.join(allowed)}")


def check_text(source):
    lines = len(source.text.splitlines())
    if lines > MAXIMUM_LINES and not source.path.startswith("tests/"):
        yield f"{source.path}:{lines}: {lines} lines, more than {MAXIMUM_LINES}"
    for pattern, folders, why in FORBIDDEN:
        if source.path.startswith(folders):
            for match in re.finditer(pattern, source.code):
                yield source.at(match.start(), why)


def check_component(source, stem, root):
    """One file that declares a component; yields findings."""
    definitions = list(DEFINITION.finditer(source.code))
    for match in definitions[1:]:
        yield source.at(match.start(), f"a second component, {match[1]}: one file, one component")
    match = definitions[0]
    if match[1] != stem:
        yield source.at(match.start(), f"{match[1]}_info is declared in {stem}.cpp, "
                                       f"not in {match[1]}.cpp")
    name = re.match(r'[\s{(]*(?:\.family\s*=\s*)?(?:[\w:]*kFamily|"\w*")\s*,'
                    r'\s*(?:\.name\s*=\s*)?"([^"]*)"', source.uncommented[match.end():])
    if not name:
        yield source.at(match.start(), f"{match[1]}_info does not begin with its family and name")
    elif name[1] != stem:
        yield source.at(match.end() + name.start(1),
                        f'the name "{name[1]}" is not the file\'s, "{stem}"')
    folder = source.path.rpartition("/")[0]
    test = f"tests/{folder}/{stem}_test.cpp"
    if not (root / test).is_file():
        yield source.at(match.start(), f"component {stem} has no test: {test} is missing")


def check_registry(registry, stems):
    """registry.cpp against the components beside it: its declarations and its entries."""
    for what, pattern in (("declaration", r"\bextern\s+const\s+\w+Info\s+(\w+)_info\s*;"),
                          ("entry", r"&\s*(\w+)_info\b")):
        lines = list(re.finditer(pattern, registry.code))
        if what == "declaration" and not lines:
            continue  # declared in a header
        names = [line[1] for line in lines]
        for before, line in zip(names, lines[1:]):
            if line[1] <= before:
                yield registry.at(line.start(), f"{what} {line[1]} after {before}: not sorted")
        for line in lines:
            if line[1] not in stems:
                yield registry.at(line.start(),
                                  f"{what} {line[1]}, but {line[1]}.cpp does not declare it")
        for stem in sorted(stems.keys() - set(names)):
            yield registry.at(0, f"{what} of {stem} is missing; {stem}.cpp declares it")


def check_components(root, sources):
    for folder in COMPONENTS:
        here = [s for s in sources if s.path.rpartition("/")[0] == folder]
        stems = {}
        for source in here:
            stem = pathlib.PurePosixPath(source.path).stem
            if (source.path.endswith(".cpp") and stem != "registry" and
                    DEFINITION.search(source.code)):
                stems[stem] = source
        for stem, source in stems.items():
            yield from check_component(source, stem, root)
        registry = [s for s in here if s.path == f"{folder}/registry.cpp"]
        if registry:
            yield from check_registry(registry[0], stems)
        else:
            for source in stems.values():
                yield source.at(0, f"{folder}/registry.cpp, which would list it, is missing")


def check(root):
    sources = read_sources(root)
    findings = []
    for source in sources:
        for rule in (check_layers, check_libraries, check_text):
            findings += rule(source)
    return findings + list(check_components(root, sources))


def component(name, family="dataset"):
    return (f"extern const DatasetInfo {name}_info;\n"
            f'const DatasetInfo {name}_info{{{{"{family}", "{name}", "", "-", {{}}}}, make}};\n')


def registry(*names):
    return ("".join(f"extern const DatasetInfo {n}_info;\n" for n in names) +
            "".join(f"&{n}_info,\n" for n in names))


# A tree without findings; a broken one is this one with some files changed (None: removed).
GOOD = {
    "kernels/error.hpp": "#include <string>\n// rand() and catch (...) in a comment\n",
    "kernels/cpu/gemm.cpp": "#include <Eigen/Dense>\n#include \"kernels/error.hpp\"\n",
    "kernels/datasets/blobs.cpp": component("blobs"),
    "kernels/datasets/csv.cpp": component("csv"),
    "kernels/datasets/reading.cpp": "int helper_without_a_component() { return 1'000; }\n",
    "kernels/datasets/registry.cpp": registry("blobs", "csv"),
    "tests/kernels/datasets/blobs_test.cpp": "#include <catch2/catch.hpp>\n",
    "tests/kernels/datasets/csv_test.cpp": "#include \"kernels/datasets/dataset.hpp\"\n",
    "sim/record/database.cpp": "#include <sqlite3.h>\n#include \"kernels/error.hpp\"\n",
    "sim/engine/engine.cpp": "#include <simgrid/s4u.hpp>\n#include \"sim/record/recorder.hpp\"\n",
    "sim/strategies/ring.cpp": "#include <fmt/format.h>\n#include \"sim/engine/engine.hpp\"\n",
    "sim/scenario/read.cpp": "#include <toml++/toml.h>\n#include \"sim/failures/failure.hpp\"\n",
    "sim/cli/run.cpp": "#include \"sim/scenario/plan.hpp\"\nauto s = R\"x(catch (...))x\";\n",
    "sim/main.cpp": "#include <CLI/CLI.hpp>\n#include \"sim/cli/run.hpp\"\n",
    "gui/main.cpp": "#include \"main.moc\"\n#include \"sim/record/reader.hpp\"\n",
}

BLOBS = "kernels/datasets/blobs.cpp"
REGISTRY = "kernels/datasets/registry.cpp"
BROKEN = (  # (changed files, how a finding has to begin)
    ({"kernels/a.hpp": "\n#include \"sim/engine/engine.hpp\"\n"},
     "kernels/a.hpp:2: kernels/ may not include sim/engine/engine.hpp"),
    ({"sim/engine/a.cpp": "#include \"sim/strategies/strategy.hpp\"\n"},
     "sim/engine/a.cpp:1: sim/engine/ may not include"),
    ({"sim/strategies/a.cpp": "#include \"sim/failures/failure.hpp\"\n"},
     "sim/strategies/a.cpp:1: sim/strategies/ may not include"),
    ({"sim/failures/a.cpp": "#include \"sim/scenario/plan.hpp\"\n"},
     "sim/failures/a.cpp:1: sim/failures/ may not include"),
    ({"sim/scenario/a.cpp": "#include \"sim/cli/run.hpp\"\n"},
     "sim/scenario/a.cpp:1: sim/scenario/ may not include"),
    ({"sim/record/a.cpp": "#include \"kernels/rng.hpp\"\n"},
     "sim/record/a.cpp:1: sim/record/ may not include"),
    ({"gui/a.cpp": "#include \"kernels/rng.hpp\"\n"}, "gui/a.cpp:1: gui/ may not include"),
    ({"kernels/a.cpp": "#include \"tests/support/a.hpp\"\n"},
     "kernels/a.cpp:1: kernels/ may not include"),
    ({"kernels/a.cpp": "#include \"../sim/engine/engine.hpp\"\n"},
     "kernels/a.cpp:1: \"../sim/engine/engine.hpp\" is not a path"),
    ({"sim/new/a.cpp": "\n"}, "sim/new/a.cpp:1: in no known layer"),
    ({"sim/strategies/a.cpp": "/* two\nlines */ #include <xbt/log.h>\n"},
     "sim/strategies/a.cpp:2: SimGrid may be included only in"),
    ({"kernels/models/a.cpp": "#include <Eigen/Core>\n"}, "kernels/models/a.cpp:1: Eigen may"),
    ({"sim/cli/a.cpp": "#include <sqlite3.h>\n"}, "sim/cli/a.cpp:1: SQLite may"),
    ({"sim/cli/a.cpp": "#include <toml++/toml.h>\n"}, "sim/cli/a.cpp:1: toml++ may"),
    ({"sim/cli/a.cpp": "#include <CLI/CLI.hpp>\n"}, "sim/cli/a.cpp:1: CLI11 may"),
    ({"kernels/a.cpp": "#include <fmt/core.h>\n"}, "kernels/a.cpp:1: fmt may"),
    ({BLOBS: component("clouds"), REGISTRY: registry("blobs", "csv")},
     BLOBS + ":2: clouds_info is declared in blobs.cpp, not in clouds.cpp"),
    ({BLOBS: component("blobs").replace('"blobs"', '"blob"')},
     BLOBS + ":2: the name \"blob\" is not the file's"),
    ({BLOBS: component("blobs").replace('"blobs"', "kName")},
     BLOBS + ":2: blobs_info does not begin with its family and name"),
    ({BLOBS: component("blobs") + component("clouds")}, BLOBS + ":4: a second component, clouds"),
    ({"tests/kernels/datasets/blobs_test.cpp": None}, BLOBS + ":2: component blobs has no test"),
    ({REGISTRY: registry("csv")}, REGISTRY + ":1: declaration of blobs is missing"),
    ({REGISTRY: registry("blobs", "csv").replace("&blobs_info,", "")},
     REGISTRY + ":1: entry of blobs is missing"),
    ({REGISTRY: registry("blobs", "clouds", "csv")}, REGISTRY + ":2: declaration clouds, but"),
    ({REGISTRY: registry("blobs", "clouds", "csv")}, REGISTRY + ":5: entry clouds, but"),
    ({REGISTRY: registry("csv", "blobs")}, REGISTRY + ":2: declaration blobs after csv"),
    ({REGISTRY: registry("csv", "blobs")}, REGISTRY + ":4: entry blobs after csv"),
    ({REGISTRY: None}, BLOBS + ":1: kernels/datasets/registry.cpp, which would list it"),
    ({"kernels/a.cpp": "\n" * 401}, "kernels/a.cpp:401: 401 lines"),
    ({"sim/cli/a.cpp": "try {\n} catch (...) {\n}\n"}, "sim/cli/a.cpp:2: catch (...)"),
    ({"kernels/a.cpp": "int i = rand();\n"}, "kernels/a.cpp:1: rand()"),
    ({"tests/kernels/a_test.cpp": "\nstd::random_device d;\n"},
     "tests/kernels/a_test.cpp:2: random_device"),
    ({"kernels/cpu/a.cpp": "auto m = Matrix::Random(3, 3);\n"},
     "kernels/cpu/a.cpp:1: Eigen's Random"),
)


def findings_in(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            if text is not None:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
        return check(root)


def self_test():
    failures = [f"a good tree: {finding}" for finding in findings_in(GOOD) + findings_in({})]
    for changes, expected in BROKEN:
        findings = findings_in({**GOOD, **changes})
        if not any(finding.startswith(expected) for finding in findings):
            failures.append(f"expected: {expected}\n  found: {findings}")
    print(*failures, f"{len(BROKEN)} broken trees, {len(failures)} failures", sep="\n")
    return 1 if failures else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    root = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parents[1]).resolve()
    findings = check(root)
    print(*findings, f"structure: {len(findings)} findings", sep="\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
