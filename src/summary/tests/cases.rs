//! Walks that are known by heart: the people for whom the program is made.

use super::built;
use super::walks::{self, Log};
use crate::checklist::{Kind, Step, slots};
use crate::diagnosis::{Confidence, Verdict};
use crate::engine::Walk;
use crate::lang::{Catalogue, Lang};
use crate::moment::{Grain, Moment};
use crate::session::{Answer, Entry, Event, Restart, Return, Sighting, Watched};
use crate::summary::{Reader, Summary, result_text, text};

/// One answer: the step, and an option, several parted by `+`, a time, or words; `?` is "I don't know".
pub(super) type Said<'a> = (&'a str, &'a str);

/// What the account holder with a red LOS says.
pub(super) const RED_LOS: &[Said<'_>] = &[
    ("tempat.jaringan", "here"),
    ("sejak", "2026-11-20T19:00:00+07:00[Asia/Jakarta]"),
    ("pola", "constant"),
    ("jalur.apa", "fibre"),
    ("perangkat", "all"),
    ("paket", "tv-dead"),
    ("lapor.sudah", "no"),
    ("lampu.merah", "blinking"),
    ("lampu.label", "los"),
    ("pon", "off"),
    ("kabel.terlihat", "none"),
    ("kejadian.apa", "none"),
    ("pernah.sudah", "minute"),
    ("pernah.kapan", "2026-11-20T19:20:00+07:00[Asia/Jakarta]"),
    ("pernah.hasil", "same"),
    ("data.penelepon.nama", "Rina Wijaya"),
    ("data.atas-nama", "self"),
    ("data.nomor", "122345678901"),
    ("data.hp", "081200001234"),
    ("tagihan.bulan-ini", "paid"),
    ("dibayar.tanggal", "2026-11-05T12:00:00+07:00[Asia/Jakarta]"),
    ("tetangga.keadaan", "unknown"),
    ("kunjungan.waktu", "Sabtu dan Minggu"),
    ("kunjungan.patokan", "seberang masjid, pagar hijau"),
    ("dampak.apa", "work"),
];

/// Walks `internet-mati`: the later of two answers counts, a step that is not named is not known.
pub(super) fn walk(said: &[Said<'_>], verdict: Verdict) -> Vec<Entry> {
    walk_through("internet-mati", said, verdict)
}

/// Walks any list.
fn walk_through(list: &str, said: &[Said<'_>], verdict: Verdict) -> Vec<Entry> {
    let list = walks::list(list);
    let mut walk = Walk::new(list, "", walks::audience(list));
    let mut log = Log::new();
    while let Some((_, step)) = walk.current().and_then(|at| walk.step(at)) {
        let key = step.key.clone();
        if step.key == "cek" {
            for event in walks::measured(&key, walks::evidence_of(verdict)) {
                walk.apply(&log.add(event));
            }
            continue;
        }
        let found = said.iter().rev().find(|(step, _)| *step == key).map_or("?", |(_, said)| said);
        let answer = answer(step, found);
        let entry = log.add(Event::Answered { step: key.clone(), answer });
        walk.apply(&entry);
        let at = walk.find(&key).unwrap();
        assert!(walk.record(at).is_some(), "{found} is no answer to {key}");
    }
    log.entries
}

fn answer(step: &Step, said: &str) -> Answer {
    match &step.kind {
        _ if said == "?" => Answer::Unknown,
        Kind::Multi { .. } => Answer::Multi { options: said.split('+').map(Into::into).collect() },
        Kind::Text { .. } => Answer::Text { text: said.into() },
        Kind::DateTime => {
            let at = said.parse().unwrap();
            let grain = if step.key == "dibayar.tanggal" { Grain::Day } else { Grain::Minute };
            Answer::DateTime { moment: Moment { at, grain, about: false }, said: said.into() }
        }
        Kind::Restart { .. } => {
            let unplugged = Some(Moment::exact(walks::began()));
            Answer::Restart(Restart { unplugged, ..Restart::default() })
        }
        Kind::Choice { .. } => Answer::Choice { option: said.into() },
        Kind::Do
        | Kind::YesNo
        | Kind::Number { .. }
        | Kind::Wait { .. }
        | Kind::Probe { .. }
        | Kind::Diagnose
        | Kind::Info => Answer::Done,
    }
}

fn summary(entries: &[Entry], lang: Lang) -> Summary {
    built(walks::list("internet-mati"), entries, lang, Reader::Me)
}

fn said(summary: &Summary) -> String {
    let told = summary.opening.iter().chain(&summary.details).map(|told| told.say.as_str());
    std::iter::once(summary.greeting.as_str()).chain(told).collect::<Vec<_>>().join(" ")
}

/// Adds answers to those with a red LOS.
pub(super) fn with<'a>(more: &[Said<'a>]) -> Vec<Said<'a>> {
    RED_LOS.iter().chain(more).copied().collect()
}

