//! The page of `klaim report` in a real browser: headless Chromium, driven by `tests/browser/report.mjs`.
//!
//! Skipped, with a line that says so, where Chromium, Node.js or the packages of `tests/browser` are not there; with the
//! variable `KLAIM_REQUIRE_BROWSER` set, that is a failure. `KLAIM_CHROMIUM` names another browser than /usr/bin/chromium.
#![cfg(feature = "cli")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// What of the browser test is missing, if anything.
fn missing() -> Option<String> {
    let chromium = std::env::var("KLAIM_CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".into());
    let runs = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !runs(&chromium) {
        return Some(format!("no browser at {chromium}"));
    }
    let node = Command::new("node").arg("--version").output();
    let major = node.ok().and_then(|output| {
        let version = String::from_utf8(output.stdout).ok()?;
        version.trim_start_matches('v').split('.').next()?.parse::<u32>().ok()
    });
    if major.is_none_or(|major| major < 20) {
        return Some("no node of at least version 20".into());
    }
    let packages = Path::new("tests/browser/node_modules/playwright-core");
    (!packages.exists()).then(|| "no packages; run npm ci in tests/browser".into())
}

/// Articles that try to harm the page.
fn hostile() -> Vec<Value> {
    vec![
        json!({
            "id": "\"><img src=x onerror=window.harmed=1>",
            "title": "</title></script><script>window.harmed = 1</script>",
            "date": "2024-02-12",
            "url": "javascript:window.harmed=1",
            "text": "ASN dilarang ikut kampanye </script><script>window.harmed = 1</script> di mana pun.\n\n\
                Pelanggar dijatuhi sanksi disiplin berat <img src=x onerror=\"window.harmed = 1\"> dan dipecat.\n\n\
                <!-- Pegawai dilarang memihak --> ${window.harmed = 1} {{constructor.constructor('window.harmed=1')()}}",
        }),
        json!({
            "id": "__proto__",
            "title": "\u{202e}lutab ludej \u{2066}",
            "date": "Senin, 11 Maret 2024",
            "text": "Pegawai \u{202e}gnaralid\u{202c} dilarang mengunggah dukungan. \u{2067}ASN wajib netral.\u{0} Gaji pelanggar dipotong.\n\
                هذا نص عربي. Pelanggar dikenai sanksi pemotongan gaji \u{200f}berat.",
        }),
        json!({
            "id": "constructor",
            "title": "Sekda Minta Pegawai 'Netral' & \"Tertib\"",
            "tanggal": "3 April 2024",
            "url": "https://warta.example/3?a=\"b\"",
            "text": "=HYPERLINK(\"https://example.invalid\") dilarang dipakai pegawai untuk kampanye.\n\n\
                \"ASN dilarang keras ikut kampanye,\" kata Sekretaris Daerah Budi Santoso, Rabu.\n\n\
                \"Yang melanggar akan kami copot dari jabatannya,\" ujar Budi.\n\n\
                \"Kami berjanji menjaga netralitas sampai hari pemungutan suara,\" kata Camat Siti Aminah.\n\n\
                Aturan itu dibuat agar pelayanan publik tetap adil bagi semua warga. Acara dimulai pukul sembilan.",
        }),
        json!({
            "id": "@formula",
            "text": "+62 dilarang ditelepon pegawai saat masa kampanye.\n\n- Pelanggar dipecat tidak dengan hormat.\n\n\
                Akibatnya, kepercayaan warga kepada pemerintah daerah merosot tajam.",
        }),
    ]
}

/// The sample articles, again and again, until there are 2,000.
fn many() -> String {
    let batch = std::fs::read_to_string("data/articles/batch.jsonl").expect("sample articles");
    let texts = (1..=16).map(|n| {
        let names = std::fs::read_dir("data/articles").expect("sample articles");
        let start = format!("{n:02}-");
        let paths = names.map(|entry| entry.expect("an entry").path());
        let of_number = |path: &PathBuf| {
            path.file_name().is_some_and(|f| f.to_string_lossy().starts_with(&start))
        };
        let path = paths.into_iter().find(of_number).expect("an article of that number");
        json!({"text": std::fs::read_to_string(path).expect("text")})
    });
    let records = batch.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let records: Vec<Value> = records.chain(texts).collect();
    let mut lines = String::new();
    for (number, record) in (0..2000).zip(records.iter().cycle()) {
        let mut record = record.clone();
        record["id"] = json!(format!("artikel-{number}"));
        record["date"] = json!(format!("2024-{:02}-{:02}", number % 12 + 1, number % 28 + 1));
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    lines
}

fn klaim(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_klaim")).args(arguments).output().expect("ran");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn the_page_works_in_a_browser() {
    if let Some(missing) = missing() {
        assert!(std::env::var_os("KLAIM_REQUIRE_BROWSER").is_none(), "{missing}");
        // Not by a macro: a test that passes shows nothing of what these print.
        let line = format!("\ntests/report_browser.rs: SKIPPED, nothing tested: {missing}\n");
        std::io::stderr().write_all(line.as_bytes()).expect("standard error");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (input, large) = (path("hostile.jsonl"), path("large.jsonl"));
    let lines: Vec<String> = hostile().iter().map(Value::to_string).collect();
    std::fs::write(&input, lines.join("\n")).expect("written");
    std::fs::write(&large, many()).expect("written");
    let title = ["--title", "<script>window.harmed = 1</script>"];
    for lang in ["id", "en"] {
        let page = path(&format!("hostile-{lang}.html"));
        klaim(&[&["report", &input, "--lang", lang, "--output", &page], &title[..]].concat());
    }
    klaim(&["report", &large, "--lang", "id", "--output", &path("large.html")]);
    let output = Command::new("node")
        .arg("tests/browser/report.mjs")
        .arg(folder.path())
        .output()
        .expect("node runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
    std::io::stderr().write_all(said.as_bytes()).expect("standard error");
    saved_table_agrees(&path("claims.csv"), &input);
}

/// What the page saved are the claims that `klaim classify` finds.
fn saved_table_agrees(saved: &str, input: &str) {
    let classified =
        String::from_utf8(klaim(&["classify", input, "--format", "jsonl"])).expect("UTF-8");
    let records = classified.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let guarded = |text: &str| {
        let formula = text.starts_with(['=', '+', '-', '@']);
        if formula { format!("'{text}") } else { text.to_owned() }
    };
    let expected: Vec<[String; 4]> = records
        .filter(|record| record["label"] != "none")
        .map(|record| {
            let text = |key: &str| record[key].as_str().expect("a string").to_owned();
            [
                guarded(&text("article")),
                record["sentence"].to_string(),
                guarded(&text("text")),
                text("label"),
            ]
        })
        .collect();
    let bytes = std::fs::read(saved).expect("saved");
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(bytes);
    let header: Vec<String> = reader.headers().expect("a header").iter().map(Into::into).collect();
    let at = |name: &str| header.iter().position(|column| column == name).expect("the column");
    let columns = ["article", "sentence", "text", "label"].map(at);
    let found: Vec<[String; 4]> = reader
        .records()
        .map(|record| {
            let record = record.expect("a record");
            columns.map(|column| record[column].to_owned())
        })
        .collect();
    assert!(found.iter().any(|row| row[2].starts_with("'=HYPERLINK")), "{found:?}");
    assert_eq!(found, expected);
}
