//! What of the page is there before any script runs.

use klaim::label::NONE;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::words::{self, word};
use super::{Heading, Language, Page, data, palette};

pub(super) const SCRIPT: &str = concat!(
    "(() => {\n",
    include_str!("js/base.js"),
    include_str!("js/filter.js"),
    include_str!("js/charts.js"),
    include_str!("js/articles.js"),
    include_str!("js/table.js"),
    include_str!("js/main.js"),
    "})();\n",
);
const STYLE: &str = include_str!("page.css");

/// The whole page.
pub(super) fn page(page: &Page<'_>, heading: &Heading<'_>) -> String {
    let language = heading.language;
    let w = |key| word(language, key);
    let title = heading.title.unwrap_or(w("title"));
    // Nothing is loaded and nothing is sent; of styles and scripts only these two.
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64_of_hash(STYLE),
        base64_of_hash(SCRIPT),
    );
    let markup = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content=(concat!("klaim ", env!("CARGO_PKG_VERSION")));
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a #skip href="#main" { (w("skip")) }
                header .page {
                    div {
                        h1 { bdi { (title) } }
                        @if let Some(note) = heading.note { p { bdi { (note) } } }
                    }
                    button #theme type="button" aria-pressed="false" { (w("dark")) }
                }
                div .bar-of-views { (navigation(language)) }
                (filters(language))
                p #status .page role="status" {}
                noscript { p .page { (w("noscript")) } }
                main #main tabindex="-1" .page {
                    (overview(language))
                    (articles(language))
                    (claims(language))
                    (about(page, heading))
                }
                script #words type="application/json" { (PreEscaped(texts(language))) }
                script #data type="application/json" { (PreEscaped(content(page, language))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

fn navigation(language: Language) -> Markup {
    let views = [
        ("overview", "overview"),
        ("articles", "articles_view"),
        ("claims", "claims_view"),
        ("about", "about"),
    ];
    html! {
        nav #views .page aria-label=(word(language, "views")) {
            ul {
                @for (view, key) in views {
                    li { a href={ "#/" (view) } { (word(language, key)) } }
                }
            }
        }
    }
}

fn filters(language: Language) -> Markup {
    let w = |key| word(language, key);
    html! {
        details #filter-box .page open {
            summary { (w("filters")) }
            form #filters aria-label=(w("filters")) {
                fieldset { legend { (w("label")) } div #labels {} }
                div {
                    label for="least" { (w("least")) }
                    input #least type="range" min="0" max="100" step="5" value="0";
                    output #least-shown for="least" {}
                }
                div .half { label for="voice" { (w("speaker")) } select #voice {} }
                div .half {
                    label for="query" { (w("query")) }
                    input #query type="search" autocomplete="off" spellcheck="false" dir="auto";
                }
                div { button #reset type="button" { (w("reset")) } }
            }
        }
    }
}

fn overview(language: Language) -> Markup {
    let w = |key| word(language, key);
    let figure = |id: &str, key: &'static str, class: &str, outer: Option<&str>| {
        html! {
            figure class=(class) id=[outer] {
                figcaption id={ (id) "-caption" } { (w(key)) }
                div id=(id) role="group" aria-labelledby={ (id) "-caption" } {}
            }
        }
    };
    html! {
        section #overview .view aria-labelledby="overview-heading" {
            h2 #overview-heading tabindex="-1" { (w("overview")) }
            div #tiles {}
            div .charts {
                (figure("by-label", "by_label", "broad", None))
                (figure("by-month", "by_month", "broad", Some("month-figure")))
                (figure("by-article", "by_article", "", None))
                (figure("by-speaker", "by_speaker", "", None))
            }
        }
    }
}

fn articles(language: Language) -> Markup {
    let w = |key| word(language, key);
    let sorts = [
        ("order", "sort_order"),
        ("claims", "sort_claims"),
        ("date", "sort_date"),
        ("title", "sort_title"),
    ];
    html! {
        section #articles .view.reading aria-labelledby="articles-heading" {
            div .list {
                div #list-heading .list-head tabindex="-1" {
                    h2 #articles-heading tabindex="-1" { (w("articles_view")) }
                    div {
                        label .hidden for="sort" { (w("sort")) }
                        select #sort {
                            @for (sort, key) in sorts { option value=(sort) { (w(key)) } }
                        }
                    }
                }
                ol #list {}
                div #list-pager .pager {}
            }
            div .body {
                article #reader {}
                aside #detail .panel hidden aria-live="polite" aria-label=(w("detail")) {}
            }
        }
    }
}

