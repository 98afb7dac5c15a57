//! How long a text is, as those count who carry it.
//!
//! Pure.

/// The most that a post on X may count.
pub const X_LIMIT: usize = 280;
/// What every address of a page counts, however long it is.
const URL: usize = 23;
/// The last parts of names that X makes links of, among many; the length decides of others.
const TOP: &[&str] = &["com", "id", "net", "org", "co", "io", "me", "info", "biz", "app", "dev"];

/// Counts a text as X does: Latin, Greek, Cyrillic, Arabic letters and the like 1, others and each emoji 2,
/// every address of a page 23.
///
/// Where X is kinder this counts more, never less: a letter with a separate accent counts as two.
///
/// # References
///
/// twitter-text 3.1, configuration v3: `maxWeightedTweetLength` 280, `scale` 100, `defaultWeight` 200,
/// `transformedURLLength` 23, ranges 0-4351, 8192-8205, 8208-8223, 8242-8247.
pub fn x_length(text: &str) -> usize {
    text.split_inclusive(char::is_whitespace).map(word).sum()
}

/// Counts a word with the blank behind it.
fn word(word: &str) -> usize {
    let bare = word.trim_end();
    let letters = weigh(bare);
    let blank = weigh(word.get(bare.len()..).unwrap_or_default());
    let linked = match link(bare) {
        // What stands around a link counts by itself, so the address alone is taken out.
        Some(address) if is_certain(address) => letters - weigh(address) + URL,
        Some(address) => letters - weigh(address) + URL.max(weigh(address)),
        None => letters,
    };
    linked + blank
}

/// Finds the address of a page in a word.
fn link(word: &str) -> Option<&str> {
    if let Some(at) = word.find("https://").or_else(|| word.find("http://")) {
        return word.get(at..);
    }
    let address = word.trim_matches(|c: char| !c.is_alphanumeric());
    let host = address.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let (before, last) = host.rsplit_once('.')?;
    let named = last.len() >= 2 && last.chars().all(|c| c.is_ascii_alphabetic());
    (named && !before.is_empty() && !address.contains('@')).then_some(address)
}

fn is_certain(address: &str) -> bool {
    let host = address.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let top = host.rsplit('.').next().unwrap_or_default();
    address.starts_with("http") && address.contains("://") || TOP.contains(&&*top.to_lowercase())
}

/// Weighs letters, each emoji with all that belongs to it once.
fn weigh(text: &str) -> usize {
    let mut chars = text.chars().peekable();
    let mut sum = 0;
    while let Some(c) = chars.next() {
        sum += weight(c);
        if !is_emoji(c) {
            continue;
        }
        let flag = is_flag(c);
        if flag && chars.peek().is_some_and(|next| is_flag(*next)) {
            chars.next();
        }
        while let Some(next) = chars.peek().copied().filter(|next| !flag && joins(*next)) {
            chars.next();
            if next == '\u{200d}' {
                chars.next_if(|next| is_emoji(*next));
            }
        }
    }
    sum
}

fn weight(c: char) -> usize {
    let light = matches!(
        u32::from(c),
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247
    );
    if light { 1 } else { 2 }
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
}

fn is_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Tells whether a letter belongs to the emoji before it: a joiner, a style, a tone of skin.
fn joins(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// How a text goes as SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sms {
    /// How many messages it makes.
    pub messages: usize,
    /// How many letters they hold, as the network counts them.
    pub letters: usize,
}

/// Letters of the GSM alphabet beside ASCII.
const GSM: &str = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
/// Letters of its table of extensions, which count two.
const GSM_TWO: &str = "^{}\\[~]|€";

/// Counts a text as SMS: 160 letters of the GSM alphabet or 70 others; 153 or 67 where it takes several.
///
/// # References
///
/// 3GPP TS 23.038, section 6.2.1 (GSM 7 bit alphabet) and TS 23.040, section 9.2.3.24.1 (joined messages).
pub fn sms(text: &str) -> Sms {
    let seven_bits = |c: char| -> Option<usize> {
        if GSM_TWO.contains(c) {
            return Some(2);
        }
        let plain = matches!(c, '\n' | '\r' | ' '..='_' | 'a'..='z') || GSM.contains(c);
        plain.then_some(1)
    };
    let gsm: Option<usize> = text.chars().map(seven_bits).sum();
    let (letters, one, joined) = match gsm {
        Some(letters) => (letters, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    let messages = if letters <= one { 1 } else { letters.div_ceil(joined) };
    Sms { messages, letters }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_weigh_as_on_x() {
        for (text, length) in [
            ("", 0),
            ("Selamat pagi", 12),
            ("é", 1),
            ("Жук", 3),
            ("한국", 4),
            ("—“”", 3),
            ("€", 2),
            ("👍", 2),
            ("👍🏽", 2),
            ("👨‍👩‍👧", 2),
            ("🇮🇩", 2),
            ("❤️", 2),
            ("a\nb", 3),
        ] {
            assert_eq!(x_length(text), length, "{text}");
        }
        assert_eq!(x_length(&"a".repeat(280)), X_LIMIT);
    }

    #[test]
    fn every_address_counts_the_same() {
        for (text, length) in [
            ("https://example.com/a/very/long/way/to/somewhere?with=more", 23),
            ("http://a.id", 23),
            ("lihat https://a.id ya", 6 + 23 + 3),
            ("(indihome.co.id)", 2 + 23),
            ("example.com.", 23 + 1),
            ("pukul 19.00.", 12),
            ("TT.100", 6),
            ("rina@example.com", 16),
            ("selesai.terima", 23),
            ("kata.yangsangatpanjangsekalipanjangnya", 38),
        ] {
            assert_eq!(x_length(text), length, "{text}");
        }
    }

    #[test]
    fn a_message_holds_160_letters_or_70() {
        for (text, messages, letters) in [
            ("a".repeat(160), 1, 160),
            ("a".repeat(161), 2, 161),
            ("a".repeat(306), 2, 306),
            ("a".repeat(307), 3, 307),
            ("[".repeat(80), 1, 160),
            ("é".repeat(160), 1, 160),
            ("“".repeat(70), 1, 70),
            ("“".repeat(71), 2, 71),
            ("👍".repeat(35), 1, 70),
            ("`".into(), 1, 1),
        ] {
            assert_eq!(sms(&text), Sms { messages, letters }, "{text}");
        }
        assert_eq!(sms(&"`".repeat(71)).messages, 2, "a back quote is not in the GSM alphabet");
    }

    proptest! {
        #[test]
        fn any_text_is_counted(text: String) {
            prop_assert!(x_length(&text) <= text.chars().count() * 2 + text.matches('.').count() * URL + text.matches("://").count() * URL);
            prop_assert!(sms(&text).letters >= text.chars().count());
        }

        #[test]
        fn plain_words_count_their_letters(text in "[a-zA-Z0-9 ,?!()-]{0,300}") {
            prop_assert_eq!(x_length(&text), text.chars().count());
            prop_assert_eq!(sms(&text).letters, text.chars().count());
        }
    }
}
