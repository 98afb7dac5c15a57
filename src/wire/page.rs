//! What a page or a redirect that should not be there says about itself.
//!
//! Pure. Nothing is rendered or followed; a few words are picked out, cleaned.

use crate::wire::clean;

/// The most characters that are kept of what a page says.
pub const REMARK: usize = 200;

/// Returns a page's title, cleaned, or nothing if it has none that can be read.
pub fn title(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    // Case is folded in ASCII only, so that positions in both texts stay the same.
    let folded = text.to_ascii_lowercase();
    let tag = folded.find("<title")?;
    let start = tag + folded.get(tag..)?.find('>')? + 1;
    let rest = folded.get(start..)?;
    let end = start + rest.find('<').unwrap_or(rest.len());
    let title = clean::line(text.get(start..end)?, REMARK);
    (!title.is_empty()).then_some(title)
}

/// Returns the host that a `Location` header points to; nothing where it stays on the same host.
///
/// # References
///
/// RFC 9110 section 10.2.2; RFC 3986 section 3.2.
pub fn redirect_host(location: &str) -> Option<String> {
    let (scheme, rest) = location.trim().split_once("//")?;
    if !matches!(scheme.to_ascii_lowercase().as_str(), "" | "http:" | "https:") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    let host = match place.strip_prefix('[') {
        Some(literal) => literal.split_once(']')?.0,
        None => place.split_once(':').map_or(place, |(host, _)| host),
    };
    clean::host(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_title_is_found_in_any_case() {
        let page = b"<html><HEAD><Title lang=id>Masuk \n Wi-Fi</TITLE>";
        assert_eq!(title(page).as_deref(), Some("Masuk Wi-Fi"));
        assert_eq!(title(b"<title>cut off here").as_deref(), Some("cut off here"));
        assert_eq!(title(b"<title></title>"), None);
        assert_eq!(title(b"no title"), None);
        assert_eq!(title("<title>\u{1b}]0;x\u{7}ab".as_bytes()).as_deref(), Some("]0;x ab"));
    }

    #[test]
    fn a_redirect_names_its_host() {
        let host = |location| redirect_host(location);
        assert_eq!(host("https://Login.Example:8443/a?b#c").as_deref(), Some("login.example"));
        assert_eq!(host("//192.168.1.1/").as_deref(), Some("192.168.1.1"));
        assert_eq!(host("http://[fe80::1]:80/").as_deref(), Some("fe80::1"));
        assert_eq!(host("http://good.example@bad.example/").as_deref(), Some("bad.example"));
        assert_eq!(host("/local"), None);
        assert_eq!(host("javascript://x"), None);
        assert_eq!(host("http://\u{1b}[2J/"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_fine(body in any::<Vec<u8>>(), location in any::<String>()) {
            let _ = title(&body);
            let _ = redirect_host(&location);
            let mut page = b"<title>".to_vec();
            page.extend(&body);
            if let Some(found) = title(&page) {
                prop_assert!(!found.chars().any(char::is_control));
            }
        }
    }
}
