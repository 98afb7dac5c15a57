//! `man`: one manual page with every command and flag.

use clap::{Arg, Command};
use roff::{Inline, Roff, bold, italic, roman};

use super::Printer;
use crate::cli::help;
use crate::error::{Exit, Result};
use crate::lang::{Catalogue, Lang};

/// The exit codes that the page explains.
const EXITS: &[Exit] = &[Exit::Done, Exit::No, Exit::Usage, Exit::Failed, Exit::Interrupted];

/// Prints the manual page.
pub(super) fn run(results: &mut Printer, lang: Lang) -> Result<Exit> {
    results.text(&page(lang))?;
    Ok(Exit::Done)
}

fn page(lang: Lang) -> String {
    let texts = Catalogue::of(lang);
    let root = help::command(lang);
    let mut page = Roff::new();
    let version = concat!("cekdulu ", env!("CARGO_PKG_VERSION"));
    // The date stays blank: a page must come out the same on every day.
    page.control("TH", ["CEKDULU", "1", " ", version]);
    head(&mut page, texts.get("man.name"));
    page.text([roman(format!("cekdulu - {}", texts.get("man.short")))]);
    head(&mut page, texts.get("man.synopsis"));
    page.text([roman(usage(&root))]);
    head(&mut page, texts.get("man.description"));
    page.text([roman(styled(root.get_about()))]);
    for paragraph in styled(root.get_after_help()).lines() {
        page.control("PP", []);
        page.text([roman(paragraph)]);
    }
    head(&mut page, texts.get("man.commands"));
    for command in root.get_subcommands() {
        describe(&mut page, command);
    }
    head(&mut page, texts.get("man.options"));
    for arg in root.get_arguments() {
        argument(&mut page, arg);
    }
    head(&mut page, texts.get("man.exit"));
    for exit in EXITS {
        let number = exit.code().to_string();
        tagged(&mut page, vec![bold(&number)], texts.get(&format!("man.exits.{number}")));
    }
    page.render()
}

fn head(page: &mut Roff, title: &str) {
    page.control("SH", [title]);
}

fn usage(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    usage.trim_start_matches("Usage: ").to_owned()
}

fn styled(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

/// Writes a command with its own arguments; those of every command follow once, at the end.
fn describe(page: &mut Roff, command: &Command) {
    page.control("SS", [usage(command).as_str()]);
    page.text([roman(styled(command.get_about()))]);
    for arg in command.get_arguments().filter(|arg| !arg.is_global_set()) {
        argument(page, arg);
    }
}

fn argument(page: &mut Roff, arg: &Arg) {
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    let flags: Vec<_> = short.into_iter().chain(long).collect();
    let mut tag = vec![bold(flags.join(", "))];
    if arg.get_action().takes_values() {
        let names = arg.get_value_names().unwrap_or_default();
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        let gap = if flags.is_empty() { "" } else { " " };
        tag.extend([roman(gap), italic(names.join(" "))]);
    }
    tagged(page, tag, &styled(arg.get_help()));
}

/// Writes a tag with its text indented under it.
fn tagged(page: &mut Roff, tag: Vec<Inline>, text: &str) {
    page.control("TP", []);
    page.text(tag);
    page.text([roman(text)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_command_flag_and_exit_code() {
        for lang in Lang::ALL {
            let page = page(lang);
            let root = help::command(lang);
            for command in root.get_subcommands() {
                assert!(page.contains(&format!(".SS \"cekdulu {}", command.get_name())), "{page}");
            }
            let own = root.get_subcommands().flat_map(Command::get_arguments);
            for long in root.get_arguments().chain(own).filter_map(Arg::get_long) {
                assert!(page.contains(&format!("\\-\\-{}", long.replace('-', "\\-"))), "{long}");
            }
            for exit in EXITS {
                assert!(page.contains(&format!("\\fB{}\\fR", exit.code())));
            }
            assert!(!page.contains("man."), "{page}");
        }
    }
}
