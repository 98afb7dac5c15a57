//! How the pages look that providers show in place of a blocked site: data, each row with its source.
//!
//! Pure. The built-in rows are `checklists/data/filters.toml`. A match names a policy, never a fault.

use std::net::IpAddr;

use jiff::civil::Date;
use serde::Deserialize;

use crate::data;
use crate::diagnosis::own::{Data, Wrong};

/// The built-in rows.
fn builtin() -> String {
    data::shipped!("filters.toml")
}

static ROWS: Data<Filters> = Data::new();

/// All fingerprints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// The rows.
    #[serde(default)]
    pub filter: Vec<Filter>,
}

/// One provider's page. Everything in it is in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Its name in evidence.
    pub key: String,
    /// Hosts, with everything below them, in redirects, aliases and certificates.
    #[serde(default)]
    pub host: Vec<String>,
    /// Addresses that blocked names are said to have.
    #[serde(default)]
    pub address: Vec<IpAddr>,
    /// Parts of the address that a redirect points to.
    #[serde(default)]
    pub location: Vec<String>,
    /// Parts of a page's title.
    #[serde(default)]
    pub title: Vec<String>,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
}

/// What was seen of a site; whatever is empty was not seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// The addresses that its name was said to have.
    pub addresses: Vec<IpAddr>,
    /// Host names: aliases of its name, where it redirects to, whom its certificate is for.
    pub hosts: Vec<String>,
    /// Where it redirects to, in full.
    pub location: Option<String>,
    /// The title of its page.
    pub title: Option<String>,
}

impl Filters {
    /// Returns the built-in rows.
    ///
    /// # Panics
    ///
    /// Never: the rows are part of the program, and a test reads them.
    pub fn builtin() -> &'static Self {
        ROWS.builtin(Self::read)
    }

    /// Returns the rows that count: the person's own, else the built-in ones.
    pub fn get() -> &'static Self {
        ROWS.get(Self::read)
    }

    /// Puts these in the place of the built-in ones.
    pub fn replace(self) {
        ROWS.replace(self);
    }

    fn read() -> Self {
        Self::load(&builtin()).expect("a test reads the built-in rows")
    }

    /// Reads rows and refuses one that would fit nothing, or everything.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place.
    pub fn load(text: &str) -> Result<Self, Wrong> {
        let rows: Self = toml::from_str(text).map_err(|error| Wrong::form(text, &error))?;
        for (index, row) in rows.filter.iter().enumerate() {
            let wrong = |field| Wrong::Value { section: "filter", number: index + 1, field };
            row.check().map_err(wrong)?;
        }
        Ok(rows)
    }

    /// Tells whether this is a row's key.
    pub fn has(&self, key: &str) -> bool {
        self.filter.iter().any(|row| row.key == key)
    }

    /// Returns the key of the first row that fits.
    pub fn find(&self, traces: &Traces) -> Option<&str> {
        self.filter.iter().find(|row| row.fits(traces)).map(|row| row.key.as_str())
    }
}

impl Filter {
    fn check(&self) -> Result<(), &'static str> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if self.key.is_empty() || self.key.len() > 40 || !self.key.bytes().all(plain) {
            return Err("key");
        }
        // Three letters would be found in half of all titles.
        let fits = |part: &String| part.len() >= 4 && !part.chars().any(char::is_uppercase);
        for (name, parts) in
            [("host", &self.host), ("location", &self.location), ("title", &self.title)]
        {
            if !parts.iter().all(fits) {
                return Err(name);
            }
        }
        let is_empty = self.host.is_empty() && self.location.is_empty() && self.title.is_empty();
        if is_empty && self.address.is_empty() { Err("host") } else { Ok(()) }
    }

    fn fits(&self, traces: &Traces) -> bool {
        let has = |parts: &[String], text: Option<&String>| {
            text.map(|text| text.to_lowercase())
                .is_some_and(|text| parts.iter().any(|part| text.contains(part.as_str())))
        };
        traces.addresses.iter().any(|address| self.address.contains(address))
            || traces.hosts.iter().any(|host| self.host.iter().any(|own| is_below(host, own)))
            || has(&self.location, traces.location.as_ref())
            || has(&self.title, traces.title.as_ref())
    }
}

/// Tells whether a host is this one or below it.
fn is_below(host: &str, own: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.strip_suffix(own).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(traces: &Traces) -> Option<&'static str> {
        Filters::builtin().find(traces)
    }

    #[test]
    fn each_kind_of_trace_is_recognised() {
        let address =
            Traces { addresses: vec!["36.86.63.185".parse().unwrap()], ..Traces::default() };
        assert_eq!(found(&address), Some("telkom"));
        let host = |host: &str| Traces { hosts: vec![host.into()], ..Traces::default() };
        assert_eq!(found(&host("LamanLabuh.aduankonten.id.")), Some("trustpositif"));
        assert_eq!(found(&host("notaduankonten.id")), None);
        let location = Some("http://www.biznetnetworks.com/safesurf/?x".into());
        assert_eq!(found(&Traces { location, ..Traces::default() }), Some("biznet"));
        let title = Some("Situs Diblokir - Internet Positif".into());
        assert_eq!(found(&Traces { title, ..Traces::default() }), Some("telkom"));
        assert_eq!(found(&Traces::default()), None);
    }

    #[test]
    fn rows_that_would_fit_nothing_or_everything_are_refused() {
        let row = |fields: &str| {
            let text = format!("[[filter]]\n{fields}\nsource = \"x\"\nchecked_on = 2026-11-22\n");
            Filters::load(&text.replace("2026-11-22", "\"2026-11-22\""))
        };
        let wrong = |field| Err(Wrong::Value { section: "filter", number: 1, field });
        assert_eq!(row("key = \"a\""), wrong("host"));
        assert_eq!(row("key = \"a\"\nhost = [\"id\"]"), wrong("host"));
        assert_eq!(row("key = \"a b\"\nhost = [\"x.example\"]"), wrong("key"));
        assert_eq!(row("key = \"a\"\ntitle = [\"Blocked\"]"), wrong("title"));
        assert!(matches!(row("key = 1"), Err(Wrong::Form { line: 2, .. })));
    }

    #[test]
    fn every_builtin_row_has_a_source() {
        assert!(Filters::builtin().filter.iter().all(|row| row.source.starts_with("https://")));
    }

    proptest! {
        #[test]
        fn any_traces_are_fine(host in any::<String>(), text in any::<String>()) {
            let traces = Traces { hosts: vec![host], title: Some(text.clone()), location: Some(text), ..Traces::default() };
            let _ = found(&traces);
        }
    }
}
