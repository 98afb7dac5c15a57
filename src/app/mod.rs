//! The program: from arguments to one action, and from its end to an exit code.
//!
//! Edge. The only place that builds adapters; each command has a file of its own.

#[expect(clippy::disallowed_methods, reason = "reads the files that a person names")]
mod world;

mod call;
mod check;
mod completions;
mod due;
mod first;
mod followup;
mod list;
mod man;
#[expect(clippy::disallowed_methods, reason = "writes the file that a person asks for")]
mod new;
#[expect(clippy::disallowed_methods, reason = "reads the person's own lists and data")]
mod own;
mod probe;
mod reach;
pub mod registry;
mod run;
mod scan;
mod sessions;
mod share;
mod show;
mod ticket;
mod tone;
mod walk;
#[cfg(any(windows, test))]
mod window;

use crate::cli::{self, Asked, Cli, Command, help};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::lang::{Catalogue, Lang};
use crate::ui::Stop;
use crate::ui::output::{self, Results};
use world::World;

/// Runs the program in a world, and returns how it ended.
pub fn run(env: &Env) -> Exit {
    let ended = if is_version_only(env) {
        // Nothing is read for this: scripts and package managers ask for it all the time.
        let version = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"), "\n");
        Results::stdout(Lang::En).text(version).map(|()| Exit::Done)
    } else {
        start(env)
    };
    let exit = ended.unwrap_or_else(|error| {
        output::complain(&error);
        error.exit
    });
    #[cfg(windows)]
    window::stay(env, cli::language(&env.args, |name| env.var(name)));
    exit
}

fn is_version_only(env: &Env) -> bool {
    matches!(env.args.as_slice(), [_, only] if only == "--version" || only == "-V")
}

fn start(env: &Env) -> Result<Exit> {
    if !env.is_utf8() {
        output::keep_to_ascii();
    }
    let lang = cli::language(&env.args, |name| env.var(name));
    match cli::parse(&env.args, lang)? {
        Asked::Print(text) => Results::stdout(lang).text(&text).map(|()| Exit::Done),
        Asked::Do(cli) => act(&cli, env, lang),
    }
}

/// Does what was asked for: one arm a command.
fn act(cli: &Cli, env: &Env, lang: Lang) -> Result<Exit> {
    let mut results = Results::stdout(lang);
    let world = World { env, common: &cli.common, lang };
    match &cli.command {
        None => run::bare(world),
        Some(Command::Run(asked)) => run::run(world, asked),
        Some(Command::Resume(asked)) => run::resume(world, asked),
        Some(Command::Probe(asked)) => probe::run(world, asked, &mut results),
        Some(Command::Show(asked)) => show::run(world, asked, &mut results),
        Some(Command::Call(asked)) => call::run(world, asked),
        Some(Command::Ticket(asked)) => ticket::run(world, asked, &mut results),
        Some(Command::Followup(asked)) => followup::run(world, asked, &mut results),
        Some(Command::Sessions(asked)) => sessions::run(world, asked, &mut results),
        Some(Command::Forget(asked)) => sessions::forget(world, asked, &mut results),
        Some(Command::Check(asked)) => check::run(world, asked, &mut results),
        Some(Command::New(asked)) => new::run(world, asked),
        Some(Command::Schema) => list::schema(&mut results),
        Some(Command::List(asked)) => list::run(world, asked, &mut results),
        Some(Command::Completions(asked)) => completions::run(asked, &mut results, lang),
        Some(Command::Man) => man::run(&mut results, lang),
        Some(Command::Help(asked)) => explain(asked.command.as_deref(), &mut results, lang),
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
