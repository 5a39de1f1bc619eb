//! Where the commands write: standard output, a file that is there whole or not at all, or a folder of such files.

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
    /// Write to FILE, which gets its name only when it is complete; or, if it ends with / or is a folder, a file for
    /// each article into it, and manifest.jsonl, which names them [default: standard output]
    #[arg(long, short, value_name = "FILE|FOLDER/")]
    pub(super) output: Option<PathBuf>,
    /// Go on with a folder that an earlier run did not finish
    #[arg(long, requires = "output")]
    pub(super) resume: bool,
    /// Colour of tables
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    color: ColorWhen,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum ColorWhen {
    /// On a terminal, unless the variable `NO_COLOR` is set
    #[default]
    Auto,
    Always,
    Never,
}

impl ColorWhen {
    /// Whether colour is wanted on standard output, or in a file.
    pub(super) fn is_wanted(self, to_file: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                !to_file
                    && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
            }
        }
    }
}

impl OutputArgs {
    /// Whether people look at the output as it comes.
    pub(super) fn is_terminal(&self) -> bool {
        self.output.is_none() && io::stdout().is_terminal()
    }

    /// The folder to write into, if it is one.
    pub(super) fn folder(&self) -> Result<Option<&Path>> {
        let folder = self.output.as_deref().filter(|path| {
            let bytes = path.as_os_str().as_encoded_bytes();
            path.is_dir()
                || bytes.last().is_some_and(|byte| std::path::is_separator(char::from(*byte)))
        });
        if self.resume && folder.is_none() {
            let path = self.output.as_deref().unwrap_or(Path::new(""));
            return Err(Error::parameter(
                "--resume",
                format!("given with the file {}", path.display()),
                "only a folder can be gone on with: name one by --output FOLDER/",
            )
            .into());
        }
        Ok(folder)
    }

    pub(super) fn color(&self) -> bool {
        self.color.is_wanted(self.output.is_some())
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
            Some(path) => Output::File(AtomicFile::create(path)?, path.clone()),
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
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Stdout(_) => Path::new("<stdout>"),
            Self::File(_, path) | Self::Special(_, path) => path,
        }
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

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::File(file, _) => file.write(bytes),
            Self::Special(file, _) => file.write(bytes),
        }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.write_all(bytes),
            Self::File(file, _) => file.write_all(bytes),
            Self::Special(file, _) => file.write_all(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File(file, _) => file.flush(),
            Self::Special(file, _) => file.flush(),
        }
    }
}
