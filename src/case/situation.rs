//! How a fault stands, and how a promise does, with the keys under which texts and logs know it.
//!
//! Pure.

/// How a fault stands: what a follow-up would be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Situation {
    /// Nobody was called yet.
    NotCalled,
    /// The call dropped before it came to anything.
    CallDropped,
    /// It belongs to an area outage, and nothing was promised or the time of it has passed.
    AreaOutage,
    /// The number was to follow by message.
    NumberToCome,
    /// No number was given.
    NoNumber,
    /// There is time yet until what was promised, or until it is fair to ask.
    Waiting,
    /// The window of what was promised is open now.
    DueNow,
    /// The time of what was promised has passed; nobody said what became of it.
    Overdue,
    /// What was promised was not done in its time.
    Missed,
    /// What was promised was done, and nobody said yet whether it works.
    Kept,
    /// The ticket was closed, and nobody said yet whether it works.
    Closed,
    /// The ticket was closed, and it does not work.
    ClosedNotFixed,
    /// It worked, and fails again.
    BackAgain,
    /// Something was done about it, and it still does not work.
    NotFixed,
    /// The bill was paid, and the service is suspended all the same.
    PaidStillSuspended,
    /// It works.
    Fixed,
    /// A day has passed since the ticket, and nothing was promised.
    NoWord,
}

impl Situation {
    /// Every situation.
    pub const ALL: &[Self] = &[
        Self::NotCalled,
        Self::CallDropped,
        Self::AreaOutage,
        Self::NumberToCome,
        Self::NoNumber,
        Self::Waiting,
        Self::DueNow,
        Self::Overdue,
        Self::Missed,
        Self::Kept,
        Self::Closed,
        Self::ClosedNotFixed,
        Self::BackAgain,
        Self::NotFixed,
        Self::PaidStillSuspended,
        Self::Fixed,
        Self::NoWord,
    ];

    /// Returns the key under which texts and logs know it.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotCalled => "not-called",
            Self::CallDropped => "call-dropped",
            Self::AreaOutage => "area-outage",
            Self::NumberToCome => "number-to-come",
            Self::NoNumber => "no-number",
            Self::Waiting => "waiting",
            Self::DueNow => "due-now",
            Self::Overdue => "overdue",
            Self::Missed => "missed",
            Self::Kept => "kept",
            Self::Closed => "closed",
            Self::ClosedNotFixed => "closed-not-fixed",
            Self::BackAgain => "back-again",
            Self::NotFixed => "not-fixed",
            Self::PaidStillSuspended => "paid-still-suspended",
            Self::Fixed => "fixed",
            Self::NoWord => "no-word",
        }
    }
}

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Its time lies ahead.
    Waiting,
    /// Its window is open now.
    Now,
    /// Its time has passed; nobody said what became of it.
    Due,
    /// It has no time; nobody said what became of it.
    Open,
    /// It was done.
    Kept,
    /// It was not done in its time.
    Missed,
    /// It counts no more: another took its place, or the fault has come to an end otherwise.
    Past,
}

impl Standing {
    /// Returns the key under which texts know it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Now => "now",
            Self::Due => "due",
            Self::Open => "open",
            Self::Kept => "kept",
            Self::Missed => "missed",
            Self::Past => "past",
        }
    }
}
