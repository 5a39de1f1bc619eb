//! Where sentences come from: files, folders, patterns, standard input, records, lines.

use super::{classify, data, records, stdout, text, write};

const RAPAT: &str = include_str!("data/rapat.txt");

fn articles(jsonl: &str) -> Vec<String> {
    let mut ids: Vec<String> = records(jsonl)
        .iter()
        .map(|record| record["article"].as_str().expect("an id").to_owned())
        .collect();
    ids.dedup();
    ids
}

#[test]
fn standard_input_is_read_by_dash_and_by_default() {
    let by_default = stdout(classify(&[]).write_stdin(RAPAT));
    assert_eq!(by_default, stdout(classify(&["-"]).write_stdin(RAPAT)));
    assert_eq!(articles(&by_default), ["<stdin>"]);
    let by_name = stdout(&mut classify(&[&data("rapat.txt")]));
    assert_eq!(by_default.replace("<stdin>", &data("rapat.txt")), by_name);
}

#[test]
fn standard_input_may_hold_records() {
    let lines = include_str!("data/berita.jsonl");
    let out = stdout(classify(&[]).write_stdin(lines));
    assert_eq!(articles(&out), ["b-1", "b-2", "<stdin>:4"]);
    let csv = "id,text\nc-1,\"Rapat digelar, lalu ditutup.\"\n";
    let out = stdout(classify(&["-", "--input-format", "csv"]).write_stdin(csv));
    assert_eq!(articles(&out), ["c-1"]);
}

#[test]
fn folders_and_patterns_are_taken_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("b")).expect("made");
    let paths = ["c.txt", "a.txt", "b/2.txt", "b/1.html", ".hidden.txt", "b/catatan.pdf"];
    for name in paths {
        let page = "<html><head><title>Rapat</title></head><body><article><p>Rapat digelar di aula kantor bupati \
            pada Senin pagi, lalu ditutup dengan doa bersama dan makan siang.</p></article></body></html>";
        let content = if name.ends_with("html") { page } else { "Rapat digelar." };
        write(folder.path(), name, content);
    }
    let below = |name: &str| text(&folder.path().join(name)).to_owned();
    let all = ["a.txt", "b/1.html", "b/2.txt", "c.txt"].map(below);
    assert_eq!(articles(&stdout(&mut classify(&[text(folder.path())]))), all);
    assert_eq!(
        articles(&stdout(&mut classify(&[&below("*.txt")]))),
        [below("a.txt"), below("c.txt")]
    );
    assert_eq!(
        articles(&stdout(&mut classify(&[&below("c.txt"), &below("**/*.html")]))),
        [below("c.txt"), below("b/1.html")]
    );
}

#[test]
fn fields_can_be_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.csv", "kode;badan;isi\nx-9;Hujan turun.;Bukan ini.\n");
    let out = stdout(&mut classify(&[text(&file), "--text-field", "badan", "--id-field", "kode"]));
    let record = &records(&out)[0];
    assert_eq!((&record["article"], &record["text"]), (&"x-9".into(), &"Hujan turun.".into()));
}

#[test]
fn other_encodings_are_read_when_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = write(folder.path(), "a.txt", b"Rapat \x93besar\x94 digelar.");
    let out = stdout(&mut classify(&[text(&file), "--encoding", "windows-1252"]));
    assert_eq!(records(&out)[0]["text"], "Rapat “besar” digelar.");
}

#[test]
fn a_line_is_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = "\u{feff}Rapat digelar. Hujan turun.\r\n\nASN dilarang berpihak";
    let file = write(folder.path(), "a.txt", lines);
    let found = records(&stdout(&mut classify(&[text(&file), "--sentences"])));
    let lines = &lines['\u{feff}'.len_utf8()..];
    assert_eq!(found.len(), 2);
    for (record, number) in found.iter().zip([0, 2]) {
        assert_eq!(record["article"], text(&file));
        assert_eq!(record["sentence"], number);
        let offset =
            |name: &str| usize::try_from(record[name].as_u64().expect("a number")).expect("fits");
        assert_eq!(record["text"], lines[offset("start")..offset("end")]);
    }
}

#[test]
fn a_record_is_a_sentence() {
    let found = records(&stdout(&mut classify(&[&data("berita.jsonl"), "--sentences"])));
    assert_eq!(found.len(), 3);
    let first = &found[0];
    assert_eq!(
        first["text"],
        "Guru tidak boleh mengajak siswa memilih calon tertentu. Hujan turun sejak sore."
    );
    assert_eq!((&first["article"], &first["sentence"]), (&"b-1".into(), &0.into()));
    assert_eq!((&first["start"], &first["end"]), (&0.into(), &79.into()));
    assert_eq!(first["label"], "prohibition");
}

