//! The command line: what can be typed after `cekdulu`.
//!
//! Pure. These types say what there is; [`help`] gives them their texts in the person's language, which are
//! data (`src/lang/app.toml`, `[cli.*]`), and [`wrong`] says in that language what was typed wrongly.

pub mod help;
pub mod wrong;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::error::Error;
use crate::lang::Lang;

/// Everything that was typed.
#[derive(Debug, Clone, PartialEq, Eq, Parser)]
#[command(
    name = "cekdulu",
    bin_name = "cekdulu",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// What goes with every command.
    #[command(flatten)]
    pub common: Common,
    /// The command; none for the main job.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What goes with every command.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Common {
    /// The language; else the locale decides.
    #[arg(long, global = true, value_name = "id|en")]
    pub lang: Option<Lang>,
    /// Numbered lines, nothing redrawn.
    #[arg(long, global = true)]
    pub plain: bool,
    /// Whether what is shown may be set off in bold.
    #[arg(
        long,
        global = true,
        value_name = "auto|always|never",
        default_value = "auto",
        hide_default_value = true
    )]
    pub color: Colour,
    /// Whose customer it is; else an answer says so.
    #[arg(long, global = true, value_name = "KEY")]
    pub provider: Option<String>,
    /// Keep everything in memory.
    #[arg(long, global = true)]
    pub no_save: bool,
    /// Where sessions are kept.
    #[arg(long, global = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub state_dir: Option<PathBuf>,
    /// Which session; else the newest unfinished, else the newest.
    #[arg(long, global = true, value_name = "S")]
    pub session: Option<String>,
}

/// The commands.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Goes through a list.
    Run(Run),
    /// Goes on where a session stopped.
    Resume(Resume),
    /// Looks at the network only.
    Probe(Probe),
    /// Prints the summary.
    Show(Show),
    /// Is at the person's side during the call.
    Call(Call),
    /// Records a ticket number and what was promised.
    Ticket(Ticket),
    /// Writes the polite text that asks how it stands.
    Followup(Followup),
    /// Lists the sessions.
    Sessions(Sessions),
    /// Deletes what was kept.
    Forget(Forget),
    /// Lists the checklists.
    List(List),
    /// Looks for mistakes in checklists.
    Check(Check),
    /// Writes a list to begin with.
    New(New),
    /// Prints the JSON Schema of lists.
    Schema,
    /// Prints a shell's completions.
    Completions(Completions),
    /// Prints the manual page.
    Man,
    /// Prints the help of a command.
    Help(Help),
}

/// Goes through a list.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Run {
    /// A list's key, or the path of a `.toml` file.
    #[arg(value_name = "LIST")]
    pub list: String,
    /// Takes the answers from a TOML file and asks nothing.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub answers: Option<PathBuf>,
}

/// Goes on where a session stopped.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Resume {
    /// With the newer version of the list.
    #[arg(long)]
    pub update: bool,
}

/// Looks at the network only.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Probe {
    /// Looks at one site as well.
    #[arg(long, value_name = "HOST", value_hint = clap::ValueHint::Hostname)]
    pub site: Option<String>,
    /// Moves much data and measures how fast that is.
    #[arg(long)]
    pub load: bool,
    /// Does so without asking.
    #[arg(long, requires = "load")]
    pub yes: bool,
    /// Prints every address that it would contact, and contacts none.
    #[arg(long)]
    pub endpoints: bool,
    /// All numbers, for a technician on site.
    #[arg(long)]
    pub technician: bool,
    /// For machines.
    #[arg(long)]
    pub json: bool,
}

/// Prints the summary.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Show {
    /// The form.
    #[arg(long = "as", value_name = "script|text|md|json|message|qr", default_value = "script")]
    pub form: Form,
    /// For whom; `me` for script and text, else `public`.
    #[arg(long = "for", value_name = "me|provider|public")]
    pub reader: Option<Reader>,
    /// Puts it on the clipboard as well.
    #[arg(long)]
    pub copy: bool,
    /// Asks nothing: what would be asked is agreed to, and none of the person's own lines goes in.
    #[arg(long)]
    pub yes: bool,
}

/// Is at the person's side during the call.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Call {
    /// The words that letters are spelt with; else those that people of the language use.
    #[arg(long, value_name = "local|icao")]
    pub spelling: Option<Spelling>,
}

/// Words to spell letters with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Spelling {
    /// Names of Indonesian places.
    Local,
    /// Those of aviation: Alfa, Bravo, Charlie.
    Icao,
}

