//! From a typed line to a reply, or to a sentence that says how to answer.
//!
//! Pure. Enter alone never means an answer, and nothing is guessed: what fits two choices is asked again.

use crate::lang::{Catalogue, Lang};

use super::command::{self, Slash};
use super::{Choice, Command, Finder, Input, Prompt, Reply};

/// The fewest letters that choose by standing somewhere inside a text.
const FEWEST: usize = 3;

/// What a typed line means for a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Understood {
    /// A reply that fits.
    Reply(Reply),
    /// Help is wanted.
    Help,
    /// Nothing that fits; the sentence says what would.
    Again(String),
}

/// Reads one line as the answer to a prompt.
pub(super) fn understand(line: &str, prompt: &Prompt, lang: Lang) -> Understood {
    let line = line.trim();
    let texts = Catalogue::of(lang);
    match read_command(line, &prompt.commands, lang) {
        Some(Ok(None)) => return Understood::Help,
        Some(Ok(Some((command, rest)))) => {
            return Understood::Reply(Reply::Command(command, rest));
        }
        Some(Err(sentence)) if matches!(prompt.input, Input::Line | Input::Lines) => {
            return Understood::Again(format!("{sentence} {}", texts.get("ui.slash-text")));
        }
        Some(Err(sentence)) => return Understood::Again(sentence),
        None => {}
    }
    if line.is_empty() {
        return entered(prompt, lang);
    }
    match (&prompt.zero, line) {
        (Some((command, _)), "0") => Understood::Reply(Reply::Command(*command, None)),
        _ => answer(line, &prompt.input, texts),
    }
}

/// A command with the words typed after it; none where help is wanted.
type Given = Option<(Command, Option<String>)>;

/// Reads a line that is a command or asks for help; an error says what could be typed instead.
pub(super) fn read_command(
    line: &str,
    offered: &[Command],
    lang: Lang,
) -> Option<Result<Given, String>> {
    if line == "?" {
        return Some(Ok(None));
    }
    let texts = Catalogue::of(lang);
    Some(match command::read(line, lang)? {
        Slash::Help => Ok(None),
        Slash::Command(command, rest) if offered.contains(&command) => Ok(Some((command, rest))),
        Slash::Command(command, _) => {
            let not_here = texts.fill("ui.command-not-here", &[("word", command.word(lang))]);
            Err(format!("{not_here} {}", what_there_is(offered, lang)))
        }
        Slash::Unknown(meant) => {
            let meant = meant.map(|word| texts.fill("ui.did-you-mean", &[("word", word)]));
            let parts = [Some(texts.get("ui.no-such-command").to_owned()), meant];
            let said = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
            Err(format!("{said} {}", what_there_is(offered, lang)))
        }
    })
}

/// Names the commands that can be typed.
fn what_there_is(offered: &[Command], lang: Lang) -> String {
    let words = offered.iter().map(|command| command.word(lang));
    let words: Vec<_> = words.chain(std::iter::once(command::help_word(lang))).collect();
    Catalogue::of(lang).fill("ui.commands-here", &[("words", &words.join(" "))])
}

/// Says in words how a prompt is answered.
pub(super) fn how(prompt: &Prompt, lang: Lang) -> String {
    let texts = Catalogue::of(lang);
    let count = prompt.input.choices().len().to_string();
    let count: &[_] = &[("n", count.as_str())];
    let mut said = match &prompt.input {
        Input::One(choices) if choices.len() == 1 => texts.get("ui.how.only").to_owned(),
        Input::One(_) => texts.fill("ui.how.one", count),
        Input::Many { choices, .. } if choices.len() == 1 => texts.get("ui.how.only").to_owned(),
        Input::Many { .. } => texts.fill("ui.how.many", count),
        Input::Find(_) => return texts.get("ui.how.find").to_owned(),
        Input::YesNo => texts.get("ui.how.yes-no").to_owned(),
        Input::Line => texts.get("ui.how.line").to_owned(),
        Input::Lines => texts.get("ui.how.lines").to_owned(),
        Input::Enter => texts.get("ui.how.enter").to_owned(),
    };
    if let Some(current) = &prompt.current {
        said.push(' ');
        said.push_str(&texts.fill("ui.how.keep", &[("answer", current)]));
    } else if prompt.optional && prompt.input != Input::Enter {
        said.push(' ');
        said.push_str(texts.get("ui.how.optional"));
    }
    said
}

