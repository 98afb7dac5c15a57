//! Providers, operators and regulators: how they are reached, and what they call the customer number.
//!
//! Pure: the built-in rows are `checklists/data/providers.toml`; a provider can ship a file of the same form.
//! What is not certain is never said as if it were.

mod say;

use std::sync::OnceLock;

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{is_key, pattern};
use crate::data;
use crate::diagnosis::Confidence;
use crate::lang::{Lang, Text};

/// The built-in rows.
fn builtin() -> String {
    data::shipped!("providers.toml")
}
/// The longest text of a row, in bytes.
const LONGEST: usize = 400;

/// Everything that is known about whom one calls.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Providers {
    /// How a telephone number looks.
    #[serde(default)]
    phone: Option<Phone>,
    /// The program's own words for a customer number.
    #[serde(default)]
    words: Words,
    /// The providers and operators.
    #[serde(default)]
    provider: Vec<Provider>,
    /// Whom one turns to where the provider does not settle it.
    #[serde(default)]
    regulator: Vec<Regulator>,
    /// What is printed beside the lights of common modems.
    #[serde(default)]
    light: Vec<Light>,
}

/// How telephone numbers look.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// The form of the whole number, spaces and marks taken out.
    #[serde(deserialize_with = "pattern")]
    pattern: Option<String>,
    /// The same in words.
    pub form: Text,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
    /// How sure it is.
    pub confidence: Confidence,
}

/// Words by language that a provider's own word takes the place of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    id: Vec<String>,
    en: Vec<String>,
}

/// A provider or operator.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The key, as after `--provider`.
    #[serde(deserialize_with = "key")]
    pub key: String,
    /// The name that customers know.
    #[serde(deserialize_with = "line")]
    pub name: String,
    /// The customer number.
    #[serde(default)]
    pub account: Option<Account>,
    /// How to reach it.
    #[serde(default)]
    pub channel: Vec<Channel>,
    /// What is printed beside the lights of its modems.
    #[serde(default)]
    pub light: Vec<Light>,
}

/// What a provider calls the customer number, and how it looks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The provider's own word, as it stands inside a sentence.
    #[serde(deserialize_with = "text")]
    pub name: Text,
    /// Where the number is found, as a sentence.
    #[serde(deserialize_with = "text")]
    pub find: Text,
    /// How the number looks, in words.
    #[serde(default, deserialize_with = "text")]
    pub form: Text,
    /// The form of the whole number, spaces and marks taken out; what differs is questioned, never refused.
    #[serde(default, deserialize_with = "pattern")]
    pattern: Option<String>,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
    /// How sure it is.
    pub confidence: Confidence,
}

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// What sort.
    pub kind: ChannelKind,
    /// The number, name or address.
    #[serde(deserialize_with = "line")]
    pub at: String,
    /// What else to know, as a clause.
    #[serde(default, deserialize_with = "text")]
    pub note: Text,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The sorts of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelKind {
    /// A telephone number.
    Phone,
    /// An app.
    App,
    /// A handle on X.
    X,
    /// A handle on Instagram.
    Instagram,
    /// A number on `WhatsApp`.
    Whatsapp,
    /// A chat on a page.
    Chat,
    /// A page.
    Web,
    /// An e-mail address.
    Email,
    /// Shops.
    Outlet,
}

/// Whom one turns to where the provider does not settle it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regulator {
    /// The key.
    #[serde(deserialize_with = "key")]
    pub key: String,
    /// The name.
    #[serde(deserialize_with = "line")]
    pub name: String,
    /// What it is about.
    #[serde(deserialize_with = "text")]
    pub about: Text,
    /// The services of lists that it is for; all where there are none.
    #[serde(default)]
    pub services: Vec<String>,
    /// What it can do for a customer, as a clause behind "can".
    #[serde(deserialize_with = "text")]
    pub can: Text,
    /// Where that is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
    /// How sure it is; each channel says that of itself.
    pub confidence: Confidence,
    /// How to reach it; none where no source says how.
    #[serde(default)]
    pub channel: Vec<Channel>,
}

/// What is printed beside the lights of a modem.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Light {
    /// The model, or several.
    #[serde(deserialize_with = "line")]
    pub model: String,
    /// The labels, from one side to the other.
    pub labels: Vec<String>,
    /// Where this is published.
    pub source: String,
    /// When it was last compared with its source.
    pub checked_on: Date,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The provider that a session is about, among all that are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen<'a> {
    /// All that are known.
    pub all: &'a Providers,
    /// The one.
    pub row: &'a Provider,
}

