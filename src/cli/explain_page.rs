//! The page of `klaim explain --html`: explained sentences go in, one page of HTML that needs nothing else comes out.
//!
//! No script, no network (the page's own policy forbids both); all text is escaped, and what could turn the direction
//! of text is replaced. Colours as in the terminal, see [`super::shade`].

use klaim::Label;
use klaim::explain::{Explanation, FeatureContribution};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::shade::{Shade, pieces};
use super::show::visible;

const STYLE: &str = include_str!("explain_page.css");

/// An explained sentence.
pub(super) struct Explained<'a> {
    pub(super) text: &'a str,
    pub(super) explanation: &'a Explanation,
    /// The label that is explained.
    pub(super) label: Label,
}

/// The page; `labels` are the model's, `top` is the number of features shown for and against.
pub(super) fn page(sentences: &[Explained<'_>], labels: &[String], top: usize) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "klaim explain" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { "What spoke for each label" }
                    (legend())
                    @for sentence in sentences { (section(sentence, labels, top)) }
                }
            }
        }
    };
    page.into_string()
}

fn legend() -> Markup {
    html! {
        p.legend {
            "Words "
            @for (shade, meaning) in [(3, "strongly for"), (2, "for"), (1, "weakly for"), (-1, "weakly against"), (-2, "against"), (-3, "strongly against")] {
                span class=(class(Shade(shade))) { (meaning) } " "
            }
            "the label, beside the strongest word of the sentence. A feature of two words gives half of \
             what it adds to either; point at a word to see what it adds to the logit."
        }
    }
}

fn section(sentence: &Explained<'_>, labels: &[String], top: usize) -> Markup {
    let Explained { text, explanation, label } = *sentence;
    let name = visible(&labels[label.index()]);
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|&a, &b| explanation.probabilities[b].total_cmp(&explanation.probabilities[a]));
    html! {
        section {
            h2 { (name) " " small { (percent(explanation.probabilities[label.index()])) } }
            p.sentence lang="id" {
                @for piece in pieces(text, explanation, label) {
                    @match piece.word {
                        Some((shade, logit)) => span class=(class(shade)) title=(signed(logit)) { (visible(piece.text)) },
                        None => (visible(piece.text)),
                    }
                }
            }
            table.labels {
                @for &k in &order {
                    tr {
                        th scope="row" { (visible(&labels[k])) }
                        td { meter min="0" max="1" value=(format!("{:.4}", explanation.probabilities[k])) {} }
                        td.number { (percent(explanation.probabilities[k])) }
                    }
                }
            }
            details {
                summary { "Features and words" }
                div.columns {
                    (features(&format!("For {name}"), &explanation.features_for(label), label, text, top))
                    (features(&format!("Against {name}"), &explanation.features_against(label), label, text, top))
                    (words(explanation, label, text))
                }
            }
        }
    }
}

fn features(
    title: &str,
    features: &[&FeatureContribution],
    label: Label,
    text: &str,
    top: usize,
) -> Markup {
    html! {
        table {
            caption { (title) }
            tr { th scope="col" { "logit" } th scope="col" { "feature" } th scope="col" { "words" } }
            @for feature in features.iter().take(top) {
                tr {
                    td.number { (signed(feature.logits[label.index()])) }
                    td { code { (visible(&feature.name)) } }
                    td lang="id" {
                        @if !feature.is_whole() {
                            @for (index, span) in feature.spans.iter().enumerate() {
                                @if index > 0 { " | " }
                                (visible(&text[span.clone()]))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn words(explanation: &Explanation, label: Label, text: &str) -> Markup {
    html! {
        table {
            caption { "Words" }
            tr { th scope="col" { "logit" } th scope="col" { "word" } }
            @for word in &explanation.words {
                tr {
                    td.number { (signed(word.logits[label.index()])) }
                    td lang="id" { (visible(&text[word.span.clone()])) }
                }
            }
            tr {
                td.number { (signed(explanation.whole[label.index()])) }
                td { "(the sentence as a whole)" }
            }
        }
    }
}

fn class(shade: Shade) -> &'static str {
    match shade.0 {
        3.. => "f3",
        2 => "f2",
        1 => "f1",
        0 => "w",
        -1 => "a1",
        -2 => "a2",
        ..=-3 => "a3",
    }
}

fn signed(logit: f64) -> String {
    format!("{logit:+.3}")
}

fn percent(probability: f64) -> String {
    format!("{:.1} %", 100.0 * probability)
}
