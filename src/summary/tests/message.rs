//! The message to the provider: what is in it for whom, and what only on the person's word.

use super::cases::{RED_LOS, walk, with};
use super::{walks, with_source};
use crate::diagnosis::Verdict;
use crate::lang::Lang;
use crate::moment::Moment;
use crate::session::{Entry, Event};
use crate::summary::{Message, Reader, message, personal};

fn of(entries: &[Entry], lang: Lang, reader: Reader) -> Message {
    with_source(walks::list("internet-mati"), entries, (lang, reader), message)
}

/// Adds what happens after the last answer.
fn and(mut entries: Vec<Entry>, events: Vec<Event>) -> Vec<Entry> {
    for event in events {
        let last = entries.last().unwrap().clone();
        entries.push(Entry { event, ..last });
    }
    entries
}

fn ticket(number: Option<&str>, explanation: Option<&str>) -> Event {
    let reason = if number.is_some() { None } else { Some("dropped".to_owned()) };
    let explanation = explanation.map(str::to_owned);
    Event::Ticket {
        number: number.map(str::to_owned),
        reason,
        explanation,
        agent: Some("Quetzalia".into()),
    }
}

/// What the provider gets.
const WHOLE: &str = "Selamat pagi, Kak. Mohon bantuannya.

Nama penelepon: Rina Wijaya
Nomor pelanggan: 122345678901
Nomor HP: 081200001234
Nomor aduan: IN777

Internet dan TV mati sejak Jumat, 20 November, pukul 19.00 WIB.
Lampu LOS merah berkedip.
PON mati.
Modem sudah dicabut satu menit pukul 19.20, hasilnya sama.
Kerja dari rumah terganggu.
Semua perangkat terkena.
Kabel yang terlihat tidak tertekuk, longgar, atau putus.
Tagihan bulan ini sudah dibayar.
Dibayar Kamis, 5 November.
Keadaan tetangga belum diketahui.

Yang dilihat program di komputer saya:
Dari komputer, modem menjawab tetapi luar tidak; dicek hari Sabtu pukul 08.25.

Mohon dicek perkembangan tiket saya.

Terima kasih.
";

#[test]
fn the_provider_gets_the_numbers_and_everybody_else_does_not() {
    let entries = and(walk(RED_LOS, Verdict::NoInternet), vec![ticket(Some("IN777"), None)]);
    let whole = of(&entries, Lang::Id, Reader::Provider);
    assert_eq!(whole.text(&[]), WHOLE);
    let labels = ["Nama penelepon", "Nomor pelanggan", "Nomor HP", "Dampak", "Tagihan"];
    assert_eq!(whole.personal, labels);
    let public = of(&entries, Lang::Id, Reader::Public);
    let own = [
        "Nama penelepon: Rina Wijaya\n",
        "Nomor HP: 081200001234\n",
        "Kerja dari rumah terganggu.\n",
        "Tagihan bulan ini sudah dibayar.\n",
        "Dibayar Kamis, 5 November.\n",
    ];
    let masked = own.iter().fold(WHOLE.to_owned(), |text, line| text.replace(line, ""));
    let later = "Nomor pelanggannya saya beri bila diminta lewat saluran resmi.";
    assert_eq!(public.text(&[]), masked.replace("Nomor pelanggan: 122345678901", later));
    assert!(public.personal.is_empty());
}

