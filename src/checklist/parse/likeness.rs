//! How alike two keys are, so that "did you mean" names what was meant, or nothing.
//!
//! Pure.

use super::reader::LONGEST_KEY;

/// How alike a key is at least to be named.
pub(super) const ALIKE: f64 = 0.7;

/// Returns the key that was probably meant by a wrong one, where there is one.
pub(crate) fn nearest<'k>(
    wrong: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    if wrong.len() > LONGEST_KEY {
        return None;
    }
    let known = known.into_iter().filter(|key| key.len() <= LONGEST_KEY);
    let all = known.map(|key| (likeness(wrong, key), key));
    let best = all.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 >= ALIKE).then_some(best.1)
}

/// Says how alike two keys are, from 0 to 1. Of keys of several words each word must have its like: "send-receipt"
/// does not help whoever wrote "send-technician".
pub(super) fn likeness(word: &str, candidate: &str) -> f64 {
    let word = word.trim().to_lowercase().replace(['_', ' '], "-");
    let candidate = candidate.replace('_', "-");
    let whole = letters(&word, &candidate);
    let (mut few, mut many) = (words(&word), words(&candidate));
    if few.len() > many.len() {
        std::mem::swap(&mut few, &mut many);
    }
    if few.len() < 2 || whole >= ALMOST {
        return whole.max(strsim::jaro_winkler(&word, &candidate) - 0.12);
    }
    let best = |word: &&str| many.iter().map(|other| letters(word, other)).fold(0.0, f64::max);
    few.iter().map(best).fold(ALMOST, f64::min)
}

/// How alike two keys are at least that differ by a slip, wherever it is; words may be left out for as much.
const ALMOST: f64 = 0.85;

fn words(key: &str) -> Vec<&str> {
    key.split(['-', '.']).filter(|word| !word.is_empty()).collect()
}

/// Says how many letters two words share in their places, from 0 to 1.
fn letters(word: &str, candidate: &str) -> f64 {
    let wrong = strsim::osa_distance(word, candidate);
    let length = word.len().max(candidate.len());
    // One slip is forgiven in a short word too.
    let is_slip = wrong <= 1 && length >= 3;
    if is_slip { 0.9 } else { 1.0 - per(wrong, length) }
}

/// Divides two small numbers.
fn per(part: usize, whole: usize) -> f64 {
    let small = |number| u32::try_from(number).map_or(f64::MAX, f64::from);
    small(part) / small(whole.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_named_and_nothing_else() {
        let known = || {
            ["send-receipt", "check-charge", "check-ticket", "book-visit", "callback", "data.nomor"]
        };
        for (wrong, meant) in [
            ("send-technician", None),
            ("check-coverage", None),
            ("check-moon", None),
            ("send-reciept", Some("send-receipt")),
            ("sendreceipt", Some("send-receipt")),
            ("check_ticket", Some("check-ticket")),
            ("chek-tiket", Some("check-ticket")),
            ("visit-book", Some("book-visit")),
            ("book-technician-visit", Some("book-visit")),
            ("call-back", Some("callback")),
            ("data.nomer", Some("data.nomor")),
            ("", None),
            ("--", None),
        ] {
            assert_eq!(nearest(wrong, known()), meant, "{wrong}");
        }
    }
}
