//! Where the commands write: standard output, or a file that is there whole or not at all.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use klaim::Error;
use klaim::atomic::AtomicFile;

/// Columns when nobody says how many there are.
const DEFAULT_WIDTH: usize = 100;

/// Where output goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// Write to FILE, which gets its name only when it is complete [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Colour of tables
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    color: ColorWhen,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum ColorWhen {
    /// On a terminal, unless the variable `NO_COLOR` is set
    #[default]
    Auto,
    Always,
    Never,
}

impl OutputArgs {
    /// Whether people look at the output as it comes.
    pub(super) fn is_terminal(&self) -> bool {
        self.output.is_none() && io::stdout().is_terminal()
    }

    pub(super) fn color(&self) -> bool {
        match self.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => {
                self.output.is_none()
                    && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        }
    }

    /// Columns of the terminal; of the variable `COLUMNS` where there is no terminal.
    pub(super) fn width(&self) -> usize {
        let terminal = if self.output.is_none() {
            terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
        } else {
            None
        };
        let variable = || std::env::var("COLUMNS").ok()?.parse().ok();
        terminal.or_else(variable).filter(|width| *width > 0).unwrap_or(DEFAULT_WIDTH)
    }

    /// Opens what is written to.
    pub(super) fn open(&self) -> Result<Output> {
        Ok(match &self.output {
            None => Output::Stdout(io::stdout()),
            // A device or a pipe must stay what it is: nothing may be renamed over it.
            Some(path) if is_special(path) => {
                let file = File::options().write(true).open(path).map_err(Error::io(path))?;
                Output::Special(file, path.clone())
            }
            Some(path) => {
                if path.parent().is_some_and(|f| !f.as_os_str().is_empty() && !f.exists()) {
                    let remedy = "make the folder first, or name another file";
                    return Err(Error::input(path, 0, "its folder does not exist", remedy).into());
                }
                Output::File(AtomicFile::create(path)?, path.clone())
            }
        })
    }
}

fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// An output that is open. Dropped before [`finish`](Self::finish), a file leaves nothing behind.
pub(super) enum Output {
    Stdout(io::Stdout),
    File(AtomicFile, PathBuf),
    Special(File, PathBuf),
}

impl Output {
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.write_all(bytes).map_err(Error::io("<stdout>"))?,
            Self::File(file, path) => file.write_all(bytes).map_err(Error::io(&*path))?,
            Self::Special(file, path) => file.write_all(bytes).map_err(Error::io(&*path))?,
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<()> {
        match self {
            Self::Stdout(mut stdout) => stdout.flush().map_err(Error::io("<stdout>"))?,
            Self::File(file, _) => file.finish()?,
            Self::Special(..) => {}
        }
        Ok(())
    }
}