#[test]
fn the_account_holder_reads_a_script_that_fits() {
    let entries = walk(RED_LOS, Verdict::NoInternet);
    let id = said(&summary(&entries, Lang::Id));
    let end = "Lampu LOS merah berkedip. PON mati. Modem sudah dicabut satu menit pukul 19.20, \
        hasilnya sama. Kerja dari rumah terganggu. Mohon dicek gangguan area; bila tidak ada, mohon tiket dan \
        kunjungan paling awal.";
    assert!(
        id.starts_with("Selamat pagi, Kak. Saya Rina Wijaya, nomor pelanggan 1223 - 4567 - 8901.")
    );
    assert!(id.contains(end), "{id}");
    let en = said(&summary(&entries, Lang::En));
    let end = "LOS blinks red. PON is off. The modem was unplugged one minute at 19:20; no change. \
        Please check for an area fault; if none, please open a ticket for a visit.";
    assert!(en.contains(end), "{en}");
}

/// Walks with a modem that was not restarted before, and puts in what a guided restart came to.
fn restarted(restart: &Restart) -> Vec<Entry> {
    let not_yet =
        with(&[("pernah.sudah", "not-yet"), ("ulang.mulai", "done"), ("ulang.sesudah", "same")]);
    let mut entries = walk(&not_yet, Verdict::NoInternet);
    for entry in &mut entries {
        if let Event::Answered { answer: Answer::Restart(kept), .. } = &mut entry.event {
            kept.clone_from(restart);
        }
    }
    entries
}

#[test]
fn what_was_said_of_a_restart_and_what_was_seen_are_told_apart() {
    let at =
        |minute: i64| walks::began().checked_add(jiff::SignedDuration::from_mins(minute)).unwrap();
    let seen = |what, up, found, minute| Sighting { what, up, found, at: at(minute) };
    let restart = Restart {
        unplugged: Some(Moment::exact(at(1))),
        plugged: Some(Moment::exact(at(2))),
        seen: true,
        gateway: Some(Return::CameBack),
        internet: Some(Return::StayedAway),
        link: Some(Return::NeverLeft),
        sightings: vec![
            seen(Watched::Gateway, true, true, 0),
            seen(Watched::Internet, false, true, 0),
            seen(Watched::Gateway, false, false, 1),
            seen(Watched::Gateway, true, false, 4),
        ],
    };
    let id = summary(&restarted(&restart), Lang::Id);
    let said = said(&id);
    let minute = |minute| at(minute).strftime("%H.%M").to_string();
    let [one, two, four] = [1, 2, 4].map(minute);
    for part in [
        format!("Modem sudah dicabut lalu dinyalakan lagi hari Sabtu pukul {one}, hasilnya sama."),
        format!("dicabut hari Sabtu pukul {one} dan ditancapkan lagi pukul {two}."),
        format!("melihat modem mati hari Sabtu pukul {one} dan menjawab lagi pukul {four}."),
        "Internet tidak kembali.".to_owned(),
    ] {
        assert!(said.contains(&part), "{part}\n{said}");
    }
    let step = id.parts.iter().flat_map(|part| &part.steps).find(|step| step.key == "ulang.mulai");
    let report = step.unwrap().restart.as_ref().unwrap();
    assert_eq!((report.gateway, report.internet), (Some("came-back"), Some("stayed-away")));
    assert_eq!(report.sightings, restart.sightings);
    let told = super::super::markdown(&id);
    assert!(told.contains("menjawab lagi") && text(&id, 400).contains("menjawab lagi"));
    // That a box at home kept answering is in the report, and not for the agent's ears.
    let stayed = Restart { gateway: Some(Return::NeverLeft), sightings: Vec::new(), ..restart };
    let id = summary(&restarted(&stayed), Lang::Id);
    assert!(!self::said(&id).contains("tetap ada yang menjawab"));
    assert!(text(&id, 400).contains("tetap ada yang menjawab"));
}

