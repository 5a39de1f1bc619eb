//! The form of the output: options of the command line go in, a [`Form`] that knows how to write comes out.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::Error;

use super::output::OutputArgs;
use crate::report::{
    Csv, Dialect, Fields, JsonLines, Kept, Markdown, Plain, Records, Report, Sheet, Table,
    TableOptions,
};

/// What is written, how, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct FormArgs {
    /// Form of the output [default: told by the ending of --output; else table on a terminal and jsonl elsewhere]
    #[arg(long, short, value_name = "FORMAT", value_enum)]
    format: Option<OutputFormat>,
    #[command(flatten)]
    output: OutputArgs,
    /// Fields of the input that travel along, such as url,date; with =NAME they get another name
    #[arg(long, value_name = "FIELD[=NAME],...", value_delimiter = ',', value_parser = parse_kept)]
    keep: Vec<Kept>,
    /// In csv and tsv, leave cells that look like formulas as they are
    #[arg(long)]
    raw_cells: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// For people: grouped by article, wrapped, in colour
    Table,
    /// One sentence a line and nothing else
    Text,
    /// One JSON object a line
    Jsonl,
    /// With a header
    Csv,
    /// The like with tabs
    Tsv,
    /// For people: a heading and a table an article
    Markdown,
    /// Excel workbook: a sheet of sentences and one of totals
    Xlsx,
    /// Parquet file; needs a build with the feature parquet
    Parquet,
}

impl OutputFormat {
    /// The format that the ending of `path` stands for.
    fn from_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match ending.as_str() {
            "jsonl" | "ndjson" => Self::Jsonl,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "md" | "markdown" => Self::Markdown,
            "xlsx" => Self::Xlsx,
            "parquet" => Self::Parquet,
            _ => return None,
        })
    }

    /// The ending of files of this format.
    fn ending(self) -> &'static str {
        match self {
            Self::Table | Self::Text => "txt",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Markdown => "md",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// What the table and Markdown show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// Sentences labelled none as well.
    pub(super) all: bool,
    /// Only articles with some of the labels that were chosen.
    pub(super) chosen: bool,
}

/// How to write.
pub(super) struct Form {
    pub(super) format: OutputFormat,
    pub(super) fields: Fields,
    pub(super) report: Box<dyn Report>,
    /// Whether people look at the output as it comes.
    pub(super) shown: bool,
    /// Columns of a table's line.
    width: usize,
    color: bool,
    raw_cells: bool,
}

impl FormArgs {
    pub(super) fn output(&self) -> &OutputArgs {
        &self.output
    }

    /// Fields of the input that travel along.
    pub(super) fn keep(&self) -> &[Kept] {
        &self.keep
    }

    /// The form for records of `fields`.
    ///
    /// # Errors
    /// When options do not go together, a name is taken, or this build lacks the format.
    pub(super) fn form(&self, fields: Fields, shown: Shown) -> Result<Form> {
        let folder = self.output.folder()?.is_some();
        let terminal = self.output.is_terminal();
        let by_name =
            || self.output.output.as_deref().filter(|_| !folder).and_then(OutputFormat::from_path);
        let usual = if terminal { OutputFormat::Table } else { OutputFormat::Jsonl };
        let format = self.format.or_else(by_name).unwrap_or(usual);
        check(format, terminal)?;
        let delimiter = match format {
            OutputFormat::Csv => Some(b','),
            OutputFormat::Tsv => Some(b'\t'),
            _ => None,
        };
        if self.raw_cells && delimiter.is_none() {
            return Err(Error::parameter(
                "--raw-cells",
                format!("given with the format {}", format.name()),
                "it is for csv and tsv: leave it out, or add --format csv",
            )
            .into());
        }
        fields.check_kept()?;
        let (width, color) = (self.output.width(), self.output.color());
        let report: Box<dyn Report> = match (format, delimiter) {
            (_, Some(delimiter)) => {
                let dialect = Dialect { delimiter, raw: self.raw_cells, for_terminal: terminal };
                Box::new(Csv::new(fields.clone(), dialect))
            }
            (OutputFormat::Table, _) => {
                let Shown { all, chosen } = shown;
                Box::new(Table::new(&fields, TableOptions { width, color, all, chosen }))
            }
            (OutputFormat::Text, _) => Box::new(Plain { for_terminal: terminal }),
            (OutputFormat::Markdown, _) => Box::new(Markdown::new(fields.clone(), shown.all)),
            (OutputFormat::Xlsx | OutputFormat::Parquet, _) => Box::new(Records),
            _ => Box::new(JsonLines::new(&fields)),
        };
        Ok(Form {
            format,
            fields,
            report,
            shown: terminal,
            width,
            color,
            raw_cells: self.raw_cells,
        })
    }
}