#[test]
fn abbreviations_can_be_added() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = write(folder.path(), "singkatan.txt", "# jabatan\nKabagum.\n");
    let article = write(folder.path(), "a.txt", "Rapat dipimpin Kabagum. Darno di aula.");
    let count = |args: &[&str]| stdout(classify(&[text(&article)]).args(args)).lines().count();
    assert_eq!(count(&[]), 2);
    assert_eq!(count(&["--abbreviations", text(&list)]), 1);
}

#[test]
fn bad_records_are_left_out_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = [
        &b"{\"id\":\"a\",\"text\":\"Rapat digelar.\"}\n"[..],
        b"{\"id\":\"b\"}\n",
        b"{\"id\":\"c\",\"text\":\"Hujan turun.\"}\n",
        b"{\"id\":\"d\",\"text\":\"\xff\"}\n",
        b"not json\n",
        b"{\"id\":\"e\",\"text\":\"Acara ditutup.\"}\n",
    ]
    .concat();
    let file = write(folder.path(), "a.jsonl", lines);
    let empty = write(folder.path(), "b.txt", "");
    let run = |args: &[&str]| {
        let mut command = classify(&["--skip-bad", text(&file), text(&empty)]);
        let output = command.args(args).output().expect("ran");
        assert!(output.status.success());
        let here = text(folder.path());
        (
            articles(std::str::from_utf8(&output.stdout).expect("UTF-8")),
            String::from_utf8_lossy(&output.stderr).replace(here, "[folder]"),
        )
    };
    let (ids, remarks) = run(&[]);
    assert_eq!(ids, ["a", "c", "e"]);
    insta::assert_snapshot!("skip_bad", remarks);
    assert_eq!(run(&["--quiet"]), (ids, String::new()));
}

fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content.as_ref()).expect("packed");
    encoder.finish().expect("packed")
}

#[test]
fn packed_files_are_read_by_content() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = include_str!("data/berita.jsonl");
    write(folder.path(), "a.jsonl.gz", gzip(lines));
    write(folder.path(), "b.csv", gzip("id,isi\nc-1,\"Rapat digelar, lalu ditutup.\"\n"));
    write(folder.path(), "c.txt.zst", zstd::encode_all(RAPAT.as_bytes(), 3).expect("packed"));
    let out = stdout(&mut classify(&[text(folder.path())]));
    let last = folder.path().join("c.txt.zst");
    let unnamed = format!("{}:4", text(&folder.path().join("a.jsonl.gz")));
    assert_eq!(articles(&out), ["b-1", "b-2", &unnamed, "c-1", text(&last)]);
    assert_eq!(
        stdout(classify(&[]).write_stdin(gzip(RAPAT))),
        stdout(classify(&[]).write_stdin(RAPAT))
    );
}

/// Records over several lines, far more than are handed to a thread at once, with a bad one in the last thousand.
#[test]
fn large_files_are_shared_between_threads() {
    const RECORDS: usize = 4000;
    const BAD: usize = 3210;
    let folder = tempfile::tempdir().expect("a folder");
    let body = |i: usize| {
        let text =
            format!("Rapat ke-{i} digelar, \"lalu\" ditutup.\n\nASN dilarang memihak {i}.\r\n");
        text.repeat(1 + i % 5)
    };
    let cell = |i: usize| format!("\"{}\"", body(i).replace('"', "\"\""));
    let row = |i: usize, comma: char| match i {
        BAD => format!("x{comma}y\r\n"),
        _ => format!("a{i}{comma}{}{comma}{}\r\n", cell(i), 2000 + i),
    };
    let table = |comma: char| {
        let rows: String = (0..RECORDS).map(|i| row(i, comma)).collect();
        format!("id{comma}isi{comma}tanggal\r\n{rows}")
    };
    let record = |i: usize| match i {
        BAD => "{\n\"id\": \"x\"}".to_owned(),
        _ => serde_json::json!({"id": format!("a{i}"), "isi": body(i), "tanggal": 2000 + i})
            .to_string(),
    };
    let array: Vec<String> = (0..RECORDS).map(record).collect();
    let (csv, tsv, json) = (table(';'), table('\t'), format!("[{}]", array.join("\n, ")));
    let lines_before = |content: &str, bad: &str| {
        1 + content[..content.find(bad).expect("it is there")].matches('\n').count()
    };
    let row_line = lines_before(&csv, "x;y");
    let files = [
        ("a.csv", csv.clone().into_bytes(), row_line),
        ("a.tsv", tsv.clone().into_bytes(), row_line),
        ("a.json", json.clone().into_bytes(), lines_before(&json, "{\n")),
        ("b.csv", gzip(&csv), row_line),
        ("b.json", zstd::encode_all(json.as_bytes(), 1).expect("packed"), BAD + 1),
        ("c.csv", csv.encode_utf16().flat_map(u16::to_le_bytes).collect(), row_line),
    ];
    let mut first: Option<Vec<u8>> = None;
    for (name, content, line) in files {
        let file = write(folder.path(), name, content);
        for threads in ["1", "2", "8"] {
            let mut args = vec![text(&file), "--keep", "tanggal", "--threads", threads];
            if name == "c.csv" {
                args.extend(["--encoding", "utf-16le"]);
            }
            let run = |more: &[&str]| classify(&args).args(more).output().expect("ran");
            let whole = run(&["--skip-bad"]);
            let said = String::from_utf8_lossy(&whole.stderr);
            let fields = ": text from \"isi\", id from \"id\", date from \"tanggal\"";
            assert!(said.contains(fields) && said.matches(" from ").count() == 3, "{said}");
            assert!(
                said.contains(&format!("left out: {}:{line}: ", text(&file))),
                "{line}: {said}"
            );
            assert!(whole.stdout.len() > 1 << 20, "{name}: not all is there");
            let first = first.get_or_insert_with(|| whole.stdout.clone());
            assert!(*first == whole.stdout, "{name} differs on {threads} threads");
            let stopped = run(&["--quiet"]);
            assert_eq!(stopped.status.code(), Some(2));
            assert!(first.starts_with(&stopped.stdout));
            let said = String::from_utf8_lossy(&stopped.stderr);
            assert!(said.contains(&format!("{}:{line}: ", text(&file))), "{said}");
        }
    }
    let first = String::from_utf8(first.expect("some")).expect("UTF-8");
    let expected: Vec<_> = (0..RECORDS).filter(|i| *i != BAD).map(|i| format!("a{i}")).collect();
    assert_eq!(articles(&first), expected);
}

