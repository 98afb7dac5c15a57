//! Agents and what they ask and say (`cases/intake.toml`), against the page and the companion's own search: the
//! answer stands on the page, and the agent's words lead to it in one step.

use std::collections::BTreeSet;

use cekdulu::app::registry;
use cekdulu::checklist::{self, Audience, Checklist, Kind, Slot, Step};
use cekdulu::engine::Walk;
use cekdulu::lang::{Catalogue, Lang};
use cekdulu::moment::Moment;
use cekdulu::session::{Answer, Entry, Event, FORMAT, Header, Omission, Restart};
use cekdulu::spoken::Spelling;
use cekdulu::summary::companion::{Companion, Understood};
use cekdulu::summary::{self, Reader, Source};
use jiff::Zoned;
use serde::Deserialize;

use crate::support::run::flat;

/// The lists that an agent of a provider of lines is played against; the others name their own.
const LISTS: [&str; 4] = ["internet-mati", "putus-nyambung", "tv-kabel", "internet-lambat"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    agent: Vec<Agent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agent {
    name: String,
    /// The language of the page; what the agent speaks may be another.
    lang: Lang,
    #[serde(default = "usual")]
    lists: Vec<String>,
    lines: Vec<Line>,
}

fn usual() -> Vec<String> {
    LISTS.map(Into::into).into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    says: String,
    /// The topic that must be found first.
    is: String,
    /// What the answer must say.
    #[serde(default)]
    has: Vec<String>,
}

fn file() -> File {
    toml::from_str(include_str!("cases/intake.toml")).unwrap()
}

fn at(text: &str) -> Zoned {
    format!("2026-11-{text}+07:00[Asia/Jakarta]").parse().unwrap()
}

/// A customer who answers everything: mostly the first choice, and real names and numbers.
fn answer(step: &Step) -> Option<Answer> {
    let option = |wanted: &[&str]| {
        let options = step.kind.options();
        let found = wanted.iter().find_map(|key| options.iter().find(|option| option.key == *key));
        found.or_else(|| options.first()).map(|option| option.key.clone())
    };
    let wanted =
        ["here", "fibre", "blinking", "los", "off", "minute", "same", "self", "paid", "fine"];
    Some(match &step.kind {
        Kind::Choice { .. } => Answer::Choice { option: option(&wanted)? },
        Kind::Multi { .. } => Answer::Multi { options: vec![option(&["none"])?] },
        Kind::YesNo => Answer::YesNo { yes: true },
        Kind::Number { min, .. } => Answer::Number { value: min.unwrap_or(3.0) },
        Kind::Text { .. } => Answer::Text { text: text(step.slot).to_owned() },
        Kind::DateTime => {
            let day = if step.slot == Some(Slot::Since) { "05T19:00:00" } else { "05T19:20:00" };
            let day = if step.key.contains("tanggal") { "01T00:00:00" } else { day };
            Answer::DateTime { moment: Moment::exact(at(day)), said: String::new() }
        }
        Kind::Restart { .. } => {
            let unplugged = Some(Moment::exact(at("05T19:20:00")));
            Answer::Restart(Restart { unplugged, ..Restart::default() })
        }
        Kind::Do | Kind::Wait { .. } | Kind::Info => Answer::Done,
        Kind::Probe { .. } | Kind::Diagnose => return None,
    })
}

fn text(slot: Option<Slot>) -> &'static str {
    match slot {
        Some(Slot::Name) => "Rina Wijaya",
        Some(Slot::CustomerNumber) => "122345678901",
        Some(Slot::AccountNumber) => "1234567890",
        Some(Slot::Contact | Slot::LineNumber) => "081200001234",
        Some(Slot::VisitTime) => "Sabtu dan Minggu",
        Some(Slot::Landmark) => "seberang masjid, pagar hijau",
        _ => "terlihat di layar",
    }
}

/// Answers every question of a list.
fn answered(list: &Checklist) -> Vec<Entry> {
    let mut walk = Walk::new(list, "", Audience::Customer);
    let mut entries = Vec::new();
    while let Some((_, step)) = walk.current().and_then(|at| walk.step(at)) {
        let key = step.key.clone();
        let event = match answer(step) {
            Some(answer) => Event::Answered { step: key, answer },
            None => Event::Skipped { step: key, how: Omission::Skipped, why: None },
        };
        let entry = Entry { at: at("07T08:20:00"), mono_ms: 0, event };
        walk.apply(&entry);
        entries.push(entry);
        assert!(entries.len() < 200, "{} has no end", list.key);
    }
    entries
}

