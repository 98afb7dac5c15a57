//! Files of answers: the usual ones, and what a test changes in them.

use toml::{Table, Value};

const BASE: &str = include_str!("../cases/base.toml");
const NETWORKS: &str = include_str!("../cases/networks.toml");

/// The answers to `internet-mati` of a customer with fibre and usual lights.
pub(crate) struct Answers(Table);

impl Answers {
    /// Takes the usual ones, with what a look at the network sees by its name in `cases/networks.toml`.
    pub(crate) fn usual(network: &str) -> Self {
        let mut networks: Table = NETWORKS.parse().unwrap();
        let seen = networks.remove(network).unwrap_or_else(|| panic!("no network {network}"));
        let mut answers: Table = BASE.parse().unwrap();
        answers.insert("measured".into(), seen);
        Self(answers)
    }

    /// Those of red LOS with nothing beyond the modem, up to a ticket.
    pub(crate) fn red_los() -> Self {
        let call = "ticket = \"IN99887766\"\npromise = \"teknisi senin 10-12\"\ndays = \"dated\"";
        let red = Self::usual("dead-beyond").with("lampu.merah", "blinking").with("pon", "off");
        red.with("lampu.label", "los").with("call", call.parse::<Table>().unwrap())
    }

    /// Puts in an answer, or another one.
    pub(crate) fn with(mut self, step: &str, value: impl Into<Value>) -> Self {
        self.0.insert(step.into(), value.into());
        self
    }

    /// Takes an answer out.
    pub(crate) fn without(mut self, step: &str) -> Self {
        self.0.remove(step);
        self
    }

    /// Puts in several answers.
    pub(crate) fn with_all(mut self, answers: Table) -> Self {
        self.0.extend(answers);
        self
    }

    /// Makes every answer "I don't know".
    pub(crate) fn all_unknown(mut self) -> Self {
        let unknown: Table = "unknown = true".parse().unwrap();
        for (step, answer) in &mut self.0 {
            if step != "measured" {
                *answer = unknown.clone().into();
            }
        }
        self
    }

    /// Writes them as a file.
    pub(crate) fn text(&self) -> String {
        toml::to_string(&self.0).unwrap()
    }
}

/// The answers to a technician's visit that comes to a good end, with what is seen before and after the work.
pub(crate) fn visit(before: &str, after: &str) -> String {
    let networks: Table = NETWORKS.parse().unwrap();
    let mut answers: Table = include_str!("../cases/visit.toml").parse().unwrap();
    let seen = [("sebelum", before), ("sesudah", after)];
    let seen = seen.map(|(step, name)| (step.to_owned(), networks[name].clone()));
    answers.insert("measured".into(), Table::from_iter(seen).into());
    toml::to_string(&answers).unwrap()
}
