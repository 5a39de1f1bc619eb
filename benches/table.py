#!/usr/bin/env python3
"""Writes the speed table of README.md from what `cargo bench --bench score` left in target/criterion.

    KLAIM_BENCH_TEXT=FILE cargo bench --bench score
    benches/table.py

Needs Python 3.9 or newer and nothing else. Speeds are of the median time; MB is a million bytes of sentence text. A row
whose bench was not run is left out.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"

# The folder below target/criterion, and what the row is called.
ROWS = [
    ("score/labels", "labels, all features of the bundled model"),
    ("score/probabilities", "labels and probabilities"),
    ("score/threads/1", "`classify_parallel`, one thread"),
    ("score/threads/2", "`classify_parallel`, two threads"),
    ("score/floor", "the floor: find words, hash, look up uni- and bigrams, add six weights"),
    ("score/whichlang", "`whichlang::detect_language`"),
    ("score/tokenize", "finding words alone, the plain way (`tokenize`)"),
    ("kinds/short", "sentences of less than 60 bytes"),
    ("kinds/long", "sentences of 250 bytes or more"),
    ("kinds/one", "one sentence again and again"),
    ("kinds/new-words", "five million random words, each new"),
]


def speed(folder):
    """MB/s and sentences' bytes, or None when there is no measurement."""
    new = ROOT / "target/criterion" / folder / "new"
    try:
        nanoseconds = json.loads((new / "estimates.json").read_text())["median"]["point_estimate"]
        size = json.loads((new / "benchmark.json").read_text())["throughput"]["Bytes"]
    except FileNotFoundError:
        return None
    return size / nanoseconds * 1e3


def main():
    speeds = [(title, speed(folder)) for folder, title in ROWS]
    measured = [(title, value) for title, value in speeds if value is not None]
    if not measured:
        sys.exit("nothing measured: run `cargo bench --bench score` first")
    first = measured[0][1]
    lines = ["| what | MB/s | of the scorer's speed |", "| --- | ---: | ---: |"]
    lines += [f"| {title} | {value:.1f} | {value / first:.2f} |" for title, value in measured]
    text = README.read_text()
    block = re.compile(r"(<!-- table speed -->\n).*?(\n<!-- end -->)", re.S)
    if not block.search(text):
        sys.exit("README.md has no place for the table: <!-- table speed --> ... <!-- end -->")
    temporary = README.with_suffix(".tmp")
    temporary.write_text(block.sub(lambda m: m.group(1) + "\n".join(lines) + m.group(2), text))
    temporary.replace(README)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