/// Refuses what this build cannot write, and bytes that a terminal cannot show.
fn check(format: OutputFormat, terminal: bool) -> Result<()> {
    let (there, feature) = match format {
        OutputFormat::Xlsx => (cfg!(feature = "xlsx"), "xlsx"),
        OutputFormat::Parquet => (cfg!(feature = "parquet"), "parquet"),
        _ => return Ok(()),
    };
    let refuse =
        |value: String, remedy: String| Err(Error::parameter("--format", value, remedy).into());
    if !there {
        return refuse(
            format!("{feature}, which this build does not write"),
            format!("build klaim with the feature {feature}, or take jsonl or csv"),
        );
    }
    if terminal {
        return refuse(
            format!("{feature}, which no terminal can show"),
            format!("write to a file, as in --output claims.{feature}"),
        );
    }
    Ok(())
}

impl Form {
    /// The ending of files of this form.
    pub(super) fn ending(&self) -> &'static str {
        self.format.ending()
    }

    /// For a form that cannot be put together from bytes, the file that is written to `to`.
    #[cfg_attr(
        not(any(feature = "xlsx", feature = "parquet")),
        allow(clippy::unnecessary_wraps, reason = "as where there are such forms")
    )]
    pub(super) fn sheet<W: Write + Send + 'static>(
        &self,
        to: impl FnOnce() -> Result<W>,
    ) -> Result<Option<Box<dyn Sheet<W>>>> {
        Ok(match self.format {
            #[cfg(feature = "xlsx")]
            OutputFormat::Xlsx => {
                Some(Box::new(crate::report::WorkbookSheet::new(&self.fields, to()?)?))
            }
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => {
                Some(Box::new(crate::report::ParquetSheet::new(&self.fields, to()?)?))
            }
            _ => {
                // Not opened: the caller does.
                let _ = to;
                None
            }
        })
    }

    /// Options that change what is written, by name.
    pub(super) fn settings(&self) -> BTreeMap<String, String> {
        let mut settings = BTreeMap::from([("format".to_owned(), self.format.name())]);
        if self.format == OutputFormat::Table {
            settings.insert("width".to_owned(), self.width.to_string());
            settings.insert("color".to_owned(), self.color.to_string());
        }
        if self.raw_cells {
            settings.insert("raw-cells".to_owned(), "true".to_owned());
        }
        if !self.fields.kept.is_empty() {
            let kept = self.fields.kept.iter().map(|kept| format!("{}={}", kept.field, kept.name));
            settings.insert("keep".to_owned(), kept.collect::<Vec<_>>().join(","));
        }
        settings
    }
}

/// `field` or `field=name`.
fn parse_kept(text: &str) -> Result<Kept, String> {
    let (field, name) = text.split_once('=').unwrap_or((text, text));
    let (field, name) = (field.trim(), name.trim());
    if field.is_empty() || name.is_empty() {
        return Err("give the name of a field, or FIELD=NAME".to_owned());
    }
    Ok(Kept { field: field.to_owned(), name: name.to_owned() })
}
