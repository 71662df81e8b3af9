#!/usr/bin/env python3
"""Deals sources to batches that the compiler reads as one text each.

    batches.py BATCH_SIZE FILE…

Prints the number of each file's batch, separated by semicolons, as CMake's lists are.

What a file declares for itself alone, in `namespace {`, the rest of its batch sees. So a file joins
no batch that has such a name of a word of its own: every strategy has its launch(), many a view its
kMargin, and no file's meaning changes.
"""

import pathlib
import re
import sys

# As clang-format leaves it: a declaration begins its line, and what is in it is indented.
OWN = re.compile(r"^namespace \{\n(.*?)^\}  // namespace$", re.MULTILINE | re.DOTALL)
TYPE = re.compile(r"^(?:class|struct|union|enum|enum class) (\w+)", re.MULTILINE)
OTHER = re.compile(r"^(?:\[\[[^\n]*?\]\] )?\w[^({=;[\n]*?(\w+) ?[({=;[]", re.MULTILINE)
MACRO = re.compile(r"^#define", re.MULTILINE)


def own_names(text):
    return {name for part in OWN.findall(text) for pattern in (TYPE, OTHER)
            for name in pattern.findall(part)}


def deal(texts, batch_size):
    batches = []  # [how many more texts, names that are taken]
    for text in texts:
        words = set(re.findall(r"\w+", text))
        alone = MACRO.search(text)  # it would last to the end of the batch
        fitting = (number for number, (room, taken) in enumerate(batches)
                   if room > 0 and words.isdisjoint(taken) and not alone)
        number = next(fitting, len(batches))
        if number == len(batches):
            batches.append([1 if alone else batch_size, set()])
        batches[number][0] -= 1
        batches[number][1] |= own_names(text)
        yield number


if __name__ == "__main__":
    texts = [pathlib.Path(file).read_text(encoding="utf-8") for file in sys.argv[2:]]
    print(*deal(texts, int(sys.argv[1])), sep=";", end="")
