//! What a person typed as the site that does not work.

use url::Url;

/// A site that a person named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its host name, in ASCII: other letters are spelled as the name system wants them (RFC 3492).
    pub host: String,
    /// Where its pages are: port, and whether it is encrypted.
    pub doors: Vec<Door>,
}

/// One way into a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// The TCP port.
    pub port: u16,
    /// Whether TLS is spoken there.
    pub secure: bool,
}

/// Where web sites listen: RFC 9110 sections 4.2.1 and 4.2.2.
const DOORS: [Door; 2] = [Door { port: 443, secure: true }, Door { port: 80, secure: false }];

impl Site {
    /// Reads a bare name, or an address with `https://` and a page. Nothing for anything else: blanks, names
    /// with a user before them, control characters.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control();
        if typed.len() > 2000 || !typed.chars().all(is_plain) {
            return None;
        }
        let (scheme, rest) = typed.split_once("://").unwrap_or(("", typed));
        if !["", "http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return None;
        }
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        if authority.contains(['@', '%', '*', '"', '\'', ',', ';', '(', ')', '!', '$', '&', '=']) {
            return None;
        }
        let url = Url::parse(&format!("http://{authority}/")).ok()?;
        let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
        let host = host.trim_end_matches('.').to_owned();
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte);
        if host.is_empty() || host.len() > 253 || !host.bytes().all(fits) {
            return None;
        }
        // The standard port of plain HTTP is not kept by the parser.
        let doors = match url.port() {
            Some(port) => vec![Door { port, secure: scheme.eq_ignore_ascii_case("https") }],
            None => DOORS.to_vec(),
        };
        Some(Self { host, doors })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn host(typed: &str) -> Option<String> {
        Site::read(typed).map(|site| site.host)
    }

    #[test]
    fn the_host_is_found_in_what_people_type() {
        for (typed, expected) in [
            ("example.com", Some("example.com")),
            (" https://www.Example.com/a?b#c ", Some("www.example.com")),
            ("http://example.com:8080", Some("example.com")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("192.0.2.1", Some("192.0.2.1")),
            ("[2001:db8::1]", Some("2001:db8::1")),
            ("", None),
            ("https://", None),
            ("exa\u{1b}mple.com", None),
            ("user@example.com", None),
            ("two words.com", None),
            ("-o; rm", None),
            ("ftp://example.com", None),
            ("example.com:99999", None),
        ] {
            assert_eq!(host(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn a_port_that_was_typed_is_the_only_one() {
        let doors = |typed| Site::read(typed).unwrap().doors;
        assert_eq!(doors("example.com").len(), 2);
        assert_eq!(doors("http://example.com:8080/"), [Door { port: 8080, secure: false }]);
        assert_eq!(doors("https://example.com:8443"), [Door { port: 8443, secure: true }]);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_a_host_is_plain(typed in any::<String>()) {
            if let Some(site) = Site::read(&typed) {
                prop_assert!(site.host.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert!(!site.doors.is_empty());
            }
        }
    }
}
