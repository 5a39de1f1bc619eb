//! `klaim --version`: what this program is, and with `--verbose` what is in it.

use std::fmt::Write as _;

use anyhow::Result;
use klaim::Classifier;

use super::folder::sha256;
use super::show::{print, visible};

/// Prints the version; if `verbose`, the bundled model, the build's features and its target as well.
pub(super) fn show(verbose: bool) -> Result<()> {
    let mut text = concat!("klaim ", env!("CARGO_PKG_VERSION"), "\n").to_owned();
    if verbose {
        text.push_str(&model()?);
        text.push_str(&build());
    }
    print(&text)
}

fn model() -> Result<String> {
    let classifier = Classifier::bundled()?;
    let record = classifier.record();
    let mut text = String::new();
    let labels = classifier.labels().names().join(", ");
    let lines = [
        ("model", "id-news (bundled)".to_owned()),
        ("labels", labels),
        ("features", classifier.vocabulary().len().to_string()),
        ("SHA-256", sha256(&classifier.to_bytes()?)),
        ("trained by", format!("klaim {}", record.klaim)),
        ("trained on", format!("{} sentences of {} articles", record.sentences, record.articles)),
        ("data SHA-256", record.data_sha256.clone()),
    ];
    for (index, (name, value)) in lines.iter().enumerate() {
        let indent = if index == 0 { "" } else { "  " };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{indent}{name}: {}", visible(value));
    }
    Ok(text)
}

fn build() -> String {
    let features = [
        ("cli", cfg!(feature = "cli")),
        ("html", cfg!(feature = "html")),
        ("parquet", cfg!(feature = "parquet")),
        ("xlsx", cfg!(feature = "xlsx")),
    ];
    let features: Vec<&str> =
        features.iter().filter(|(_, on)| *on).map(|(name, _)| *name).collect();
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    // Cargo tells a program neither its target nor its compiler; whoever builds packages can, by these variables.
    let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
    let target = option_env!("KLAIM_TARGET").map_or_else(|| format!("{arch}-{os}"), str::to_owned);
    let rustc =
        option_env!("KLAIM_RUSTC").unwrap_or(concat!(env!("CARGO_PKG_RUST_VERSION"), " or newer"));
    format!(
        "build: {profile}\n  cargo features: {}\n  target: {target}\n  rustc: {rustc}\n",
        features.join(", ")
    )
}
