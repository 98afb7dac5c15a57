//! What pages about the bill say.
//!
//! Pure. The rows live in `checklists/data/fingerprints.toml`.

use jiff::civil::Date;
use serde::Deserialize;

use super::own::{Data, Wrong};
use crate::data;

/// The built-in words.
fn builtin() -> String {
    data::shipped!("fingerprints.toml")
}

static ALL: Data<Fingerprints> = Data::new();

/// Every known look of a page; the pages of filters stand in [`super::filters`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fingerprints {
    /// What a page about the bill says.
    pub bill: Bill,
}

/// What a page about the bill says, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    /// Words that no other page says.
    pub strong: Vec<String>,
    /// Words that a page may say for another reason.
    pub weak: Vec<String>,
    /// Words of a page that wants a sign-in.
    pub sign_in: Vec<String>,
    /// Where this comes from.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// How much a page speaks of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BillWords {
    /// Not at all, or beside a sign-in.
    None,
    /// With words that can have another reason.
    Weak,
    /// With words that can hardly have another reason.
    Strong,
}

impl Bill {
    /// Weighs what a page or the name of its host says.
    pub fn weigh(&self, words: &str) -> BillWords {
        let words = words.to_lowercase();
        let any = |list: &[String]| list.iter().any(|word| words.contains(word.as_str()));
        if any(&self.strong) {
            BillWords::Strong
        } else if any(&self.weak) && !any(&self.sign_in) {
            BillWords::Weak
        } else {
            BillWords::None
        }
    }
}

impl Fingerprints {
    /// Returns the built-in words.
    ///
    /// # Panics
    ///
    /// Never: the words are part of the program, and a test reads them.
    pub fn builtin() -> &'static Self {
        ALL.builtin(Self::read)
    }

    /// Returns the words that count: the person's own, else the built-in ones.
    pub fn get() -> &'static Self {
        ALL.get(Self::read)
    }

    /// Puts these in the place of the built-in ones.
    pub fn replace(self) {
        ALL.replace(self);
    }

    fn read() -> Self {
        Self::load(&builtin()).expect("a test reads the built-in words")
    }

    /// Reads words and refuses one that every page has, or that none can have.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    pub fn load(text: &str) -> Result<Self, Wrong> {
        let all: Self = toml::from_str(text).map_err(|error| Wrong::form(text, &error))?;
        let bill = &all.bill;
        let fits = |word: &String| word.len() >= 4 && !word.chars().any(char::is_uppercase);
        let lists = [("strong", &bill.strong), ("weak", &bill.weak), ("sign_in", &bill.sign_in)];
        let bad = lists.into_iter().find(|(_, words)| !words.iter().all(fits));
        let wrong = bad.map(|(field, _)| Wrong::Value { section: "bill", number: 1, field });
        wrong.map_or(Ok(all), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_every_page_has_is_refused() {
        let own = builtin().replacen("\"unpaid\"", "\"a\"", 1);
        let wrong = Wrong::Value { section: "bill", number: 1, field: "strong" };
        assert_eq!(Fingerprints::load(&own), Err(wrong));
        assert!(matches!(Fingerprints::load("bill = 1"), Err(Wrong::Form { line: 1, .. })));
    }

    #[test]
    fn a_page_that_sells_vouchers_is_not_about_the_bill() {
        let bill = &Fingerprints::builtin().bill;
        for (words, weight) in [
            ("Layanan Anda sedang ISOLIR", BillWords::Strong),
            ("Silakan cek tagihan Anda di aplikasi", BillWords::Weak),
            ("Login hotspot, pembayaran voucher di kasir", BillWords::None),
            ("Sign in to the guest network", BillWords::None),
            ("", BillWords::None),
        ] {
            assert_eq!(bill.weigh(words), weight, "{words}");
        }
    }
}
