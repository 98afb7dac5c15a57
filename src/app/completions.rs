//! `completions SHELL`.

use super::Printer;
use crate::cli::{Completions, help};
use crate::error::{Exit, Result};
use crate::lang::Lang;

/// Prints what makes a shell complete the commands and flags.
pub(super) fn run(asked: &Completions, results: &mut Printer, lang: Lang) -> Result<Exit> {
    results.text(&script(asked.shell, lang))?;
    Ok(Exit::Done)
}

fn script(shell: clap_complete::Shell, lang: Lang) -> String {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut help::command(lang), "cekdulu", &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::safe;
    use clap::ValueEnum as _;

    #[test]
    fn every_shell_learns_every_command_and_loses_nothing_by_cleaning() {
        let commands = help::command(Lang::Id);
        for shell in clap_complete::Shell::value_variants() {
            for lang in Lang::ALL {
                let script = script(*shell, lang);
                assert_eq!(safe::clean(&script), script, "{shell}");
                for command in commands.get_subcommands() {
                    assert!(script.contains(command.get_name()), "{shell} {}", command.get_name());
                }
            }
        }
    }
}
