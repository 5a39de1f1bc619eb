//! `klaim train`.

use anyhow::Result;
use clap::Args;

use super::{Common, Outcome};

/// Arguments of `klaim train`.
#[derive(Debug, Args)]
pub(super) struct TrainArgs {}

pub(super) fn run(_args: &TrainArgs, _common: &Common) -> Result<Outcome> {
    Ok(Outcome::Done)
}
