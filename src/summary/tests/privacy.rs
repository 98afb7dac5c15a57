//! Sessions full of personal data, typed into every free field: none of it reaches the public.

use proptest::prelude::*;

use super::walks::{self, Dice};
use super::with_source;
use crate::checklist::{Checklist, Slot};
use crate::engine::Walk;
use crate::lang::Lang;
use crate::session::{Answer, Entry, Event};
use crate::summary::{self, Reader, message, qr};

/// The ticket number of every session, the only one that may be read.
pub(crate) const TICKET: &str = "IN55443322";

/// Something personal as it is typed, and what of it no stranger may read.
#[derive(Debug, Clone)]
pub(crate) struct Secret {
    pub(crate) typed: String,
    /// Without spaces and marks, in small letters.
    pub(crate) hidden: Vec<String>,
}

fn secret(typed: impl Into<String>, hidden: &[&str]) -> Secret {
    Secret { typed: typed.into(), hidden: hidden.iter().map(|part| plain(part)).collect() }
}

/// Leaves letters and digits, in small letters: however a number is written it is the same.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A number in the pieces and with the marks that people write it with.
fn written(digits: &str, mark: &str, every: usize) -> String {
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(every).map(String::from_iter).collect::<Vec<_>>().join(mark)
}

fn a_number() -> impl Strategy<Value = Secret> {
    let digits = prop_oneof![
        "12[0-9]{10}", // a customer number
        "13[0-9]{11}",
        "32[0-9]{14}", // an identity card's
        "4[0-9]{15}",  // a bank card's
        "08[1-9][0-9]{8,9}",
        "62 ?8[1-9][0-9]{8,9}",
    ];
    let mark = prop_oneof![Just(""), Just(" "), Just("-"), Just("."), Just(" - "), Just("/")];
    (digits, mark, 3..6usize).prop_map(|(digits, mark, every)| {
        let digits = plain(&digits);
        let all = [&digits, digits.get(2..).unwrap(), digits.get(..digits.len() - 3).unwrap()];
        secret(written(&digits, mark, every), &all)
    })
}

fn an_address() -> impl Strategy<Value = Secret> {
    prop_oneof![
        ("[a-z]{4,9}", "[a-z]{3,7}").prop_map(|(name, host)| {
            // What remains may be the first letter and the domain.
            secret(format!("qv{name}@{host}.example"), &[&format!("qv{name}")])
        }),
        "([0-9a-f]{2}:){2}(e[0-9a-f]:){3}e[0-9a-f]"
            .prop_map(|mac| secret(&*mac, &[mac.get(9..).unwrap()])),
        "2[0-9]{2}\\.1[0-9]{2}\\.1[0-9]{2}\\.1[0-9]{2}".prop_filter_map("an address", |address| {
            address.parse::<std::net::Ipv4Addr>().ok()?;
            Some(secret(&*address, &[address.get(4..).unwrap(), &address]))
        }),
        "2404:c0:[1-9a-f][0-9a-f]{3}::[1-9a-f][0-9a-f]{3}:[1-9a-f][0-9a-f]{3}"
            .prop_map(|address| secret(&*address, &[address.get(8..).unwrap()])),
    ]
}

fn a_device() -> impl Strategy<Value = Secret> {
    let maker = prop_oneof![Just("ZTEG"), Just("HWTC"), Just("FHTT")];
    prop_oneof![
        (maker, "C[0-9A-F]{3}[0-9]{4}").prop_map(|(maker, end)| {
            secret(format!("{maker}{end}"), &[&end, end.get(4..).unwrap()])
        }),
        "qv[a-z]{5}".prop_map(|name| secret(format!("SSID: {name} 5G"), &[&name])),
        "qv[a-z]{5}".prop_map(|name| secret(format!("nama wifi {name}"), &[&name])),
        "qv[a-z]{5}[0-9]{4}".prop_map(|name| secret(format!("pppoe {name}@isp"), &[&name])),
        "qv[a-z]{5}".prop_map(|name| secret(format!("password wifi: {name}"), &[&name])),
    ]
}

fn a_person() -> impl Strategy<Value = Secret> {
    prop_oneof![
        "Qv[a-z]{5}".prop_map(|name| secret(format!("Pak {name} bilang normal"), &[&name])),
        "qv[a-z]{5}".prop_map(|name| secret(format!("nama saya {name}"), &[&name])),
        "Qv[a-z]{5}".prop_map(|name| secret(format!("Jl. {name} No. 7, RT 03/RW 05"), &[&name])),
        "qv[a-z]{5}".prop_map(|name| secret(format!("alamat {name} blok c"), &[&name])),
        "qv[a-z]{5}".prop_map(|name| secret(format!("ibu kandung {name}"), &[&name])),
        Just(secret("lahir 17-08-1990", &["17081990", "1990"])),
        "qv[a-z]{5}"
            .prop_map(|name| secret(format!("ibu {name} sakit jantung"), &["sakit", "jantung"])),
        "qv[a-z]{5}".prop_map(|name| secret(format!("{name} is diabetic"), &["diabetic"])),
    ]
}

pub(crate) fn any_secret() -> impl Strategy<Value = Secret> {
    prop_oneof![3 => a_number(), 2 => an_address(), 2 => a_device(), 3 => a_person()]
}

/// Random words of names, one for each slot of a name and for the agent.
pub(crate) fn names() -> impl Strategy<Value = [String; 4]> {
    ["Qv[a-z]{6}", "Qw[a-z]{6}", "Qx[a-z]{6}", "Qz[a-z]{6}"]
}

