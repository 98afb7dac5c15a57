//! What may not leave the screen, or not in this text.
//!
//! Pure.

use super::data::Data;
use crate::safe;
use crate::spoken::{looks_secret, normalize_number, sanitise_public};

/// The longest ticket number that is quoted, in letters.
const LONGEST_TICKET: usize = 30;
/// A name this short is found in too many words to tell anything.
const SHORT: usize = 2;
/// From this many figures on a number points to somebody.
const NUMBER: usize = 5;

/// Why the person's own words are not put into a text as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// There is something like a code or a password in them.
    Secret,
    /// They name the agent.
    Agent,
    /// They have something personal in them, and the text is public.
    Personal,
}

/// What is known of the people in a session, so that it can be kept out.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    /// Names and numbers of the customer.
    pub private: Vec<String>,
    /// First names of agents.
    pub agents: Vec<String>,
}

impl Guard {
    /// Tells whether a text names an agent.
    pub(super) fn names_agent(&self, text: &str) -> bool {
        // "Pak" before a name names nobody.
        let title = |word: &&str| {
            let titles = Data::builtin().titles.values().flatten();
            let bare = word.trim_end_matches('.').to_lowercase();
            titles.map(|title| title.to_lowercase()).any(|title| title == bare)
        };
        self.agents.iter().any(|agent| {
            let name: Vec<_> = agent.split_whitespace().filter(|word| !title(word)).collect();
            has_words(text, &name.join(" "))
        })
    }

    /// Tells whether a text has something personal in it.
    pub(super) fn is_personal(&self, text: &str) -> bool {
        let figures = figures(text);
        self.private.iter().any(|own| {
            let number = self::figures(own);
            let is_number = number.len() >= NUMBER;
            (is_number && figures.contains(&number)) || (!is_number && has_words(text, own))
        })
    }

    /// Tells why own words stay out of a text, where so.
    pub(super) fn withheld(
        &self,
        own: &str,
        ticket: Option<&str>,
        public: bool,
    ) -> Option<Withheld> {
        if looks_secret(own).is_some() {
            Some(Withheld::Secret)
        } else if self.names_agent(own) {
            Some(Withheld::Agent)
        } else if public && (self.is_personal(own) || sanitise_public(own, ticket) != own) {
            Some(Withheld::Personal)
        } else {
            None
        }
    }

    /// Returns a ticket number that looks like one and can be quoted, also in public where it is asked so.
    pub(super) fn ticket(&self, typed: &str, public: bool) -> Option<String> {
        let ticket = safe::line(typed).trim().to_owned();
        let word = |word: &str| {
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            let coded = word.chars().all(|c| c.is_ascii_alphanumeric() || "/.-_#".contains(c));
            coded && (letters <= 4 || word.contains(|c: char| c.is_ascii_digit()))
        };
        let figures = figures(&ticket);
        let form = ticket.split(' ').all(word) && !figures.is_empty();
        let fits = ticket.chars().count() <= LONGEST_TICKET && !self.names_agent(&ticket);
        let open = !public || !(self.is_personal(&ticket) || is_of_a_person(&ticket, &figures));
        (form && fits && open).then_some(ticket)
    }
}

/// Tells whether figures alone look like a telephone number, a card or an identity number.
fn is_of_a_person(text: &str, figures: &str) -> bool {
    let bare = normalize_number(text).trim_start_matches('+') == figures;
    let phone = ["08", "628"].iter().any(|head| figures.starts_with(head));
    bare && (phone && (10..=15).contains(&figures.len()) || figures.len() == 16)
}

fn figures(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Tells whether a text has these words, or one of them that is not too short, as words.
fn has_words(text: &str, words: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let all = split(text);
    split(words).iter().any(|word| word.chars().count() > SHORT && all.contains(word))
}

/// Returns the name of an account on X, with its `@`; none where it cannot be one.
///
/// # References
///
/// X Help, "About your profile": up to 15 letters, figures and underscores.
pub fn handle(typed: &str) -> Option<String> {
    let name = typed.trim().trim_start_matches('@');
    let fits = (1..=15).contains(&name.len());
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (fits && plain).then(|| format!("@{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn guard() -> Guard {
        Guard {
            private: vec!["Rina Wijaya".into(), "122345678901".into(), "0812 0000 1234".into()],
            agents: vec!["Jenni".into()],
        }
    }

    #[test]
    fn a_ticket_is_quoted_only_where_it_is_one() {
        for (typed, anywhere, public) in [
            ("IN12345678", true, true),
            (" TT-100/2 ", true, true),
            ("IN 1234 5678", true, true),
            ("0012345", true, true),
            ("nanti dikirim SMS", false, false),
            ("teknisi besok 10", false, false),
            ("122345678901", true, false),
            ("1223-4567-8901", true, false),
            ("081200009999", true, false),
            ("+6281200009999", false, false),
            ("3201123456780001", true, false),
            ("Jenni-12", false, false),
            ("rina1", true, true),
            ("a1@b.id", false, false),
            ("", false, false),
        ] {
            assert_eq!(guard().ticket(typed, false).is_some(), anywhere, "{typed}");
            assert_eq!(guard().ticket(typed, true).is_some(), public, "{typed}");
        }
        assert_eq!(guard().ticket(&"1".repeat(31), false), None);
    }

    #[test]
    fn own_words_stay_out_with_their_reason() {
        for (own, private, public) in [
            ("Mohon kabarnya.", None, None),
            ("Kata Jenni besok.", Some(Withheld::Agent), Some(Withheld::Agent)),
            ("OTP saya 123456", Some(Withheld::Secret), Some(Withheld::Secret)),
            ("Saya Rina.", None, Some(Withheld::Personal)),
            ("HP 0812-9999-8888", None, Some(Withheld::Personal)),
            ("nomor 1223 4567 8901", None, Some(Withheld::Personal)),
        ] {
            assert_eq!(guard().withheld(own, Some("IN1"), false), private, "{own}");
            assert_eq!(guard().withheld(own, Some("IN1"), true), public, "{own}");
        }
    }

    #[test]
    fn an_account_has_a_name_of_its_own_form() {
        assert_eq!(handle(" @IndiHomeCare "), Some("@IndiHomeCare".into()));
        assert_eq!(handle("my_XL"), Some("@my_XL".into()));
        for wrong in ["", "@", "two words", "a.b", "wa.me/62812", "sixteen_letters_x"] {
            assert_eq!(handle(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_judged(typed: String) {
            let _ = guard().withheld(&typed, Some(&typed), true);
            if let Some(ticket) = guard().ticket(&typed, true) {
                prop_assert!(ticket.chars().count() <= LONGEST_TICKET && !guard().is_personal(&ticket));
            }
            if let Some(handle) = handle(&typed) {
                prop_assert!(handle.len() <= 16);
            }
        }
    }
}
