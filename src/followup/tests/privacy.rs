//! Sessions full of personal data in every field, in every situation: what is sent in public has none of it, and
//! no text has the agent's name.

use super::*;
use crate::summary::tests::privacy::{Secret, TICKET, any_secret, filled, names, plain};
use crate::summary::tests::walks;

/// What can have happened after the calls, a story for every situation that follows a report.
const STORIES: [&[&str]; 14] = [
    &[],
    &["promise"],
    &["promise", "days"],
    &["days"],
    &["promise", "missed"],
    &["promise", "kept"],
    &["closed"],
    &["closed", "broken"],
    &["fixed", "broken"],
    &["broken"],
    &["paid"],
    &["fixed"],
    &["days", "asked", "days", "asked"],
    &["promise", "missed", "asked", "days", "kept", "fixed"],
];

/// Adds a story to a session; the present is its end.
fn told(entries: &mut Vec<Entry>, story: &[&str], secret: &str) -> Zoned {
    let mut now = entries.last().unwrap().at.clone();
    let later = |at: &Zoned, hours: i64| at.checked_add(jiff::Span::new().hours(hours)).unwrap();
    for what in story {
        now = later(&now, if *what == "days" { 60 } else { 1 });
        let event = match *what {
            "promise" => Event::Promise {
                what: format!("teknisi {secret}"),
                from: None,
                due: Some(Moment::exact(later(&now, 5))),
                days: None,
            },
            "missed" => became(Turn::Missed),
            "kept" => became(Turn::Kept),
            "closed" => became(Turn::Closed),
            "broken" => became(Turn::Broken),
            "paid" => became(Turn::Paid),
            "fixed" => became(Turn::Fixed),
            "asked" => sent("x"),
            _ => continue,
        };
        entries.push(Entry { at: now.clone(), mono_ms: 0, event });
    }
    now
}

/// Writes a text of a session, with everything that a person can want in it or nothing.
fn written(
    (list, entries, now): (&Checklist, &[Entry], &Zoned),
    lang: Lang,
    channel: Channel,
    own: Option<&str>,
) -> Draft {
    with(list, entries, now, lang, |facts| {
        let wish = own.map_or_else(Wish::default, |own| Wish {
            number: Shown::Whole,
            explanation: true,
            refusal: facts.refusal(),
            enclose: true,
            // An agent is named in thanks on the person's word alone: that has its own test.
            thank: false,
            handle: None,
            own: Some(own.to_owned()),
        });
        write(facts, channel, &wish, &Ladder::of(&facts.case, now))
    })
}

/// Returns what of a session a text must not hold and holds.
fn leaks(text: &str, hidden: &[String]) -> Vec<String> {
    let shown = plain(text);
    let found = hidden.iter().filter(|part| shown.contains(part.as_str())).cloned();
    let bare = text.replace(TICKET, "");
    let runs = bare.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 9);
    found.chain(runs.map(str::to_owned)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 60, ..ProptestConfig::with_cases(60) })]
    #[test]
    fn nothing_personal_is_sent_in_public(
        seed in 0..10_000u64,
        secrets in prop::collection::vec(any_secret(), 6..14),
        names in names(),
    ) {
        let lists = walks::lists();
        let list = &lists[usize::try_from(seed).unwrap() % lists.len()];
        let filled = filled(list, seed, &secrets, &names);
        let of = |secrets: &[Secret]| -> Vec<String> {
            secrets.iter().flat_map(|secret| secret.hidden.clone()).collect()
        };
        let own = secrets[0].typed.as_str();
        let agent = [plain(&names[3])];
        let people = names.iter().map(|name| plain(name));
        let all: Vec<_> = of(&secrets).into_iter().chain(people).collect();
        // A mail or letter is signed; nothing else of the person is in it unasked.
        let unsigned: Vec<_> = all.iter().filter(|part| **part != plain(&names[0])).cloned().collect();
        let story = STORIES[usize::try_from(seed / 17).unwrap() % STORIES.len()];
        let lang = if seed.is_multiple_of(2) { Lang::Id } else { Lang::En };
        let mut entries = filled;
        let now = told(&mut entries, story, own);
        let (named, own) = (format!("{own} {}", names[3]), own.to_owned());
        for (channel, wanted) in CHANNELS.into_iter().flat_map(|it| {
            [None, Some(&own), Some(&named)].map(|wanted| (it, wanted.map(String::as_str)))
        }) {
            let draft = written((list, &entries, &now), lang, channel, wanted);
            let hidden = match (channel, wanted) {
                (Channel::X | Channel::Employer, _) => &all[..],
                (_, None) => &unsigned[..],
                (_, Some(_)) => &agent[..],
            };
            let unasked = |it: &String| wanted.is_none() || hidden.len() > 1 || *it == agent[0];
            let found: Vec<_> = leaks(&draft.text, hidden).into_iter().filter(unasked).collect();
            prop_assert!(found.is_empty(), "{} {channel:?} {story:?}: {found:?} in {}", list.key, draft.text);
            prop_assert!(!draft.text.contains(['{', '}']), "{}", draft.text);
            prop_assert!(channel != Channel::X || draft.fits, "{}", draft.text);
        }
    }
}
