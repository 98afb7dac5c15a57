//! The forms that a text can be held against: small regular expressions for the whole of it.
//!
//! Pure. They come from people's own files, so what one may take is limited: a pattern of thirty letters can
//! stand for more states than there is memory.

use regex_lite::{Regex, RegexBuilder};

/// The most bytes that a compiled pattern takes; some 800 letters of a text.
const LARGEST: usize = 32 * 1024;

/// Reads a pattern for a whole text; none where it cannot be read or would take too much.
pub fn whole(pattern: &str) -> Option<Regex> {
    // By itself too: "a)|(b" is a pattern only inside the brackets that are put around it.
    let built = |pattern: &str| RegexBuilder::new(pattern).size_limit(LARGEST).build().ok();
    built(pattern)?;
    built(&format!("^(?:{pattern})$"))
}

/// Tells whether a text has not the form of a pattern; never where the pattern cannot be read.
pub fn differs(pattern: &str, text: &str) -> bool {
    whole(pattern).is_some_and(|form| !form.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pattern_is_for_the_whole_text() {
        for (pattern, text, differs) in [
            ("[0-9]{12}", "122345678901", false),
            ("[0-9]{12}", "1223456789012", true),
            ("a|b", "ab", true),
            ("(\\+?62|0)[0-9]{8,12}", "081234567890", false),
        ] {
            assert_eq!(super::differs(pattern, text), differs, "{pattern} {text}");
        }
    }

    #[test]
    fn what_cannot_be_read_or_takes_too_much_is_none() {
        for pattern in [
            "[",
            "a)|(b",
            "a{2,1}",
            "(((((a{1,999}){1,999}){1,999}){1,999}){1,999})",
            "(){4294967295}",
            "((((){9999}){9999}){9999}){9999}",
            "(\\w{50}){40}",
            &"(".repeat(1000),
        ] {
            assert!(whole(pattern).is_none(), "{pattern}");
            assert!(!differs(pattern, "x"), "{pattern}");
        }
        assert!(whole(".{300}").is_some() && whole("([a-z0-9-]{1,63}\\.)+[a-z]{2,63}").is_some());
    }

    proptest! {
        #[test]
        fn any_pattern_meets_any_text(pattern in "[a-c(){}|*+?,0-9\\[\\]^$.\\\\]{0,24}", text in "[a-c]{0,40}") {
            let _ = differs(&pattern, &text);
        }
    }
}
