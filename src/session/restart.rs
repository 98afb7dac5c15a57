//! What the log says of a restart: its stages, what was seen of it, and what it came to.
//!
//! Pure.

use jiff::Zoned;
use serde::{Deserialize, Serialize};

use crate::moment::{Moment, rfc9557};

/// A restart: what the person said and what the program saw, kept apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Restart {
    /// When the person said that the power was unplugged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unplugged: Option<Moment>,
    /// When the person said that it was plugged in again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plugged: Option<Moment>,
    /// Whether the program could watch at all.
    pub seen: bool,
    /// What the program saw of the gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<Return>,
    /// What the program saw of the internet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub internet: Option<Return>,
    /// What the operating system stated of the link: cable or Wi-Fi, with an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Return>,
    /// What the program saw, one by one, in the order in which it noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sightings: Vec<Sighting>,
}

/// How far a guided restart has come.
///
/// With two boxes the modem's power comes back first, and the router's once the modem is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The program began to lead through it.
    Begun,
    /// The person said that the power is unplugged.
    Unplugged,
    /// The time without power is over.
    Rested,
    /// The person said that the power is plugged in again; with two boxes, the modem's.
    Plugged,
    /// With two boxes: the modem is ready, or its longest start-up is over.
    Ready,
    /// With two boxes: the person said that the router's power is plugged in too.
    RouterPlugged,
    /// The wait for the start-up is over.
    Over,
    /// The program was closed on the way and goes on; what happened in between was not seen.
    Resumed,
}

/// What can be seen to go and come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Watched {
    /// The operating system's word on cable or Wi-Fi, and on its address.
    Link,
    /// The nearest router.
    Gateway,
    /// What lies beyond it.
    Internet,
}

impl Watched {
    /// Everything, from near to far.
    pub const ALL: &[Self] = &[Self::Link, Self::Gateway, Self::Internet];

    /// Returns the word in conditions and machine-readable forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Gateway => "gateway",
            Self::Internet => "internet",
        }
    }
}

/// Something that the program saw of a restart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// Of what.
    pub what: Watched,
    /// Whether it answers.
    pub up: bool,
    /// Whether it was found so when the program began to look, rather than seen to change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub found: bool,
    /// When: of a change, the first answer or the first silence.
    #[serde(with = "rfc9557")]
    pub at: Zoned,
}

/// How something behaved around a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Return {
    /// It did not answer before, and answers now; or it went away and answers again.
    CameBack,
    /// It does not answer now.
    StayedAway,
    /// It answered before and answers now, and was never seen to go away.
    NeverLeft,
}

impl Return {
    /// Every way.
    pub const ALL: &[Self] = &[Self::CameBack, Self::StayedAway, Self::NeverLeft];

    /// Returns the word in conditions.
    pub fn name(self) -> &'static str {
        match self {
            Self::CameBack => "came-back",
            Self::StayedAway => "stayed-away",
            Self::NeverLeft => "never-left",
        }
    }
}