#[test]
fn a_first_message_asks_for_what_the_call_would_ask_for() {
    let entries = walk(RED_LOS, Verdict::NoInternet);
    let text = of(&entries, Lang::En, Reader::Public).text(&[]);
    for line in [
        "Good morning. I would be glad of your help.",
        "I will give my number when asked over an official channel.",
        "LOS blinks red.",
        "PON is off.",
        "Please check for an area fault; if none, please open a ticket for a visit.",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    assert!(text.ends_with("\n\nThank you.\n") && !text.contains("Ticket"));
    let dropped = and(entries, vec![ticket(None, None)]);
    let text = of(&dropped, Lang::En, Reader::Public).text(&[]);
    assert!(
        text.contains(
            "\nThe call dropped before there was a ticket number, on Saturday 21 November.\n"
        ),
        "{text}"
    );
}

#[test]
fn what_is_over_asks_for_nothing() {
    let entries = walk(&with(&[("kembali.situs", "yes"), ("lampu.merah", "none")]), Verdict::Ok);
    let message = of(&entries, Lang::En, Reader::Public);
    let text = message.text(&[]);
    assert!(!text.contains("Please") && text.contains("works again"), "{text}");
}

/// Somebody who notes much.
fn noted() -> Vec<Entry> {
    let landmark = ("kunjungan.patokan", "seberang masjid\nJl. Melati No. 7\nibu saya sakit");
    let due = "2026-11-23T12:00:00+07:00[Asia/Jakarta]".parse().map(Moment::exact).ok();
    let events = vec![
        Event::Noted { step: "lampu.merah".into(), note: "berkedip sejak hujan".into() },
        Event::Noted { step: "pon".into(), note: "OTP 123456".into() },
        ticket(Some("IN777"), Some("kata Quetzalia normal")),
        Event::Promise { what: "teknisi datang".into(), from: None, due, days: None },
    ];
    and(walk(&with(&[landmark]), Verdict::NoInternet), events)
}

#[test]
fn own_words_are_offered_one_line_at_a_time_and_never_put_in_unasked() {
    let entries = noted();
    let offered = |reader| {
        let message = of(&entries, Lang::Id, reader);
        let lines = message.offers.iter().map(|offer| offer.line.clone()).collect::<Vec<_>>();
        (message, lines)
    };
    let (public, lines) = offered(Reader::Public);
    let masked = [
        "Catatan: berkedip sejak hujan",
        "Ada orang di rumah: Sabtu dan Minggu",
        "Patokan rumah: seberang masjid",
        "Patokan rumah: Jl. …",
        "Penjelasan petugas: kata … normal",
        "Dijanjikan: teknisi datang",
    ];
    assert_eq!(lines, masked);
    assert_eq!(public.unfit, 2, "what is about health, and a code");
    let (provider, lines) = offered(Reader::Provider);
    assert!(lines.contains(&"Patokan rumah: Jl. Melati No. 7".to_owned()), "{lines:?}");
    assert!(lines.contains(&"Patokan rumah: ibu saya sakit".to_owned()), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("Quetzalia") || line.contains("123456")));
    assert_eq!(provider.unfit, 1);
    for message in [&public, &provider] {
        assert!(
            !message.text(&[]).contains("masjid") && !message.text(&[]).contains("teknisi datang")
        );
        assert!(message.text(&[]).contains("Dijanjikan paling lambat Senin, 23 November"));
    }
    let text = public.text(&[2, 0]);
    assert!(
        text.contains("\n\nPatokan rumah: seberang masjid\nCatatan: berkedip sejak hujan\n\n"),
        "{text}"
    );
    let mine = of(&entries, Lang::Id, Reader::Me);
    assert_eq!(mine.everything().len(), mine.offers.len());
    assert!(mine.text(&mine.everything()).contains("kata Quetzalia normal"));
}

#[test]
fn a_reader_who_may_see_all_is_told_what_that_is() {
    let list = walks::list("internet-mati");
    let labels = |entries: &[Entry], words| {
        with_source(list, entries, (Lang::En, Reader::Provider), |source| personal(source, words))
    };
    let said = labels(&noted(), true);
    for label in ["Caller's name", "Customer number", "Mobile number", "Landmark", "your own words"]
    {
        assert!(said.iter().any(|said| said == label), "{label}: {said:?}");
    }
    assert!(!labels(&noted(), false).contains(&"your own words".to_owned()));
    assert_eq!(labels(&walk(&[], Verdict::Ok), true), Vec::<String>::new());
}

#[test]
fn every_list_comes_to_a_message_without_markup() {
    for list in walks::lists() {
        for seed in 0..12 {
            let entries = walks::random(list, seed);
            for (lang, reader) in [(Lang::Id, Reader::Public), (Lang::En, Reader::Provider)] {
                let text = with_source(list, &entries, (lang, reader), message).text(&[]);
                assert!(!text.contains(['*', '_', '`', '#', '{', '<']), "{}: {text}", list.key);
                assert!(!text.contains("\n\n\n") && !text.contains("  "), "{}: {text}", list.key);
                let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
                assert!(longest <= 240, "{}: {text}", list.key);
            }
        }
    }
}