#[test]
fn the_commonest_path_asks_at_most_25_questions() {
    let entries = walk(RED_LOS, Verdict::NoInternet);
    let list = walks::list("internet-mati");
    let walk = Walk::replay(list, "", walks::audience(list), &entries);
    let shown: Vec<_> = (0..walk.len()).filter(|at| walk.is_shown(*at)).collect();
    let asked = shown.iter().filter(|at| walk.diagnosis(**at).is_none()).count();
    println!("commonest path: {asked} questions");
    assert!(asked <= 25, "{asked}");
}

#[test]
fn the_name_on_ones_own_account_is_said() {
    for (lang, name) in [(Lang::Id, "Rina Wijaya, saya sendiri"), (Lang::En, "Rina Wijaya, myself")]
    {
        let summary = summary(&walk(RED_LOS, Verdict::NoInternet), lang);
        assert!(asked(&summary, "account-holder").contains(name));
    }
}

#[test]
fn a_daughter_speaks_for_her_mother_and_claims_no_measurement() {
    let more = [
        ("tempat.jaringan", "elsewhere"),
        ("data.penelepon.nama", "Rina"),
        ("data.atas-nama", "representing"),
        ("data.pemilik", "Ibu Sari"),
        ("data.nomor", "1313131313131"),
    ];
    let summary = summary(&walk(&with(&more), Verdict::Ok), Lang::Id);
    let greeting =
        "Saya Rina, untuk langganan atas nama Ibu Sari, nomor pelanggan 1313 - 1313 - 13131.";
    assert!(summary.greeting.ends_with(greeting), "{}", summary.greeting);
    assert!(summary.seen.is_empty());
    assert_eq!(asked(&summary, "account-holder"), "Ibu Sari, saya mewakili");
    let told = said(&summary);
    assert!(!told.contains("komputer"), "{told}");
    let restart = &summary.replies.first().unwrap().say;
    assert!(restart.contains("orang di rumah itu"), "{restart}");
}

#[test]
fn who_knows_nothing_claims_nothing() {
    for (lang, opening) in [
        (
            Lang::Id,
            "Internet mati. Mohon dicek gangguan area; bila tidak ada, mohon dicek sinyal jalur saya.",
        ),
        (
            Lang::En,
            "The internet is dead. Please check for an area fault; if none, please test my line.",
        ),
    ] {
        let summary = summary(&walk(&[], Verdict::Ok), lang);
        let said: Vec<_> = summary.opening.iter().map(|told| told.say.as_str()).collect();
        assert_eq!(said.join(" "), opening);
        assert!(summary.details.iter().all(|told| told.about.is_none()), "{:?}", summary.details);
        let unknown = Catalogue::of(lang).get("summary.not-known");
        assert!(summary.asked.iter().all(|pair| pair.say == unknown), "{:?}", summary.asked);
        let result = result_text(&summary, 200);
        assert!(!result.contains(Catalogue::of(lang).get("summary.segment-none")), "{result}");
    }
}