fn claims(language: Language) -> Markup {
    let w = |key| word(language, key);
    let columns = [
        ("label", "label"),
        ("chance", "probability"),
        ("order", "sentence"),
        ("speaker", "speaker"),
        ("date", "article"),
    ];
    html! {
        section #claims .view aria-labelledby="claims-heading" {
            h2 #claims-heading tabindex="-1" { (w("claims_view")) }
            div .tools {
                button #save type="button" { (w("save")) }
                button #copy type="button" { (w("copy")) }
                button #print type="button" { (w("print")) }
                span #said role="status" {}
            }
            table #table role="table" aria-label=(w("table")) {
                thead #table-heading role="rowgroup" tabindex="-1" {
                    tr role="row" {
                        @for (sort, key) in columns {
                            th scope="col" role="columnheader" {
                                button type="button" data-sort=(sort) { (w(key)) }
                            }
                        }
                    }
                }
                tbody #rows role="rowgroup" {}
            }
            p #no-rows .empty hidden { (w("nothing")) }
            p #not-printed .small {}
            div #table-pager .pager {}
        }
    }
}

fn about(page: &Page<'_>, heading: &Heading<'_>) -> Markup {
    let language = heading.language;
    let w = |key| word(language, key);
    let (classifier, record) = (page.classifier, page.classifier.record());
    let labels = classifier.labels();
    let whole = |n| number(language, n);
    let percent = |share: f64| {
        let text = format!("{:.1}%", share * 100.0);
        if language == Language::Id { text.replace('.', ",") } else { text }
    };
    let priors = classifier.priors().map(|priors| {
        let shares = labels.names().iter().zip(priors);
        let shown =
            shares.map(|(name, &share)| format!("{} {}", shown(language, name), percent(share)));
        shown.collect::<Vec<_>>().join(", ")
    });
    html! {
        section #about .view aria-labelledby="about-heading" {
            h2 #about-heading tabindex="-1" { (w("about")) }
            div .about {
                div .panel {
                    h3 { (w("making")) }
                    p { (w("making_text")) }
                    dl {
                        dt { (w("program")) } dd { (concat!("klaim ", env!("CARGO_PKG_VERSION"))) }
                        dt { (w("model")) } dd { bdi { (heading.model) } }
                        dt { (w("trained_on")) }
                        dd {
                            (whole(record.sentences as u64)) " " (w("training_size")) " "
                            (whole(record.articles as u64)) " " (w("training_articles"))
                            " (SHA-256 " code { (record.data_sha256.chars().take(12).collect::<String>()) } ")"
                        }
                        @if let Some(test) = &record.test {
                            dt { (w("test_scores")) }
                            dd { (w("accuracy")) " " (percent(test.accuracy)) ", macro-F1 " (percent(test.macro_f1)) }
                        }
                        @if let Some(priors) = priors { dt { (w("priors")) } dd { (priors) } }
                    }
                }
                div .panel {
                    h3 { (w("meaning")) }
                    dl {
                        @for (name, n) in labels.names().iter().zip(&page.counts.labels) {
                            dt { (shown(language, name)) }
                            dd {
                                @if let Some([_, meaning]) = words::label(language, name) { (meaning) " " }
                                small { "(" (whole(*n)) " " (w("of")) " " (whole(page.counts.sentences())) ")" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `n` with marks between thousands.
fn number(language: Language, n: u64) -> String {
    let mark = if language == Language::Id { '.' } else { ',' };
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// The name of a label in the language; its own where the codebook does not have it.
fn shown(language: Language, name: &str) -> String {
    words::label(language, name).map_or_else(|| name.to_owned(), |[name, _]| name.to_owned())
}

fn texts(language: Language) -> String {
    let mut json = String::from("{");
    for (number, (key, text)) in words::all(language).enumerate() {
        if number > 0 {
            json.push(',');
        }
        data::quote(key, &mut json);
        json.push(':');
        data::quote(text, &mut json);
    }
    json.push('}');
    json
}

/// What the script works on.
fn content(page: &Page<'_>, language: Language) -> String {
    let labels = page.classifier.labels();
    let looks = palette::looks(labels);
    let list = |texts: &mut dyn Iterator<Item = String>| {
        let mut json = String::from("[");
        for (number, text) in texts.enumerate() {
            if number > 0 {
                json.push(',');
            }
            data::quote(&text, &mut json);
        }
        json + "]"
    };
    let names = labels.names();
    let colours: Value = looks.iter().map(|look| look.colour).collect::<Vec<_>>().into();
    let none = json!(labels.get(NONE).map(klaim::Label::index));
    format!(
        "{{\"lang\":\"{}\",\"labels\":{},\"shown\":{},\"marks\":{},\"colours\":{colours},\"none\":{none},\"articles\":[\n{}\n]}}",
        language.code(),
        list(&mut names.iter().cloned()),
        list(&mut names.iter().map(|name| shown(language, name))),
        list(&mut looks.iter().map(|look| look.mark.to_owned())),
        page.articles,
    )
}

/// The SHA-256 of `text` as a content security policy has it: in base64.
fn base64_of_hash(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let hash = Sha256::digest(text.as_bytes());
    let mut out = String::new();
    for chunk in hash.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}
