//! An answer once more, slowly: a line for each group of figures, every figure a word.
//!
//! Pure.

use crate::lang::Lang;
use crate::spoken::{self, Spelling};

/// What joins the groups of a number.
const JOINT: &str = "-";

/// Says an answer slowly, a line for each breath; a number or a code one group a line, every sign a word.
pub(super) fn slow(say: &str, lang: Lang, spelling: Spelling) -> Vec<String> {
    let mut lines = Vec::new();
    let mut plain: Vec<&str> = Vec::new();
    for word in say.split_whitespace() {
        if word == JOINT && plain.is_empty() {
            continue;
        }
        let (core, after) = trimmed(word);
        if is_code(core) {
            flush(&mut plain, &mut lines);
            lines.push(spoken::spell(core, lang, spelling));
        } else {
            plain.push(word);
        }
        if after.contains(['.', ';', '?', '!', ',']) {
            flush(&mut plain, &mut lines);
        }
    }
    flush(&mut plain, &mut lines);
    lines
}

/// Says a name letter by letter, a line a word.
pub(super) fn letters(name: &str, lang: Lang, spelling: Spelling) -> Vec<String> {
    name.split_whitespace()
        .flat_map(|word| [format!("{word}:"), format!("  {}", spoken::spell(word, lang, spelling))])
        .collect()
}

/// Tells whether a word is figures, or figures with letters: it is read sign by sign.
fn is_code(word: &str) -> bool {
    let figures = word.chars().filter(char::is_ascii_digit).count();
    // An hour or a day of the month is read as it stands.
    figures > 2 && !word.contains(['.', ':', ','])
}

/// Parts a word from the marks after it.
fn trimmed(word: &str) -> (&str, &str) {
    let core = word.trim_end_matches(['.', ',', ';', ':', '?', '!', ')', '”']);
    (core, word.get(core.len()..).unwrap_or_default())
}

fn flush(plain: &mut Vec<&str>, lines: &mut Vec<String>) {
    if !plain.is_empty() {
        lines.push(plain.join(" "));
        plain.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_group_by_group_and_no_letter_is_a_figure() {
        assert_eq!(
            slow("Nomornya 1223 - 4567 - 8901.", Lang::Id, Spelling::Icao),
            [
                "Nomornya",
                "satu, dua, dua, tiga",
                "empat, lima, enam, tujuh",
                "delapan, sembilan, nol, satu"
            ]
        );
        assert_eq!(
            slow("TT100L", Lang::Id, Spelling::Icao),
            ["T seperti Tango, T seperti Tango, satu, nol, nol, L seperti Lombok"]
        );
        assert_eq!(slow("Sejak Jumat, pukul 19.00 WIB.", Lang::Id, Spelling::Local).len(), 2);
        assert_eq!(letters("Rina", Lang::En, Spelling::Local)[0], "Rina:");
    }

    proptest! {
        #[test]
        fn any_answer_can_be_said_slowly(say in any::<String>()) {
            slow(&say, Lang::Id, Spelling::Local);
            letters(&say, Lang::En, Spelling::Icao);
        }
    }
}
