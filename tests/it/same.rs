//! The same answers, in whatever way they are given, come to the same summary and the same log.

use std::collections::BTreeMap;
use std::thread;

use cekdulu::app::registry;
use cekdulu::checklist::Kind;
use cekdulu::lang::Lang;
use serde_json::Value;

use crate::support::json::timeless;
use crate::support::pty::Terminal;
use crate::support::screen::Screen;
use crate::support::talk::{Questions, Talk};
use crate::support::walker::{self, Asked, Naming, Walker};
use crate::support::{Home, net};

/// Goes through a list by typing; every question that is asked must have an answer here, and the other way
/// round.
fn typed(home: &Home, lang: Lang, answers: &[(&str, &str)]) {
    let questions = Questions::of(lang);
    let mut open: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (step, line) in answers.iter().rev() {
        open.entry(step).or_default().push(line);
    }
    let mut talk = Talk::start(home, "run internet-mati", lang);
    while let Some(block) = talk.question() {
        let key = questions.key(&block).unwrap_or_else(|| panic!("not known: {block}"));
        let line = open.get_mut(key).and_then(Vec::pop);
        let line = line.unwrap_or_else(|| panic!("no answer to {key}: {}", talk.text));
        talk.answer(line);
    }
    let (status, said) = talk.end();
    assert!(status.success(), "{status}\n{said}");
    open.retain(|_, lines| !lines.is_empty());
    assert!(open.is_empty(), "never asked: {open:?}");
}

/// Returns the session's summary without times, and its log without what only one of the two ways has.
fn outcome(home: &Home, lang: Lang) -> (Value, Vec<Value>) {
    let show = home.cekdulu("show --as json --for me").lang(lang.code());
    let summary = show.prints_anything().run().json();
    let mut events = counted(home.events());
    // Where a restart stands is for a session that is broken off; a file has no stages.
    events.retain(|event| event["kind"] != "restarting" && event["kind"] != "sighted");
    for event in &mut events {
        // The words that a moment was given in; a file may give it as a TOML date.
        if let Some(answer) = event["answer"].as_object_mut() {
            answer.remove("said");
        }
        let event = event.as_object_mut().unwrap();
        // What was seen, and what a promise counts from the moment that it is noted.
        for name in ["evidence", "due"] {
            event.remove(name);
        }
    }
    (timeless(&summary), events)
}

/// Tells whether an event only keeps how far a talk has come: a file of answers talks to nobody.
fn is_mark(event: &Value, mark: &str) -> bool {
    let step = event["step"].as_str().and_then(|step| step.strip_prefix("call."));
    step == Some(mark)
}

/// Leaves what counts of a log, and what the call came to at its end: a person's notes are written as they come, and
/// taken back where more is known.
fn counted(events: Vec<Value>) -> Vec<Value> {
    let said = |event: &Value| {
        let words = ["number", "reason", "what", "told", "charge"].map(|name| event[name].as_str());
        words.into_iter().flatten().next().map(str::to_owned)
    };
    let mut count: Vec<Value> = Vec::new();
    for event in events {
        if event["kind"] == "withdrawn" {
            let back = event["said"].as_str().map(str::to_owned);
            let at = count.iter().rposition(|it| it["kind"] == event["of"] && said(it) == back);
            count.remove(at.expect("what is taken back was there"));
        } else if !["opened", "ended"].iter().any(|mark| is_mark(&event, mark)) {
            count.push(event);
        }
    }
    let of_call = |event: &Value| {
        ["ticket", "promise", "refused", "terms"].iter().any(|kind| event["kind"] == *kind)
    };
    let (mut notes, mut others): (Vec<_>, Vec<_>) = count.into_iter().partition(of_call);
    let end = others.iter().position(|event| event["kind"] == "finished").unwrap_or(others.len());
    others.splice(end..end, notes.drain(..));
    others
}

/// Names only what one log has and the other has not: a whole one is long.
#[track_caller]
fn assert_same_events(one: &[Value], other: &[Value], which: &str) {
    let only = |these: &[Value], those: &[Value]| {
        these.iter().filter(|it| !those.contains(it)).map(ToString::to_string).collect::<Vec<_>>()
    };
    let (left, right) = (only(one, other), only(other, one));
    let kinds =
        |all: &[Value]| all.iter().map(|it| it["kind"].to_string()).collect::<Vec<_>>().join(" ");
    let order = (kinds(one), kinds(other));
    assert!(one == other, "{left:#?} beside {right:#?}, in the order {order:#?}: {which}");
}

