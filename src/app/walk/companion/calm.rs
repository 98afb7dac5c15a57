//! The tone of what was written down and may travel: a calmer wording is offered once, when all is read back.
//!
//! Edge. While the agent talks nobody is asked about wording. What was typed is kept first; another wording is a second
//! answer, and no wish is a wrong one.

use super::super::{Guide, Halt};
use crate::app::tone::{self, Wish};
use crate::session::{Answer, Event};

/// What is told in the person's own words, by the name of its item.
const TOLD: [&str; 6] = ["promise", "explanation", "refused", "rule", "decides", "note"];

impl Guide<'_> {
    /// Offers a calmer wording of each thing that was typed in this call, where there is one.
    pub(super) fn calm_down(&mut self, prefix: &str) -> Result<(), Halt> {
        for (key, text) in self.told(prefix) {
            let lang = self.lang;
            let Some(face) = self.respondent.face() else { return Ok(()) };
            match tone::offer(face, &text, lang)? {
                Wish::Own => {}
                Wish::Reworded(calmer) => self.keep_text(prefix, &key, &calmer),
                // Whatever is typed then is taken as it is: nobody is asked twice.
                Wish::Again => {
                    let ask = self.texts().get("call.write.again").to_owned();
                    self.write_asked(prefix, &key, &ask)?;
                }
            }
        }
        Ok(())
    }

    /// Returns what was told, each with its key: the latest words of each.
    fn told(&self, prefix: &str) -> Vec<(String, String)> {
        let mut told: Vec<(String, String)> = Vec::new();
        for entry in &self.kept.entries {
            let Event::Answered { step, answer: Answer::Text { text } } = &entry.event else {
                continue;
            };
            let Some(key) = step.strip_prefix(prefix) else { continue };
            if TOLD.contains(&key.split('.').next().unwrap_or(key)) {
                told.retain(|(other, _)| other != key);
                told.push((key.to_owned(), text.clone()));
            }
        }
        told
    }
}
