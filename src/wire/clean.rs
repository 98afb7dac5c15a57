//! What of a text from the network may be kept.
//!
//! Pure. A strange answer is evidence, so its words are kept; what could move the cursor, hide or turn
//! the direction of the text around it is not.

use crate::safe::is_invisible;

/// Returns the text on one line, without control and formatting characters, at most `most` characters long.
///
/// Runs of white space and control characters become one space, so that words stay apart.
pub fn line(text: &str, most: usize) -> String {
    let mut kept = String::new();
    let mut count = 0;
    let mut gap = false;
    for letter in text.chars().filter(|letter| !is_invisible(*letter)) {
        if letter.is_whitespace() || letter.is_control() {
            gap = count > 0;
            continue;
        }
        let needed = 1 + usize::from(gap);
        if count + needed > most {
            break;
        }
        if gap {
            kept.push(' ');
        }
        kept.push(letter);
        count += needed;
        gap = false;
    }
    kept
}

/// Returns a host name or literal address in lower case, or nothing if it is neither.
pub fn host(text: &str) -> Option<String> {
    let text = text.trim_end_matches('.');
    let fits = (1..=253).contains(&text.len());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
    (fits && text.bytes().all(plain)).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_and_direction_marks_do_not_pass() {
        assert_eq!(
            line("\u{1b}[31mRED\u{7}\r\n  page \u{202e}gnp.exe", 200),
            "[31mRED page gnp.exe"
        );
        assert_eq!(line("  abc  def", 5), "abc d");
        assert_eq!(line("abc  def", 4), "abc");
        assert_eq!(line("\u{9b}2J\u{2028}x", 200), "2J x");
    }

    #[test]
    fn only_hosts_are_hosts() {
        assert_eq!(host("Portal.Example."), Some("portal.example".into()));
        assert_eq!(host("fe80::1"), Some("fe80::1".into()));
        assert_eq!(host("a b"), None);
        assert_eq!(host("\u{1b}[2J"), None);
        assert_eq!(host(""), None);
        assert_eq!(host(&"a".repeat(254)), None);
    }

    proptest! {
        #[test]
        fn whatever_comes_it_is_short_and_harmless(text in any::<String>(), most in 0_usize..300) {
            let cleaned = line(&text, most);
            prop_assert!(cleaned.chars().count() <= most);
            prop_assert!(!cleaned.chars().any(|c| c.is_control() || is_invisible(c)));
            prop_assert_eq!(cleaned.trim(), cleaned.as_str());
            prop_assert_eq!(line(&cleaned, most), cleaned.clone());
        }
    }
}