fn assert_same(lang: Lang, lines: &[(&str, &str)], file: &str) {
    if !net::is_own() {
        return;
    }
    let (by_hand, by_file) = (Home::new(), Home::new());
    typed(&by_hand, lang, lines);
    from_file(&by_file, "internet-mati", lang, file);
    let (hand, file) = (outcome(&by_hand, lang), outcome(&by_file, lang));
    assert_same_events(&hand.1, &file.1, "by hand, and from a file");
    assert_eq!(hand.0, file.0);
}

/// Goes through a list with a file of answers.
fn from_file(home: &Home, list: &str, lang: Lang, file: &str) {
    home.write("answers.toml", file);
    let run = home.cekdulu(&format!("run {list} --answers answers.toml")).lang(lang.code());
    // A number that is unlike its provider's is remarked on, as it is questioned where it is typed.
    run.prints_anything().says_anything().run();
}

/// The answers with which every list is walked in each language. 0 takes the first of everything; with the
/// others *No internet* comes to a restart (5, 16), to a look (2, 6, 16) and to an end without a call (15).
const VARIANTS: [u64; 6] = [0, 2, 5, 6, 15, 16];

/// The lists that are walked with all of them; the others, each in one language, with the first two.
const WHOLE: [&str; 2] = ["internet-mati", "lain"];

/// A way to give the program answers that were given to the plain face before, in their order.
type Way = fn(&Home, &str, Lang, &[Asked]);

/// Every other way. A face that is driven over a screen of its own is one line here: what was asked, and
/// what was typed for it, is in [`Asked`].
const WAYS: &[(&str, Way)] = &[
    ("a file of answers", |home, list, lang, asked| {
        from_file(home, list, lang, &walker::file(asked));
    }),
    ("the comfortable face", at_the_comfortable_face),
];

/// Goes through a list at the comfortable face.
fn at_the_comfortable_face(home: &Home, list: &str, lang: Lang, asked: &[Asked]) {
    let screen = Screen::start(home, &format!("run {list}"), lang.code(), (80, 30));
    let mut hand = Hand { screen, before: String::new() };
    for one in asked {
        hand.answer(one);
    }
    assert_eq!(hand.screen.terminal.end(), Some(0), "{}", hand.screen.text());
}

/// Answers at a screen what was typed at the plain face.
struct Hand {
    screen: Screen,
    before: String,
}

impl Hand {
    fn press(&mut self, keys: &str) {
        self.before = self.screen.turns(&self.before);
        self.screen.terminal.press(keys);
    }

    fn answer(&mut self, Asked { typed, value, .. }: &Asked) {
        let _ = self.screen.turns(&self.before);
        let is_list = !self.screen.shows_cursor();
        let many = matches!(value, Some(toml::Value::Array(_)));
        if let (true, Some(command)) = (is_list, typed.strip_prefix('/')) {
            // Not every command stands in the short list; why is asked for where it belongs to it.
            let (word, why) = command.split_once(' ').unwrap_or((command, ""));
            self.press("?\r");
            self.press(&format!("/{word}\r"));
            if !why.is_empty() {
                self.press(&format!("{why}\n"));
            }
        } else if many {
            for number in typed.split(' ') {
                self.screen.terminal.press(&format!("{number}\r"));
                let picked = |entry: &String| entry.contains(&format!("{number:<2} [x]"));
                self.screen.until("mark", |screen| screen.entries().iter().any(picked));
            }
            self.press("0\r");
        } else {
            self.press(&format!("{typed}\r"));
        }
    }
}

/// Goes through a list at the plain face and returns what was asked and answered.
fn at_the_plain_face(home: &Home, list: &str, lang: Lang, variant: u64) -> Vec<Asked> {
    let walker = Walker { home, list, lang, variant, naming: Naming::Numbers };
    let words = format!("--plain run {list}");
    if waits(list) {
        // Enter ends a wait in a terminal only.
        let mut terminal = Terminal::start(home, &words, lang.code(), 80);
        let asked = walker.walk(&mut terminal, &mut |_, _| {});
        assert_eq!(terminal.end(), Some(0), "{}", terminal.shown);
        return asked;
    }
    let mut talk = Talk::start(home, &words, lang);
    let asked = walker.walk(&mut talk, &mut |_, _| {});
    let (status, said) = talk.end();
    assert!(status.success(), "{status}\n{said}");
    asked
}

/// Tells whether a list waits for something.
fn waits(list: &str) -> bool {
    let list = walker::parsed(registry::find(list).unwrap());
    list.steps().any(|(_, step)| matches!(step.kind, Kind::Wait { .. }))
}

