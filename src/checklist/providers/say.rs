//! What is said of a provider, each fact as surely as its row is.
//!
//! Pure.

use super::{Channel, ChannelKind, Chosen, Light, Provider, Regulator};
use crate::diagnosis::Confidence;
use crate::lang::{Catalogue, Lang};

/// The most models whose labels are named in a hint.
const MODELS: usize = 4;

impl Provider {
    /// Says how it is reached, one line each, before anybody dials.
    pub fn before_dialling(&self, lang: Lang) -> Vec<String> {
        let texts = Catalogue::of(lang);
        let mut lines: Vec<_> = self.channel.iter().map(|channel| channel.say(lang)).collect();
        let has_phone = self.channel.iter().any(|channel| channel.kind == ChannelKind::Phone);
        if !has_phone {
            lines.insert(0, texts.fill("provider.see-bill", &[("name", &self.name)]));
        }
        lines.extend(self.account_line(lang));
        lines.push(texts.get("provider.fakes").to_owned());
        lines
    }

    /// Says what the customer number is called, how it looks and where it is.
    pub fn account_line(&self, lang: Lang) -> Option<String> {
        let account = self.account.as_ref()?;
        let name = capital(account.name.get(lang));
        let values = [("name", name.as_str()), ("form", account.form.get(lang))];
        let form = (!account.form.is_empty()).then(|| {
            let sure = account.confidence == Confidence::High;
            let key = if sure { "provider.form" } else { "provider.form-usual" };
            Catalogue::of(lang).fill(key, &values)
        });
        let find = account.find.get(lang);
        Some(form.map_or_else(|| format!("{name}: {find}"), |form| format!("{form} {find}")))
    }
}

impl Regulator {
    /// Says what it can do, and how it is reached, one line each, each as surely as its row is.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let texts = Catalogue::of(lang);
        let values =
            [("name", &*self.name), ("about", self.about.get(lang)), ("can", self.can.get(lang))];
        let sure = self.confidence == Confidence::High;
        let key = if sure { "provider.regulator" } else { "provider.regulator-unsure" };
        let channels = self.channel.iter();
        let channels = channels.map(|it| it.said(lang, "provider.regulator-channel-unsure"));
        let lines: Vec<_> = std::iter::once(texts.fill(key, &values)).chain(channels).collect();
        let elsewhere = lines.len() == 1;
        let search = elsewhere.then(|| texts.get("provider.regulator-where").to_owned());
        lines.into_iter().chain(search).collect()
    }
}

impl Channel {
    /// Says one way to reach somebody, and how sure it is.
    pub fn say(&self, lang: Lang) -> String {
        self.said(lang, "provider.channel-unsure")
    }

    /// Says it; with `unsure` where it is not certain.
    fn said(&self, lang: Lang, unsure: &str) -> String {
        let texts = Catalogue::of(lang);
        let kind = match self.kind {
            ChannelKind::Phone => "provider.phone",
            ChannelKind::App => "provider.app",
            ChannelKind::X => "provider.x",
            ChannelKind::Instagram => "provider.instagram",
            ChannelKind::Whatsapp => "provider.whatsapp",
            ChannelKind::Chat => "provider.chat",
            ChannelKind::Web => "provider.web",
            ChannelKind::Email => "provider.email",
            ChannelKind::Outlet => "provider.outlet",
        };
        let note = self.note.get(lang);
        let at = if note.is_empty() { self.at.clone() } else { format!("{} ({note})", self.at) };
        let date = self.checked_on.to_string();
        let values = [("kind", texts.get(kind)), ("at", &at), ("date", &date)];
        let key = match self.confidence {
            Confidence::High => "provider.channel",
            Confidence::Medium => unsure,
            // Nobody rings a number that is only rumoured.
            Confidence::Low => "provider.channel-open",
        };
        texts.fill(key, &values)
    }
}

impl Chosen<'_> {
    /// Says what is printed on common modems, as a hint; none where nothing is known.
    pub fn light_hint(&self, lang: Lang) -> Option<String> {
        let own = &self.row.light;
        let own: &[Light] = if own.is_empty() { &self.all.light } else { own };
        let all: Vec<_> = own
            .iter()
            .take(MODELS)
            .map(|light| format!("{}: {}", light.model, light.labels.join(" ")))
            .collect();
        let texts = Catalogue::of(lang);
        (!all.is_empty()).then(|| texts.fill("provider.lights", &[("models", &all.join("; "))]))
    }

    /// Puts the provider's own word in the place of the program's for a customer number.
    pub fn in_words(&self, said: &str, lang: Lang) -> String {
        let Some(account) = &self.row.account else { return said.to_owned() };
        let known = match lang {
            Lang::Id => &self.all.words.id,
            Lang::En => &self.all.words.en,
        };
        let own = account.name.get(lang);
        let (mut out, mut rest) = (String::with_capacity(said.len()), said);
        while let Some(first) = rest.chars().next() {
            let word = known.iter().find(|word| starts(rest, word));
            if let Some(word) = word.filter(|_| !out.ends_with(char::is_alphanumeric)) {
                out.push_str(&if first.is_uppercase() { capital(own) } else { own.to_owned() });
                rest = rest.get(word.len()..).unwrap_or_default();
            } else {
                out.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
        out
    }
}

/// Tells whether a text begins with a whole word, whatever the case of its letters.
fn starts(text: &str, word: &str) -> bool {
    let head = text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let after = text.get(word.len()..).and_then(|rest| rest.chars().next());
    head && !word.is_empty() && after.is_none_or(|after| !after.is_alphanumeric())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::super::Providers;
    use super::*;

    fn row(key: &str) -> &'static Provider {
        Providers::builtin().get(key).unwrap()
    }

    #[test]
    fn an_unsure_number_is_said_with_the_bill_beside_it() {
        let lines = row("indihome").before_dialling(Lang::En);
        assert!(lines[0].starts_with("Phone: 188 (it was 147)"), "{lines:?}");
        assert!(lines[0].contains("not certain") && lines[0].contains("bill"), "{lines:?}");
        assert!(lines.iter().any(|line| line == "App: MyTelkomsel."), "{lines:?}");
        let lines = row("first-media").before_dialling(Lang::Id);
        assert!(lines[0].contains("tagihan") && !lines[0].contains("1500"), "{lines:?}");
    }

    #[test]
    fn every_row_is_said_in_both_languages() {
        for key in Providers::builtin().keys() {
            for lang in Lang::ALL {
                for line in row(key).before_dialling(lang) {
                    assert!(!line.contains(['{', '}']) && line.ends_with('.'), "{line}");
                    assert!(!line.contains(".."), "{line}");
                }
            }
        }
    }

    #[test]
    fn the_providers_own_word_takes_its_place() {
        let all = Providers::builtin();
        let said = |text, lang| all.choose("biznet").unwrap().in_words(text, lang);
        assert_eq!(said("Nomor pelanggan?", Lang::Id), "Customer ID?");
        assert_eq!(said("This is Rina, account 12.", Lang::En), "This is Rina, Customer ID 12.");
        assert_eq!(said("accounts, my account number", Lang::En), "accounts, my Customer ID");
        assert_eq!(
            all.choose("cbn").unwrap().in_words("Nomor pelanggan?", Lang::Id),
            "Nomor pelanggan?"
        );
        let said = all.choose("indihome").unwrap().in_words("Nomor pelanggan?", Lang::Id);
        assert_eq!(said, "Nomor IndiHome?");
    }
}
