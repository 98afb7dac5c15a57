//! What must hold of every summary, whatever was answered.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::walks::{self, AGENT, NOTE, NUMBERS, SECRETS, WHY};
use super::{READERS, built};
use crate::checklist::slots::{self, Question};
use crate::checklist::{Checklist, Kind, Slot, Style, requests};
use crate::engine::Walk;
use crate::evidence::Privacy;
use crate::lang::{Catalogue, Lang};
use crate::session::{Answer, Entry, Event};
use crate::spoken::spoken_words;
use crate::summary::{Pair, Reader, Summary, json, markdown, script, text};

/// How many walks there are through all lists together.
const WALKS: u64 = 400;

/// How many walks through all lists together lose one answer after the other.
const ROBBED: u64 = 160;

/// Returns how many of some walks one list gets.
fn share(walks: u64) -> u64 {
    walks / walks::lists().len() as u64
}

/// What is wrong, by kind, each with one example.
#[derive(Default)]
pub(super) struct Wrong {
    found: BTreeMap<&'static str, (usize, String)>,
    /// The texts whose wording was judged already.
    judged: HashSet<String>,
}

impl Wrong {
    fn unless(&mut self, holds: bool, what: &'static str, example: impl FnOnce() -> String) {
        if !holds {
            self.found.entry(what).or_insert_with(|| (0, example())).0 += 1;
        }
    }

    /// Takes over what somebody else found.
    pub(super) fn add(&mut self, other: Self) {
        for (what, (times, example)) in other.found {
            self.found.entry(what).or_insert((0, example)).0 += times;
        }
    }

    /// Shows all that is wrong, and fails where that is anything.
    pub(super) fn assert_none(&self) {
        for (what, (times, example)) in &self.found {
            println!("{what}: {times} times, such as {example}\n");
        }
        assert!(self.found.is_empty(), "{:?}", self.found.keys());
    }
}

#[test]
fn every_summary_of_every_walk_keeps_its_promises() {
    let seeds = 0..share(WALKS);
    let of_list = |list| seeds.clone().map(move |seed| (list, seed));
    let all: Vec<_> = walks::lists().iter().flat_map(of_list).collect();
    let mut wrong = Wrong::default();
    std::thread::scope(|scope| {
        let halves = all.chunks(all.len().div_ceil(2));
        let halves: Vec<_> = halves.map(|half| scope.spawn(|| checked(half))).collect();
        for half in halves {
            wrong.add(half.join().unwrap());
        }
    });
    wrong.assert_none();
}

/// Checks the summaries of some walks, each in one language and for two readers or three.
fn checked(all: &[(&Checklist, u64)]) -> Wrong {
    let mut wrong = Wrong::default();
    for (list, seed) in all.iter().copied() {
        let entries = walks::random(list, seed);
        let walk = Walk::replay(list, "", walks::audience(list), &entries);
        let lang = if seed.is_multiple_of(2) { Lang::Id } else { Lang::En };
        for reader in READERS {
            if reader != Reader::Provider || seed.is_multiple_of(3) {
                let summary = built(list, &entries, lang, reader);
                let case = Case { walk: &walk, entries: &entries, summary: &summary, seed };
                case.check(&mut wrong);
            }
        }
    }
    wrong
}

/// One summary with what it was made from.
pub(super) struct Case<'a> {
    pub(super) walk: &'a Walk<'a>,
    pub(super) entries: &'a [Entry],
    pub(super) summary: &'a Summary,
    /// Some things are not looked at with every seed.
    pub(super) seed: u64,
}

