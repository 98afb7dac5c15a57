//! Whose fault it is, which call a number is from, and how the agent is addressed.

use super::*;

fn texts(entries: &[Entry], channel: Channel, wish: &Wish) -> [String; 2] {
    let list = list("internet-mati");
    Lang::ALL.map(|lang| draft(&list, entries, "23T09:00:00", lang, channel, wish).text)
}

fn called(agent: &str, number: &str) -> Event {
    let (agent, number) = (Some(agent.into()), Some(number.into()));
    Event::Ticket { number, reason: None, explanation: None, agent }
}

/// A session about the home that the computer is in, or about another one.
fn session(place: &str) -> Vec<Entry> {
    let mut all = answers();
    all.remove(0);
    all.insert(0, choice("tempat.jaringan", place));
    all.push(entry("21T08:40:00", called("Bu Jenni", "IN12345678")));
    all
}

#[test]
fn each_number_has_the_day_of_its_own_call() {
    let mut entries = session("here");
    entries.push(entry("22T08:30:00", called("Mas Anton", "TT-777")));
    let [id, en] = texts(&entries, Channel::Email, &Wish::default());
    let (en, id) = (en.replace("\n  ", " "), id.replace("\n  ", " "));
    for number in ["IN12345678.", "TT-777."] {
        assert!(en.contains(&format!("reported, ticket {number}")), "{en}");
        assert!(id.contains(&format!("dilaporkan, tiket {number}")), "{id}");
    }
    let [id, en] = texts(&entries, Channel::Whatsapp, &Wish::default());
    assert!(en.contains("ticket TT-777 from Sunday 22 November"), "{en}");
    assert!(id.contains("tiket TT-777 tertanggal Minggu, 22 November"), "{id}");
    let note = texts(&entries, Channel::Employer, &Wish::default());
    assert!(note.iter().all(|note| note.contains("22 November") && !note.contains("IN1")));
}

#[test]
fn another_home_is_not_called_ones_own() {
    let own = ["internet saya sudah berfungsi lagi", "my internet works again"];
    let other =
        ["internet yang saya laporkan sudah berfungsi", "Thank you, the internet works again"];
    let at =
        [["di tempat saya", "at my place"], ["di rumah yang saya bantu", "at a home that I am"]];
    for (place, says, at) in [("here", own, at[0]), ("elsewhere", other, at[1])] {
        let mut entries = session(place);
        entries.push(entry("22T20:00:00", became(Turn::Fixed)));
        for (text, says) in texts(&entries, Channel::X, &Wish::default()).iter().zip(says) {
            assert!(text.contains(says), "{text}");
        }
        for (text, at) in texts(&entries, Channel::Employer, &Wish::default()).iter().zip(at) {
            assert!(text.contains(at), "{text}");
        }
    }
}

#[test]
fn an_agent_is_thanked_by_the_title_that_was_noted() {
    let wish = Wish { thank: true, ..Wish::default() };
    for (agent, en, id) in [
        ("Bu Jenni", "thanks to Bu Jenni,", "khusus untuk Bu Jenni,"),
        ("mbak Jenni", "thanks to Mbak Jenni,", "khusus untuk Mbak Jenni,"),
        ("Mr. Jenni", "thanks to Mr Jenni,", "khusus untuk Mr Jenni,"),
        ("Jenni", "thanks to Jenni,", "khusus untuk Kak Jenni,"),
    ] {
        let mut entries = session("here");
        entries.push(entry("21T08:41:00", called(agent, "IN12345678")));
        entries.push(entry("22T20:00:00", became(Turn::Fixed)));
        let said = texts(&entries, Channel::Whatsapp, &wish);
        assert!(said[0].contains(id) && said[1].contains(en), "{said:?}");
    }
    let mut entries = session("here");
    entries.push(entry("21T08:41:00", called("Pak Anton", "IN12345678")));
    let now = at("22T20:00:00");
    with(&list("internet-mati"), &entries, &now, Lang::Id, |facts| {
        assert_eq!(facts.withheld("Sudah lapor Pak RT juga.", Channel::Email), None);
        assert_eq!(facts.withheld("Kata Anton besok.", Channel::Email), Some(Withheld::Agent));
    });
}

#[test]
fn a_fault_that_came_back_is_told_apart_from_one_that_stayed() {
    let says =
        [["masih terganggu", "it still did not work"], ["terganggu lagi", "it failed again"]];
    for (turns, says) in [(&[Turn::Broken][..], says[0]), (&[Turn::Fixed, Turn::Broken], says[1])] {
        let mut entries = session("here");
        let hours = ["22T10:00:00", "22T20:00:00"];
        entries.extend(hours.iter().zip(turns).map(|(hour, turn)| entry(hour, became(*turn))));
        for (text, says) in texts(&entries, Channel::Letter, &Wish::default()).iter().zip(says) {
            let told = text.lines().rfind(|line| line.starts_with("- ")).unwrap();
            assert!(told.contains(says), "{text}");
        }
    }
}
