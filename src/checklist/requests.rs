//! What a first-line agent can do, and how one asks for it politely.
//!
//! Pure: read from `checklists/data/requests.toml`, which is part of the program.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::data;
use crate::lang::Text;

/// Something to ask an agent for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// A polite request that can begin a sentence; without a final stop.
    pub say: Text,
    /// The same as a clause that follows another request; without a final stop.
    pub short: Text,
    /// What joins the next request to this one; usually "and", and then left empty here.
    #[serde(default)]
    pub then: Text,
}

/// Requests by key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    request: HashMap<String, Request>,
}

/// Returns the request with this key.
pub fn lookup(key: &str) -> Option<&'static Request> {
    all().get(key)
}

/// Iterates over the keys of all requests, in no particular order.
pub fn keys() -> impl Iterator<Item = &'static str> {
    all().keys().map(String::as_str)
}

fn all() -> &'static HashMap<String, Request> {
    static REQUESTS: OnceLock<HashMap<String, Request>> = OnceLock::new();
    REQUESTS.get_or_init(|| {
        let source = data::shipped!("requests.toml");
        toml::from_str::<File>(&source).expect("a test reads the built-in requests").request
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    const KEYS: &[&str] = &[
        "check-area",
        "open-ticket",
        "book-visit",
        "wait-list",
        "check-line",
        "check-account",
        "clear-session",
        "check-dns",
        "next-update",
        "callback",
        "check-suspension",
        "explain-steps",
        "check-ticket",
        "reopen-ticket",
        "please-check",
        "join-area",
        "replace-device",
        "check-usage",
        "check-profile",
        "explain-packages",
        "check-drops",
        "guide-wifi",
        "check-site",
        "match-payment",
        "send-receipt",
        "check-bill",
        "ask-due-date",
        "check-tv",
        "replace-box",
        "check-phone",
        "test-phone-line",
        "block-number",
        "check-swap",
        "replace-sim",
        "confirm-block",
        "itemise-bill",
        "check-charge",
        "stop-addon",
        "note-dispute",
        "block-card",
        "dispute-withdrawal",
        "replace-card",
        "check-withdrawal",
        "new-slot",
        "pass-on",
        "note-start",
        "pass-feedback",
        "check-coverage",
        "move-line",
    ];

    #[test]
    fn every_request_is_polite_and_joins_in_both_languages() {
        let mut keys: Vec<_> = keys().collect();
        let mut expected = KEYS.to_vec();
        keys.sort_unstable();
        expected.sort_unstable();
        assert_eq!(keys, expected);
        for key in keys {
            let request = lookup(key).unwrap();
            for (lang, please) in [(Lang::Id, "mohon"), (Lang::En, "please")] {
                for text in [request.say.exact(lang).unwrap(), request.short.exact(lang).unwrap()] {
                    assert!(text.to_lowercase().contains(please), "{key}: {text}");
                    assert!(!text.ends_with(['.', '?', '!']), "{key}: {text}");
                    assert!(text.split_whitespace().count() <= 14, "{key}: {text}");
                }
                let first = |text: &str| text.chars().next().unwrap();
                assert!(first(request.say.get(lang)).is_uppercase(), "{key}");
                assert!(first(request.short.get(lang)).is_lowercase(), "{key}");
            }
        }
    }
}