#[test]
fn every_list_comes_to_the_same_in_every_way() {
    if !net::is_own() {
        return;
    }
    // A talk in a terminal is mostly waiting for the terminal.
    thread::scope(|scope| {
        for (at, (list, _)) in registry::BUILTIN.iter().enumerate() {
            for (of, lang) in Lang::ALL.into_iter().enumerate() {
                let whole = WHOLE.contains(list);
                let variants = if whole { &VARIANTS[..] } else { &VARIANTS[..2] };
                if whole || at % 2 == of {
                    let _ = scope.spawn(move || {
                        for variant in variants {
                            assert_every_way(list, lang, *variant);
                        }
                    });
                }
            }
        }
    });
}

fn assert_every_way(list: &str, lang: Lang, variant: u64) {
    let home = Home::new();
    let asked = at_the_plain_face(&home, list, lang, variant);
    let plain = outcome(&home, lang);
    for (way, give) in WAYS {
        let home = Home::new();
        give(&home, list, lang, &asked);
        let (summary, log) = outcome(&home, lang);
        let which = format!("{list} ({lang}), variant {variant}, {way}:\n{asked:#?}");
        assert_same_events(&log, &plain.1, &format!("the log of {which}"));
        assert_eq!(summary, plain.0, "the summary of {which}");
    }
}

const RED_LOS_TYPED: &[(&str, &str)] = &[
    ("tempat.jaringan", "1"),
    ("sejak", "2026-11-05 19:00"),
    ("confirm", "1"),
    ("pola", "1"),
    ("perangkat", "1"),
    ("paket", "tv ikut mati"),
    ("lapor.sudah", "1."),
    ("lampu.merah", "ya, merah berkedip"),
    ("lampu.label", "LOS"),
    ("pon", "mati"),
    ("kabel.terlihat", "1, 3"),
    ("kejadian.apa", "2 3"),
    ("pernah.sudah", "1"),
    ("pernah.kapan", "5 nov 2026 19.20"),
    ("confirm", "1"),
    ("pernah.hasil", "1"),
    ("penyedia.siapa", "10"),
    ("data.penelepon.nama", "Rina Wijaya"),
    ("data.atas-nama", "3"),
    ("data.pemilik", "Sri Wahyuni"),
    ("data.nomor", "1223 4567 8901"),
    ("confirm", "2"),
    ("data.nomor", "122345678901"),
    ("confirm", "1"),
    ("data.hp", "081200001234"),
    ("tagihan.bulan-ini", "1"),
    ("dibayar.tanggal", "2026-11-01"),
    ("confirm", "1"),
    ("tetangga.keadaan", "1"),
    ("kunjungan.waktu", "Sabtu dan Minggu"),
    ("kunjungan.patokan", "seberang masjid, pagar hijau"),
    ("dampak.apa", "1"),
    ("call.connected", "1"),
    ("panel", "akhiri"),
    ("call.result", "1"),
    ("call.ticket", "IN12345678"),
    ("call.promise", "besok 10-12"),
    ("call.days", "2"),
    ("call.told", "SMS"),
    ("call.charge", "gratis"),
    ("call.explanation", "area normal, perlu ukur kabel"),
    ("call.agent", ""),
    ("confirm", "1"),
    ("remember", "1"),
];

const RED_LOS_FILE: &str = r#"
"tempat.jaringan" = "here"
sejak = 2026-11-05T19:00:00
pola = "constant"
perangkat = "all"
paket = "tv-dead"
"lapor.sudah" = "no"
"lampu.merah" = "blinking"
"lampu.label" = "los"
pon = "off"
"kabel.terlihat" = ["broken", "bent"]
"kejadian.apa" = ["rain", "power-cut"]
"pernah.sudah" = "minute"
"pernah.kapan" = "2026-11-05 19:20"
"pernah.hasil" = "same"
"penyedia.siapa" = "other"
"data.penelepon.nama" = "Rina Wijaya"
"data.atas-nama" = "representing"
"data.pemilik" = "Sri Wahyuni"
"data.nomor" = "122345678901"
"data.hp" = "081200001234"
"tagihan.bulan-ini" = "paid"
"dibayar.tanggal" = "2026-11-01"
"tetangga.keadaan" = "unknown"
"kunjungan.waktu" = "Sabtu dan Minggu"
"kunjungan.patokan" = "seberang masjid, pagar hijau"
"dampak.apa" = "work"
[call]
ticket = "IN12345678"
promise = "besok 10-12"
days = "calendar"
told = "SMS"
charge = "gratis"
explanation = "area normal, perlu ukur kabel"
"#;

