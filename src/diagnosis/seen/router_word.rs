//! What the router says of its own line and session.
//!
//! Pure. Its word needs no second witness; but it is a word, and an answer from beyond belies it.

use crate::evidence::{Id, Item, WanLink, WanSession};

/// What the router says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RouterWord {
    /// Of its physical link.
    pub link: Option<WanLink>,
    /// Of its session with the provider.
    pub session: Option<WanSession>,
    /// It says that it has no address outside.
    pub no_address: bool,
}

impl RouterWord {
    pub(super) fn of(items: &[&Item]) -> Self {
        let mut word = Self::default();
        let said = items.iter().filter(|item| item.id == Id::RouterWord && item.status.is_alive());
        for facts in said.map(|item| &item.facts) {
            word.link = best_link(word.link, facts.wan_link);
            word.session = best_session(word.session, facts.wan_session);
            word.no_address |= facts.external_address.is_some_and(|it| it.is_unspecified());
        }
        word
    }

    /// Tells whether it said anything.
    pub fn was_heard(&self) -> bool {
        self.link.is_some() || self.session.is_some()
    }

    /// Tells whether it says that its line has no signal.
    pub fn is_line_down(&self) -> bool {
        self.link == Some(WanLink::Down)
    }

    /// Tells whether it says that its line has a signal, and that its session does not stand.
    pub fn is_session_down(&self) -> bool {
        let fallen = match self.session {
            Some(WanSession::Disconnected | WanSession::Disconnecting | WanSession::Connecting) => {
                true
            }
            Some(WanSession::Connected) => self.no_address,
            Some(WanSession::Unknown) | None => false,
        };
        self.link == Some(WanLink::Up) && fallen
    }

    /// Tells whether it says that all is well with its line.
    pub fn is_up(&self) -> bool {
        let connected = self.session.is_none_or(|session| session == WanSession::Connected);
        self.was_heard() && connected && !self.no_address && self.link != Some(WanLink::Down)
    }

    /// Tells whether it says that the session is only being set up.
    pub fn is_connecting(&self) -> bool {
        self.session == Some(WanSession::Connecting)
    }
}

/// A router with several lines is down only where all are, whatever the order in which it tells them.
fn best_link(a: Option<WanLink>, b: Option<WanLink>) -> Option<WanLink> {
    let order = |link: &WanLink| match link {
        WanLink::Unavailable => 0,
        WanLink::Down => 1,
        WanLink::Initializing => 2,
        WanLink::Up => 3,
    };
    [a, b].into_iter().flatten().max_by_key(order)
}

fn best_session(a: Option<WanSession>, b: Option<WanSession>) -> Option<WanSession> {
    let order = |session: &WanSession| match session {
        WanSession::Unknown => 0,
        WanSession::Disconnected => 1,
        WanSession::Disconnecting => 2,
        WanSession::Connecting => 3,
        WanSession::Connected => 4,
    };
    [a, b].into_iter().flatten().max_by_key(order)
}
