//! `klaim segment`.

use anyhow::Result;
use clap::Args;

use super::{Common, Outcome};

/// Arguments of `klaim segment`.
#[derive(Debug, Args)]
pub(super) struct SegmentArgs {}

pub(super) fn run(_args: &SegmentArgs, _common: &Common) -> Result<Outcome> {
    Ok(Outcome::Done)
}