#[test]
fn tables_on_standard_input_are_told_by_their_header() {
    let out = stdout(classify(&[]).write_stdin("no\tisi\n7\tRapat digelar.\n"));
    assert_eq!(articles(&out), ["7"]);
}

#[cfg(feature = "xlsx")]
#[test]
fn workbooks_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Berita").expect("named");
    let rows = [
        ["Url", "Judul", "Isi", "Tanggal"],
        ["u-1", "Rapat", "Rapat digelar. Hujan turun.", "12/02/2024"],
        ["u-2", "", "", ""],
        ["u-3", "", "ASN dilarang memihak.", ""],
    ];
    for (number, row) in (0..).zip(rows) {
        sheet.write_row(number, 0, row).expect("written");
    }
    let path = folder.path().join("a.xlsx");
    book.save(&path).expect("saved");
    let output = classify(&["--skip-bad", text(&path)]).output().expect("ran");
    let out = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(articles(&out), ["u-1", "u-3"]);
    assert_eq!(records(&out).len(), 3);
    assert_eq!(
        String::from_utf8_lossy(&output.stderr).replace(text(folder.path()), "[folder]"),
        "klaim: [folder]/a.xlsx: sheet \"Berita\": text from \"Isi\", id from \"Url\", title from \"Judul\", date from \"Tanggal\"\n\
         klaim: left out: [folder]/a.xlsx:3: the record's text is empty\n\
         klaim: 1 bad record was left out\n"
    );
}

#[test]
fn the_fields_taken_are_told_once_for_each_set_of_them() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..60 {
        write(folder.path(), &format!("a{number:02}.csv"), "id,isi\nx,Rapat digelar.\n");
        write(
            folder.path(),
            &format!("b{number:02}.jsonl"),
            "{}\n{\"text\":\"Rapat digelar.\",\"date\":\"2024\"}\n",
        );
        write(folder.path(), &format!("c{number:02}.txt"), "Rapat digelar.");
    }
    let said = |args: &[&str]| {
        let output =
            classify(&["--skip-bad", text(folder.path())]).args(args).output().expect("ran");
        assert!(output.status.success());
        let said = String::from_utf8_lossy(&output.stderr).replace(text(folder.path()), "[folder]");
        said.lines().filter(|line| line.contains(" from ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        said(&[]),
        [
            "klaim: [folder]/a00.csv: text from \"isi\", id from \"id\"",
            "klaim: [folder]/b00.jsonl: text from \"text\", date from \"date\""
        ]
    );
    assert_eq!(said(&["--quiet"]), [""; 0]);
    let sets: Vec<_> = (0..60)
        .map(|n| {
            write(
                folder.path(),
                &format!("d{n:02}.csv"),
                format!("ISI,{}\nRapat.,x\n", if n % 2 == 0 { "id" } else { "ID" }),
            )
        })
        .collect();
    drop(sets);
    assert_eq!(said(&[]).len(), 4);
}