/// A walk through a list with a secret in every field that takes words, and an own event for each kind of note.
pub(crate) fn filled(
    checklist: &Checklist,
    seed: u64,
    secrets: &[Secret],
    names: &[String; 4],
) -> Vec<Entry> {
    let mut entries = walks::random(checklist, seed);
    let walk = Walk::replay(checklist, "", walks::audience(checklist), &entries);
    let mut dice = Dice(seed);
    let mut next = || secrets[dice.below(secrets.len())].typed.clone();
    let slot = |step: &str| walk.find(step).and_then(|at| walk.step(at)?.1.slot);
    for entry in &mut entries {
        if let Event::Answered { step, answer } = &mut entry.event {
            match (slot(step), answer) {
                (Some(Slot::Name), Answer::Text { text }) => text.clone_from(&names[0]),
                (Some(Slot::Holder | Slot::Registered), Answer::Text { text }) => {
                    text.clone_from(&names[1]);
                }
                (_, Answer::Text { text }) => *text = format!("{}, {}", next(), next()),
                (_, Answer::DateTime { said, .. }) => *said = next(),
                (_, Answer::Number { value }) => *value = 3_273_010_101_900_001.0,
                _ => {}
            }
        } else if let Event::Skipped { why, .. } = &mut entry.event {
            *why = Some(next());
        }
    }
    // A name that stands alone is known for one only where it was given as one.
    let is_name = |entry: &Entry| matches!(&entry.event, Event::Answered { answer: Answer::Text { text }, .. } if *text == names[0]);
    let name = if entries.iter().any(is_name) { &names[0] } else { "" };
    let last = entries.last().unwrap().clone();
    let mut add = |event| entries.push(Entry { event, ..last.clone() });
    for at in 0..walk.len() {
        let step = walk.step(at).unwrap().1.key.clone();
        add(Event::Noted { step, note: format!("{}\n{name} {}", next(), next()) });
    }
    add(Event::Place { name: Some(names[2].clone()) });
    // Whatever was typed by mistake in the place of a number is none, and the agent's name is told to nobody.
    for number in [next(), TICKET.to_owned()] {
        let explanation = Some(format!("{} {}: {}", names[3].to_lowercase(), next(), next()));
        let (number, agent) = (Some(number), Some(names[3].clone()));
        add(Event::Ticket { number, reason: Some(next()), explanation, agent });
    }
    add(Event::Promise { what: next(), from: None, due: None, days: Some(next()) });
    let (rule, decides) = (Some(next()), Some(format!("{} {}", names[3], next())));
    add(Event::Refused { what: next(), rule, decides });
    let charge = Some(format!("{} {}", names[3], next()));
    add(Event::Terms { told: Some(next()), charge });
    entries
}

/// Returns everything that the public can get: the message with every line that is offered, as text and as what
/// a camera reads of its codes, and every form of the summary.
fn public(list: &Checklist, entries: &[Entry], lang: Lang) -> Vec<String> {
    with_source(list, entries, (lang, Reader::Public), |source| {
        let (message, summary) = (message(source), summary::build(source));
        let bare = message.text(&[]);
        let full = message.text(&message.everything());
        let codes = qr::codes(&bare, 105).map(|codes| codes.into_iter().map(|code| code.text));
        let forms = [
            summary::script(&summary, 400),
            summary::text(&summary, 400),
            summary::markdown(&summary),
        ];
        let json = summary::json(&summary);
        // Fractions of a second may have the digits of a number by chance.
        let json =
            json.lines().filter(|line| !line.contains("\"at\": ")).collect::<Vec<_>>().join("\n");
        let all = codes.into_iter().flatten().chain(forms).chain([bare, full, json]);
        all.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 60, ..ProptestConfig::with_cases(40) })]
    #[test]
    fn nothing_personal_reaches_the_public(
        seed in 0..10_000u64,
        secrets in prop::collection::vec(any_secret(), 6..14),
        names in names(),
    ) {
        let lists = walks::lists();
        let list = &lists[usize::try_from(seed).unwrap() % lists.len()];
        let entries = filled(list, seed, &secrets, &names);
        let lang = if seed.is_multiple_of(2) { Lang::Id } else { Lang::En };
        let hidden = secrets.iter().flat_map(|secret| secret.hidden.iter().cloned());
        let hidden: Vec<_> = hidden.chain(names.iter().map(|name| plain(name))).collect();
        for text in public(list, &entries, lang) {
            let shown = plain(&text);
            for part in &hidden {
                prop_assert!(!shown.contains(part.as_str()), "{}: {part} in {text}", list.key);
            }
            let digits = text.replace(TICKET, "").replace("5555", "");
            for run in digits.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 9) {
                prop_assert!(false, "{}: {run} in {text}", list.key);
            }
        }
    }
}

#[test]
fn the_ticket_number_is_what_the_public_may_read() {
    let list = walks::list("internet-mati");
    let secrets = [secret("3273010101900001", &[])];
    let names = ["Qva", "Qwb", "Qxc", "Qzd"].map(str::to_owned);
    let entries = filled(list, 7, &secrets, &names);
    for text in public(list, &entries, Lang::Id) {
        let whole = text.contains(TICKET) || text.len() < 700;
        assert!(whole && !text.contains("0101900001"), "{text}");
    }
}

#[test]
fn a_name_that_was_taken_back_is_known_in_a_note_all_the_same() {
    let names = ["Qvvvmxwl", "Qwb", "Qxc", "Qzd"].map(str::to_owned);
    // In some of these walks the name was given, and then the question for it taken back or hidden.
    for seed in 0..200 {
        let list = walks::list("satu-situs");
        let entries = filled(list, seed, &[secret("x", &[])], &names);
        for text in public(list, &entries, Lang::En) {
            assert!(!text.to_lowercase().contains("qvvvmxwl"), "{seed}: {text}");
        }
    }
}
