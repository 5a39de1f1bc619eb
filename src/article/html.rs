//! Web pages: the bytes of a page go in, the article in it comes out as plain text.
//!
//! The text opens with the title; paragraphs follow, apart by blank lines. The main content is found by `dom_smoothie`
//! (Mozilla's Readability); where that finds none, or the page is too large for it, all text of the body is taken.
//! Navigation, forms, share buttons and lines that only point elsewhere ("Baca juga: ...") are left out.

use std::path::Path;
use std::sync::Arc;

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Article;
use super::decode::decode;
use super::html_facts::{Facts, name};
use super::html_guard::{self, Page};
use super::html_text::{Joined, join, starts_with};
use crate::error::{Error, Result};
use crate::guard::guarded;
use crate::token::one_line;

/// The largest page, in bytes of the file; pages of news sites have 50 kB to 2 MB.
pub const MAX_HTML_BYTES: usize = 16 << 20;

/// Pages over one of these are not searched for their main content, because that would take more than about a second.
const MAX_SEARCHED_NODES: usize = 100_000;
const MAX_SEARCHED_WALK: usize = 3_000_000;
const MAX_SEARCHED_ESCAPING: usize = 10_000_000_000;

/// Never part of an article.
const FURNITURE: &str = "nav, footer, aside, form, button, select, dialog, [role=navigation], \
    [role=search], [role=contentinfo], [aria-hidden=true]";
/// Not shown as text.
const UNSEEN: &str = "script, style, noscript, template, svg, math, iframe, object, head";
/// Left out when it is a small part of the page.
const SUSPECTS: &str = "[class*=baca-juga], [class*=bacajuga], [class*=baca_juga], \
    [class*=share], [class*=sharing], [class*=sosmed], [class*=social], [class*=related], \
    [class*=terkait], [class*=relatedpost], [id*=relatedpost], [class*=linksisip], [class*=breadcrumb], [class*=komentar], [id*=komentar], [id*=comments]";

/// The article of the page `bytes`.
///
/// # Errors
/// [`Error::Input`] for a page over a limit, without text, or not of its encoding.
pub(super) fn article(
    bytes: Vec<u8>,
    path: Arc<Path>,
    encoding: Option<&'static Encoding>,
) -> Result<Article> {
    let encoding = encoding.or_else(|| declared(&bytes)).unwrap_or(UTF_8);
    let html = decode(bytes, encoding, &path)?;
    let page = html_guard::parse(&html).map_err(|problem| {
        Error::input(&*path, 0, problem, "save the article's text instead of the page")
    })?;
    drop(html);
    let found = extract(page);
    let Joined { text, dateline } = join(found.title.as_deref(), &found.body);
    if text.is_empty() {
        return Err(Error::input(
            &*path,
            0,
            "the page holds no text",
            "see whether the page needs a browser to show its text, and save that",
        ));
    }
    let mut metadata = found.metadata;
    let known = metadata.iter().find(|(name, _)| name == "date").map(|(_, date)| date.clone());
    if let (None, Some(date)) = (&known, &dateline) {
        metadata.push(("date".to_owned(), date.clone()));
    }
    let id = path.display().to_string();
    let published = known.or(dateline);
    Ok(Article { id, title: found.title, text, published, metadata, path, line: 0 })
}

/// The encoding that the page declares in its first bytes, by `<meta charset>` or the like or by an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let key: &[u8] =
        if head.trim_ascii_start().starts_with(b"<?xml") { b"encoding=" } else { b"charset=" };
    let find = |key: &[u8]| {
        let at = memchr::memmem::find(&head, key)? + key.len();
        let label = head[at..].trim_ascii_start();
        let label = label.strip_prefix(b"\"").or(label.strip_prefix(b"'")).unwrap_or(label);
        let end = label.iter().position(|b| b"\"' \t\r\n;/>?".contains(b))?;
        Encoding::for_label(&label[..end])
    };
    let encoding = find(key).or_else(|| find(b"charset="))?;
    // The declaration could not have been read as ASCII if it were true.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

#[derive(Default)]
struct Found {
    title: Option<String>,
    body: String,
    metadata: Vec<(String, String)>,
}

fn extract(page: Page) -> Found {
    let Page { document, nodes, walk, escaping } = page;
    let heading = only_heading(&document);
    let facts = Facts::of(&document, heading.as_deref());
    document.select(FURNITURE).remove();
    let small = nodes <= MAX_SEARCHED_NODES
        && walk <= MAX_SEARCHED_WALK
        && escaping <= MAX_SEARCHED_ESCAPING;
    if !small {
        return whole_body(&document, facts);
    }
    remove_suspects(&document);
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    // A stranger's page must not end the program by an assertion in the search; the page's whole text is left then.
    let spare = document.clone();
    let searched = guarded(|| {
        Readability::with_document(document, None, Some(config)).and_then(|mut r| r.parse())
    });
    let Some(Ok(article)) = searched else {
        return whole_body(&spare, facts);
    };
    let site = article.site_name.filter(|site| !site.trim().is_empty()).or(facts.site);
    let byline = article.byline.and_then(|line| name(&line));
    // Some pages say that the site wrote it, and have the name beside the headline.
    let byline = byline.filter(|name| facts.author.is_none() || Some(name) != site.as_ref());
    let metadata = metadata([
        ("author", byline.or(facts.author)),
        ("date", article.published_time.or(facts.date)),
        ("site", site),
        ("url", article.url),
        ("language", article.lang),
    ]);
    let title = one_line(&article.title);
    let title = match heading {
        // The title often goes on with the site's name.
        Some(heading) if title.is_empty() || starts_with(&title, &heading) => Some(heading),
        _ => Some(title).filter(|title| !title.is_empty()),
    };
    let mut body = article.text_content.to_string();
    if body.trim().is_empty() {
        body = whole_body(&spare, Facts::default()).body;
    }
    Found { title, body, metadata }
}

/// Removes suspects that are less than a quarter of the page.
fn remove_suspects(document: &Document) {
    let whole = document.root().normalized_char_count();
    for node in document.select(SUSPECTS).nodes() {
        let is_page = ["html", "body", "main", "article"].iter().any(|name| node.has_name(name));
        if !is_page && node.normalized_char_count() < whole / 4 {
            node.remove_from_parent();
        }
    }
}

fn only_heading(document: &Document) -> Option<String> {
    let headings = document.select("h1");
    if headings.length() != 1 {
        return None;
    }
    Some(one_line(&headings.text())).filter(|text| !text.is_empty())
}

/// The fields that there are, in that order.
fn metadata<const N: usize>(fields: [(&str, Option<String>); N]) -> Vec<(String, String)> {
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), one_line(&value?))))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn whole_body(document: &Document, facts: Facts) -> Found {
    let title = only_heading(document)
        .or_else(|| Some(one_line(&document.select_single("head title").text())))
        .filter(|title| !title.is_empty());
    document.select(UNSEEN).remove();
    let metadata = metadata([("author", facts.author), ("date", facts.date), ("site", facts.site)]);
    Found { title, body: document.formatted_text().to_string(), metadata }
}
