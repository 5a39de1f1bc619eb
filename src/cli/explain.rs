//! `klaim explain`.

use anyhow::Result;
use clap::Args;

use super::{Common, Outcome};

/// Arguments of `klaim explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {}

pub(super) fn run(_args: &ExplainArgs, _common: &Common) -> Result<Outcome> {
    Ok(Outcome::Done)
}
