//! What a run writes into: bytes into an output, records into a workbook or Parquet file, or a file an article into a
//! folder. In: what a batch came to, in order.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use klaim::Error;
use klaim::article::Article;

use super::folder::{Content, Finished, Folder, Hash, Maker};
use super::form::Form;
use super::output::{Output, OutputArgs};
use crate::report::{Record, Sheet, Tally};

/// Options that change what is written, by name.
pub(super) type Settings = BTreeMap<String, String>;

/// Where results go.
pub(super) enum Target {
    Bytes(Output),
    Sheet(Box<dyn Sheet<Output>>, PathBuf),
    Folder(Folder, Finished),
}

/// An article for a folder.
pub(super) struct Filed {
    pub(super) id: String,
    /// Of the article as it was read.
    pub(super) hash: Hash,
    pub(super) content: FiledContent,
}

pub(super) enum FiledContent {
    New(Result<Content>),
    /// Nothing, because an article like this is there; it is kept for the case that the file is not.
    There(Box<Article>),
}

impl Target {
    /// What `form` is written to; `settings` are the options of `command` that a folder remembers.
    ///
    /// # Errors
    /// When it cannot be opened; for a folder, also when there are only `sentences` and no articles.
    pub(super) fn choose(
        form: &Form,
        args: &OutputArgs,
        command: &str,
        sentences: bool,
        settings: impl FnOnce() -> Result<Settings>,
    ) -> Result<Self> {
        if let Some(path) = args.folder()? {
            if sentences {
                return Err(Error::parameter(
                    "--output",
                    format!("the folder {}", path.display()),
                    "with --sentences there are no articles to give files to: name a file",
                )
                .into());
            }
            let maker = Maker {
                klaim: env!("CARGO_PKG_VERSION").to_owned(),
                command: command.to_owned(),
                settings: settings()?,
            };
            let (folder, finished) = Folder::open(path, form.ending(), &maker, args.resume)?;
            return Ok(Self::Folder(folder, finished));
        }
        let mut path = PathBuf::new();
        let open = || {
            let output = args.open()?;
            output.path().clone_into(&mut path);
            Ok(output)
        };
        Ok(match form.sheet(open)? {
            Some(sheet) => Self::Sheet(sheet, path),
            None => Self::Bytes(args.open()?),
        })
    }

    /// The articles that need no work, for a folder.
    pub(super) fn finished(&self) -> Option<Finished> {
        match self {
            Self::Folder(_, finished) => Some(Finished::clone(finished)),
            Self::Bytes(_) | Self::Sheet(..) => None,
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8], records: &[Record]) -> Result<()> {
        match self {
            Self::Bytes(output) => {
                let written = output.write_all(bytes);
                written.map_err(|error| Error::io(output.path())(error).into())
            }
            Self::Sheet(sheet, path) => sheet.take(records).map_err(|error| at(path, error)),
            Self::Folder(folder, _) => Ok(folder.flush()?),
        }
    }

    /// Files articles; `work` does those again whose file is gone.
    pub(super) fn file(
        &mut self,
        articles: Vec<Filed>,
        mut work: impl FnMut(&Article) -> Result<Content>,
    ) -> Result<()> {
        let Self::Folder(folder, _) = self else { return Ok(()) };
        for filed in articles {
            folder.add(&filed.id, &filed.hash, || match filed.content {
                FiledContent::New(content) => content,
                FiledContent::There(article) => work(&article),
            })?;
        }
        Ok(())
    }

    /// How many articles a folder holds.
    pub(super) fn filed(&self) -> Option<u64> {
        match self {
            Self::Folder(folder, _) => Some(folder.articles()),
            Self::Bytes(_) | Self::Sheet(..) => None,
        }
    }

    /// Completes what was written; hands back remarks for the user.
    pub(super) fn finish(self, total: &Tally, footer: &[u8]) -> Result<Vec<String>> {
        match self {
            Self::Bytes(mut output) => {
                let written = output.write_all(footer);
                written.map_err(|error| Error::io(output.path())(error))?;
                output.finish()?;
                Ok(Vec::new())
            }
            Self::Sheet(sheet, path) => {
                let (output, remarks) = sheet.finish(total).map_err(|error| at(&path, error))?;
                output.finish()?;
                Ok(remarks)
            }
            Self::Folder(folder, _) => {
                folder.finish()?;
                Ok(Vec::new())
            }
        }
    }
}

/// `error` with the file that it is about.
fn at(path: &std::path::Path, error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<std::io::Error>() {
        Ok(error) => Error::io(path)(error).into(),
        Err(error) => error.context(path.display().to_string()),
    }
}