fn entered(prompt: &Prompt, lang: Lang) -> Understood {
    if prompt.input == Input::Enter {
        Understood::Reply(Reply::Enter)
    } else if prompt.current.is_some() {
        Understood::Reply(Reply::Keep)
    } else if prompt.optional {
        Understood::Reply(Reply::Empty)
    } else {
        Understood::Again(how(prompt, lang))
    }
}

fn answer(line: &str, input: &Input, texts: &Catalogue) -> Understood {
    let reply = match input {
        Input::One(choices) => choose(line, choices, texts).map(Reply::One),
        Input::Many { choices, alone } => choose_many(line, choices, texts).and_then(|chosen| {
            let clash = alone.is_some_and(|alone| chosen.len() > 1 && chosen.contains(&alone));
            let clashing = alone.filter(|_| clash).and_then(|index| choices.get(index));
            match clashing {
                Some(choice) => Err(texts.fill("ui.alone", &[("choice", &choice.text)])),
                None => Ok(Reply::Many(chosen)),
            }
        }),
        Input::Find(finder) => Ok(find(line, finder)),
        Input::YesNo => {
            yes_or_no(line).map(Reply::YesNo).ok_or_else(|| texts.get("ui.how.yes-no").to_owned())
        }
        Input::Line | Input::Lines => {
            let text = if line.starts_with("//") { line.get(1..).unwrap_or(line) } else { line };
            Ok(Reply::Line(text.to_owned()))
        }
        Input::Enter => Err(texts.get("ui.how.enter").to_owned()),
    };
    reply.map_or_else(Understood::Again, Understood::Reply)
}

/// Finds the one choice that was typed: its number, else its whole text, else the words that it begins with, else
/// the letters, else words inside it. What fits two equally well is asked again.
fn choose(typed: &str, choices: &[Choice], texts: &Catalogue) -> Result<usize, String> {
    let number = numbered(typed);
    if let Some(index) = number.and_then(|number| number.checked_sub(1))
        && index < choices.len()
    {
        return Ok(index);
    }
    let typed = plain(typed);
    let count = choices.len().to_string();
    for fit in [Fit::Whole, Fit::FirstWords, Fit::Beginning, Fit::Words] {
        let fits = |choice: &Choice| fit.fits(&plain(&choice.text), &typed);
        let mut fitting = choices.iter().enumerate().filter(|(_, choice)| fits(choice));
        match (fitting.next(), fitting.next()) {
            (Some((index, _)), None) => return Ok(index),
            (Some(_), Some(_)) => return Err(texts.fill("ui.several-fit", &[("n", &count)])),
            (None, _) => {}
        }
    }
    if choices.len() == 1 {
        return Err(texts.get("ui.how.only").to_owned());
    }
    Err(texts.fill("ui.how.one", &[("n", &count)]))
}

/// How what was typed stands in the text of a choice, from the surest to the least sure.
#[derive(Clone, Copy)]
enum Fit {
    Whole,
    FirstWords,
    Beginning,
    Words,
}

impl Fit {
    /// Tells whether something that was typed fits a text so; both are [`plain`].
    fn fits(self, text: &str, typed: &str) -> bool {
        let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        match self {
            _ if typed.is_empty() => false,
            Self::Whole => text == typed,
            Self::FirstWords => text.strip_prefix(typed).is_some_and(ends),
            Self::Beginning => text.starts_with(typed),
            Self::Words => text.match_indices(typed).any(|(at, _)| {
                let (before, rest) = text.split_at_checked(at).unwrap_or_default();
                let is_word = !before.ends_with(char::is_alphanumeric)
                    && rest.strip_prefix(typed).is_some_and(ends);
                // A figure inside a text is more likely a number that no choice has.
                is_word && typed.chars().filter(|c| c.is_alphabetic()).count() >= FEWEST
            }),
        }
    }
}