#[test]
fn red_los_up_to_the_ticket() {
    assert_same(Lang::Id, RED_LOS_TYPED, RED_LOS_FILE);
}

const TELEPHONE_LINE_TYPED: &[(&str, &str)] = &[
    ("tempat.jaringan", "3"),
    ("sejak", "2026-11-05 08:15"),
    ("confirm", "right"),
    ("pola", "1"),
    ("perangkat", "/dont-know"),
    ("sambungan", "1"),
    ("paket", "2"),
    ("lapor.sudah", "2"),
    ("lapor.nomor", "//A-17"),
    ("lampu.merah", "/note the mother reads it out"),
    ("lampu.merah", "1"),
    ("jalur.apa", "2"),
    ("dsl", "1"),
    ("nada", "no tone"),
    ("kabel.terlihat", "/could-not behind the cupboard"),
    ("kejadian.apa", "/skip"),
    ("pernah.sudah", "3"),
    ("pernah.kapan", "2026-11-05 09:00"),
    ("confirm", "1"),
    ("pernah.hasil", "1"),
    ("penyedia.siapa", "10"),
    ("data.penelepon.nama", "Dewi"),
    ("data.atas-nama", "3"),
    ("data.pemilik", "/skip does not want to say"),
    ("data.nomor", "/dont-know"),
    ("data.hp", "081200005678"),
    ("tagihan.bulan-ini", "4"),
    ("tetangga.keadaan", "3"),
    ("kunjungan.waktu", "any day"),
    ("kunjungan.patokan", "/not-applicable a flat"),
    ("dampak.apa", "2"),
    ("call.connected", "1"),
    ("panel", "end"),
    ("call.result", "4"),
    ("call.promise", ""),
    ("call.explanation", "normal from here"),
    ("call.agent", "Jenni"),
    ("confirm", "1"),
    ("remember", "1"),
];

const TELEPHONE_LINE_FILE: &str = r#"
"tempat.jaringan" = "elsewhere"
sejak = "2026-11-05 08:15"
pola = "constant"
"jalur.apa" = "dsl"
perangkat = { unknown = true }
sambungan = "wifi"
paket = "phone-dead"
"lapor.sudah" = "with-number"
"lapor.nomor" = "/A-17"
"lampu.merah" = { value = "none", note = "the mother reads it out" }
dsl = "off"
nada = "silent"
"kabel.terlihat" = { could_not = "behind the cupboard" }
"kejadian.apa" = { skip = "" }
"pernah.sudah" = "switch"
"pernah.kapan" = 2026-11-05T09:00:00
"pernah.hasil" = "same"
"penyedia.siapa" = "other"
"data.penelepon.nama" = "Dewi"
"data.atas-nama" = "representing"
"data.pemilik" = { skip = "does not want to say" }
"data.nomor" = { unknown = true }
"data.hp" = "081200005678"
"tagihan.bulan-ini" = "automatic"
"tetangga.keadaan" = "fine"
"kunjungan.waktu" = "any day"
"kunjungan.patokan" = { not_applicable = "a flat" }
"dampak.apa" = "school"
[call]
result = "not-given"
explanation = "normal from here"
agent = "Jenni"
"#;

#[test]
fn helping_another_home_over_a_telephone_line() {
    assert_same(Lang::En, TELEPHONE_LINE_TYPED, TELEPHONE_LINE_FILE);
}

const NO_POWER_TYPED: &[(&str, &str)] = &[
    ("tempat.jaringan", "2"),
    ("sejak", "2026-11-05"),
    ("confirm", "1"),
    ("pola", "1"),
    ("perangkat", "1"),
    ("sambungan", "3"),
    ("paket", "5"),
    ("lapor.sudah", "1"),
    ("lampu.merah", "4"),
    ("listrik.stopkontak", "3"),
    ("jalur.apa", "1"),
    ("kabel.terlihat", "6"),
    ("kejadian.apa", "3"),
    ("no-call-needed", "1"),
];

const NO_POWER_FILE: &str = r#"
"tempat.jaringan" = "other-network"
sejak = "2026-11-05"
pola = "constant"
"jalur.apa" = "fibre"
perangkat = "all"
sambungan = "both"
paket = "not-owned"
"lapor.sudah" = "no"
"lampu.merah" = "dark"
"listrik.stopkontak" = "outage"
"kabel.terlihat" = ["hidden"]
"kejadian.apa" = ["power-cut"]
"#;

#[test]
fn a_home_without_power_where_no_call_is_needed() {
    assert_same(Lang::En, NO_POWER_TYPED, NO_POWER_FILE);
}
