//! Every list that the program carries, as it is shown and found.

use std::fs;

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;
use proptest::prelude::*;

use super::*;
use crate::app::registry;
use crate::checklist::{self, Checklist, Kind};
use crate::ui::Choice;

const WIDE: Room = Room { columns: 80, rows: 40 };
const NARROW: Room = Room { columns: 40, rows: 40 };

fn lists() -> Vec<Checklist> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/checklists");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let call = format!("{folder}/data/call.toml").into();
    let texts = files.chain([call]).map(|path| fs::read_to_string(path).unwrap());
    let parsed = |text: String| checklist::parse_with(&text, &registry::fragment);
    texts.map(|text| parsed(text).checklist.unwrap()).collect()
}

/// Every question with choices, in both languages.
fn prompts() -> Vec<(Prompt, Lang)> {
    let mut prompts = Vec::new();
    for (list, lang) in lists().iter().flat_map(|list| Lang::ALL.map(|lang| (list, lang))) {
        for (_, step) in list.steps() {
            let options = step.kind.options().iter();
            let choice =
                |option: &checklist::Choice| Choice::new(&option.key, option.text.get(lang));
            let choices: Vec<_> = options.map(choice).collect();
            let input = if matches!(step.kind, Kind::YesNo) {
                Input::YesNo
            } else if choices.is_empty() {
                continue;
            } else if matches!(step.kind, Kind::Multi { .. }) {
                Input::Many { choices, alone: None }
            } else {
                Input::One(choices)
            };
            let commands = Command::ALL.to_vec();
            let current = Some("Ya, 1 dari 2".to_owned());
            let asked = Prompt::new(step.ask.get(lang), input);
            prompts.push((Prompt { commands, current, help: Some("?".into()), ..asked }, lang));
        }
    }
    assert!(prompts.len() > 40, "{}", prompts.len());
    prompts
}

fn sheet(prompt: &Prompt, lang: Lang, room: Room, state: &State) -> Sheet {
    let maker = Maker { prompt, lang, room, ascii: false };
    maker.sheet(state, |_| 2).unwrap()
}

/// Returns what the list crate highlights once something was typed.
fn found(sheet: &Sheet, typed: &str) -> Option<Means> {
    let matcher = SkimMatcherV2::default();
    let score = |entry: &Entry| Some((matcher.fuzzy_match(&entry.found_by, typed)?, entry.means));
    let mut fitting: Vec<_> = sheet.entries.iter().filter_map(score).collect();
    fitting.sort_unstable_by_key(|(score, _)| std::cmp::Reverse(*score));
    Some(fitting.first()?.1)
}

fn states() -> [State; 3] {
    let picked = State { picked: vec![0], last: Some(0), more: false };
    [State::default(), State { more: true, ..State::default() }, picked]
}

#[test]
fn a_number_finds_its_own_choice_and_a_whole_text_too() {
    for (prompt, lang) in prompts() {
        let texts = Maker { prompt: &prompt, lang, room: WIDE, ascii: false }.texts();
        for (room, state) in
            [WIDE, NARROW].into_iter().flat_map(|room| states().map(|state| (room, state)))
        {
            let sheet = sheet(&prompt, lang, room, &state);
            for (index, text) in texts.iter().enumerate() {
                let means = Some(Means::Choice(index));
                let number = (index + 1).to_string();
                assert_eq!(found(&sheet, &number), means, "{number} in {sheet:#?}");
                if sheet.short {
                    continue;
                }
                let typed = text.to_lowercase();
                assert_eq!(found(&sheet, &typed), means, "{typed} in {sheet:#?}");
                let spelt =
                    sheet.entries.iter().any(|entry| entry.found_by.contains(&unnumbered(text)));
                if spelt {
                    assert_eq!(found(&sheet, text), means, "{text} in {sheet:#?}");
                }
                assert!(spelt || room == NARROW || unnumbered(text).len() > 34, "{text}");
            }
        }
    }
}

