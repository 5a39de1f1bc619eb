//! What a page says about its article beside the text: a tree goes in, date, author and site come out.
//!
//! For pages that do not say it in the places that Readability looks at (JSON-LD, `article:published_time`,
//! `og:site_name`): other meta tags, `<time>`, and what stands under the headline in small print.

use dom_query::Document;

use super::date;
use super::html_text::starts_with;
use crate::token::one_line;

/// Meta tags with the date, surest first.
const DATE_METAS: [&str; 9] = [
    "meta[property='article:published_time']",
    "meta[itemprop=datePublished]",
    "meta[name=pubdate]",
    "meta[name=publishdate]",
    "meta[name='content_PublishedDate']",
    "meta[name='dc.date.issued']",
    "meta[name='DC.date.issued']",
    "meta[name=date]",
    "meta[name='dc.date']",
];
/// Elements that may hold the date, and the headline; surest first.
const DATE_PLACES: [&str; 2] = [
    "h1, time, [itemprop=datePublished]",
    "h1, [class*=date], [class*=time], [class*=tanggal], [class*=waktu], [class*=posted], \
        [class*=publish]",
];
/// Elements that may hold the author.
const AUTHOR_PLACES: &str = "[rel=author], [itemprop=author], [class*=penulis], [id*=penulis], \
    [class*=author] a, [class*=author]";
/// Words before a name.
const BEFORE_NAME: [&str; 8] =
    ["ditulis oleh ", "penulis:", "penulis ", "reporter:", "pewarta:", "oleh:", "oleh ", "by "];
/// Elements looked at; more are no small print.
const MAX_PLACES: usize = 50;

/// What was found; read before anything is removed from the tree.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) date: Option<String>,
    pub(super) author: Option<String>,
    pub(super) site: Option<String>,
}

impl Facts {
    pub(super) fn of(document: &Document, heading: Option<&str>) -> Self {
        Self { date: date(document), author: author(document), site: site(document, heading) }
    }
}

fn date(document: &Document) -> Option<String> {
    let in_meta = DATE_METAS.iter().find_map(|place| {
        let content = document.select(place).attr("content")?;
        date::parse(&content).map(|_| one_line(&content))
    });
    in_meta.or_else(|| DATE_PLACES.iter().find_map(|places| beside_heading(document, places)))
}

/// Of `places`, the first date behind the headline, else the last one before it: pages often show today's date at the very top.
fn beside_heading(document: &Document, places: &str) -> Option<String> {
    let mut before = None;
    let mut behind_heading = false;
    for node in document.select(places).nodes().iter().take(MAX_PLACES) {
        if node.has_name("h1") {
            behind_heading = true;
            continue;
        }
        let found = ["datetime", "content"].iter().find_map(|name| {
            let value = node.attr(name)?;
            date::parse(&value).map(|_| one_line(&value))
        });
        let found = found.or_else(|| {
            let text = one_line(&node.text());
            date::parse(&text).map(|_| text)
        });
        if found.is_some() && behind_heading {
            return found;
        }
        before = found.or(before);
    }
    before
}

fn author(document: &Document) -> Option<String> {
    let places = document.select(AUTHOR_PLACES);
    let mut names = places.nodes().iter().take(MAX_PLACES).map(|node| name(&node.text()));
    names.find_map(|name| name)
}

/// A name without what stands before it.
pub(super) fn name(text: &str) -> Option<String> {
    let line = one_line(text);
    let mut name = line.as_str();
    for before in BEFORE_NAME {
        if starts_with(name, before) {
            name = name[before.len()..].trim();
        }
    }
    let is_name = (2..=80).contains(&name.len()) && !name.contains("://");
    is_name.then(|| name.to_owned())
}

fn site(document: &Document, heading: Option<&str>) -> Option<String> {
    let named = ["meta[property='og:site_name']", "meta[name='application-name']"]
        .iter()
        .find_map(|place| document.select(place).attr("content"))
        .map(|content| one_line(&content))
        .filter(|site| !site.is_empty());
    named.or_else(|| {
        // "Headline - Site".
        let title = one_line(&document.select_single("head title").text());
        let rest = title.strip_prefix(heading?)?.trim_start();
        let mut letters = rest.chars();
        let site = match letters.next()? {
            '-' | '|' | '–' | '—' | '·' => letters.as_str().trim(),
            _ => return None,
        };
        (2..=60).contains(&site.len()).then(|| site.to_owned())
    })
}
