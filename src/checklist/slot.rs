//! The closed list of what a summary can know.
//!
//! Pure.

use serde::{Deserialize, Serialize};

/// What a summary can know. The list is closed; labels and questions are in `data/slots.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// Where this computer is: `here`, `other-network` or `elsewhere`.
    Place,
    /// Whose customer the home is.
    Provider,
    /// How the internet enters the house.
    Access,
    /// The caller's name.
    Name,
    /// The name on the account, where it is not the caller.
    Holder,
    /// What the caller is to the account.
    Relation,
    /// The customer number.
    CustomerNumber,
    /// A telephone number that works now.
    Contact,
    /// What is wrong.
    Symptom,
    /// Since when.
    Since,
    /// All the time, or on and off.
    Pattern,
    /// Which devices are affected.
    Scope,
    /// Wi-Fi or cable.
    Connection,
    /// Whether TV and telephone of the same package are affected.
    Bundle,
    /// Electricity.
    Power,
    /// The lights of the modem.
    Lights,
    /// The visible cable.
    Cable,
    /// What happened around that time: rain, works, something moved.
    Events,
    /// What was tried, the restart first.
    Restart,
    /// The bill.
    Bill,
    /// The neighbours.
    Neighbours,
    /// Where the home is, as far as a stranger may know.
    Area,
    /// An earlier report of the same fault.
    EarlierReport,
    /// When somebody is at home.
    VisitTime,
    /// How a technician finds the house.
    Landmark,
    /// What the fault does to the customer.
    Impact,
    /// The mobile number in question.
    LineNumber,
    /// The bank account's number; never a card's.
    AccountNumber,
    /// In whose name a SIM card or a bank account is.
    Registered,
    /// What the television box and the screen show.
    Box,
    /// When a single event happened, such as a withdrawal.
    Occurred,
    /// Where a single event happened.
    Venue,
    /// Which bank's machine it was.
    Machine,
    /// How much money it is about.
    Amount,
    /// Which months of bills it is about.
    Period,
    /// Which lines of a bill are in question.
    Charges,
    /// What has been blocked or made safe.
    Secured,
    /// What proof is at hand: receipt, message, photograph.
    Proof,
    /// The number on a receipt.
    Reference,
    /// Which service an open ticket is about.
    Service,
    /// When an open ticket was reported.
    Reported,
    /// What was promised with it, and when.
    Promised,
    /// What has become of the promise.
    Became,
    /// Through which channel somebody was served.
    Way,
    /// What was said or done, never by whom.
    Conduct,
    /// What the customer hopes for.
    Wish,
}

impl Slot {
    /// Every slot.
    pub const ALL: &[Self] = &[
        Self::Place,
        Self::Provider,
        Self::Access,
        Self::Name,
        Self::Holder,
        Self::Relation,
        Self::CustomerNumber,
        Self::Contact,
        Self::Symptom,
        Self::Since,
        Self::Pattern,
        Self::Scope,
        Self::Connection,
        Self::Bundle,
        Self::Power,
        Self::Lights,
        Self::Cable,
        Self::Events,
        Self::Restart,
        Self::Bill,
        Self::Neighbours,
        Self::Area,
        Self::EarlierReport,
        Self::VisitTime,
        Self::Landmark,
        Self::Impact,
        Self::LineNumber,
        Self::AccountNumber,
        Self::Registered,
        Self::Box,
        Self::Occurred,
        Self::Venue,
        Self::Machine,
        Self::Amount,
        Self::Period,
        Self::Charges,
        Self::Secured,
        Self::Proof,
        Self::Reference,
        Self::Service,
        Self::Reported,
        Self::Promised,
        Self::Became,
        Self::Way,
        Self::Conduct,
        Self::Wish,
    ];

    /// Returns the name in a list.
    pub fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Provider => "provider",
            Self::Access => "access",
            Self::Name => "name",
            Self::Holder => "holder",
            Self::Relation => "relation",
            Self::CustomerNumber => "customer-number",
            Self::Contact => "contact",
            Self::Symptom => "symptom",
            Self::Since => "since",
            Self::Pattern => "pattern",
            Self::Scope => "scope",
            Self::Connection => "connection",
            Self::Bundle => "bundle",
            Self::Power => "power",
            Self::Lights => "lights",
            Self::Cable => "cable",
            Self::Events => "events",
            Self::Restart => "restart",
            Self::Bill => "bill",
            Self::Neighbours => "neighbours",
            Self::Area => "area",
            Self::EarlierReport => "earlier-report",
            Self::VisitTime => "visit-time",
            Self::Landmark => "landmark",
            Self::Impact => "impact",
            Self::LineNumber => "line-number",
            Self::AccountNumber => "account-number",
            Self::Registered => "registered",
            Self::Box => "box",
            Self::Occurred => "occurred",
            Self::Venue => "venue",
            Self::Machine => "machine",
            Self::Amount => "amount",
            Self::Period => "period",
            Self::Charges => "charges",
            Self::Secured => "secured",
            Self::Proof => "proof",
            Self::Reference => "reference",
            Self::Service => "service",
            Self::Reported => "reported",
            Self::Promised => "promised",
            Self::Became => "became",
            Self::Way => "way",
            Self::Conduct => "conduct",
            Self::Wish => "wish",
        }
    }

    /// Returns the slot with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|slot| slot.name() == name)
    }
}