#[test]
fn a_second_call_names_its_ticket_at_once() {
    let more = [("lapor.sudah", "with-number"), ("lapor.nomor", "IN12345678")];
    let summary = summary(&walk(&with(&more), Verdict::NoInternet), Lang::Id);
    let opening: Vec<_> = summary.opening.iter().map(|told| told.say.as_str()).collect();
    assert!(opening.contains(&"Sudah dilaporkan, nomor aduannya IN12345678."), "{opening:?}");
    assert!(opening.last().unwrap().starts_with("Mohon dicek perkembangan tiket saya"));
    assert!(reply(&summary, "petugas baru").contains("IN12345678"));
    assert!(asked(&summary, "earlier-report").contains("I seperti Irian, N seperti Nirwana, satu"));
}

#[test]
fn a_red_light_beside_a_working_internet_is_said_with_it() {
    let summary = summary(&walk(&with(&[("kembali.situs", "yes")]), Verdict::Ok), Lang::Id);
    let told = said(&summary);
    assert!(told.contains("sekarang jalan lagi. Lampu LOS merah berkedip. PON mati."), "{told}");
    assert!(told.contains("internet menjawab; dicek hari Sabtu pukul"), "{told}");
    assert!(
        told.contains("Mohon dicek dari sana, karena lampu modem dan hasil di komputer berbeda")
    );
    assert_eq!(summary.finding.unwrap().confidence, Confidence::Low);
}

#[test]
fn a_number_with_letters_is_spelt_where_the_agent_asks() {
    for (lang, spelt) in [(Lang::Id, "C seperti Curup, satu"), (Lang::En, "C as in Charlie, one")] {
        let summary = summary(&walk(&with(&[("data.nomor", "C1234567")]), Verdict::Ok), lang);
        assert!(summary.greeting.contains("C - 123 - 4567"), "{}", summary.greeting);
        let said = asked(&summary, "customer-number");
        assert!(said.starts_with("C - 123 - 4567, ") && said.contains(spelt), "{said}");
    }
}

#[test]
fn the_ticket_of_this_session_is_the_earlier_report_afterwards() {
    for (number, reason, said) in [
        (Some("IN777"), None, "Nomor aduannya IN777, Sabtu, 21 November."),
        (None, Some("dropped"), "Teleponnya terputus sebelum ada nomor aduan, Sabtu, 21 November."),
    ] {
        let mut entries = walk(RED_LOS, Verdict::NoInternet);
        let (number, reason) = (number.map(String::from), reason.map(String::from));
        let event = Event::Ticket { number, reason, explanation: None, agent: None };
        let last = entries.last().unwrap().clone();
        entries.push(Entry { event, ..last });
        let summary = summary(&entries, Lang::Id);
        assert!(reply(&summary, "petugas baru").contains(said));
        let asked = asked(&summary, "earlier-report");
        assert!(asked.starts_with(said.trim_end_matches('.')), "{asked}");
        assert!(!asked.contains("Belum ada laporan"), "{asked}");
    }
}

#[test]
fn a_report_shows_options_as_they_were_offered_and_says_what_it_hides() {
    let entries = walk(RED_LOS, Verdict::NoInternet);
    let list = walks::list("internet-mati");
    let mine = text(&summary(&entries, Lang::En), 300);
    assert!(mine.contains("Is any light on the modem RED now? Yes, blinking red"), "{mine}");
    let public = text(&built(list, &entries, Lang::En, Reader::Public), 300);
    assert!(public.contains("Your name, to tell the agent? not shown"), "{public}");
    assert!(public.contains("Customer number: not shown"), "{public}");
    assert!(public.contains("  Good morning.\n"), "{public}");
}

#[test]
fn a_hidden_promise_still_says_until_when() {
    let mut entries = walk(RED_LOS, Verdict::NoInternet);
    let due = "2026-11-23T12:00:00+07:00[Asia/Jakarta]".parse().map(Moment::exact).unwrap();
    let what = "teknisi datang.".to_owned();
    let event = Event::Promise { what, from: None, due: Some(due), days: None };
    let before = entries.last().unwrap().clone();
    entries.push(Entry { event, ..before });
    let list = walks::list("internet-mati");
    for (reader, said) in [
        (
            Reader::Me,
            "Promised “teknisi datang”: by Monday 23 November, 12:00 Jakarta time. No need to call",
        ),
        (Reader::Public, "Promised: by Monday 23 November, 12:00 Jakarta time. No need to call"),
    ] {
        let text = text(&built(list, &entries, Lang::En, reader), 300);
        assert!(text.contains(said), "{text}");
    }
}