/// Records a ticket number and what was promised.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(group = clap::ArgGroup::new("news").required(true).multiple(true))]
pub struct Ticket {
    /// The number as it was given.
    #[arg(value_name = "NUMBER", group = "news")]
    pub number: Option<String>,
    /// Why there is none.
    #[arg(
        long,
        value_name = "area-outage|by-message|not-given|dropped",
        conflicts_with = "number",
        group = "news"
    )]
    pub none: Option<NoNumber>,
    /// What was promised, and when; may be given more than once.
    #[arg(long, value_name = "TEXT", group = "news")]
    pub promise: Vec<String>,
    /// What the agent explained.
    #[arg(long, value_name = "TEXT", group = "news")]
    pub note: Option<String>,
    /// How you will be told, such as SMS.
    #[arg(long, value_name = "TEXT", group = "news")]
    pub told: Option<String>,
    /// The charge that was named, or that there is none.
    #[arg(long, value_name = "TEXT", group = "news")]
    pub charge: Option<String>,
    /// The agent's first name.
    #[arg(long, value_name = "NAME")]
    pub agent: Option<String>,
}

/// Why a call came to no ticket number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NoNumber {
    /// It is part of an area outage.
    AreaOutage,
    /// It follows by message.
    ByMessage,
    /// None was given.
    NotGiven,
    /// The call dropped.
    Dropped,
}

/// Writes the polite text that asks how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Followup {
    /// The channel.
    #[arg(long, value_name = "x|whatsapp|email|letter|employer")]
    pub to: Option<Channel>,
}

/// A channel of a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Channel {
    /// A public post on X, at most 280 characters as X counts them.
    X,
    /// A message in a chat, such as `WhatsApp`, to the provider.
    Whatsapp,
    /// An e-mail to the provider.
    Email,
    /// A letter on paper.
    Letter,
    /// A note to the employer or school.
    Employer,
}

/// Lists the sessions.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Sessions {
    /// For machines.
    #[arg(long)]
    pub json: bool,
    /// Only sessions that are still open.
    #[arg(long)]
    pub unfinished: bool,
    /// Only sessions whose name, list or ticket number has this in it.
    #[arg(value_name = "WORD")]
    pub search: Option<String>,
}

/// Deletes what was kept: one session, the remembered places, or everything.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[group(id = "what", required = true, multiple = false)]
pub struct Forget {
    /// The session.
    #[arg(value_name = "SESSION", group = "what")]
    pub which: Option<String>,
    /// The remembered places and numbers.
    #[arg(long, group = "what")]
    pub profile: bool,
    /// Everything.
    #[arg(long, group = "what")]
    pub all: bool,
}

/// Lists the checklists.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct List {
    /// The key of one, or words to look for.
    #[arg(value_name = "KEY|WORD")]
    pub words: Vec<String>,
    /// For machines.
    #[arg(long)]
    pub json: bool,
    /// All of it, on paper.
    #[arg(long = "as", value_name = "md", requires = "words", conflicts_with = "json")]
    pub form: Option<Paper>,
}

/// A form of a list on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Paper {
    /// Markdown, with boxes to tick.
    Md,
}

/// Writes a list to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct New {
    /// The key of the list, and the name of its file.
    #[arg(value_name = "KEY")]
    pub key: String,
}

/// Looks for mistakes in checklists.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Check {
    /// The files.
    #[arg(
        value_name = "FILE",
        required_unless_present = "explain",
        value_hint = clap::ValueHint::FilePath
    )]
    pub files: Vec<PathBuf>,
    /// The form of what is found.
    #[arg(long, value_name = "human|json|sarif", default_value = "human")]
    pub format: Report,
    /// Explains a finding by its code, and checks nothing.
    #[arg(long, value_name = "CODE", conflicts_with = "files")]
    pub explain: Option<String>,
}

/// A form of what `check` finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Report {
    /// To read, and for editors to jump to.
    Human,
    /// For machines.
    Json,
    /// For code hosts: SARIF 2.1.0.
    Sarif,
}

/// Prints a shell's completions.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Prints the help of a command.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Help {
    /// The command.
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// A form of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// To read aloud.
    Script,
    /// To read.
    Text,
    /// Markdown.
    Md,
    /// For machines.
    Json,
    /// A message to the provider.
    Message,
    /// The same as codes for a phone's camera.
    Qr,
}

/// Who reads a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reader {
    /// The person alone: nothing is masked.
    Me,
    /// The provider, who has the numbers anyway.
    Provider,
    /// Anybody: what is personal is masked.
    Public,
}

/// Whether a terminal's own ways of setting off are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// In a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// In every terminal.
    Always,
    /// Nowhere.
    Never,
}

impl ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.code()))
    }
}

/// What a command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A command, or the main job.
    Do(Box<Cli>),
    /// A text: the help or the version.
    Print(String),
}

/// Reads the arguments, the program's own name first.
///
/// # Errors
///
/// Says in `lang` what was typed wrongly, with exit code 2.
pub fn parse(args: &[OsString], lang: Lang) -> Result<Asked, Error> {
    let read = help::command(lang)
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    match read {
        Ok(cli) => Ok(Asked::Do(Box::new(cli))),
        Err(error) if prints(error.kind()) => Ok(Asked::Print(error.render().to_string())),
        Err(error) => Err(wrong::explain(&error, lang)),
    }
}