impl Providers {
    /// Returns the built-in rows.
    ///
    /// # Panics
    ///
    /// Never: the rows are part of the program, and a test reads them.
    pub fn builtin() -> &'static Self {
        static ROWS: OnceLock<Providers> = OnceLock::new();
        ROWS.get_or_init(|| Self::parse(&builtin()).expect("a test reads the built-in rows"))
    }

    /// Reads rows.
    ///
    /// # Errors
    ///
    /// Whatever is not TOML of exactly this form, with its place in the text.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Adds the rows of another file; a row with a known key takes the place of the old one.
    #[must_use]
    pub fn with(mut self, own: Self) -> Self {
        for row in own.provider {
            self.provider.retain(|old| old.key != row.key);
            self.provider.push(row);
        }
        for row in own.regulator {
            self.regulator.retain(|old| old.key != row.key);
            self.regulator.push(row);
        }
        self.phone = own.phone.or(self.phone);
        self.light.extend(own.light);
        self
    }

    /// Returns the provider with this key.
    pub fn get(&self, key: &str) -> Option<&Provider> {
        self.provider.iter().find(|row| row.key == key)
    }

    /// Returns the provider with this key, among all.
    pub fn choose(&self, key: &str) -> Option<Chosen<'_>> {
        Some(Chosen { all: self, row: self.get(key)? })
    }

    /// Iterates over the providers' keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.provider.iter().map(|row| row.key.as_str())
    }

    /// Returns whom one turns to where the provider does not settle it.
    pub fn regulators(&self) -> &[Regulator] {
        &self.regulator
    }

    /// Iterates over those that can be turned to about a service, in the order in which they are.
    pub fn regulators_for(&self, service: &str) -> impl Iterator<Item = &Regulator> {
        self.regulator.iter().filter(move |row| row.is_for(service))
    }

    /// Returns what is printed beside the lights of common modems.
    pub fn lights(&self) -> &[Light] {
        &self.light
    }

    /// Returns how a telephone number looks, where this one looks different.
    pub fn odd_phone(&self, typed: &str) -> Option<&Text> {
        let phone = self.phone.as_ref()?;
        differs(phone.pattern.as_deref(), typed).then_some(&phone.form)
    }
}

impl Regulator {
    /// Tells whether it can be turned to about a service.
    pub fn is_for(&self, service: &str) -> bool {
        self.services.is_empty() || self.services.iter().any(|own| own == service)
    }
}

impl Account {
    /// Tells whether a number looks different from what the provider's numbers look like.
    pub fn is_odd(&self, typed: &str) -> bool {
        differs(self.pattern.as_deref(), typed)
    }
}

/// Tells whether what was typed differs from a form, marks between figures left aside.
fn differs(pattern: Option<&str>, typed: &str) -> bool {
    let Some(pattern) = pattern else { return false };
    let plain: String =
        typed.chars().filter(|c| !c.is_whitespace() && !['.', '-', '(', ')'].contains(c)).collect();
    pattern::differs(pattern, &plain)
}

/// Reads a key of small letters, digits and hyphens.
fn key<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let key = String::deserialize(from)?;
    if is_key(&key) { Ok(key) } else { Err(D::Error::custom("a key has a-z, 0-9 and - only")) }
}

/// Reads one short line that may be printed.
fn line<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let line = String::deserialize(from)?;
    if is_plain(&line) { Ok(line) } else { Err(D::Error::custom("not one short line of text")) }
}

/// Reads a text in both languages.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
    let text = Text::deserialize(from)?;
    let is_whole = Lang::ALL.iter().all(|lang| text.exact(*lang).is_some_and(is_plain));
    if is_whole {
        Ok(text)
    } else {
        Err(D::Error::custom("a text has `id` and `en`, one line each"))
    }
}

/// Reads a regular expression.
fn pattern<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let pattern = String::deserialize(from)?;
    let is_good = pattern.len() <= LONGEST && pattern::whole(&pattern).is_some();
    if is_good { Ok(Some(pattern)) } else { Err(D::Error::custom("not a regular expression")) }
}

fn is_plain(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= LONGEST && crate::safe::line(text) == text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_unsure_number_has_a_row() {
        let rows = Providers::builtin();
        let channels = rows.provider.iter().flat_map(|row| &row.channel);
        for channel in channels.chain(rows.regulator.iter().flat_map(|row| &row.channel)) {
            assert_ne!(channel.confidence, Confidence::Low, "{}", channel.at);
            assert!(!channel.source.is_empty());
        }
        assert!(rows.keys().count() >= 12 && rows.regulators().len() >= 5);
    }

    #[test]
    fn numbers_are_held_against_their_form_without_spaces_and_dots() {
        let rows = Providers::builtin();
        let account = rows.get("indihome").unwrap().account.as_ref().unwrap();
        assert!(!account.is_odd("1223 4567 8901") && !account.is_odd("122.345.678.901"));
        assert!(account.is_odd("12345") && account.is_odd("992345678901"));
        assert_eq!(rows.odd_phone("0812-3456-7890"), None);
        assert_eq!(rows.odd_phone("+62 812 3456 7890"), None);
        assert!(rows.odd_phone("12345").is_some());
    }

    #[test]
    fn an_own_row_takes_the_place_of_the_built_in_one() {
        let own = "[[provider]]\nkey = \"biznet\"\nname = \"B\"\n[[provider]]\nkey = \"desa-net\"\nname = \"D\"\n";
        let rows = Providers::builtin().clone().with(Providers::parse(own).unwrap());
        assert_eq!(rows.get("biznet").unwrap().name, "B");
        assert!(rows.get("biznet").unwrap().channel.is_empty());
        assert!(rows.get("desa-net").is_some() && rows.get("indihome").is_some());
        assert_eq!(rows.keys().count(), Providers::builtin().keys().count() + 1);
    }

    #[test]
    fn what_has_no_place_in_a_row_is_refused_with_its_place() {
        for (wrong, line) in [
            ("[[provider]]\nkey = \"A b\"\nname = \"x\"\n", 2),
            ("[[provider]]\nkey = \"a\"\nname = \"\\u001b[2J\"\n", 3),
            ("[[provider]]\nkey = \"a\"\nname = \"x\"\ncolour = 1\n", 4),
            ("[phone]\npattern = \"[\"\n", 2),
        ] {
            let error = Providers::parse(wrong).unwrap_err();
            let at = error.span().map_or(0, |span| span.start);
            let found = wrong.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
            assert_eq!(found, line, "{wrong}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text: String, typed: String) {
            let _ = Providers::parse(&text);
            let _ = Providers::builtin().odd_phone(&typed);
        }
    }
}
