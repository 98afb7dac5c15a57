//! Whether names are found, and whether the answers are true.
//!
//! Pure. A forged answer is one that cannot be: an address for a name that must not exist, another one
//! than the published one, or one where a known filter sends people. Somebody who answers for everybody,
//! and truly, forges nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::{is_name_found, is_public, number, organisation};
use crate::diagnosis::filters::{Filters, Traces};
use crate::evidence::{Family, Id, Item, Status};

/// Whether names are found, as every program looks for them and at each resolver.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    /// Lookups by the system that gave a believable address.
    pub system_found: usize,
    /// Lookups by the system that gave nothing, or an address that no public name has.
    pub system_failed: usize,
    /// Resolvers that gave a believable address.
    pub resolvers_found: usize,
    /// Resolvers that gave nothing, or an address that no public name has.
    pub resolvers_failed: usize,
    /// A public address was named, or a resolver with a public address answered: a sign from beyond,
    /// but no proof, for the router may remember names or answer in a resolver's place.
    pub sign_from_beyond: bool,
    /// The longest time of a lookup by the system that found a name, in milliseconds.
    pub system_ms: f64,
    /// What each of the system's resolvers did.
    pub resolvers: BTreeMap<String, Resolver>,
    /// An address that runs no resolver answered like one.
    pub intercepted: bool,
    /// Public resolvers that told the published answer.
    pub public_exact: BTreeSet<String>,
    /// Looks, other than at the person's site, that ended where a filter sends people.
    pub filtered: BTreeSet<String>,
}

/// What one of the system's resolvers did, over all questions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolver {
    /// Kinds of question that it answered, in whatever way.
    pub answered: BTreeSet<Id>,
    /// Kinds of question to which it gave no answer at all.
    pub silent: BTreeSet<Id>,
    /// How long its answers took, in milliseconds.
    pub times_ms: Vec<f64>,
    /// What its answers showed of it.
    pub habits: BTreeSet<Habit>,
}

/// What an answer shows of a resolver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Habit {
    /// It gave a name that must not exist an address.
    Invents,
    /// It denied such a name, as it should.
    Denies,
    /// It gave another answer than the published one.
    Forges,
    /// It gave the published one.
    Tells,
}

impl Names {
    pub(super) fn of(items: &[&Item], gateways: &[IpAddr]) -> Self {
        let mut names = Self::default();
        for item in items {
            names.look_up(item, gateways);
            names.question(item);
            if item.id != Id::Site && ends_at_a_filter(item) {
                let _ = names.filtered.insert(format!("{} {}", item.id.name(), organisation(item)));
            }
        }
        names
    }

    fn look_up(&mut self, item: &Item, gateways: &[IpAddr]) {
        let found = is_name_found(item);
        let count = match (item.id, found) {
            (Id::SystemName, true) => &mut self.system_found,
            (Id::SystemName, false) => &mut self.system_failed,
            (Id::ResolverDns, true) => &mut self.resolvers_found,
            (Id::ResolverDns, false) => &mut self.resolvers_failed,
            _ => return,
        };
        *count += 1;
        if item.id == Id::SystemName && found {
            self.system_ms = self.system_ms.max(number(item.facts.rtt_ms).unwrap_or(0.0));
        }
        let public = item.facts.answers.iter().any(|address| is_public(*address));
        let asked = item.facts.target.filter(|_| item.id == Id::ResolverDns);
        let far = asked.is_some_and(|target| is_public(target) && !gateways.contains(&target));
        self.sign_from_beyond |= found && (public || far);
    }

    fn question(&mut self, item: &Item) {
        if item.id == Id::NoResolver {
            self.intercepted |= matches!(item.status, Status::Got | Status::Odd);
        } else if item.id == Id::PublicDns {
            if item.facts.exact == Some(true) {
                let _ = self.public_exact.insert(organisation(item));
            }
        } else if matches!(item.id, Id::ResolverDns | Id::MissingName | Id::ExactName) {
            self.resolvers.entry(organisation(item)).or_default().note(item);
        }
    }