impl Case<'_> {
    pub(super) fn check(&self, wrong: &mut Wrong) {
        wrong.unless(self.summary.finding.is_some(), "no outcome holds", || self.name());
        let handover = self.summary.handover;
        if !handover {
            self.lengths(wrong);
            self.request(wrong);
            self.intake(wrong);
            self.both_eyes(wrong);
            self.claims(wrong);
        }
        for said in self.told() {
            self.wording(&said, true, wrong);
        }
        for said in self.around() {
            self.wording(&said, false, wrong);
        }
        for said in self.found() {
            let short = pieces(&said).all(|piece| words(piece) <= 20);
            let show = || format!("{}: {said}", self.name());
            wrong.unless(short, "more than twenty words in what was found", show);
        }
        self.privacy(wrong);
        // Three more renderings take most of the time; every tenth walk is enough for this.
        if self.seed.is_multiple_of(10) {
            let again =
                built(self.walk.list(), self.entries, self.summary.lang, self.summary.reader);
            wrong.unless(again == *self.summary, "not the same twice", || self.name());
        }
    }

    fn name(&self) -> String {
        format!(
            "{} {} {:?} {}",
            self.walk.list().key,
            self.seed,
            self.summary.reader,
            self.summary.lang
        )
    }

    /// What is read out as it stands, sentence by sentence.
    fn told(&self) -> Vec<String> {
        let told = self.summary.opening.iter().chain(&self.summary.details);
        let told = told.map(|sentence| sentence.say.clone());
        let greeting = Some(self.summary.greeting.clone()).filter(|_| !self.summary.handover);
        greeting.into_iter().chain(told).collect()
    }

    /// What the outcome says.
    fn found(&self) -> Vec<String> {
        let all = self.summary.finding.iter().flat_map(|finding| {
            let more = [&finding.todo, &finding.expect, &finding.meanwhile, &finding.ticket_note];
            std::iter::once(&finding.say).chain(more.into_iter().flatten())
        });
        let basis = self.summary.finding.iter().filter_map(|finding| finding.basis.as_ref());
        all.chain(basis).cloned().collect()
    }

    /// Every other text.
    fn around(&self) -> Vec<String> {
        let summary = self.summary;
        let pairs = summary.asked.iter().chain(&summary.replies);
        let pairs = pairs.flat_map(|pair| [pair.label.clone(), pair.say.clone()]);
        let lines = text::lines(summary, Catalogue::of(summary.lang));
        let steps = summary.parts.iter().flat_map(|part| &part.steps);
        let answers = steps.filter_map(|step| step.answer.clone());
        pairs
            .chain(self.found())
            .chain(summary.closing.iter().cloned())
            .chain(summary.seen.iter().cloned())
            .chain(lines)
            .chain(answers)
            .collect()
    }

    fn lengths(&self, wrong: &mut Wrong) {
        let words = |all: &[super::Sentence]| -> usize {
            all.iter().map(|sentence| spoken_words(&sentence.say)).sum()
        };
        let opening = spoken_words(&self.summary.greeting) + words(&self.summary.opening);
        let all = opening + words(&self.summary.details);
        let show = || format!("{}: {opening} {all} {:?}", self.name(), self.told());
        wrong.unless(opening <= 70, "the opening is too long", show);
        wrong.unless(all <= 130, "opening and details are too long", show);
    }

    fn wording(&self, said: &str, whole: bool, wrong: &mut Wrong) {
        if !wrong.judged.insert(format!("{whole}{said}")) {
            return;
        }
        let show = || format!("{}: {said}", self.name());
        wrong.unless(!said.trim().is_empty(), "an empty text", show);
        wrong.unless(!said.contains(['{', '}']), "a placeholder", show);
        wrong.unless(!said.contains("  "), "two blanks", show);
        let marks =
            [" .", " ,", " ;", "..", ".;", ",.", ";.", "?.", ": .", ": ;", ":.", ".,", ". ."];
        let odd = marks.iter().any(|mark| said.contains(mark));
        wrong.unless(!odd, "odd marks", show);
        wrong.unless(!doubled(said), "a word twice", show);
        if whole {
            wrong.unless(said.ends_with(['.', '?', '!']), "no stop at the end", show);
            let first = said.chars().next().is_some_and(|first| !first.is_lowercase());
            wrong.unless(first, "no capital at the beginning", show);
            let short = said.contains("kasur") || pieces(said).all(|piece| words(piece) <= 20);
            wrong.unless(short, "more than twenty words", show);
        }
    }

    /// Whoever must call asks for something, last.
    fn request(&self, wrong: &mut Wrong) {
        let call = self.summary.finding.as_ref().is_some_and(|finding| finding.call);
        let asks = self.summary.opening.last().is_some_and(|last| last.about.is_none());
        wrong.unless(!call || asks, "no request", || self.name());
        for finding in self.summary.finding.iter().filter(|finding| finding.call) {
            let known = |keys: &[String]| {
                !keys.is_empty() && keys.iter().all(|key| requests::lookup(key).is_some())
            };
            wrong.unless(known(&finding.request), "nothing to ask for", || self.name());
            wrong.unless(known(&finding.alternative), "nothing to ask instead", || self.name());
            let said = finding.spoken_alternative.is_some() && finding.spoken_request.is_some();
            wrong.unless(said, "a request without words", || self.name());
            let whole = finding.todo.is_some() && finding.expect.is_some();
            wrong.unless(whole, "nothing to do or to expect", || self.name());
        }
    }

    /// Nothing is said of what nobody answered; that there is trouble is what the list is for.
    fn claims(&self, wrong: &mut Wrong) {
        let known = self.backed();
        let told = self.summary.opening.iter().chain(&self.summary.details);
        for said in told.filter(|said| said.about.is_some_and(|slot| slot != Slot::Symptom)) {
            let show = || format!("{}: {}", self.name(), said.say);
            let backed = known.contains(&said.about.unwrap());
            wrong.unless(backed, "something is said that was not answered", show);
        }
        let ticket = self.entries.iter().any(|it| matches!(it.event, Event::Ticket { .. }));
        for question in slots::questions().iter().filter(|question| question.key != "symptom") {
            let label = question.label.get(self.summary.lang);
            let mut pairs = self.summary.asked.iter().filter(|pair| pair.label == label);
            let closed = pairs.any(|pair| !self.is_open(&pair.say));
            let backed = slots_of(question).any(|slot| known.contains(&slot));
            let show = || format!("{}: {}", self.name(), question.key);
            wrong.unless(!closed || backed || ticket, "a question is answered by nobody", show);
        }
    }

    /// What is said of which rests on an answer: of the step itself, or one that a sentence of it names or
    /// asks for.
    fn backed(&self) -> BTreeSet<Slot> {
        let walk = self.walk;
        let knows = |key: &str| walk.find(key).is_some_and(|at| walk.known(at).is_some());
        let mut all = BTreeSet::new();
        for at in (0..walk.len()).filter(|at| walk.is_shown(*at)) {
            let Some((_, step)) = walk.step(at) else { continue };
            // An omission is an answer to "could you do it?".
            let done = matches!(step.kind, Kind::Do) && walk.record(at).is_some();
            let has = done || walk.known(at).is_some();
            all.extend(step.slot.filter(|_| has));
            // The name on one's own account is one's own.
            all.extend((has && step.slot == Some(Slot::Name)).then_some(Slot::Holder));
            let backed = step.reports.iter().filter(|report| {
                let mut named = report.say.get(self.summary.lang).split('{');
                let by_name = |part: &str| part.split_once('}').is_some_and(|it| knows(it.0));
                has || report.when.tests().any(|test| knows(&test.step)) || named.any(by_name)
            });
            all.extend(backed.map(|report| report.slot));
        }
        all
    }

    /// What was answered is told, or said where the agent asks.
    fn intake(&self, wrong: &mut Wrong) {
        let service = &self.walk.list().service;
        let given: BTreeSet<_> = (0..self.walk.len()).filter_map(|at| self.answers(at)).collect();
        for question in slots::questions().iter().filter(|question| question.is_asked(service)) {
            let given = given.contains(question.key.as_str());
            let show = || format!("{}: {}", self.name(), question.key);
            let (open, closed) = self.answered(question);
            wrong.unless(!given || closed, "an answered question is open", show);
            wrong.unless(open || closed, "a question is neither open nor answered", show);
        }
    }

    /// Returns the question to which a step was given an answer, if this reader may see it.
    fn answers(&self, at: usize) -> Option<&'static str> {
        let walk = self.walk;
        let (_, step) = walk.step(at).filter(|_| walk.known(at).is_some())?;
        let slot = step.slot.or_else(|| step.reports.first().map(|report| report.slot));
        let spec = slot.map(slots::spec)?;
        // Free text, whatever it is about, does not leave in a masked form, but for a ticket number.
        let free = matches!(step.kind, Kind::Text { .. }) && step.slot != Some(Slot::EarlierReport);
        let masked =
            self.summary.reader == Reader::Public && (free || spec.privacy != Privacy::Open);
        spec.question.as_deref().filter(|_| !masked)
    }

    /// Tells whether this is how a question is left open.
    fn is_open(&self, said: &str) -> bool {
        let texts = Catalogue::of(self.summary.lang);
        [texts.get("summary.not-known"), texts.get("summary.not-shown")].contains(&said)
    }

    /// Tells whether a question is named as open, and whether it is answered.
    fn answered(&self, question: &Question) -> (bool, bool) {
        let slots: Vec<_> = slots_of(question).collect();
        let told = self.summary.opening.iter().chain(&self.summary.details);
        // The symptom's sentence says since when.
        let about = |slot: Slot| {
            let when = matches!(question.key.as_str(), "since" | "occurred");
            slots.contains(&slot) || (slot == Slot::Symptom && when)
        };
        let told = told.filter_map(|sentence| sentence.about).any(about);
        let label = question.label.get(self.summary.lang);
        let pair: Option<&Pair> = self.summary.asked.iter().find(|pair| pair.label == label);
        let open = pair.map(|pair| self.is_open(&pair.say));
        (open == Some(true), told || open == Some(false))
    }

    /// What the person saw and what the program saw are both said, the more so where they differ.
    fn both_eyes(&self, wrong: &mut Wrong) {
        let asked = self.summary.asked.iter().map(|pair| pair.say.clone());
        let all: String = self.told().into_iter().chain(asked).collect::<Vec<_>>().join(" ");
        let walk = self.walk;
        let lights = (0..walk.len()).any(|at| {
            let reports = walk.step(at).is_some_and(|(_, step)| {
                step.reports.iter().any(|report| report.slot == Slot::Lights)
            });
            reports && walk.known(at).is_some()
        });
        let said = self.summary.opening.iter().chain(&self.summary.details);
        let told = said.filter(|sentence| sentence.about == Some(Slot::Lights)).count() > 0;
        let show = || format!("{}: {all}", self.name());
        wrong.unless(!lights || told || self.asks("lights"), "the lights are not said", show);
        for seen in self.summary.seen.iter().take(1) {
            wrong.unless(all.contains(seen.as_str()), "what was seen is not said", show);
        }
    }

    fn asks(&self, key: &str) -> bool {
        let question = slots::questions().iter().find(|question| question.key == key);
        question.is_some_and(|question| self.answered(question).1)
    }

    /// Nothing personal reaches the public, no note the provider, no agent's name anybody.
    fn privacy(&self, wrong: &mut Wrong) {
        // To write the whole model out takes longer than to make it.
        let often = if self.summary.reader == Reader::Public { 3 } else { 10 };
        if !self.seed.is_multiple_of(often) {
            return;
        }
        // The JSON holds the whole model; the other forms are made from it, so that one in ten will do.
        let mut all = vec![json(self.summary)];
        if self.seed.is_multiple_of(10) {
            let pages = [text(self.summary, 400), script(self.summary, 400)];
            all.extend(pages.into_iter().chain([markdown(self.summary)]));
        }
        let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect();
        let all: Vec<String> = all.iter().map(|text| plain(text)).collect();
        let mut hidden = vec![AGENT];
        if self.summary.reader != Reader::Me {
            hidden.extend([NOTE, WHY]);
        }
        if self.summary.reader == Reader::Public {
            hidden.extend(SECRETS.iter().chain(NUMBERS));
        }
        for secret in hidden {
            let needle: String = plain(secret);
            let found = all.iter().any(|text| text.contains(&needle));
            let show = || format!("{}: {secret}", self.name());
            wrong.unless(!found, "something personal is shown", show);
        }
    }
}

