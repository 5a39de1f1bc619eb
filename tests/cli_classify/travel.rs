//! What travels along with sentences: fields of the input, and who speaks.

use super::{classify, data, records, stdout, text, write};

const RECORDS: &str = r#"{"id":"a","judul":"Rapat","text":"Rapat digelar. Hujan turun.","URL":"https://contoh.example/a","halaman":7,"label":"asal"}
{"id":"b","text":"ASN netral.","halaman":null}
"#;

#[test]
fn fields_travel_along_under_their_names_or_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let input = write(folder.path(), "a.jsonl", RECORDS);
    let args = [text(&input), "--keep", "url,halaman,label=asli", "--keep", "judul,id=kunci"];
    let out = stdout(&mut classify(&args));
    let kept: Vec<_> = records(&out).iter().map(|record| record["kept"].clone()).collect();
    let a = serde_json::json!({
        "url": "https://contoh.example/a", "halaman": "7", "asli": "asal", "judul": "Rapat", "kunci": "a",
    });
    assert_eq!(kept, [a.clone(), a, serde_json::json!({"kunci": "b"})]);
    let mut keys: Vec<&str> = vec!["url", "halaman", "asli", "judul", "kunci"];
    let line = out.lines().next().expect("a line");
    keys.retain(|key| line.contains(&format!("\"{key}\":")));
    assert_eq!(keys.len(), 5);

    let csv = stdout(classify(&args).args(["--format", "csv"]));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers().expect("a header").len();
    let header: Vec<String> = reader.headers().expect("a header").iter().map(Into::into).collect();
    assert_eq!(header[columns - 5..], ["url", "halaman", "asli", "judul", "kunci"]);
    let last = reader.records().last().expect("a row").expect("a row");
    assert_eq!(last.iter().skip(columns - 5).collect::<Vec<_>>(), ["", "", "", "", "b"]);

    let table = stdout(classify(&args).args(["--format", "table"]));
    assert!(table.contains("  halaman: 7\n"), "{table}");
}

#[test]
fn a_page_has_fields_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = "<html lang=id><head><title>Rapat</title><meta name=author content=Darno></head><body><article><p>Rapat \
        digelar di aula kantor bupati pada Senin pagi, lalu ditutup dengan doa bersama.</p></article></body></html>";
    let input = write(folder.path(), "a.html", page);
    let out = stdout(&mut classify(&[text(&input), "--keep", "author"]));
    assert_eq!(records(&out)[0]["kept"]["author"], "Darno");
}

#[test]
fn a_field_that_no_article_has_is_told() {
    let run =
        classify(&[&data("berita.jsonl"), "--keep", "tautan,id=kunci"]).output().expect("ran");
    assert_eq!(run.status.code(), Some(0));
    let errors = String::from_utf8(run.stderr).expect("UTF-8");
    let told = errors.lines().any(|l| l == "klaim: --keep: no article has a field \"tautan\"");
    assert!(told, "{errors}");
    let records = records(std::str::from_utf8(&run.stdout).expect("UTF-8"));
    assert_eq!(records[0]["kept"], serde_json::json!({"kunci": "b-1"}));
}

#[test]
fn nothing_else_changes_when_fields_and_speakers_come_along() {
    let plain = records(&stdout(&mut classify(&["data/articles"])));
    let more =
        records(&stdout(&mut classify(&["data/articles", "--speakers", "--keep", "id=kunci"])));
    assert_eq!(plain.len(), more.len());
    for (plain, mut more) in plain.into_iter().zip(more) {
        let object = more.as_object_mut().expect("an object");
        for key in [
            "speaker",
            "role",
            "attribution",
            "speaker_start",
            "speaker_end",
            "role_start",
            "role_end",
            "kept",
        ] {
            assert!(object.remove(key).is_some(), "{key}");
        }
        assert_eq!(more, plain);
    }
}

#[test]
fn speakers_are_told_by_their_bytes_in_the_article() {
    let path = data("rapat.txt");
    let article = std::fs::read_to_string(&path).expect("read");
    let mut attributions = std::collections::BTreeMap::new();
    for record in records(&stdout(&mut classify(&[&path, "--speakers"]))) {
        let attribution = record["attribution"].as_str().expect("an attribution");
        *attributions.entry(attribution.to_owned()).or_insert(0) += 1;
        for part in ["speaker", "role"] {
            let at = |end: &str| {
                record[format!("{part}_{end}")].as_u64().map(|n| usize::try_from(n).expect("fits"))
            };
            match (record[part].as_str(), at("start"), at("end")) {
                (Some(text), Some(start), Some(end)) => assert_eq!(text, &article[start..end]),
                (None, None, None) => {}
                other => panic!("{other:?}"),
            }
        }
        assert!(record["role"].is_null() || record["speaker"].is_string());
        assert!(attribution != "none" || record["speaker"].is_null());
    }
    assert!(
        attributions.keys().all(|name| ["none", "direct", "indirect"].contains(&name.as_str()))
    );
}
