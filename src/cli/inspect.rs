//! `klaim inspect`.

use anyhow::Result;
use clap::Args;

use super::{Common, Outcome};

/// Arguments of `klaim inspect`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {}

pub(super) fn run(_args: &InspectArgs, _common: &Common) -> Result<Outcome> {
    Ok(Outcome::Done)
}