    /// Tells whether any way of looking up a name worked.
    pub fn found(&self) -> bool {
        self.system_found + self.resolvers_found > 0
    }

    /// Tells whether programs on this computer find no name: the system's own word where it was asked,
    /// else that of all resolvers.
    pub fn failed(&self) -> bool {
        match self.system_found + self.system_failed {
            0 => self.resolvers_failed > 0 && self.resolvers_found == 0,
            _ => self.system_found == 0,
        }
    }

    /// Counts the kinds of question that dead resolvers left open, where another one answers. Where all
    /// of them are silent and names are found, questions from programs like this one are what is blocked.
    /// A resolver of a `broken` family is not what is wrong.
    pub fn dead(&self, broken: impl Fn(Family) -> bool) -> usize {
        let lives = self.resolvers.values().any(|one| !one.answered.is_empty());
        let reachable = |who: &str| who.parse().map_or(true, |it: IpAddr| !broken(Family::of(it)));
        let dead = self.resolvers.iter().filter(|(who, one)| one.is_dead() && reachable(who));
        if lives { dead.map(|(_, one)| one.silent.len()).sum() } else { 0 }
    }

    /// Counts the resolvers of which two answers or more took longer than this, in milliseconds.
    pub fn slower_than(&self, limit_ms: f64) -> usize {
        let late = |one: &&Resolver| one.times_ms.iter().filter(|time| **time > limit_ms).count();
        self.resolvers.values().filter(|one| late(one) >= 2).count()
    }

    /// Counts the resolvers that showed a habit.
    pub fn count(&self, habit: Habit) -> usize {
        self.resolvers.values().filter(|one| one.habits.contains(&habit)).count()
    }
}

impl Resolver {
    /// Tells whether it was asked and never gave any sign.
    pub fn is_dead(&self) -> bool {
        self.answered.is_empty() && !self.silent.is_empty()
    }

    fn note(&mut self, item: &Item) {
        let answered = matches!(item.status, Status::Got | Status::Odd);
        let set = if answered { &mut self.answered } else { &mut self.silent };
        let _ = set.insert(item.id);
        if !answered {
            return;
        }
        self.times_ms.extend(number(item.facts.rtt_ms));
        let rcode = item.facts.rcode.unwrap_or(0);
        let named = rcode == 0 && !item.facts.answers.is_empty();
        let exact = item.facts.exact;
        let (missing, known) = (item.id == Id::MissingName, item.id == Id::ExactName);
        let shown = [
            (missing && named, Habit::Invents),
            (missing && rcode == NO_SUCH_NAME, Habit::Denies),
            (known && named && exact == Some(false), Habit::Forges),
            (known && exact == Some(true), Habit::Tells),
        ];
        self.habits.extend(shown.into_iter().filter(|(is, _)| *is).map(|(_, habit)| habit));
    }
}

/// RFC 1035 section 4.1.1.
const NO_SUCH_NAME: u16 = 3;

/// Tells whether a look ended where a known filter sends people.
pub(super) fn ends_at_a_filter(item: &Item) -> bool {
    let facts = &item.facts;
    let named = matches!(
        item.id,
        Id::ResolverDns
            | Id::SystemName
            | Id::ExactName
            | Id::PublicDns
            | Id::WebCanary
            | Id::WebSecure
            | Id::Site
    );
    let speakers = facts.answers.iter().chain(&facts.answered_by).chain(&facts.target);
    let traces = || Traces {
        addresses: speakers.map(IpAddr::to_canonical).collect(),
        hosts: facts.redirect_host.as_deref().and_then(without_port).into_iter().collect(),
        location: None,
        title: facts.remark.clone(),
    };
    named && Filters::get().find(&traces()).is_some()
}

/// Returns a host without its port.
fn without_port(host: &str) -> Option<String> {
    host.split(':').next().map(|host| host.trim().to_owned())
}
