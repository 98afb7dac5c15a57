//! Whether the gateway's link-layer address was confirmed while this look lasted.
//!
//! Nothing is sent here: the other probes' packets to the gateway make the kernel ask for its address, or,
//! where they get through, confirm the one it knows. An entry from before proves nothing: a dead router
//! stays in the list for half a minute. RFC 826, RFC 4861 section 7.3.

use std::io::{self, ErrorKind};
use std::thread;
use std::time::{Duration, Instant};

use crate::evidence::{Family, Item, Status};
use crate::os::{self, Peer};
use crate::probe::limit::Limit;
use crate::wire::netlink::{Neighbour, Standing};

/// How often the list is looked at.
const PAUSE: Duration = Duration::from_millis(50);
/// How long the other probes have to confirm an entry that is known from before. Later nothing will, for the
/// kernel itself asks again only after five seconds (`delay_first_probe_time`).
const OLD: Duration = Duration::from_millis(600);

/// What one look at the list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// It was confirmed after the look began.
    Confirmed,
    /// It was asked for, and nobody has answered.
    Asked,
    /// It is known from before, and so are the ones that nobody checks.
    Old,
    /// It is not in the list.
    Absent,
}

/// Looks at the list until the gateway is confirmed, or the limit. `began` is when the first probe could have
/// sent something.
pub(super) fn look(mut item: Item, peer: Peer, (began, limit): (Instant, &Limit)) -> Item {
    loop {
        let listed = match os::neighbours(Family::of(peer.address)) {
            Ok(listed) => listed,
            Err(error) => return Item { status: refusal(&error), ..item },
        };
        let word = word(&listed, peer, began.elapsed());
        let waits = match word {
            Word::Confirmed => false,
            Word::Old => began.elapsed() < OLD,
            Word::Asked | Word::Absent => true,
        };
        let Some(left) = limit.left().filter(|_| waits) else {
            conclude(&mut item, word);
            return item;
        };
        thread::sleep(PAUSE.min(left));
    }
}

fn conclude(item: &mut Item, word: Word) {
    (item.status, item.facts.confirmed) = match word {
        Word::Confirmed => (Status::Got, Some(true)),
        Word::Asked => (Status::Timeout, Some(false)),
        // Neither a yes nor a no.
        Word::Old | Word::Absent => (Status::Unsupported, None),
    };
}

/// Tells what the list says about a peer, this long after the look began.
fn word(listed: &[Neighbour], peer: Peer, since: Duration) -> Word {
    let is_peer = |one: &&Neighbour| {
        one.address == peer.address && (peer.scope == 0 || one.interface == peer.scope)
    };
    let words = listed.iter().filter(is_peer).map(|one| match one.standing {
        Standing::Asked => Word::Asked,
        Standing::Fixed => Word::Old,
        Standing::Known => match one.confirmed_ago {
            Some(ago) if ago < since => Word::Confirmed,
            Some(_) | None => Word::Old,
        },
    });
    // The same address may be on two interfaces; the one that is alive counts.
    let rank = |word: &Word| match word {
        Word::Confirmed => 3,
        Word::Old => 2,
        Word::Asked => 1,
        Word::Absent => 0,
    };
    words.max_by_key(rank).unwrap_or(Word::Absent)
}

fn refusal(error: &io::Error) -> Status {
    let is_refused = error.kind() == ErrorKind::PermissionDenied;
    if is_refused { Status::NotPermitted } else { Status::Unsupported }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;
    use std::net::IpAddr;

    const ROUTER: &str = "192.168.1.1";

    fn listed(interface: u32, standing: Standing, ago_ms: u64) -> Neighbour {
        let address = ROUTER.parse().unwrap();
        let confirmed_ago = Some(Duration::from_millis(ago_ms));
        Neighbour { address, interface, standing, confirmed_ago }
    }

    fn word_of(listed: &[Neighbour]) -> Word {
        word(listed, Peer::global(ROUTER.parse().unwrap()), Duration::from_millis(500))
    }

    #[test]
    fn only_what_was_confirmed_meanwhile_is_confirmed() {
        assert_eq!(word_of(&[listed(2, Standing::Known, 20)]), Word::Confirmed);
        assert_eq!(word_of(&[listed(2, Standing::Known, 500)]), Word::Old);
        assert_eq!(word_of(&[listed(2, Standing::Fixed, 20)]), Word::Old);
        assert_eq!(word_of(&[listed(2, Standing::Asked, 20)]), Word::Asked);
        assert_eq!(word_of(&[]), Word::Absent);
    }

    #[test]
    fn the_living_one_of_two_counts_unless_the_interface_is_given() {
        let both = [listed(2, Standing::Asked, 20), listed(3, Standing::Known, 20)];
        assert_eq!(word_of(&both), Word::Confirmed);
        let address: IpAddr = ROUTER.parse().unwrap();
        let since = Duration::from_millis(500);
        assert_eq!(word(&both, Peer { address, scope: 2 }, since), Word::Asked);
    }

    #[test]
    fn what_is_not_known_is_not_said_to_be_dead() {
        for (word, status, confirmed) in [
            (Word::Confirmed, Status::Got, Some(true)),
            (Word::Asked, Status::Timeout, Some(false)),
            (Word::Old, Status::Unsupported, None),
            (Word::Absent, Status::Unsupported, None),
        ] {
            let mut item = Item::new(Id::Neighbour, Status::NotRun);
            conclude(&mut item, word);
            assert_eq!((item.status, item.facts.confirmed), (status, confirmed));
        }
        assert_eq!(refusal(&ErrorKind::PermissionDenied.into()), Status::NotPermitted);
    }
}