/// Returns the slots that answer a question.
fn slots_of(question: &Question) -> impl Iterator<Item = Slot> {
    let mine = slots::in_order().filter(|spec| spec.question.as_ref() == Some(&question.key));
    mine.map(|spec| spec.slot)
}

/// Tells whether a word stands twice in a row; figures may.
fn doubled(said: &str) -> bool {
    let words: Vec<_> = said.split_whitespace().map(str::to_lowercase).collect();
    // "nol, nol" is how a number is spelt.
    let word = |word: &str| word.chars().any(char::is_alphabetic) && !word.ends_with(',');
    words.windows(2).any(|pair| pair[0] == pair[1] && word(&pair[0]))
}

/// Cuts a text into sentences.
fn pieces(said: &str) -> impl Iterator<Item = &str> {
    said.split_inclusive(". ").flat_map(|piece| piece.split_inclusive("? "))
}

/// Counts words as a reader of the list does: a figure is none.
fn words(said: &str) -> usize {
    let figures = said.chars().filter(char::is_ascii_digit).count();
    spoken_words(said) - figures
}

/// Steps whose answers decide what is done, and are not for the agent's ears; a probe that could not look;
/// and the impact, which is the first to give way where a script is full.
const SILENT: &[&str] = &[
    "jaringan",
    "jalur",
    "jalur.apa",
    "sesudah",
    "situs",
    "tunggu",
    "uji",
    "dampak.apa",
    "siapa",
    "pokok",
    "pembaca",
    "tenang",
    "layanan",
];

