//! The texts of the command line in the person's language.
//!
//! Pure. A command `run` has `cli.run.about`, its argument `list` has `cli.run.list`, and what goes with
//! every command is in `cli.common`.

use clap::{Arg, ArgAction, Command, CommandFactory as _};

use super::Cli;
use crate::lang::{Catalogue, Lang};

/// Returns the command line with its texts in a language.
pub fn command(lang: Lang) -> Command {
    let texts = Catalogue::of(lang);
    let flag = |name: &'static str, action| Arg::new(name).long(name).action(action);
    let root = Cli::command()
        .arg(flag("help", ArgAction::Help).short('h').global(true))
        .arg(flag("version", ArgAction::Version).short('V'))
        .mut_subcommand("help", |help| {
            help.mut_arg("command", |name| name.value_name(texts.get("cli.command")))
        })
        .subcommand_help_heading(texts.get("cli.commands"))
        .subcommand_value_name(texts.get("cli.command"))
        .after_help(texts.get("cli.after"));
    let mut root = say(root, "cli", texts);
    root.build();
    for command in root.get_subcommands_mut() {
        *command = show_usage(std::mem::take(command), texts);
    }
    show_usage(root, texts)
}

/// Gives a command and what is under it their texts.
fn say(command: Command, path: &str, texts: &'static Catalogue) -> Command {
    let usage = texts.get("cli.usage");
    let template =
        format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}");
    let about = texts.get(&format!("{path}.about")).to_owned();
    command
        .about(about)
        .long_about(None)
        .help_template(template)
        .mut_args(|arg| say_argument(arg, path, texts))
        .mut_subcommands(|under| {
            let path = format!("{path}.{}", under.get_name());
            say(under, &path, texts)
        })
}

fn say_argument(arg: Arg, path: &str, texts: &'static Catalogue) -> Arg {
    let heading = if arg.is_positional() { "cli.arguments" } else { "cli.options" };
    let key = argument_key(&arg, path);
    let takes_value = arg.get_action().takes_values();
    let arg = arg.help(texts.get(&key).to_owned()).long_help(None).help_heading(texts.get(heading));
    // The values stand in the value's name and in the text: what clap would add is English.
    if takes_value { arg.hide_possible_values(true).hide_default_value(true) } else { arg }
}

/// The key of an argument's text.
fn argument_key(arg: &Arg, path: &str) -> String {
    let common = path == "cli" || arg.is_global_set();
    let path = if common { "cli.common" } else { path };
    format!("{path}.{}", arg.get_id().as_str().replace('_', "-"))
}

/// Puts the language's own words into the line that shows the usage.
fn show_usage(mut command: Command, texts: &Catalogue) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").replace("[OPTIONS]", texts.get("cli.option"));
    command.override_usage(usage)
}

/// Returns the help of one command, or of the program; none where there is no such command.
pub fn page(name: Option<&str>, lang: Lang) -> Option<String> {
    let mut root = command(lang);
    match name {
        None => Some(root.render_help().to_string()),
        Some(name) => Some(root.find_subcommand_mut(name)?.render_help().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every text that the command line needs, by walking over it.
    fn needed(command: &Command, path: &str, keys: &mut BTreeSet<String>) {
        keys.insert(format!("{path}.about"));
        keys.extend(command.get_arguments().map(|arg| argument_key(arg, path)));
        for under in command.get_subcommands() {
            needed(under, &format!("{path}.{}", under.get_name()), keys);
        }
    }

    #[test]
    fn every_command_and_argument_has_a_text_and_no_text_is_left_over() {
        for lang in Lang::ALL {
            let mut keys = BTreeSet::new();
            needed(&command(lang), "cli", &mut keys);
            let own = ["after", "arguments", "command", "commands", "option", "options", "usage"];
            keys.extend(own.map(|key| format!("cli.{key}")));
            let texts = Catalogue::of(lang)
                .keys()
                .filter(|key| key.starts_with("cli.") && !key.starts_with("cli.wrong."));
            assert_eq!(texts.map(str::to_owned).collect::<BTreeSet<_>>(), keys);
        }
    }

    #[test]
    fn nothing_english_is_left_in_the_indonesian_help() {
        let names: Vec<_> =
            command(Lang::Id).get_subcommands().map(|under| under.get_name().to_owned()).collect();
        for name in names.iter().map(|name| Some(name.as_str())).chain([None]) {
            let page = page(name, Lang::Id).unwrap();
            for english in
                ["Usage", "OPTIONS", "[COMMAND]", "Options", "Print", "default", "possible"]
            {
                assert!(!page.contains(english), "{english} in {page}");
            }
        }
        assert_eq!(page(Some("nope"), Lang::Id), None);
    }

    #[test]
    fn usage_shows_what_is_wanted() {
        assert!(
            page(Some("run"), Lang::En).unwrap().contains("Usage: cekdulu run [OPTIONS] <LIST>")
        );
        assert!(page(None, Lang::Id).unwrap().contains("Cara pakai: cekdulu [PILIHAN] [PERINTAH]"));
    }
}
