#!/usr/bin/env python3
"""Parquet and workbooks in the hands of other libraries: pyarrow reads what klaim writes and writes what klaim reads,
openpyxl reads its workbooks. Each time the records must be those of JSON Lines.

    tests/parquet_peer.py PROGRAM FOLDER

PROGRAM is klaim with the feature parquet, FOLDER holds articles as text. Needs parquet_peer.requirements.txt; ends with
an error that shows what differs.
"""

import datetime as dt
import decimal
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

# More than a row group of klaim's.
MANY = (1 << 16) + 5
# What a spreadsheet could take for something else than text.
FORMULAS = ["=1+1", "+62 812 000", "-5 derajat", "@admin", "'=2", "=HYPERLINK(\"x\")", "007", "1e5", "TRUE", "2024-02-12"]


def classify(program, *args, folder=None):
    command = [str(program), "classify", "--quiet", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=600)
    if done.returncode:
        raise SystemExit(f"{command} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def same(found, expected, where):
    # bool is an int to Python, and 1.0 == 1.
    if type(found) is not type(expected) or found != expected:
        raise SystemExit(f"{where}: found {found!r}, expected {expected!r}")


def flat(line, kept):
    """A record of JSON Lines by the columns of tables; the fields that travel along are `kept`."""
    record = json.loads(line)
    row = {}
    for key, value in record.items():
        if key == "probabilities":
            row.update({f"p_{label}": float(p) for label, p in value.items()})
        elif key == "kept":
            row.update({name: value.get(name) for name in kept})
        else:
            row[key] = float(value) if key == "probability" else value
    return row


def expected_type(name, kept):
    """Type in Parquet, and whether there may be nulls."""
    if name in ("speaker", "role") or name in kept:
        return pa.string(), True
    if name.startswith(("speaker_", "role_")):
        return pa.int64(), True
    if name in ("sentence", "start", "end"):
        return pa.int64(), False
    if name == "probability" or name.startswith("p_"):
        return pa.float64(), False
    return (pa.bool_() if name == "uncertain" else pa.string()), False


def written_by_klaim(program, work, what, args, kept=(), groups=1):
    """The same run as JSON Lines, Parquet and a workbook."""
    rows = [flat(line, kept) for line in classify(program, *args, "--format", "jsonl").splitlines()]
    file = work / "claims.parquet"
    classify(program, *args, "--format", "parquet", "--output", file)
    uncertain = "--min-probability" in args
    if uncertain:
        # Left out of JSON Lines where it is false.
        rows = [{**row, "uncertain": row.get("uncertain", False)} for row in rows]

    parquet = pq.ParquetFile(file)
    same(parquet.metadata.num_row_groups, groups, f"{what}: row groups")
    table = parquet.read()
    table.validate(full=True)
    same(table.num_rows, len(rows), f"{what}: rows of Parquet")
    same(sorted(table.column_names), sorted(rows[0]), f"{what}: columns of Parquet")
    for field in table.schema:
        same((field.type, field.nullable), expected_type(field.name, kept), f"{what}: type of {field.name}")
    for name, column in zip(table.column_names, table.columns):
        for number, (found, row) in enumerate(zip(column.to_pylist(), rows, strict=True)):
            same(found, row[name], f"{what}: {name} in row {number} of Parquet")
    return table, rows


def workbook(program, work, what, args, table):
    """The workbook of the run that gave `table`: texts are texts, numbers numbers."""
    file = work / "claims.xlsx"
    classify(program, *args, "--format", "xlsx", "--output", file)
    sheet = openpyxl.load_workbook(file)["sentences"]
    header, *rows = sheet.iter_rows()
    same([cell.value for cell in header], table.column_names, f"{what}: header of the workbook")
    same(len(rows), table.num_rows, f"{what}: rows of the workbook")
    for cells, row in zip(rows, table.to_pylist(), strict=True):
        for cell, (name, value) in zip(cells, row.items(), strict=True):
            where = f"{what}: {name} in {cell.coordinate} of the workbook"
            if isinstance(value, float):
                value = int(value) if value.is_integer() else value
            same(cell.value, value, where)
            if value is not None:
                kind = {str: "s", bool: "b"}.get(type(value), "n")
                same(cell.data_type, kind, f"{where}, kind of cell")


def articles(folder):
    """Articles with fields of every type that Parquet has for one value, and nulls among them."""
    texts = [path.read_text() for path in sorted(folder.glob("*.txt"))]
    day, zone = dt.date(2024, 2, 12), dt.timezone.utc
    for i, text in enumerate(texts + ["ASN wajib netral, “kata” dia.\n\nCafé 🙂.", "", None]):
        moment = dt.datetime(2024, 2, 12, 8, 15, i % 60) + dt.timedelta(days=37 * i)
        yield {
            "id": None if i % 5 == 4 else f"a{i}",
            "judul": None if i % 3 == 1 else f"Judul {i % 4}",
            "isi": text,
            "tanggal": None if i % 4 == 2 else day - dt.timedelta(days=400 * i),
            "tayang": None if i % 7 == 3 else moment.replace(tzinfo=zone),
            "ubah": moment,
            "jumlah": None if i % 6 == 0 else i - 9,
            "besar": 2**64 - 1 - i,
            "harga": None if i % 2 else decimal.Decimal(f"{i}.50"),
            "skor": None if i % 9 == 8 else i + 0.25,
            "sah": None if i % 8 == 5 else i % 2 == 0,
            "rubrik": None if i % 10 == 7 else ["Pilkada", "Pemilu", ""][i % 3],
            "kosong": None,
            # Passed over: no value of its own, or several.
            "penulis": {"nama": "Rina", "isi": "bukan"},
            "label": [] if i % 2 else ["a", None],
        }


SCHEMA = {
    "id": pa.string(),
    "judul": pa.large_string(),
    "isi": pa.large_string(),
    "tanggal": pa.date32(),
    "tayang": pa.timestamp("us", tz="UTC"),
    "ubah": pa.timestamp("ms"),
    "jumlah": pa.int16(),
    "besar": pa.uint64(),
    "harga": pa.decimal128(9, 2),
    "skor": pa.float64(),
    "sah": pa.bool_(),
    "rubrik": pa.dictionary(pa.int32(), pa.string()),
    "kosong": pa.string(),
    "penulis": pa.struct({"nama": pa.string(), "isi": pa.string()}),
    "label": pa.list_(pa.string()),
}
KEPT = [name for name in SCHEMA if name not in ("isi", "penulis", "label")]


def as_json(value):
    """A value as JSON has it: dates as ISO 8601, decimals as text."""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def read_by_klaim(program, work, folder):
    """The same articles as JSON Lines and as Parquet, written in many ways."""
    records = list(articles(folder))
    (work / "lines").mkdir()
    (work / "table").mkdir()
    lines = "".join(json.dumps(record, default=as_json) + "\n" for record in records)
    # One name, because it is part of ids; Parquet is told by its first bytes.
    (work / "lines/a.jsonl").write_text(lines)
    args = ("--skip-bad", "--speakers", "--keep", ",".join(f"{name}=k_{name}" for name in KEPT), "a.jsonl")
    expected = classify(program, *args, folder=work / "lines").splitlines()
    same(len({json.loads(line)["article"] for line in expected}), len(records) - 2, "articles of JSON Lines")

    table = pa.Table.from_pylist(records, schema=pa.schema(SCHEMA))
    ways = [
        {"compression": compression, "use_dictionary": dictionary, "data_page_version": version, "row_group_size": size}
        for compression, dictionary, version, size in itertools.product(
            ("none", "snappy", "gzip", "zstd", "brotli", "lz4"), (True, False), ("1.0", "2.0"), (1000, 7))
    ]
    ways += [
        {"use_dictionary": False, "column_encoding": {"isi": encoding}, "data_page_size": 2000, "write_batch_size": 3}
        for encoding in ("DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY")
    ]
    ways += [{"use_byte_stream_split": ["skor"], "use_dictionary": False}, {"version": "1.0", "store_schema": False}]
    for way in ways:
        pq.write_table(table, work / "table/a.jsonl", **way)
        found = classify(program, *args, folder=work / "table").splitlines()
        same(len(found), len(expected), f"records of Parquet written with {way}")
        for number, (one, other) in enumerate(zip(found, expected)):
            same(one, other, f"record {number} of Parquet written with {way}")
    return len(records), len(ways)


def main():
    program, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        args = (folder, "--speakers", "--min-probability", "0.6")
        table, rows = written_by_klaim(program, work, "articles", args)
        total = len(rows)
        # Each must have been there with and without a value, or it was not tried.
        for name in ("speaker", "role", "speaker_start", "role_end"):
            same(0 < table[name].null_count < len(rows), True, f"articles: nulls among {name}")
        same(len(set(table["uncertain"].to_pylist())), 2, "articles: kinds of uncertain")
        workbook(program, work, "articles", args, table)

        records = [{"id": text, "text": text, "url": text} for text in FORMULAS]
        records += [{"id": f"b{i}", "text": f"Rapat {i}.", **({"url": f"u{i}"} if i % 3 else {})} for i in range(9)]
        file = work / "records.jsonl"
        file.write_text("".join(json.dumps(record) + "\n" for record in records))
        args = (file, "--sentences", "--keep", "url=tautan,nihil")
        table, rows = written_by_klaim(program, work, "records", args, kept=("tautan", "nihil"))
        total += len(rows)
        same((table["tautan"].null_count, table["nihil"].null_count), (3, len(records)), "records: nulls")
        workbook(program, work, "records", args, table)

        file = work / "many.txt"
        file.write_text("".join(f"Rapat ke-{i} digelar.\n" for i in range(MANY)))
        total += len(written_by_klaim(program, work, "many sentences", (file, "--sentences"), groups=2)[1])

        count, ways = read_by_klaim(program, work, folder)
        print(f"pyarrow {pa.__version__} read {total} records as they are in JSON Lines; klaim read {count} articles of "
              f"pyarrow's, written in {ways} ways; openpyxl {openpyxl.__version__} read the workbooks")


if __name__ == "__main__":
    main()
