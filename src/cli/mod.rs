//! The command line: one module a command, each with its arguments and what it does with them.
//!
//! Exit codes: 0 done, 1 a threshold was missed, 2 failure. A closed pipe is the end of the work, not an error.

mod agreement;
mod bar;
mod batch;
mod check_data;
mod classify;
mod evaluate;
mod explain;
mod explain_page;
mod file_name;
mod flow;
mod folder;
mod form;
mod gather;
mod gold;
mod input;
mod inspect;
mod manual;
mod meter;
mod output;
mod pipeline;
mod remarks;
mod report;
mod segment;
mod shade;
mod show;
mod summary;
mod target;
mod totals;
#[cfg(feature = "xlsx")]
mod totals_xlsx;
mod train;
mod training;
mod version;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use klaim::Classifier;

/// Label the claims in Indonesian news on the neutrality of officials.
#[derive(Debug, Parser)]
#[command(
    name = "klaim",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true,
    disable_version_flag = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    common: Common,
    /// Print version
    #[arg(long, short = 'V')]
    version: bool,
    /// With --version, tell what the bundled model and this build are as well
    #[arg(long, requires = "version")]
    verbose: bool,
}

/// Options that every command takes.
#[derive(Debug, Args)]
struct Common {
    /// Number of threads; 0 for one a core. The result is the same for any number
    #[arg(long, global = true, value_name = "N", default_value_t = 0, value_parser = parse_threads)]
    threads: usize,
    /// No progress and no remarks on standard error
    #[arg(long, short, global = true)]
    quiet: bool,
}

/// Where the model comes from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
struct ModelArgs {
    /// Model file [default: the bundled model]
    #[arg(long, short, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Label shares to expect, such as none=0.6; labels left out share the rest as in training
    #[arg(long, value_name = "LABEL=SHARE,...", value_delimiter = ',', value_parser = parse_assignment)]
    priors: Vec<(String, f64)>,
    #[command(flatten)]
    verify: VerifyArgs,
}

/// Whether a model file is compared with its checksum.
#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
struct VerifyArgs {
    /// Do not compare the model file with its checksum: sooner ready, but damage may go unnoticed
    #[arg(long)]
    no_verify: bool,
}

impl VerifyArgs {
    fn load(&self, path: &std::path::Path) -> klaim::Result<Classifier> {
        if self.no_verify { Classifier::load_unverified(path) } else { Classifier::load(path) }
    }
}

impl ModelArgs {
    /// What the model is called where people read it: its file without folders and ending.
    fn name(&self) -> String {
        let stem = self.model.as_ref().and_then(|path| path.file_stem());
        stem.map_or_else(|| "id-news".into(), |stem| stem.to_string_lossy().into_owned())
    }

    fn load(&self) -> Result<Classifier> {
        let classifier = match &self.model {
            Some(path) => self.verify.load(path)?,
            None => Classifier::bundled()?,
        };
        if self.priors.is_empty() {
            return Ok(classifier);
        }
        Ok(classifier.with_priors(&self.priors)?)
    }
}

/// Most threads: more than any machine has cores to spare, fewer than would exhaust it.
const MAX_THREADS: usize = 1024;

fn parse_threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads) if threads <= MAX_THREADS => Ok(threads),
        _ => Err(format!("give a whole number from 0 to {MAX_THREADS}")),
    }
}

/// `name=number`.
fn parse_assignment(text: &str) -> Result<(String, f64), String> {
    let (name, number) =
        text.split_once('=').ok_or_else(|| format!("{text:?} is not of the form LABEL=NUMBER"))?;
    let number = number.parse().map_err(|_| format!("{number:?} is not a number"))?;
    Ok((name.trim().to_owned(), number))
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Label the sentences of articles
    Classify(classify::ClassifyArgs),
    /// Write a web page to read, filter and show what was found in articles
    Report(report::ReportArgs),
    /// Count labels by article, speaker or month
    Summary(summary::SummaryArgs),
    /// Train a model on labelled sentences
    Train(Box<train::TrainArgs>),
    /// Score a model against labelled sentences
    Evaluate(evaluate::EvaluateArgs),
    /// Show which features spoke for and against each label of a sentence
    Explain(explain::ExplainArgs),
    /// Show what a model file contains
    Inspect(inspect::InspectArgs),
    /// Split articles into sentences
    Segment(segment::SegmentArgs),
    /// Look for what is wrong or doubtful in labelled sentences
    CheckData(check_data::CheckDataArgs),
    /// Measure how far several people's labels agree
    Agreement(agreement::AgreementArgs),
    /// Print the script by which a shell completes klaim's commands and options
    Completions(manual::CompletionsArgs),
    /// Print a manual page, or write all of them into a folder
    Man(manual::ManArgs),
}

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    /// A threshold that the user set was missed.
    Missed,
}

/// Runs the command line.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = run(&cli);
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Missed) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("klaim: {}", crate::report::visible(&message(&error)));
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> Result<Outcome> {
    if cli.version {
        version::show(cli.verbose)?;
        return Ok(Outcome::Done);
    }
    let Some(command) = &cli.command else {
        let kind = clap::error::ErrorKind::MissingSubcommand;
        Cli::command().error(kind, "no command is given; see klaim --help").exit();
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(cli.common.threads).build()?;
    pool.install(|| match command {
        Command::Classify(args) => classify::run(args, &cli.common),
        Command::Report(args) => report::run(args, &cli.common),
        Command::Summary(args) => summary::run(args, &cli.common),
        Command::Train(args) => train::run(args, &cli.common),
        Command::Evaluate(args) => evaluate::run(args, &cli.common),
        Command::Explain(args) => explain::run(args, &cli.common),
        Command::Inspect(args) => inspect::run(args, &cli.common),
        Command::Segment(args) => segment::run(args, &cli.common),
        Command::CheckData(args) => check_data::run(args, &cli.common),
        Command::Completions(args) => manual::completions(args, &cli.common),
        Command::Man(args) => manual::man(args, &cli.common),
        Command::Agreement(args) => agreement::run(args, &cli.common),
    })
}

/// What is wrong, its causes where they are not told already, and the remedy for a file that does not open.
fn message(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    let kind = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    match kind.map(std::io::Error::kind) {
        Some(std::io::ErrorKind::NotFound) => text + "; check the path",
        Some(std::io::ErrorKind::PermissionDenied) => text + "; check who may read and write it",
        _ => text,
    }
}

/// Whether the reader of standard output went away, as `head` does.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().or_else(|| {
            cause.downcast_ref::<klaim::Error>().and_then(|error| match error {
                klaim::Error::Io { source, .. } => Some(source),
                _ => None,
            })
        });
        io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
