//! Articles as JSON for the page: small, and inert inside HTML.
//!
//! An article is `{"i": id, "t": title, "d": date, "u": url, "x": text, "v": voices, "s": sentences}`, without what it does not
//! have. A voice is `[speaker, role]`. A sentence is
//!
//! ```text
//! [start, length, label, [probability of every label in thousandths], voice or -1, attribution, [start, length, weight, ...]]
//! ```
//!
//! without the last list where nothing is explained. Starts and lengths count UTF-16 units, as scripts do; those of words
//! from the sentence's start. Attribution is 0 for none, 1 for direct, 2 for indirect. A weight is what the word adds to the
//! label's logit, in hundredths.

use std::fmt::Write as _;

use klaim::Classifier;
use klaim::coding::{CodedArticle, CodedSentence};
use klaim::explain::Explanation;
use klaim::label::NONE;
use klaim::speaker::Attribution;

use crate::report::is_unsafe;

/// Most words that are shown to speak for a label.
const WORDS: usize = 5;
/// What a word must add to the logit to be shown.
const LEAST_LOGIT: f64 = 0.05;

/// One article.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(super) json: String,
    /// Sentences of each label, in label order.
    pub(super) labels: Vec<u64>,
}

/// Turns `article` into an entry; linear in its length.
pub(crate) fn encode(classifier: &Classifier, article: &CodedArticle) -> Entry {
    let (text, none) = (article.article.text.as_str(), classifier.labels().get(NONE));
    let mut json = String::with_capacity(text.len() * 2);
    json.push_str("{\"i\":");
    quote(&article.article.id, &mut json);
    let date = article.article.date();
    let url = article.article.get("url").or_else(|| article.article.get("link"));
    for (key, value) in
        [("t", article.article.title.as_deref()), ("d", date.as_deref()), ("u", url)]
    {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            // Writing to a string cannot fail.
            let _ = write!(json, ",\"{key}\":");
            quote(value, &mut json);
        }
    }
    json.push_str(",\"x\":");
    quote(text, &mut json);
    let mut labels = vec![0; classifier.labels().len()];
    let mut voices: Vec<(String, String)> = Vec::new();
    let mut known = std::collections::BTreeMap::new();
    let mut sentences = String::new();
    let (mut byte, mut unit) = (0, 0);
    let speakers = article.speakers();
    for (number, (sentence, speaker)) in article.sentences.iter().zip(speakers).enumerate() {
        labels[sentence.label.index()] += 1;
        let voice = speaker.map(|name| {
            let voice = (name, article.role(sentence).unwrap_or_default());
            *known.entry(voice.clone()).or_insert_with(|| {
                voices.push(voice);
                voices.len() - 1
            })
        });
        unit += units(&text[byte..sentence.span.start]);
        if number > 0 {
            sentences.push(',');
        }
        let length = units(article.text(sentence));
        let _ = write!(sentences, "[{unit},{length},{},[", sentence.label.index());
        for (number, p) in sentence.probabilities.iter().enumerate() {
            let comma = if number > 0 { "," } else { "" };
            let _ = write!(sentences, "{comma}{:.0}", p * 1000.0);
        }
        let said = match sentence.speech.attribution {
            Attribution::None => 0,
            Attribution::Direct => 1,
            Attribution::Indirect => 2,
        };
        let _ = match voice {
            Some(voice) => write!(sentences, "],{voice},{said}"),
            None => write!(sentences, "],-1,{said}"),
        };
        if Some(sentence.label) != none {
            words(classifier, article, sentence, &mut sentences);
        }
        sentences.push(']');
        unit += length;
        byte = sentence.span.end;
    }
    json.push_str(",\"v\":[");
    for (number, (name, role)) in voices.iter().enumerate() {
        json.push_str(if number > 0 { ",[" } else { "[" });
        quote(name, &mut json);
        json.push(',');
        quote(role, &mut json);
        json.push(']');
    }
    let _ = write!(json, "],\"s\":[{sentences}]}}");
    Entry { json, labels }
}

/// Appends the words that speak most for the sentence's label, in the order of the text.
fn words(
    classifier: &Classifier,
    article: &CodedArticle,
    sentence: &CodedSentence,
    json: &mut String,
) {
    let text = article.text(sentence);
    let explanation = Explanation::new(classifier, text);
    let weight = |logits: &[f64]| logits[sentence.label.index()];
    let mut words = explanation.words_by_strength(sentence.label);
    words.retain(|word| weight(&word.logits) >= LEAST_LOGIT);
    words.truncate(WORDS);
    words.sort_by_key(|word| word.span.start);
    json.push_str(",[");
    let (mut byte, mut unit) = (0, 0);
    for (number, word) in words.iter().enumerate() {
        unit += units(&text[byte..word.span.start]);
        let length = units(&text[word.span.clone()]);
        let comma = if number > 0 { "," } else { "" };
        let _ = write!(json, "{comma}{unit},{length},{:.0}", weight(&word.logits) * 100.0);
        unit += length;
        byte = word.span.end;
    }
    json.push(']');
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Appends `text` as a JSON string in which nothing can end a script element, and nothing turns the direction of the page's
/// source.
pub(super) fn quote(text: &str, json: &mut String) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '<' | '>' | '&' => {
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            // All of these lie below U+10000.
            c if is_unsafe(c) || c == '\u{feff}' => {
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            c => json.push(c),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_comes_back_and_is_inert(text in any::<String>()) {
            let mut json = String::new();
            quote(&text, &mut json);
            prop_assert!(!json.chars().any(|c| matches!(c, '<' | '>' | '&') || is_unsafe(c)));
            prop_assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
        }
    }

    #[test]
    fn a_script_cannot_be_closed() {
        let mut json = String::new();
        quote("</script><!--\u{202e}", &mut json);
        assert_eq!(json, "\"\\u003c/script\\u003e\\u003c!--\\u202e\"");
    }
}