#[test]
fn a_whole_text_finds_its_own_choice_before_longer_ones_that_have_it_in_them() {
    for texts in [
        ["Kabel dan Wi-Fi", "Wi-Fi saja", "Wi-Fi", "Kabel"],
        ["Ya, dan berkedip merah", "Ya, dan berkedip", "Ya", "Yang lain"],
        ["No, not yet", "Not yet", "Yet", "No"],
        ["Lampu (PON) mati", "lampu", "PON", "Mati"],
        ["Lebih dari 2 jam", "2 jam", "jam", "Lebih"],
    ] {
        let choices: Vec<_> = texts.map(|text| Choice::new(text, text)).into();
        for input in [Input::One(choices.clone()), Input::Many { choices, alone: None }] {
            let prompt = Prompt::new("?", input);
            let sheet = sheet(&prompt, Lang::Id, WIDE, &State::default());
            for (index, text) in texts.iter().enumerate() {
                for typed in [(*text).to_owned(), text.to_lowercase()] {
                    let found = found(&sheet, &typed);
                    assert_eq!(found, Some(Means::Choice(index)), "{typed} in {sheet:#?}");
                }
            }
        }
    }
}

#[test]
fn a_command_is_found_by_its_whole_word_and_never_before_a_choice() {
    for (prompt, lang) in prompts() {
        let sheet = sheet(&prompt, lang, WIDE, &State { more: true, ..State::default() });
        for command in Command::ALL {
            assert_eq!(found(&sheet, command.word(lang)), Some(Means::Command(*command)));
        }
        assert_eq!(found(&sheet, "?"), Some(Means::Fewer));
        let texts = Maker { prompt: &prompt, lang, room: WIDE, ascii: false }.texts();
        for text in &texts {
            for word in text.split_whitespace().map(str::to_lowercase) {
                let first = word.chars().next().unwrap().to_string();
                for typed in [word, first] {
                    let found = found(&sheet, &typed).unwrap();
                    let is_choice = matches!(found, Means::Choice(_));
                    assert!(
                        is_choice || !typed.starts_with(char::is_alphanumeric),
                        "{typed}: {found:?} in {sheet:#?}"
                    );
                }
            }
        }
    }
}

#[test]
fn no_is_never_taken_for_i_do_not_know() {
    let commands = Command::ALL.to_vec();
    let prompt = Prompt { commands, ..Prompt::new("?", Input::YesNo) };
    for (lang, typed, index) in [
        (Lang::Id, "tidak", 1),
        (Lang::Id, "t", 1),
        (Lang::Id, "belum", 1),
        (Lang::Id, "iya", 0),
        (Lang::Id, "y", 0),
        (Lang::En, "no", 1),
        (Lang::En, "n", 1),
        (Lang::En, "nope", 1),
        (Lang::En, "yes", 0),
        (Lang::En, "y", 0),
    ] {
        for state in &states()[..2] {
            let sheet = sheet(&prompt, lang, WIDE, state);
            assert_eq!(found(&sheet, typed), Some(Means::Choice(index)), "{typed}");
        }
    }
}

#[test]
fn the_first_of_many_is_found_by_1_and_0_is_what_is_numbered_so() {
    let texts: Vec<_> = (1..=19).map(|number| format!("pilihan {number} 0 1")).collect();
    let choices: Vec<_> = texts.iter().map(|text| Choice::new(text, text)).collect();
    let prompt = Prompt::new("?", Input::Many { choices, alone: None });
    let picked = sheet(&prompt, Lang::Id, WIDE, &states()[2]);
    for number in 1..=19 {
        assert_eq!(found(&picked, &number.to_string()), Some(Means::Choice(number - 1)));
    }
    assert_eq!(found(&picked, "0"), Some(Means::Done));
    let zero = Some((Command::Language, "English".to_owned()));
    let prompt =
        Prompt { zero, ..Prompt::new("?", Input::One(vec![Choice::new("a", "Mati 0 1")])) };
    let first = sheet(&prompt, Lang::Id, WIDE, &State::default());
    assert_eq!(found(&first, "0"), Some(Means::Command(Command::Language)));
    assert_eq!(found(&first, "english"), Some(Means::Command(Command::Language)));
}

