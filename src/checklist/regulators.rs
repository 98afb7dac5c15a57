//! Whom one can turn to where the provider does not settle it, service by service.
//!
//! Pure: the rows are part of `checklists/data/providers.toml`, and a person's own file can add to them.

use super::providers::{Providers, Regulator};

/// Returns those that can be turned to about a service, such as `internet`, in the order in which they are.
///
/// What a row says is as sure as its own confidence: [`Regulator::lines`] says it so.
pub fn for_service(service: &str) -> Vec<&'static Regulator> {
    Providers::builtin().regulators_for(service).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::registry::BUILTIN;
    use crate::diagnosis::Confidence;
    use crate::lang::Lang;

    fn keys(service: &str) -> Vec<&'static str> {
        for_service(service).iter().map(|row| row.key.as_str()).collect()
    }

    #[test]
    fn each_service_has_its_own_and_then_those_for_all() {
        for service in ["internet", "tv", "phone", "mobile", "bill"] {
            assert_eq!(keys(service), ["komdigi", "ylki", "bpsk"], "{service}");
        }
        assert_eq!(keys("bank"), ["ojk", "bank-indonesia", "laps-sjk", "ylki", "bpsk"]);
        assert_eq!(keys("electricity"), ["pln", "ylki", "ombudsman", "bpsk"]);
        assert_eq!(keys("anything"), ["ylki", "bpsk"]);
        for (key, source) in BUILTIN {
            let list: toml::Table = source.parse().unwrap();
            let service = list["service"].as_str().unwrap();
            // A ticket says by an answer what it is about; how one was treated is nobody's special field.
            let least = if ["ticket", "care"].contains(&service) { 2 } else { 3 };
            assert!(keys(service).len() >= least && keys(service).contains(&"ylki"), "{key}");
        }
        for service in ["ticket", "care", "other"] {
            assert_eq!(keys(service), ["ylki", "bpsk"], "{service}");
        }
    }

    #[test]
    fn every_row_says_where_it_is_from_and_nothing_unsure_is_said_as_certain() {
        let rows = Providers::builtin().regulators();
        assert!(rows.len() >= 8);
        for row in rows {
            assert!(!row.source.is_empty() && row.checked_on.year() >= 2026, "{}", row.key);
            for lang in Lang::ALL {
                let lines = row.lines(lang);
                assert!(lines.len() >= 2 && lines[0].contains(&row.name), "{lines:?}");
                let unsure = ["Pastikan dulu", "Make sure first"];
                let hedged = unsure.iter().any(|hedge| lines[0].contains(hedge));
                assert_eq!(hedged, row.confidence != Confidence::High, "{lines:?}");
                for (channel, line) in row.channel.iter().zip(lines.iter().skip(1)) {
                    let marks = ["Belum pasti", "not certain"];
                    let is_certain = !marks.iter().any(|mark| line.contains(mark));
                    assert!(!is_certain || channel.confidence == Confidence::High, "{line}");
                }
            }
        }
    }

    #[test]
    fn an_own_row_takes_its_place() {
        let own = "[[regulator]]\nkey = \"desa\"\nname = \"Desa\"\nabout = { id = \"air\", en = \"water\" }\n\
            services = [\"water\"]\ncan = { id = \"membantu\", en = \"help\" }\nsource = \"x\"\n\
            checked_on = \"2026-11-22\"\nconfidence = \"high\"\n";
        let rows = Providers::builtin().clone().with(Providers::parse(own).unwrap());
        let keys: Vec<_> = rows.regulators_for("water").map(|row| row.key.as_str()).collect();
        assert_eq!(keys, ["ylki", "bpsk", "desa"]);
        assert!(
            rows.regulators_for("water")
                .any(|row| row.lines(Lang::En)[0] == "Desa (water) can help.")
        );
    }
}
