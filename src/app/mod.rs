//! The program: from arguments to one action, and from its end to an exit code.
//!
//! Edge. The only place that builds adapters; each command has a file of its own.

mod completions;
mod list;
mod man;
pub mod registry;

use crate::cli::{self, Asked, Cli, Command, help};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::lang::{Catalogue, Lang};
use crate::ui::Stop;
use crate::ui::output::{self, Results};

/// Runs the program in a world, and returns how it ended.
pub fn run(env: &Env) -> Exit {
    let ended = if is_version_only(env) {
        // Nothing is read for this: scripts and package managers ask for it all the time.
        let version = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"), "\n");
        Results::stdout(Lang::En).text(version).map(|()| Exit::Done)
    } else {
        start(env)
    };
    ended.unwrap_or_else(|error| {
        output::complain(&error);
        error.exit
    })
}

fn is_version_only(env: &Env) -> bool {
    matches!(env.args.as_slice(), [_, only] if only == "--version" || only == "-V")
}

fn start(env: &Env) -> Result<Exit> {
    let lang = cli::language(&env.args, |name| env.var(name));
    match cli::parse(&env.args, lang)? {
        Asked::Print(text) => Results::stdout(lang).text(&text).map(|()| Exit::Done),
        Asked::Do(cli) => act(*cli, lang),
    }
}

/// Does what was asked for: one arm a command.
fn act(cli: Cli, lang: Lang) -> Result<Exit> {
    let mut results = Results::stdout(lang);
    match cli.command {
        Some(Command::List(asked)) => list::run(&asked, registry::BUILTIN, &mut results, lang),
        Some(Command::Completions(asked)) => completions::run(&asked, &mut results, lang),
        Some(Command::Man) => man::run(&mut results, lang),
        Some(Command::Help(asked)) => explain(asked.command.as_deref(), &mut results, lang),
        None
        | Some(
            Command::Run(_)
            | Command::Resume(_)
            | Command::Probe(_)
            | Command::Show(_)
            | Command::Sessions(_)
            | Command::Forget(_)
            | Command::Check(_),
        ) => {
            let texts = Catalogue::of(lang);
            Err(Error::usage(texts.get("app.not-yet")).hint(texts.get("cli.wrong.more")))
        }
    }
}

fn explain(command: Option<&str>, results: &mut Printer, lang: Lang) -> Result<Exit> {
    let texts = Catalogue::of(lang);
    let page = help::page(command, lang).ok_or_else(|| {
        let name = [("command", command.unwrap_or_default())];
        Error::usage(texts.fill("cli.wrong.command", &name)).hint(texts.get("cli.wrong.more"))
    })?;
    results.text(&page)?;
    Ok(Exit::Done)
}

/// Where commands print their results.
type Printer = Results<std::io::Stdout>;

/// Says how to go on after the person, or the end of the input, has stopped the questions.
///
/// `saved` tells whether the session can be resumed.
pub fn stopped(stop: Stop, saved: bool, lang: Lang) -> Error {
    let texts = Catalogue::of(lang);
    let (exit, message) = match stop {
        Stop::Interrupted => (Exit::Interrupted, "app.interrupted"),
        Stop::Closed => (Exit::Usage, "app.closed"),
        Stop::Failed => (Exit::Failed, "app.cut-off"),
    };
    let hint = if saved { "app.go-on" } else { "app.lost" };
    Error { exit, message: texts.get(message).to_owned(), hint: Some(texts.get(hint).to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_stop_says_how_to_go_on() {
        for (stop, code) in [(Stop::Interrupted, 130), (Stop::Closed, 2), (Stop::Failed, 3)] {
            for lang in Lang::ALL {
                let error = stopped(stop, true, lang);
                assert_eq!(error.exit.code(), code);
                assert!(error.hint.is_some_and(|hint| hint.contains("cekdulu resume")));
                let error = stopped(stop, false, lang);
                assert!(error.hint.is_some_and(|hint| !hint.contains("cekdulu resume")));
            }
        }
    }
}