#[test]
fn enter_alone_takes_nothing_but_what_changes_nothing() {
    let one = Input::One(vec![Choice::new("a", "A")]);
    let first = |prompt: &Prompt| {
        let sheet = sheet(prompt, Lang::En, WIDE, &State::default());
        sheet.first.map(|first| sheet.entries[first].means)
    };
    let prompt =
        Prompt { optional: true, commands: Command::ALL.to_vec(), ..Prompt::new("?", one) };
    assert_eq!(first(&prompt), None);
    assert_eq!(first(&Prompt { current: Some("A".into()), ..prompt.clone() }), Some(Means::Keep));
    assert_eq!(first(&Prompt { input: Input::Enter, ..prompt }), Some(Means::On));
}

#[test]
fn nothing_can_be_done_before_something_is_picked() {
    let choices: Vec<_> =
        ["Hujan", "Galian", "Tidak ada"].map(|text| Choice::new(text, text)).into();
    let prompt = Prompt::new("?", Input::Many { choices, alone: Some(2) });
    let done = |state: &State| {
        let sheet = sheet(&prompt, Lang::Id, WIDE, state);
        sheet.entries.iter().any(|entry| entry.means == Means::Done)
    };
    let mut state = State::default();
    assert!(!done(&state));
    for (index, picked) in [(1, vec![1]), (0, vec![0, 1]), (2, vec![2]), (0, vec![0]), (0, vec![])]
    {
        state.toggle(index, Some(2));
        assert_eq!(state.picked, picked);
        assert_eq!(done(&state), !picked.is_empty());
    }
}

#[test]
fn a_window_that_is_too_small_gets_fewer_commands_and_then_no_list() {
    let choices: Vec<_> = ["A", "B", "C"].map(|text| Choice::new(text, text)).into();
    let commands = vec![Command::Back, Command::Unknown, Command::Quit];
    let prompt = Prompt { commands, ..Prompt::new("?", Input::One(choices)) };
    let entries = |rows: usize| {
        let maker = Maker {
            prompt: &prompt,
            lang: Lang::Id,
            room: Room { columns: 40, rows },
            ascii: true,
        };
        maker.sheet(&State::default(), |_| 2).map(|sheet| sheet.entries.len())
    };
    assert_eq!([10, 9, 8, 7].map(entries), [Some(6), Some(4), Some(4), None]);
}

proptest! {
    #[test]
    fn no_entry_can_come_to_a_second_line(
        texts in prop::collection::vec(any::<String>(), 1..12),
        columns in 40_usize..120,
        rows in 8_usize..60,
        ascii in any::<bool>(),
    ) {
        let choices: Vec<_> = texts.iter().map(|text| Choice::new("x", text)).collect();
        let many = Input::Many { choices: choices.clone(), alone: None };
        for input in [Input::One(choices), many, Input::Enter] {
            let current = texts.first().cloned();
            let prompt = Prompt { current, commands: Command::ALL.to_vec(), ..Prompt::new("?", input) };
            for state in states() {
                let maker = Maker { prompt: &prompt, lang: Lang::Id, room: Room { columns, rows }, ascii };
                let Some(sheet) = maker.sheet(&state, |_| 1) else { continue };
                prop_assert!(sheet.entries.len() + FRAME < rows);
                prop_assert!(sheet.needs.columns <= columns && sheet.needs.rows <= rows);
                let mut names: Vec<_> = sheet.entries.iter().map(|entry| &entry.found_by).collect();
                names.sort();
                names.dedup();
                prop_assert_eq!(names.len(), sheet.entries.len());
                for entry in &sheet.entries {
                    prop_assert!(width(&entry.label) <= columns - MARGIN, "{:?}", entry);
                    prop_assert!(entry.found_by.len() <= columns - MARGIN, "{:?}", entry);
                    prop_assert!(!entry.label.chars().any(char::is_control));
                    prop_assert!(!ascii || entry.label.is_ascii());
                }
            }
        }
    }
}