/// Returns what is answered to an intake question.
fn asked(summary: &Summary, question: &str) -> String {
    let question = slots::questions().iter().find(|other| other.key == question).unwrap();
    let label = question.label.get(summary.lang);
    summary.asked.iter().find(|pair| pair.label == label).unwrap().say.clone()
}

/// Returns what is answered to a sentence of the agent.
fn reply<'a>(summary: &'a Summary, agent: &str) -> &'a str {
    &summary.replies.iter().find(|pair| pair.label.contains(agent)).unwrap().say
}

#[test]
fn what_works_now_says_nothing_against_what_is_slow_or_drops() {
    let here = ("tempat.jaringan", "here");
    let slow = [here, ("jam", "evening"), ("lambat", "all"), ("lampu.merah", "none")];
    let drops = [here, ("saat-putus", "los"), ("lampu.merah", "none"), ("kali", "few")];
    let red = [here, ("lampu.merah", "blinking"), ("lampu.label", "los")];
    let cases = [
        ("internet-lambat", &slow[..], "jam-sibuk", Confidence::Medium),
        ("putus-nyambung", &drops, "sinyal", Confidence::Medium),
        // A light that is red while the internet works is another matter.
        ("internet-lambat", &red, "lampu-merah", Confidence::Low),
    ];
    for (list, said, outcome, confidence) in cases {
        let entries = walk_through(list, said, Verdict::Ok);
        let found = built(walks::list(list), &entries, Lang::Id, Reader::Me).finding.unwrap();
        assert_eq!((found.outcome.as_str(), found.confidence), (outcome, confidence), "{list}");
        let differs = found.basis.is_some_and(|basis| basis.contains("berbeda"));
        assert_eq!(differs, confidence == Confidence::Low, "{list}");
    }
}

#[test]
fn an_outcome_repeats_answers_and_leaves_out_what_is_not_known() {
    let list = "format = 1\nkey = \"l\"\nversion = \"1\"\nservice = \"internet\"\nstyle = \"read-do\"\n\
        title = \"Garden\"\n[[phase]]\nkey = \"p\"\ntitle = \"P\"\n[[phase.step]]\nkey = \"a\"\n\
        kind = \"text\"\nask = \"A?\"\n[[phase.step]]\nkey = \"b\"\nkind = \"number\"\nunit = \"m\"\n\
        ask = \"B?\"\n[[outcome]]\nkey = \"o\"\ncall = false\nsay = \"It is {a}.\"\n\
        do = \"Dig {b} deep. Then rest.\"\nexpect = \"{a}, {b}.\"\n";
    let list = crate::checklist::parse(list).checklist.unwrap();
    let found = |a: Answer, b: Answer, reader| {
        let mut log = Log::new();
        for (step, answer) in [("a", a), ("b", b)] {
            log.add(Event::Answered { step: step.into(), answer });
        }
        built(&list, &log.entries, Lang::En, reader).finding.unwrap()
    };
    let (dry, two) = (Answer::Text { text: "{b}".into() }, Answer::Number { value: 2.5 });
    let all = found(dry.clone(), two.clone(), Reader::Me);
    assert_eq!(
        (&*all.say, all.todo.as_deref()),
        ("It is {b}.", Some("Dig 2.5 m deep. Then rest."))
    );
    assert_eq!(all.expect.as_deref(), Some("{b}, 2.5 m."));
    let some = found(Answer::Unknown, Answer::Unknown, Reader::Me);
    assert_eq!(
        (&*some.say, some.todo.as_deref(), some.expect),
        ("Garden.", Some("Then rest."), None)
    );
    // What somebody typed does not reach the public by this way either.
    assert_eq!(found(dry, two, Reader::Public).say, "Garden.");
}
