use std::path::Path;
use std::sync::Arc;

use klaim::article::Article;
use klaim::coding::{CodedArticle, Coder};
use klaim::sentence::Segmenter;
use serde_json::Value;

use super::*;

fn coded(classifier: &Classifier, id: &str, text: &str) -> CodedArticle {
    let article = Article {
        id: id.into(),
        title: Some("Judul <b>\u{202e}".into()),
        text: text.into(),
        published: Some("12 Februari 2024".into()),
        metadata: vec![("url".into(), "https://a.example/<".into())],
        path: Arc::from(Path::new("a.jsonl")),
        line: 1,
    };
    let segmenter = Segmenter::new();
    let coder = Coder::new(classifier, &segmenter);
    coder.code(article, &mut coder.scratch())
}

fn page(texts: &[&str], language: Language) -> String {
    let classifier = Classifier::bundled().expect("bundled");
    let mut page = Page::new(&classifier);
    for text in texts {
        page.add(&encode(&classifier, &coded(&classifier, "a", text)));
    }
    page.finish(&Heading { language, title: Some("</title><script>"), note: None, model: "m" })
}

/// What the page's script will read.
fn data(page: &str) -> Value {
    let start = "<script id=\"data\" type=\"application/json\">";
    let (_, rest) = page.split_once(start).expect("data");
    let (json, _) = rest.split_once("</script>").expect("an end");
    serde_json::from_str(json).expect("JSON")
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let texts = ["ASN dilarang kampanye.", "Pelanggar dipecat. Acara dimulai."];
    assert_eq!(page(&texts, Language::Id), page(&texts, Language::Id));
    assert_ne!(page(&texts, Language::Id), page(&texts, Language::En));
}

#[test]
fn hostile_text_stays_text() {
    let text = "</script><script>alert(1)</script> ASN dilarang \"ikut\" <img src=x onerror=alert(2)> \u{202e}kampanye.";
    let page = page(&[text], Language::Id);
    // Three scripts are opened and closed by the page itself, and only the last can run.
    assert_eq!(page.matches("<script").count(), 3);
    assert_eq!(page.matches("</script>").count(), 3);
    assert!(!page.contains("<img") && !page.contains('\u{202e}'));
    assert!(page.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"));
    assert_eq!(data(&page)["articles"][0]["x"], text);
}

#[test]
fn offsets_count_utf_16_units() {
    let text = "😀 Rapat usai. \u{201c}ASN 😀 dilarang ikut kampanye,\u{201d} kata Budi.";
    let page = page(&[text], Language::En);
    let article = &data(&page)["articles"][0];
    assert_eq!(article["d"], "2024-02-12");
    let units: Vec<u16> = text.encode_utf16().collect();
    let cut = |start: u64, length: u64| {
        let range =
            usize::try_from(start).expect("small")..usize::try_from(start + length).expect("small");
        String::from_utf16(&units[range]).expect("whole characters")
    };
    let number = |value: &Value| value.as_u64().expect("a number");
    let sentences = article["s"].as_array().expect("sentences");
    let texts: Vec<String> = sentences.iter().map(|s| cut(number(&s[0]), number(&s[1]))).collect();
    assert_eq!(texts.last().map(String::as_str), text.split_once("usai. ").map(|(_, s)| s));
    let last = &sentences[sentences.len() - 1];
    assert_eq!(last[3].as_array().map(Vec::len), Some(6));
    let words = last[6].as_array().expect("words");
    let shown: Vec<String> = words
        .chunks(3)
        .map(|word| cut(number(&last[0]) + number(&word[0]), number(&word[1])))
        .collect();
    assert!(shown.contains(&"dilarang".to_owned()), "{shown:?}");
    assert!(shown.len() <= 5);
}

#[test]
fn nothing_is_loaded() {
    let page = page(&["ASN dilarang kampanye."], Language::Id);
    let (before, _) = page.split_once("<script id=\"data\"").expect("data");
    assert!(before.contains("default-src 'none'"));
    for loads in [" src=", "<link", "url(", "@import", "http://", "https://"] {
        assert!(!before.contains(loads), "{loads}");
    }
    assert!(!page.contains(" style=") && !page.contains(" onclick="));
}