/// Builds the companion and the printed page of a list whose every question is answered.
fn played(key: &str, lang: Lang) -> (Companion, String) {
    let parsed = checklist::parse_with(registry::find(key).unwrap(), &registry::fragment);
    let list = parsed.checklist.unwrap();
    let (entries, now) = (answered(&list), at("07T08:30:00"));
    let header = Header {
        format: FORMAT,
        program: "cekdulu".into(),
        list: key.into(),
        version: list.version.clone(),
        hash: String::new(),
        lang,
        data_date: String::new(),
        at: at("07T08:10:00"),
    };
    let walk = Walk::replay(&list, "", Audience::Customer, &entries);
    let source = Source {
        walk: &walk,
        header: &header,
        entries: &entries,
        now: &now,
        lang,
        reader: Reader::Me,
        provider: None,
    };
    let page = flat(&summary::script(&summary::build(&source), 80));
    (Companion::build(&source, Spelling::Local), page)
}

/// Says what is wrong with the answer to one line.
fn judge(companion: &Companion, page: &str, line: &Line) -> Vec<String> {
    let Understood::About(found) = companion.understand(&line.says) else {
        return vec![format!("“{}” is not understood", line.says)];
    };
    let topic = &companion.topics[found];
    if topic.key != line.is {
        let others: Vec<_> = companion
            .others(&line.says)
            .iter()
            .map(|at| companion.topics[*at].key.clone())
            .collect();
        return vec![format!("“{}” is {} ({others:?}), not {}", line.says, topic.key, line.is)];
    }
    let said = flat(&topic.say);
    let lacks = line.has.iter().filter(|part| !said.contains(*part));
    let mut wrong: Vec<_> = lacks
        .map(|part| format!("“{}” is answered by “{said}”, without “{part}”", line.says))
        .collect();
    // What the customer knows stands on the printed page as well.
    let asked = !topic.key.starts_with("reply.") && topic.known;
    let missing = line.has.iter().filter(|part| asked && !page.contains(*part));
    wrong.extend(missing.map(|part| format!("“{part}” ({}) is not on the page", line.says)));
    wrong
}

#[test]
fn every_agent_is_answered_from_the_page_in_one_step() {
    let file = file();
    assert_eq!(file.agent.len(), 20);
    let mut wrong = Vec::new();
    let keys: BTreeSet<_> = file.agent.iter().flat_map(|agent| &agent.lists).collect();
    for key in keys {
        for lang in Lang::ALL {
            let (companion, page) = played(key, lang);
            let of = |agent: &&Agent| agent.lang == lang && agent.lists.contains(key);
            for agent in file.agent.iter().filter(of) {
                assert!((8..=15).contains(&agent.lines.len()), "{}", agent.name);
                for line in &agent.lines {
                    let faults = judge(&companion, &page, line);
                    wrong.extend(
                        faults.into_iter().map(|it| format!("{key}, {}: {it}", agent.name)),
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_agent_says_what_the_data_says() {
    let all = ["sim-hilang", "tagihan-melonjak", "atm-uang-tidak-keluar"];
    let heard: Vec<_> = LISTS
        .iter()
        .chain(&all)
        .flat_map(|key| Lang::ALL.map(|lang| played(key, lang).0))
        .flat_map(|companion| companion.topics)
        .flat_map(|topic| topic.hear.into_iter().chain([topic.label]))
        .map(|text| flat(&text).to_lowercase())
        .collect();
    for line in file().agent.iter().flat_map(|agent| &agent.lines) {
        let said = flat(&line.says).to_lowercase();
        let bare = said.trim_end_matches(['?', '.', '!']);
        assert!(
            !heard.iter().any(|text| text.trim_end_matches('.') == bare)
                || bare.split(' ').count() < 3,
            "{said}"
        );
    }
}

#[test]
fn what_is_named_beside_the_likeliest_is_hardly_less_likely() {
    for (said, never) in [
        ("losnya merah?", "reply.calm"),
        ("Is the LOS light red?", "slot.events"),
        ("What is the best number to reach you on?", "question.bill"),
    ] {
        let (companion, _) = played("internet-mati", Lang::Id);
        let mut others = companion.others(said).into_iter();
        assert!(others.all(|at| companion.topics[at].key != never), "{said}");
    }
    let (companion, _) = played("internet-mati", Lang::Id);
    let beside = companion.others("restart?");
    assert!(beside.iter().any(|at| companion.topics[*at].key == "question.restart"));
}

#[test]
fn what_nobody_can_answer_is_not_made_up() {
    for lang in Lang::ALL {
        let (companion, _) = played("internet-mati", lang);
        let unknown = Catalogue::of(lang).get("call.address");
        let area = companion.topic("slot.area").unwrap();
        assert_eq!((area.say.as_str(), area.known), (unknown, false));
        for secret in ["OTP?", "PIN berapa?", "password please", "tiga angka CVV"] {
            let Understood::About(at) = companion.understand(secret) else { panic!("{secret}") };
            assert_eq!(companion.topics[at].key, "reply.otp", "{secret}");
        }
        let Understood::Nearest(near) = companion.understand("qwxyz zzkrt") else { panic!() };
        assert!(near.iter().all(Option::is_some));
    }
}
