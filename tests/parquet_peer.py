#!/usr/bin/env python3
"""Reads klaim's Parquet with pyarrow, and pyarrow's Parquet with klaim: the other side is a library of other hands.

    tests/parquet_peer.py PROGRAM FOLDER

PROGRAM is klaim with the feature parquet, FOLDER holds articles. Needs pyarrow; ends with 1 and says what differs.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def run(*args):
    return subprocess.run([str(a) for a in args], check=True, capture_output=True, text=True).stdout


def main():
    program, folder = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        # Written by klaim, read by pyarrow: the same records as JSON Lines has.
        lines = [json.loads(l) for l in run(program, "classify", folder, "--speakers", "--format", "jsonl").splitlines()]
        run(program, "classify", folder, "--speakers", "--output", work / "claims.parquet")
        rows = pq.read_table(work / "claims.parquet").to_pylist()
        assert len(rows) == len(lines) > 0, (len(rows), len(lines))
        for row, line in zip(rows, lines):
            for key in ("article", "sentence", "start", "end", "text", "label", "speaker", "role", "attribution"):
                assert row[key] == line[key], (key, row[key], line[key])
            assert abs(row["probability"] - line["probability"]) < 1e-6, (row, line)
            for label, probability in line["probabilities"].items():
                assert abs(row[f"p_{label}"] - probability) < 1e-6, (label, row, line)

        # Written by pyarrow, read by klaim: the same records as of JSON Lines.
        articles = [{"id": f"a{i}", "isi": p.read_text(), "tanggal": "2024-02-12"}
                    for i, p in enumerate(sorted(Path(folder).glob("*.txt")))]
        for compression in ("snappy", "zstd", "gzip"):
            pq.write_table(pa.Table.from_pylist(articles), work / "in.parquet", compression=compression)
            (work / "in.jsonl").write_text("".join(json.dumps(a) + "\n" for a in articles))
            options = ("--quiet", "--keep", "tanggal", "--format", "jsonl")
            told = [run(program, "classify", work / f"in.{end}", *options) for end in ("parquet", "jsonl")]
            assert told[0] == told[1] != "", compression
        print(f"{len(rows)} records read back by pyarrow {pa.__version__}, {len(articles)} articles of it read by klaim")


if __name__ == "__main__":
    main()