/// Finds what a number or a word of what can be done stands for; anything else is words.
fn find(typed: &str, finder: &Finder) -> Reply {
    let number = numbered(typed).and_then(|number| number.checked_sub(1));
    if let Some(index) = number.filter(|index| *index < finder.choices.len()) {
        return Reply::One(index);
    }
    let wanted = plain(typed);
    let words = |act: &Choice| act.also.split_whitespace().map(plain).collect::<Vec<_>>();
    let does = |act: &Choice| words(act).contains(&wanted);
    let act = finder.acts.iter().position(does).or_else(|| begun(&wanted, finder));
    let act = act.map(|act| finder.choices.len() + act);
    act.map_or_else(|| Reply::Line(typed.to_owned()), Reply::One)
}

/// Finds the only thing that can be done whose word begins with what was typed.
fn begun(wanted: &str, finder: &Finder) -> Option<usize> {
    let begins =
        |act: &Choice| act.also.split_whitespace().any(|word| plain(word).starts_with(wanted));
    let mut acts = finder.acts.iter().enumerate().filter(|(_, act)| begins(act));
    let only = acts.next().filter(|_| acts.next().is_none() && wanted.chars().count() >= FEWEST);
    only.map(|(at, _)| at)
}

fn choose_many(typed: &str, choices: &[Choice], texts: &Catalogue) -> Result<Vec<usize>, String> {
    // A choice's own text may hold a comma or a space, so the whole line is tried first.
    if let Ok(index) = choose(typed, choices, texts) {
        return Ok(vec![index]);
    }
    let words: Vec<_> = typed.split(|c: char| c.is_whitespace() || ",;+&".contains(c)).collect();
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let numbers_only = words.iter().all(|word| numbered(word).is_some());
    let parts = if numbers_only { words } else { typed.split([',', ';']).map(str::trim).collect() };
    let chosen: Result<Vec<_>, _> = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| choose(part, choices, texts))
        .collect();
    let count = choices.len().to_string();
    let mut chosen = chosen.map_err(|_| texts.fill("ui.how.many", &[("n", &count)]))?;
    chosen.sort_unstable();
    chosen.dedup();
    if chosen.is_empty() { Err(texts.fill("ui.how.many", &[("n", &count)])) } else { Ok(chosen) }
}

