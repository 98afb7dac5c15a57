//! Numbers and codes as they are read aloud, and what of them may leave the screen.
//!
//! Pure. The words are in `checklists/data/spelling.toml` and `private.toml`.

mod mask;
mod secret;
mod spell;
#[cfg(test)]
mod tests;

pub use mask::{
    Mask, mask_email, mask_number, mask_phone, may_be_ticket, sanitise_public, speaks_of_health,
};
pub use secret::{SecretKind, looks_secret};
pub use spell::{Spelling, cardinal, count_letters_digits, spell};

/// How fast a script is read aloud, in words a minute.
///
/// # References
///
/// People read aloud 110 to 150 words a minute; the middle.
const WORDS_PER_MINUTE: usize = 130;

/// Strips what people type between the digits of a number: spaces, dots, dashes, slashes, brackets.
///
/// Letters keep their case and zeros their place.
pub fn normalize_number(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric() || *c == '+').collect()
}

/// Writes a number in groups that are read with a pause between: "1223 - 4567 - 8901".
///
/// Letters stand apart from digits ("TT - 100"), no group has one digit alone unless the run has, and
/// separators that the person typed are ignored. The country code +62 is a group of its own.
pub fn group_digits(number: &str) -> String {
    let number = normalize_number(number);
    if let Some(local) = number.strip_prefix("+62").filter(|local| !local.is_empty()) {
        return format!("+62 - {}", group_digits(local));
    }
    let mut groups: Vec<String> = Vec::new();
    let mut run = String::new();
    let mut digits = false;
    for c in number.chars() {
        if !run.is_empty() && c.is_ascii_digit() != digits {
            flush(&mut groups, &mut run, digits);
        }
        digits = c.is_ascii_digit();
        run.push(c);
    }
    flush(&mut groups, &mut run, digits);
    groups.join(" - ")
}

fn flush(groups: &mut Vec<String>, run: &mut String, digits: bool) {
    let run = std::mem::take(run);
    if !digits {
        return groups.extend((!run.is_empty()).then_some(run));
    }
    let mut rest = run.as_str();
    for size in sizes(run.len()) {
        let (group, tail) = rest.split_at_checked(size).unwrap_or((rest, ""));
        groups.push(group.to_owned());
        rest = tail;
    }
}

/// Divides a run of digits into groups of four, the remainder spread so that none is shorter than two.
///
/// 13 digits are 4-4-5, as the providers who use them print them; 10 are 3-3-4 and 11 are 4-4-3.
fn sizes(digits: usize) -> Vec<usize> {
    let mut sizes = match digits {
        0 => return Vec::new(),
        1..=5 => return vec![digits],
        6 => return vec![3, 3],
        7 => return vec![3, 4],
        9 => return vec![3, 3, 3],
        10 => return vec![3, 3, 4],
        13 => return vec![4, 4, 5],
        _ => vec![4; digits / 4],
    };
    match digits % 4 {
        0 => {}
        // 17 is 4-4-3-3-3: a lone digit borrows from the two groups before it.
        1 => {
            sizes.truncate(sizes.len().saturating_sub(2));
            sizes.extend([3, 3, 3]);
        }
        // 14 is 4-4-3-3.
        2 => {
            sizes.truncate(sizes.len().saturating_sub(1));
            sizes.extend([3, 3]);
        }
        _ => sizes.push(3),
    }
    sizes
}

/// Counts the words that are spoken when a text is read aloud.
///
/// Every digit is a word ("19.00" is four, a customer number twelve), every other run of letters is one, also
/// an abbreviation such as LOS or WIB; a hyphen parts words, an apostrophe does not; marks are silent.
pub fn spoken_words(text: &str) -> usize {
    let mut words = 0;
    let mut in_word = false;
    for c in text.chars() {
        let digit = c.is_numeric();
        let letter = c.is_alphabetic() || (in_word && matches!(c, '\'' | '’'));
        words += usize::from(digit || (letter && !in_word));
        in_word = letter;
    }
    words
}

/// Returns how long so many words take to read aloud, in whole seconds, rounded up.
pub fn seconds(words: usize) -> u32 {
    let seconds = words.saturating_mul(60).div_ceil(WORDS_PER_MINUTE);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}
