//! `klaim report`: articles go in, one web page to read, filter and show comes out.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use klaim::Error;
use klaim::article::Keep;
use klaim::coding::Coder;

use super::gather::gather;
use super::input::{InputArgs, Reading, SegmenterArgs};
use super::remarks::remark;
use super::{Common, ModelArgs, Outcome, show};
use crate::page::{self, Heading, Language, Page};

/// Arguments of `klaim report`.
#[derive(Debug, Args)]
#[command(after_long_help = NOTES)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    segmenter: SegmenterArgs,
    #[command(flatten)]
    model: ModelArgs,
    /// Write the page to FILE, which gets its name only when it is complete [default: standard output]
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Language of the page: id (Indonesian) or en (English) [default: that of the variables `LC_ALL`, `LC_MESSAGES`, `LANG` if
    /// it is English, else id]
    #[arg(long, value_name = "LANG", value_enum, help_heading = "Output")]
    lang: Option<Language>,
    /// Title of the page
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    title: Option<String>,
    /// A line below the title, such as a date or where the articles are from
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    note: Option<String>,
}

const NOTES: &str = "\
The page is one file that opens from disk and loads nothing: charts, articles
with their claims marked, filters, and a table to copy or save as CSV.
The same articles, model and options give the same bytes.

Exit code: 0 done, 2 failure.";

/// A larger page takes a browser long to open.
const SLOW_BYTES: usize = 30_000_000;

pub(super) fn run(args: &ReportArgs, common: &Common) -> Result<Outcome> {
    if args.output.is_none() && std::io::stdout().is_terminal() {
        let remedy = "name a file by --output report.html";
        return Err(Error::parameter("the output", "a terminal", remedy).into());
    }
    let mut reading = Reading::new(&args.input, &args.segmenter, &[], common)?;
    reading.options.keep = Keep::Only(vec!["url".into(), "link".into()]);
    let classifier = args.model.load()?;
    let coder = Coder::new(&classifier, &reading.segmenter);
    let mut filled = Page::new(&classifier);
    gather(
        &reading,
        || coder.scratch(),
        |article, scratch| page::encode(&classifier, &coder.code(article, scratch)),
        |entry| filled.add(&entry),
    )?;
    let heading = Heading {
        language: args.lang.unwrap_or_else(Language::of_environment),
        title: args.title.as_deref(),
        note: args.note.as_deref(),
        model: &args.model.name(),
    };
    let html = filled.finish(&heading);
    if html.len() > SLOW_BYTES && !common.quiet {
        let megabytes = html.len() / 1_000_000;
        remark(&format!(
            "the page has {megabytes} MB, which is much for a browser; give it fewer articles"
        ));
    }
    match &args.output {
        None => show::print(&html)?,
        Some(path) => show::write_file(path.clone(), &html)?,
    }
    Ok(Outcome::Done)
}
