//! Notices what should never be typed into a report.
//!
//! Pure. What only looks like a card is asked about, for a customer number may pass a card's checksum; a secret
//! beside its own name is refused.

use super::spell::File;

/// What a text seems to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// 13 to 19 digits that pass a card's checksum: to be asked about.
    CardLike,
    /// A one-time code.
    Otp,
    /// A PIN.
    Pin,
    /// The three digits on the back of a card.
    Cvv,
    /// A password.
    Password,
}

impl SecretKind {
    /// Tells whether the input is refused rather than asked about.
    pub fn is_certain(self) -> bool {
        self != Self::CardLike
    }

    fn from_key(key: &str) -> Option<Self> {
        match key {
            "otp" => Some(Self::Otp),
            "pin" => Some(Self::Pin),
            "cvv" => Some(Self::Cvv),
            "password" => Some(Self::Password),
            _ => None,
        }
    }
}

/// Returns the secret that a text seems to hold: a code or password beside its name, or what may be a card.
///
/// The name alone is none ("they asked for an OTP"): digits must follow or stand just before it, and a password must
/// be given with a colon, an equals sign, "is" or "adalah", or hold a digit.
pub fn looks_secret(text: &str) -> Option<SecretKind> {
    let words = words(text);
    let named = (0..words.len()).find_map(|at| named(&words, at));
    named.or_else(|| has_card(text).then_some(SecretKind::CardLike))
}

/// A word of the text: letters and digits, or a mark that gives something.
struct Word {
    text: String,
    gives: bool,
}

impl Word {
    fn is_code(&self) -> bool {
        let digits = self.text.bytes().filter(u8::is_ascii_digit).count();
        (3..=12).contains(&digits) && digits == self.text.len()
    }

    fn has_digit(&self) -> bool {
        self.text.bytes().any(|b| b.is_ascii_digit())
    }
}

fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        if c.is_alphanumeric() {
            if !open {
                out.push(Word { text: String::new(), gives: false });
            }
            if let Some(word) = out.last_mut() {
                word.text.extend(c.to_lowercase());
            }
            open = true;
        } else {
            if matches!(c, ':' | '=') {
                out.push(Word { text: c.to_string(), gives: true });
            }
            open = false;
        }
    }
    for word in &mut out {
        word.gives |= matches!(word.text.as_str(), "is" | "adalah" | "yaitu" | "ialah");
    }
    out
}

/// Looks for a secret's name that begins at a word, and for the secret beside it.
fn named(words: &[Word], at: usize) -> Option<SecretKind> {
    let rest = words.get(at..)?;
    let (kind, used) = File::get().secret.iter().find_map(|(key, names)| {
        let used = names.iter().find_map(|name| matches_name(rest, name))?;
        Some((SecretKind::from_key(key)?, used))
    })?;
    let after = rest.get(used..).unwrap_or_default();
    let given = after.iter().take(4).any(|word| word.gives) && after.len() > 1;
    let mut near = after.iter().take(5);
    let before = words.get(at.saturating_sub(2)..at).unwrap_or_default();
    let held = if kind == SecretKind::Password {
        let first = after.first().is_some_and(|word| !word.gives && word.has_digit());
        (given && after.iter().skip_while(|word| !word.gives).nth(1).is_some()) || first
    } else {
        near.any(Word::is_code) || spaced(after) || before.iter().any(Word::is_code)
    };
    held.then_some(kind)
}

/// "1 2 3 4 5 6": digits one by one, or in small groups.
fn spaced(after: &[Word]) -> bool {
    let digits = after.iter().skip_while(|word| !word.has_digit()).take(8);
    let digits = digits.take_while(|word| word.text.bytes().all(|b| b.is_ascii_digit()));
    let near = after.iter().take(4).any(Word::has_digit);
    near && digits.map(|word| word.text.len()).sum::<usize>() >= 3
}

/// Returns how many words a name takes, if the text begins with it.
fn matches_name(rest: &[Word], name: &str) -> Option<usize> {
    let mut used = 0;
    for part in name.split([' ', '-']) {
        (rest.get(used)?.text == part).then_some(())?;
        used += 1;
    }
    Some(used)
}

/// Tells whether a run of digits, spaces and dashes let pass, has a card's length and checksum.
fn has_card(text: &str) -> bool {
    let mut digits: Vec<u32> = Vec::new();
    for c in text.chars().chain(['\n']) {
        match c.to_digit(10) {
            Some(digit) => digits.push(digit),
            None if matches!(c, ' ' | '-' | '.') => {}
            None => {
                if (13..=19).contains(&digits.len()) && luhn(&digits) {
                    return true;
                }
                digits.clear();
            }
        }
    }
    false
}

/// ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, double @ 10..) => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != 0)
}
