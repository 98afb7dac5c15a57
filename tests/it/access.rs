//! A whole talk in plain lines can be had by ear alone: every question says how it is answered, nothing is
//! redrawn, and words are understood as well as numbers.

use cekdulu::lang::{Catalogue, Lang};
use textwrap::core::display_width;

use crate::support::pty::Terminal;
use crate::support::run::flat;
use crate::support::walker::{Naming, Screen, Walker};
use crate::support::{Home, net};

/// An option, environment variables, and the width of the window.
type Way = (&'static str, &'static [(&'static str, &'static str)], usize);

/// The ways to ask for plain lines.
const WAYS: [Way; 3] = [
    ("--plain", &[("TERM", "xterm")], 40),
    ("", &[("TERM", "xterm"), ("ACCESSIBLE", "1")], 80),
    ("", &[("TERM", "dumb")], 30),
];

/// The sentences that say how to answer, each with how many choices there are.
fn hows(lang: Lang) -> Vec<(String, usize)> {
    let texts = Catalogue::of(lang);
    let mut all: Vec<_> = ["line", "lines", "enter", "yes-no"]
        .map(|key| (texts.get(&format!("ui.how.{key}")).to_owned(), 0))
        .into();
    all.push((texts.get("ui.how.only").to_owned(), 1));
    for count in 2..=20_usize {
        let number = count.to_string();
        for key in ["ui.how.one", "ui.how.many"] {
            all.push((texts.fill(key, &[("n", &number)]), count));
        }
    }
    all.push((texts.get("ui.how.find").to_owned(), 0));
    let optional = texts.get("ui.how.optional");
    let or_nothing: Vec<_> =
        all.iter().map(|(how, count)| (format!("{how} {optional}"), *count)).collect();
    all.extend(or_nothing);
    all
}

/// Says what is wrong with a question as it was shown.
fn faults(shown: &str, hows: &[(String, usize)], columns: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(odd) = shown.chars().find(|c| c.is_control() && *c != '\n') {
        wrong.push(format!("{odd:?} is shown"));
    }
    // The first line is the terminal's own echo of what was typed.
    for line in shown.lines().skip(1).filter(|line| display_width(line) > columns) {
        wrong.push(format!("wider than {columns} columns: {line}"));
    }
    let question = shown.strip_suffix("> ").unwrap_or(shown);
    let block = question.rfind("\n\n").map_or(question, |at| &question[at..]);
    let said = flat(block);
    let fitting = hows.iter().filter(|(how, _)| said.ends_with(how.as_str()));
    match fitting.max_by_key(|(how, _)| how.len()) {
        None => wrong.push("it does not end in how to answer".to_owned()),
        Some((how, _)) if said == *how => wrong.push("nothing is asked".to_owned()),
        Some((_, count)) => {
            let numbered = |number: &usize| {
                let start = format!("{number} ");
                block.lines().any(|line| line.trim_start().starts_with(&start))
            };
            let missing = (1..=*count).filter(|number| !numbered(number));
            wrong.extend(missing.map(|number| format!("choice {number} is not shown")));
        }
    }
    wrong
}

/// Walks through a list and fails with everything that is wrong with what is shown.
fn walk(list: &str, lang: Lang, variant: u64, (option, vars, columns): Way) {
    let home = Home::new();
    let words = format!("{option} run {list}");
    let mut terminal = Terminal::start_with(&home, &words, (lang.code(), columns), vars);
    let (hows, texts) = (hows(lang), Catalogue::of(lang));
    let mut wrong = Vec::new();
    let mut note = |shown: &str| {
        let faults = faults(shown, &hows, columns);
        wrong.extend(faults.into_iter().map(|fault| format!("{fault}:\n{shown}")));
    };
    let walker = Walker { home: &home, list, lang, variant, naming: Naming::Words };
    let mut asked = 0;
    walker.walk(&mut terminal, &mut |screen: &mut dyn Screen, shown| {
        if !shown.ends_with("> ") {
            return;
        }
        asked += 1;
        note(shown);
        screen.keys("?\n");
        let helped = screen.question().expect("help does not end the program");
        note(&helped);
        let explains = flat(&helped).contains(&flat(texts.get("ui.commands-title")));
        assert!(explains, "`?` explains nothing:\n{helped}");
    });
    assert_eq!(terminal.end(), Some(0), "{}", terminal.shown);
    assert!(asked > 10, "{asked} questions are no walk:\n{}", terminal.shown);
    assert!(!terminal.shown.contains('\u{1b}') && !terminal.shown.contains('\r'));
    assert!(wrong.is_empty(), "{list} ({lang}, {columns} columns)\n{}", wrong.join("\n\n"));
}

#[test]
fn every_question_of_a_whole_walk_says_how_it_is_answered() {
    if !net::is_own() {
        return;
    }
    for lang in Lang::ALL {
        // Answers that come to a restart.
        let variant = if lang == Lang::Id { 5 } else { 16 };
        walk("internet-mati", lang, variant, WAYS[0]);
        walk("lain", lang, variant, WAYS[1]);
    }
    walk("lain", Lang::Id, 0, WAYS[2]);
}

#[test]
fn the_first_screen_says_how_it_is_answered() {
    if !net::is_own() {
        return;
    }
    for (option, vars, columns) in WAYS {
        let home = Home::new();
        let mut terminal = Terminal::start_with(&home, option, ("en", columns), vars);
        let shown = Screen::question(&mut terminal).unwrap();
        assert_eq!(faults(&shown, &hows(Lang::En), columns), [""; 0], "{shown}");
        // By the problem's own words, and out of it with a word too.
        terminal.keys("no internet\n");
        let shown = Screen::question(&mut terminal).unwrap();
        assert!(flat(&shown).contains("Which internet is this computer using"), "{shown}");
        terminal.keys("/quit\n");
        assert_eq!(terminal.end(), Some(130));
    }
}

#[test]
fn a_question_that_says_less_is_found() {
    let hows = hows(Lang::En);
    let good = "1\n\nIs it on?\n  1 Yes\n  2 No\nType a number from 1 to 2.\n> ";
    assert_eq!(faults(good, &hows, 30), [""; 0]);
    for (bad, fault) in [
        (good.replace("Type a number from 1 to 2.", ""), "does not end in how"),
        (good.replace("  2 No\n", ""), "choice 2 is not shown"),
        (good.replace("Is it", "Is\u{1b}[1m it"), "is shown"),
        (good.replace("Is it on?", "Is it on, or is it off just now?"), "wider than 30"),
        ("\n\nPress Enter to go on.\n> ".to_owned(), "nothing is asked"),
    ] {
        let found = faults(&bad, &hows, 30);
        assert!(found.len() == 1 && found[0].contains(fault), "{found:?}");
    }
}
