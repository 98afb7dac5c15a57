//! Does one site answer, which the person named?

use std::net::IpAddr;
use std::sync::mpsc;
use std::thread;

use crate::evidence::{Family, Id, Item, Status};
use crate::os::Peer;
use crate::probe::limit::Limit;
use crate::probe::{Plan, name, tcp};

/// Where web sites listen: RFC 9110 sections 4.2.1 and 4.2.2.
const PORTS: [u16; 2] = [443, 80];

/// How many of a site's addresses are tried.
const TRIED: usize = 4;

/// Tells whether a site answers a connection, within the plan's deadline.
///
/// `typed` is what a person typed: a name, or an address with `https://` and a page. Nothing where that
/// holds no name, or where this computer has no way out at all: then the site is not to be judged.
pub fn site(plan: &Plan, typed: &str) -> Option<bool> {
    let host = host(typed)?.to_owned();
    let families = plan.way_out().families;
    if families.is_empty() {
        return None;
    }
    let limit = Limit::after(plan.deadline);
    let Some(found) = look_up(host, &limit) else { return Some(false) };
    let found = found.into_iter().filter(|address| families.contains(&Family::of(*address)));
    let (sender, answers) = mpsc::channel();
    for address in found.take(TRIED) {
        let (sender, limit) = (sender.clone(), limit.clone());
        thread::spawn(move || {
            let blank = Item::new(Id::BeyondTcp, Status::NotRun);
            let item = tcp::connect(blank, Peer::global(address), &PORTS, &limit);
            // Nobody listens any more once one address has answered.
            let _ = sender.send(item.status);
        });
    }
    drop(sender);
    Some(answers.iter().any(|status| status == Status::Got))
}

/// Looks a name up on a thread of its own; nothing where that fails or takes too long.
fn look_up(host: String, limit: &Limit) -> Option<Vec<IpAddr>> {
    let (sender, answer) = mpsc::channel();
    thread::spawn(move || {
        let _ = sender.send(name::addresses(&host));
    });
    answer.recv_timeout(limit.left()?).ok()?.ok()
}

/// Takes the host out of what a person typed.
fn host(typed: &str) -> Option<&str> {
    let typed = typed.trim();
    let rest = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':', ' ']).next()?;
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
    (!host.is_empty() && host.len() <= 253 && host.chars().all(fits)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_found_in_what_people_type() {
        for (typed, expected) in [
            ("example.com", Some("example.com")),
            (" https://www.example.com/a?b#c ", Some("www.example.com")),
            ("http://example.com:8080", Some("example.com")),
            ("", None),
            ("https://", None),
            ("exa\u{1b}mple.com", None),
            ("user@example.com", None),
        ] {
            assert_eq!(host(typed), expected, "{typed}");
        }
    }
}