fn yes_or_no(typed: &str) -> Option<bool> {
    match numbered(typed) {
        Some(1) => return Some(true),
        Some(2) => return Some(false),
        _ => {}
    }
    let typed = plain(typed);
    let among = |key| {
        Lang::ALL
            .into_iter()
            .any(|lang| Catalogue::of(lang).get(key).split_whitespace().any(|word| word == typed))
    };
    match (among("ui.words.yes"), among("ui.words.no")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Reads `3`, `3.`, `3)` or `(3)`.
fn numbered(typed: &str) -> Option<usize> {
    let digits = typed.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// Lower case, single spaces, no punctuation at the end.
fn plain(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").trim_end_matches(['.', '!', '?']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Rank, Ranked};
    use proptest::prelude::*;

    fn choices(texts: &[&str]) -> Vec<Choice> {
        texts.iter().map(|text| Choice::new(*text, *text)).collect()
    }

    fn one() -> Prompt {
        let texts = ["Ya, berkedip", "Ya, menyala terus", "Tidak ada yang merah", "2 jam"];
        Prompt::new("Ada lampu merah?", Input::One(choices(&texts)))
    }

    fn many() -> Prompt {
        let texts = ["Hujan, petir", "Listrik padam", "Galian", "Tidak ada"];
        Prompt::new("Ada apa?", Input::Many { choices: choices(&texts), alone: Some(3) })
    }

    fn reply(line: &str, prompt: &Prompt) -> Option<Reply> {
        match understand(line, prompt, Lang::Id) {
            Understood::Reply(reply) => Some(reply),
            Understood::Help | Understood::Again(_) => None,
        }
    }

    fn again(line: &str, prompt: &Prompt, lang: Lang) -> String {
        match understand(line, prompt, lang) {
            Understood::Again(sentence) => sentence,
            Understood::Reply(_) | Understood::Help => panic!("{line:?} was taken"),
        }
    }

    #[test]
    fn one_is_chosen_by_number_or_by_its_own_text() {
        for (line, index) in [
            ("1", 0),
            (" 3 ", 2),
            ("2.", 1),
            ("(4)", 3),
            ("03", 2),
            ("tidak", 2),
            ("Ya,  berkedip", 0),
            ("ya, m", 1),
            ("2 jam", 3),
        ] {
            assert_eq!(reply(line, &one()), Some(Reply::One(index)), "{line}");
        }
    }

    #[test]
    fn the_surest_fit_is_taken_and_two_that_are_as_sure_are_asked_again() {
        let texts = ["Kabel dan Wi-Fi", "Wi-Fi saja", "Wi-Fi", "Yang hijau", "Ya, hijau", "ya."];
        let prompt = Prompt::new("?", Input::One(choices(&texts)));
        for (line, index) in [
            ("wi-fi", 2),
            ("WI-FI SAJA", 1),
            ("kabel", 0),
            ("kab", 0),
            ("ya", 5),
            ("ya, h", 4),
            ("yang", 3),
            ("saja", 1),
            ("dan wi-fi", 0),
        ] {
            assert_eq!(reply(line, &prompt), Some(Reply::One(index)), "{line}");
        }
        for line in ["wi", "hijau", "y"] {
            assert!(again(line, &prompt, Lang::En).contains("More than one"), "{line}");
        }
        for line in ["an", "ijau", "fi"] {
            assert!(!again(line, &prompt, Lang::En).contains("More than one"), "{line}");
        }
        let same = Prompt::new("?", Input::One(choices(&["Lain", "lain."])));
        assert!(again("lain", &same, Lang::En).contains("More than one"));
    }

    #[test]
    fn what_does_not_fit_is_asked_again_in_the_persons_language() {
        for line in ["0", "5", "-1", "99999999999999999999999", "apa", "1 2", "1,2", "."] {
            assert_eq!(again(line, &one(), Lang::Id), "Ketik angka 1 sampai 4.", "{line}");
        }
        assert_eq!(again("9", &one(), Lang::En), "Type a number from 1 to 4.");
        let said = again("ya", &one(), Lang::En);
        assert!(said.contains("More than one"), "{said}");
    }

    #[test]
    fn many_are_chosen_in_any_order_and_spelling() {
        for (line, expected) in [
            ("1 3", vec![0, 2]),
            ("3,1", vec![0, 2]),
            ("2, 2 ; 3", vec![1, 2]),
            ("4", vec![3]),
            ("hujan, petir", vec![0]),
            ("galian, listrik", vec![1, 2]),
            ("1 & 2", vec![0, 1]),
        ] {
            assert_eq!(reply(line, &many()), Some(Reply::Many(expected)), "{line}");
        }
        for line in ["1 5", "0", "1 apa", ",", "1-3"] {
            assert!(again(line, &many(), Lang::Id).contains("1 3"), "{line}");
        }
        assert!(again("1 4", &many(), Lang::Id).contains("Tidak ada"));
    }

    #[test]
    fn yes_and_no_are_understood_in_both_languages() {
        let prompt = Prompt::new("Ada?", Input::YesNo);
        for line in ["1", "y", "Ya", "yes", "YES.", "iya"] {
            assert_eq!(reply(line, &prompt), Some(Reply::YesNo(true)), "{line}");
        }
        for line in ["2", "t", "tidak", "n", "No", "nggak"] {
            assert_eq!(reply(line, &prompt), Some(Reply::YesNo(false)), "{line}");
        }
        for line in ["3", "0", "mungkin", "yesno", "ya tidak"] {
            assert_eq!(reply(line, &prompt), None, "{line}");
        }
    }

    #[test]
    fn enter_is_never_an_answer() {
        for input in [one().input, many().input, Input::YesNo, Input::Line, Input::Lines] {
            let prompt = Prompt::new("?", input);
            assert_eq!(again("  ", &prompt, Lang::Id), how(&prompt, Lang::Id));
            let kept = Prompt { current: Some("Ya".into()), optional: true, ..prompt.clone() };
            assert_eq!(reply("", &kept), Some(Reply::Keep));
            let optional = Prompt { optional: true, ..prompt };
            assert_eq!(reply("", &optional), Some(Reply::Empty));
        }
    }

    #[test]
    fn enter_is_all_that_read_on_takes() {
        let prompt = Prompt::new("Lanjut", Input::Enter);
        assert_eq!(reply("", &prompt), Some(Reply::Enter));
        assert_eq!(reply("1", &prompt), None);
    }

    #[test]
    fn commands_are_taken_only_where_they_are_offered() {
        let prompt = Prompt { commands: vec![Command::Back], ..one() };
        assert_eq!(reply("/back", &prompt), Some(Reply::Command(Command::Back, None)));
        let said = again("/skip", &prompt, Lang::Id);
        assert!(said.contains("/lewati") && said.contains("/kembali"), "{said}");
        let said = again("/bak", &prompt, Lang::En);
        assert!(said.contains("Did you mean /back?"), "{said}");
        for line in ["?", "/help", "/bantuan"] {
            assert_eq!(understand(line, &prompt, Lang::Id), Understood::Help, "{line}");
        }
    }

    #[test]
    fn a_text_is_kept_as_typed_and_two_slashes_begin_one() {
        let prompt = Prompt { commands: vec![Command::Back], ..Prompt::new("?", Input::Line) };
        let line = |text: &str| Some(Reply::Line(text.into()));
        assert_eq!(reply(" seberang  masjid ", &prompt), line("seberang  masjid"));
        assert_eq!(reply("back", &prompt), line("back"));
        assert_eq!(reply("1", &prompt), line("1"));
        assert_eq!(reply("//back", &prompt), line("/back"));
        assert!(again("/etc/hosts", &prompt, Lang::En).contains("two of them"));
    }

    #[test]
    fn zero_is_a_choice_only_where_it_is_offered() {
        let prompt = Prompt { zero: Some((Command::Language, "English".into())), ..one() };
        assert_eq!(reply("0", &prompt), Some(Reply::Command(Command::Language, None)));
        assert_eq!(reply("0", &one()), None);
    }

    proptest! {
        #[test]
        fn any_line_gets_a_reply_that_fits_or_a_sentence(line in any::<String>()) {
            for prompt in [one(), many(), Prompt::new("?", Input::YesNo), Prompt::new("?", Input::Line)] {
                match understand(&line, &prompt, Lang::En) {
                    Understood::Reply(Reply::One(index)) => prop_assert!(index < 4),
                    Understood::Reply(Reply::Many(chosen)) => {
                        prop_assert!(!chosen.is_empty() && chosen.iter().all(|index| *index < 4));
                    }
                    Understood::Again(sentence) => prop_assert!(!sentence.is_empty()),
                    Understood::Reply(_) | Understood::Help => {}
                }
            }
        }
    }

    #[test]
    fn many_are_found_by_number_done_by_word_and_anything_else_is_words() {
        let finder = Finder {
            choices: ["Satu", "Dua"].map(|text| Choice::new(text, text)).into(),
            shown: 0..1,
            acts: vec![Choice::new("end", "akhiri").also("akhiri end")],
            words: String::new(),
            rank: Rank::new(|_| Ranked::default()),
        };
        let prompt = Prompt { optional: true, ..Prompt::new("Apa?", Input::Find(finder)) };
        for (typed, reply) in [
            ("2", Reply::One(1)),
            ("END", Reply::One(2)),
            ("akh", Reply::One(2)),
            ("ak", Reply::Line("ak".into())),
            ("Satu", Reply::Line("Satu".into())),
            ("3", Reply::Line("3".into())),
            ("", Reply::Empty),
        ] {
            assert_eq!(understand(typed, &prompt, Lang::Id), Understood::Reply(reply), "{typed}");
        }
    }
}
