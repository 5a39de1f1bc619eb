//! `klaim evaluate`.

use anyhow::Result;
use clap::Args;

use super::{Common, Outcome};

/// Arguments of `klaim evaluate`.
#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {}

pub(super) fn run(_args: &EvaluateArgs, _common: &Common) -> Result<Outcome> {
    Ok(Outcome::Done)
}
