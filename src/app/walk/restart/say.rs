//! What the program says of what it sees during a restart.
//!
//! Pure. It says what answered and what did not, never that the person did something wrong.

use super::progress::Progress;
use crate::checklist::Device;
use crate::lang::{Catalogue, Lang};
use crate::moment;
use crate::session::{Sighting, Watched};

/// Says what went or came, with its hour; nothing of how it was found.
pub(super) fn news(sighting: &Sighting, device: Device, lang: Lang) -> Option<String> {
    if sighting.found {
        return None;
    }
    let end = if sighting.up { "back" } else { "gone" };
    let key = format!("walk.restart.{}-{end}", noun(sighting.what, device));
    let when = moment::to_the_second(&sighting.at, lang);
    Some(Catalogue::of(lang).fill(&key, &[("when", &when)]))
}

/// Says how everything is now, as far as that is seen.
pub(super) fn now(progress: &Progress, device: Device, lang: Lang) -> Option<String> {
    let texts = Catalogue::of(lang);
    // What lies behind a broken link need not be said.
    let cut = progress.is_up(Watched::Link) == Some(false);
    let all = if cut { &[Watched::Link] } else { Watched::ALL };
    let said = all.iter().filter_map(|what| {
        let up = progress.is_up(*what).filter(|up| *what != Watched::Link || !up)?;
        let end = if up { "answers" } else { "silent" };
        let key = format!("walk.restart.{}-{end}", noun(*what, device));
        Some(texts.get(&key).to_owned())
    });
    let said: Vec<_> = said.collect();
    (!said.is_empty()).then(|| texts.fill("walk.restart.now", &[("states", &said.join("; "))]))
}

/// Returns the word that the texts have for something: the nearest router is a modem to whoever restarts a modem.
fn noun(what: Watched, device: Device) -> &'static str {
    match (what, device) {
        (Watched::Link, _) => "link",
        (Watched::Internet, _) => "internet",
        (Watched::Gateway, Device::Modem) => "modem",
        (Watched::Gateway, Device::Router | Device::Both) => "router",
    }
}

/// Returns the end of the keys of texts that differ by what is restarted.
pub(super) fn device_word(device: Device) -> &'static str {
    match device {
        Device::Modem => "modem",
        Device::Router => "router",
        Device::Both => "both",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_there_for_every_device() {
        let at: jiff::Zoned = "2026-11-21T08:21:05+07:00[Asia/Jakarta]".parse().unwrap();
        for lang in Lang::ALL {
            for device in [Device::Modem, Device::Router, Device::Both] {
                for what in Watched::ALL.iter().copied() {
                    for up in [false, true] {
                        let seen = Sighting { what, up, found: false, at: at.clone() };
                        let said = news(&seen, device, lang).unwrap();
                        assert!(!said.starts_with("walk.") && said.contains("05"), "{said}");
                        let found = Sighting { found: true, ..seen };
                        assert_eq!(news(&found, device, lang), None);
                    }
                }
                let texts = Catalogue::of(lang);
                for part in ["unplug", "unplug-hint", "plug", "still-there", "once"] {
                    let key = format!("walk.restart.{part}-{}", device_word(device));
                    assert_ne!(texts.get(&key), key);
                }
            }
        }
    }
}
