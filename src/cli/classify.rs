//! `klaim classify`.

use anyhow::Result;
use clap::Args;

use super::{Common, Outcome};

/// Arguments of `klaim classify`.
#[derive(Debug, Args)]
pub(super) struct ClassifyArgs {}

pub(super) fn run(_args: &ClassifyArgs, _common: &Common) -> Result<Outcome> {
    Ok(Outcome::Done)
}
