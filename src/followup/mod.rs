//! What is written after the call: the courteous text that fits how the fault stands, and what comes next.
//!
//! Pure and deterministic: the hour and the reader's zone are passed in. A sentence is said only where its
//! facts are known, what is personal stays out of what others can see, and no agent is named in a complaint.
//! The sentences are data (`checklists/data/followup.toml`).

mod answers;
mod count;
mod data;
mod facts;
mod guard;
mod ladder;
mod quote;
mod timeline;
mod told;
mod window;
mod write;

#[cfg(test)]
mod tests;

pub use count::{Sms, X_LIMIT, sms, x_length};
pub use facts::Facts;
pub use guard::{Withheld, handle};
pub use ladder::{Contact, Ladder, Rung, send_at};
pub use quote::{Fits, Refused};
pub use told::history;
pub use write::write;

use crate::case::Situation;
use crate::cli::Channel;
use crate::lang::{Catalogue, Lang};

/// What the person wants in a text beyond what the session says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// How much of the customer number it has.
    pub number: Shown,
    /// Whether it quotes the explanation that the agent gave.
    pub explanation: bool,
    /// What it quotes of a refusal, in a mail or letter; see [`Facts::refusal`].
    pub refusal: Option<Refused>,
    /// Whether it lists what is put with it.
    pub enclose: bool,
    /// Whether thanks name the agent; never in a post, never in a complaint.
    pub thank: bool,
    /// The name of the provider's official account, with its `@`; else the one that the data has.
    pub handle: Option<String>,
    /// What the person adds in own words.
    pub own: Option<String>,
}

/// How much of a number is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shown {
    /// Nothing.
    #[default]
    Nothing,
    /// Its last three figures.
    Tail,
    /// All of it.
    Whole,
}

/// A text that is ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text, without a line end behind it.
    pub text: String,
    /// What it counts on X, with the room that is kept for the account's name.
    pub length: usize,
    /// Whether it fits its channel.
    pub fits: bool,
    /// What can be put with it, in a mail or letter.
    pub enclosures: Vec<String>,
}

/// Why there is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing was reported yet.
    NotReported,
    /// Matters of a bank are not for the public.
    NotPublic,
}

/// Returns the name of a channel, as it is typed and as a log has it.
pub fn name(channel: Channel) -> &'static str {
    match channel {
        Channel::X => "x",
        Channel::Whatsapp => "whatsapp",
        Channel::Email => "email",
        Channel::Letter => "letter",
        Channel::Employer => "employer",
    }
}

/// Returns what a channel that a log has is called inside a sentence.
pub fn called(to: &str, lang: Lang) -> &'static str {
    let texts = Catalogue::of(lang);
    match to {
        "x" => texts.get("followup.channel-x"),
        "whatsapp" => texts.get("followup.channel-whatsapp"),
        "email" => texts.get("followup.channel-email"),
        "letter" => texts.get("followup.channel-letter"),
        "employer" => texts.get("followup.channel-employer"),
        "call" => texts.get("followup.channel-call"),
        _ => texts.get("followup.channel-other"),
    }
}

/// Tells why nothing is written about this to this channel, where so.
pub fn refusal(situation: Situation, service: &str, channel: Channel) -> Option<Refusal> {
    if channel == Channel::X && service == "bank" {
        return Some(Refusal::NotPublic);
    }
    let early = matches!(situation, Situation::NotCalled | Situation::CallDropped);
    (early && channel != Channel::Employer).then_some(Refusal::NotReported)
}