fn prints(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

/// Finds the language before anything is read: `--lang`, else the locale.
///
/// `var` gives environment variables that are set and not empty. A `--lang` that is no language is left for
/// [`parse`] to refuse.
pub fn language<'a>(args: &[OsString], var: impl Fn(&str) -> Option<&'a str>) -> Lang {
    let args = args.iter().skip(1).take_while(|arg| *arg != "--").filter_map(|arg| arg.to_str());
    let args: Vec<_> = args.collect();
    let apart = args.windows(2).filter_map(|pair| match pair {
        ["--lang", code] => Lang::from_code(code),
        _ => None,
    });
    let joined = args.iter().filter_map(|arg| Lang::from_code(arg.strip_prefix("--lang=")?));
    let asked = apart.chain(joined).last();
    let locale = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(&var);
    asked.unwrap_or_else(|| Lang::from_locale(locale().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Exit;
    use proptest::prelude::*;

    fn args(line: &str) -> Vec<OsString> {
        std::iter::once("cekdulu").chain(line.split_whitespace()).map(Into::into).collect()
    }

    fn cli(line: &str) -> Cli {
        match parse(&args(line), Lang::En) {
            Ok(Asked::Do(cli)) => *cli,
            other => panic!("{line}: {other:?}"),
        }
    }

    fn printed(line: &str, lang: Lang) -> String {
        match parse(&args(line), lang) {
            Ok(Asked::Print(text)) => text,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        for lang in Lang::ALL {
            help::command(lang).debug_assert();
        }
    }

    #[test]
    fn commands_and_flags_are_read_in_any_order() {
        let run = cli("run internet-mati --answers a.toml --lang id --plain");
        let answers = Some("a.toml".into());
        assert_eq!(run.command, Some(Command::Run(Run { list: "internet-mati".into(), answers })));
        assert!(run.common.plain && run.common.lang == Some(Lang::Id));
        assert_eq!(cli("").command, None);
        assert_eq!(
            cli("--no-save resume --update").command,
            Some(Command::Resume(Resume { update: true }))
        );
        assert_eq!(
            cli("show --as md --for provider --session 2").common.session.as_deref(),
            Some("2")
        );
        let show = Show { form: Form::Script, reader: None, copy: false, yes: false };
        assert_eq!(cli("show").command, Some(Command::Show(show)));
    }

    #[test]
    fn probe_takes_a_site_and_moves_data_only_when_asked() {
        let Some(Command::Probe(probe)) = cli("probe --site example.com --load --yes").command
        else {
            panic!("no probe")
        };
        assert_eq!(probe.site.as_deref(), Some("example.com"));
        assert!(probe.load && probe.yes && !probe.json);
        assert_eq!(parse(&args("probe --yes"), Lang::Id).unwrap_err().exit, Exit::Usage);
    }

    #[test]
    fn forgetting_wants_exactly_one_thing() {
        assert!(matches!(
            cli("forget 3").command,
            Some(Command::Forget(Forget { which: Some(_), .. }))
        ));
        assert!(matches!(
            cli("forget --all").command,
            Some(Command::Forget(Forget { all: true, .. }))
        ));
        for line in ["forget", "forget 3 --all", "forget --profile --all"] {
            assert_eq!(parse(&args(line), Lang::Id).unwrap_err().exit, Exit::Usage, "{line}");
        }
    }

    #[test]
    fn help_and_version_are_printed() {
        assert_eq!(printed("-V", Lang::Id), format!("cekdulu {}\n", env!("CARGO_PKG_VERSION")));
        for line in ["--help", "-h", "run --help"] {
            assert!(printed(line, Lang::Id).contains("Cara pakai: cekdulu"), "{line}");
            assert!(printed(line, Lang::En).contains("Usage: cekdulu"), "{line}");
        }
    }

    #[test]
    fn the_language_is_found_before_anything_is_read() {
        let none = |_: &str| None;
        assert_eq!(language(&args(""), none), Lang::En);
        assert_eq!(language(&args("run x --lang id"), none), Lang::Id);
        assert_eq!(language(&args("--lang=id run"), none), Lang::Id);
        assert_eq!(language(&args("-- --lang id"), none), Lang::En);
        let locale = |name: &str| match name {
            "LC_MESSAGES" => Some("id_ID.UTF-8"),
            "LANG" => Some("en_GB.UTF-8"),
            _ => None,
        };
        assert_eq!(language(&args(""), locale), Lang::Id);
        assert_eq!(language(&args("--lang en"), locale), Lang::En);
        assert_eq!(language(&args("--lang de"), locale), Lang::Id);
    }

    proptest! {
        #[test]
        fn any_arguments_are_read_or_refused_with_a_sentence(words in prop::collection::vec(any::<String>(), 0..5)) {
            let words: Vec<OsString> = std::iter::once("cekdulu".into()).chain(words.into_iter().map(Into::into)).collect();
            if let Err(error) = parse(&words, language(&words, |_| None)) {
                prop_assert_eq!(error.exit, Exit::Usage);
                prop_assert!(!error.message.is_empty());
            }
        }
    }
}