/// Answers that say of nothing what it is.
const NOTHING: &[(&str, &str)] = &[
    ("", "absent"),
    ("nada", "no-phone"),
    ("dampak", "none"),
    ("sepi", "not-tried"),
    ("label", "other"),
    ("label", "unreadable"),
    ("hasil", "unnoticed"),
    ("sekitar", "unknown"),
    // What was found by trying another device says more.
    ("perangkat", "one"),
    ("perangkat", "some"),
];

#[test]
fn no_answer_is_asked_for_nothing() {
    let mut lost = BTreeMap::new();
    for list in walks::lists().iter().filter(|list| list.style == Style::ReadDo) {
        for seed in 0..share(ROBBED) {
            let mut entries = walks::random(list, seed);
            // The ticket of this session takes the place of "not reported yet".
            entries.retain(|entry| !matches!(entry.event, Event::Ticket { .. }));
            let walk = Walk::replay(list, "", walks::audience(list), &entries);
            let spoken = |entries: &[Entry]| {
                let summary = built(list, entries, Lang::Id, Reader::Me);
                (summary.greeting, summary.opening, summary.details, summary.asked)
            };
            let whole = spoken(&entries);
            for at in (0..walk.len()).filter(|at| walk.known(*at).is_some()) {
                let key = &walk.step(at).unwrap().1.key;
                let mut fewer = entries.clone();
                let step = key.clone();
                let event = Event::Answered { step, answer: Answer::Unknown };
                fewer.push(Entry { event, ..entries[0].clone() });
                let answer = format!("{:?}", walk.known(at).unwrap());
                // The step of a fragment goes by its own key.
                let own = key.rsplit('.').next().unwrap_or(key);
                let nothing = NOTHING.iter().any(|(step, option)| {
                    let mine = step.is_empty() || *step == own;
                    mine && answer.contains(&format!("\"{option}\""))
                });
                if spoken(&fewer) == whole
                    && !nothing
                    && ![key.as_str(), own].iter().any(|key| SILENT.contains(key))
                {
                    lost.insert((key.clone(), answer), (&list.key, seed));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}
