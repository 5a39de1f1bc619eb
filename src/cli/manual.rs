//! `klaim man` and `klaim completions`: the command line goes in, manual pages (roff) and completion scripts come out.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;
use klaim::Error;

use super::show::{print, write_file};
use super::{Cli, Common, Outcome};

/// Arguments of `klaim man`.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command that the page is about [default: klaim as a whole]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
    /// Write the pages of klaim and of every command into this folder, as klaim.1, klaim-classify.1 and so on
    #[arg(long, short, value_name = "FOLDER", conflicts_with = "command")]
    output: Option<PathBuf>,
}

/// Arguments of `klaim completions`.
#[derive(Debug, Args)]
#[command(after_long_help = COMPLETIONS_NOTES)]
pub(super) struct CompletionsArgs {
    /// The shell that the script is for
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

const COMPLETIONS_NOTES: &str = "\
Where the scripts go:
  bash        klaim completions bash > ~/.local/share/bash-completion/completions/klaim
  zsh         klaim completions zsh > _klaim, in a folder of $fpath
  fish        klaim completions fish > ~/.config/fish/completions/klaim.fish
  powershell  klaim completions powershell >> $PROFILE";

pub(super) fn man(args: &ManArgs, _common: &Common) -> Result<Outcome> {
    let mut root = Cli::command();
    // So that the pages of commands list the options that all commands take.
    root.build();
    if let Some(folder) = &args.output {
        std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
        let commands = root.get_subcommands().filter(|command| command.get_name() != "help");
        for command in std::iter::once(&root).chain(commands) {
            let name = page_name(command);
            write_file(folder.join(format!("{name}.1")), &page(command, name)?)?;
        }
        return Ok(Outcome::Done);
    }
    let command = match &args.command {
        None => &root,
        Some(name) => root.find_subcommand(name).ok_or_else(|| {
            let commands: Vec<&str> = root.get_subcommands().map(Command::get_name).collect();
            let remedy = format!("the commands are {}", commands.join(", "));
            Error::parameter("COMMAND", format!("{name:?}"), remedy)
        })?,
    };
    print(&page(command, page_name(command))?)?;
    Ok(Outcome::Done)
}

/// `klaim` or `klaim-COMMAND`.
fn page_name(command: &Command) -> String {
    match command.get_name() {
        "klaim" => "klaim".to_owned(),
        name => format!("klaim-{name}"),
    }
}

fn page(command: &Command, name: String) -> Result<String> {
    let mut bytes = Vec::new();
    // Without a date, so that the same version has the same pages.
    let source = concat!("klaim ", env!("CARGO_PKG_VERSION"));
    Man::new(command.clone()).title(name).source(source).manual("klaim").render(&mut bytes)?;
    Ok(String::from_utf8(bytes)?)
}

pub(super) fn completions(args: &CompletionsArgs, _common: &Common) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "klaim", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(Outcome::Done)
}
