//! The table of rules: from what was seen to a verdict, the first that holds counts.
//!
//! Pure. [`RULES`] is meant to be read from top to bottom by somebody who knows networks and no Rust;
//! what its words mean stands below it, one short function each, and in [`super::seen`].
//!
//! Two things hold throughout. No rule rests on one remote host, vendor or protocol, except on what the
//! operating system states. And these are no faults: a router that never speaks for itself while the
//! line works, blocked ICMP, one operator or one canary vendor missing, no IPv6.

use super::seen::{Seen, is_public};
use super::{Segment, Verdict};
use crate::evidence::Id;

/// One row of the table.
#[derive(Debug)]
pub struct Rule {
    /// The row's own name; several rows may come to the same verdict.
    pub key: &'static str,
    /// When the row holds.
    pub holds: fn(&Seen) -> bool,
    /// What is wrong then.
    pub verdict: Verdict,
    /// Where.
    pub segment: fn(&Seen) -> Segment,
    /// The evidence that it rests on.
    pub rests_on: &'static [Id],
    /// How many independent witnesses speak for it; two make it sure.
    pub witnesses_for: fn(&Seen) -> usize,
    /// How many witnesses speak against it; one makes it doubtful.
    pub witnesses_against: fn(&Seen) -> usize,
    /// When it is worth telling beside another row that came first.
    pub beside: fn(&Seen) -> bool,
    /// Why one may conclude this.
    pub reference: &'static str,
}

/// Every rule, the most certain and the nearest to this computer first.
pub const RULES: &[Rule] = &[
    Rule {
        key: "nothing-plugged-in",
        holds: |seen| silent_system(seen) && !seen.path.link,
        verdict: Verdict::NoLink,
        segment: |_| Segment::Device,
        rests_on: &[Id::Path],
        witnesses_for: |_| SYSTEMS_WORD,
        witnesses_against: signs_of_the_router,
        beside: never,
        reference: "the operating system's own statement; IEEE 802.3 link, IEEE 802.11 association",
    },
    Rule {
        key: "no-usable-address",
        holds: |seen| silent_system(seen) && seen.path.link && !seen.path.address,
        verdict: Verdict::NoAddress,
        segment: |_| Segment::Lan,
        rests_on: &[Id::Path],
        witnesses_for: |_| SYSTEMS_WORD,
        witnesses_against: signs_of_the_router,
        beside: never,
        reference: "the operating system's own statement; RFC 3927 (169.254/16), RFC 4291 (fe80::/10)",
    },
    Rule {
        key: "no-default-route",
        holds: |seen| silent_system(seen) && seen.path.address && seen.path.way_out.is_none(),
        verdict: Verdict::NoGateway,
        segment: |_| Segment::Lan,
        rests_on: &[Id::Path],
        witnesses_for: |_| SYSTEMS_WORD,
        witnesses_against: signs_of_the_router,
        beside: never,
        reference: "the operating system's own statement; RFC 2132 option 3, RFC 4861 section 6.3.4",
    },
    Rule {
        key: "the-router's-own-page",
        holds: routers_own_page,
        verdict: Verdict::NoInternet,
        segment: |_| Segment::Line,
        rests_on: &[Id::WebCanary, Id::BeyondTcp, Id::BeyondIcmp, Id::SystemName],
        witnesses_for: |seen| seen.web.gateway.len() + seen.missing().len(),
        witnesses_against: signs_from_beyond,
        beside: never,
        reference: "home routers answer for every page with their own while their line is down",
    },
    Rule {
        key: "another-page-for-the-web",
        holds: another_page,
        verdict: Verdict::CaptivePortal,
        segment: whose_page,
        rests_on: &[Id::WebCanary, Id::BeyondTcp, Id::BeyondIcmp],
        witnesses_for: |seen| seen.web.replaced(),
        witnesses_against: |seen| seen.web.exact.len() + usize::from(page_may_be_a_modems(seen)),
        beside: |seen| {
            seen.web.replaced() > 0 && seen.web.exact.is_empty() && !routers_own_page(seen)
        },
        reference: "RFC 8952 (captive portal architecture); the vendors' published canary pages",
    },
    Rule {
        key: "addresses-but-no-names",
        holds: |seen| seen.addresses_work() && seen.names_fail(),
        verdict: Verdict::DnsDown,
        segment: |_| Segment::Dns,
        rests_on: &[Id::SystemName, Id::ResolverDns, Id::BeyondTcp, Id::BeyondIcmp],
        witnesses_for: |seen| {
            usize::from(seen.names.system_failed > 0) + seen.names.resolvers_failed
        },
        witnesses_against: |seen| seen.names.resolvers_found,
        beside: never,
        reference: "RFC 1034 section 2.4: programs reach names only through their resolvers",
    },
    Rule {
        key: "everything-answers",
        holds: internet_works,
        verdict: Verdict::Ok,
        segment: |_| Segment::None,
        rests_on: &[Id::BeyondTcp, Id::BeyondIcmp, Id::SystemName, Id::WebCanary],
        witnesses_for: |seen| seen.organisations().len(),
        witnesses_against: doubts_about_health,
        beside: never,
        reference: "two organisations by two protocols, or the exact pages of two vendors",
    },
    Rule {
        key: "some-of-it-answers",
        holds: |seen| {
            !seen.organisations().is_empty() && (seen.silence_beyond() || seen.only_echoes())
        },
        verdict: Verdict::NoInternet,
        segment: |seen| if line_is_proved(seen) { Segment::Isp } else { Segment::Line },
        rests_on: &[Id::BeyondTcp, Id::BeyondIcmp, Id::WebCanary, Id::SystemName],
        witnesses_for: |seen| seen.missing().len(),
        witnesses_against: |seen| seen.organisations().len(),
        beside: never,
        reference: "a lone answer may be a local box: 1.1.1.1 was long in use as a dummy address",
    },
    Rule {
        key: "another-way-out",
        holds: |seen| seen.other_way_out() && seen.nothing_beyond() && seen.silence_beyond(),
        verdict: Verdict::NoInternet,
        segment: |_| Segment::Device,
        rests_on: &[Id::Path, Id::BeyondTcp, Id::WebCanary],
        witnesses_for: |_| UNKNOWN,
        witnesses_against: signs_from_beyond,
        beside: never,
        reference: "a phone, a mobile network or a VPN carries the traffic; the home's line was not seen",
    },
    Rule {
        key: "router-silent-too",
        holds: |seen| {
            seen.gateway.is_silent() && seen.nothing_beyond() && seen.beyond.refused.is_empty()
        },
        verdict: Verdict::RouterUnreachable,
        segment: |_| Segment::Router,
        rests_on: &[
            Id::GatewayIcmp,
            Id::GatewayTcp,
            Id::GatewayDns,
            Id::FirstHop,
            Id::BeyondTcp,
            Id::BeyondIcmp,
        ],
        witnesses_for: |seen| {
            if seen.silence_beyond() { seen.gateway.silent.len() } else { UNKNOWN }
        },
        witnesses_against: signs_from_beyond,
        beside: never,
        reference: "RFC 1812 section 5.3.1: a router that lives reports a packet whose TTL ran out",
    },
    Rule {
        key: "nothing-beyond-the-router",
        holds: |seen| seen.nothing_beyond() && seen.silence_beyond(),
        verdict: Verdict::NoInternet,
        segment: |_| Segment::Line,
        rests_on: &[
            Id::GatewayIcmp,
            Id::GatewayTcp,
            Id::GatewayDns,
            Id::FirstHop,
            Id::BeyondTcp,
            Id::BeyondIcmp,
            Id::SystemName,
            Id::ResolverDns,
            Id::WebCanary,
        ],
        witnesses_for: |seen| if seen.gateway.lives() { seen.missing().len() } else { UNKNOWN },
        witnesses_against: signs_from_beyond,
        beside: never,
        reference: "the router answers, several organisations behind it do not",
    },
    Rule {
        key: "not-enough-seen",
        holds: |_| true,
        verdict: Verdict::NotMeasured,
        segment: |_| Segment::None,
        rests_on: &[],
        witnesses_for: |_| UNKNOWN,
        witnesses_against: |_| 0,
        beside: never,
        reference: "a verdict claims only what the evidence proves",
    },
];

/// What the operating system states about itself needs no second witness.
const SYSTEMS_WORD: usize = 2;

/// The decisive witness was not heard.
const UNKNOWN: usize = 0;

fn never(_: &Seen) -> bool {
    false
}

/// The system told what it knows, and no answer from outside belies it.
fn silent_system(seen: &Seen) -> bool {
    seen.path.told && seen.nothing_beyond()
}

/// Ways in which the router showed itself, where there should be no way to it.
fn signs_of_the_router(seen: &Seen) -> usize {
    seen.gateway.alive.len()
}

/// Hints that something beyond the router is there after all.
fn signs_from_beyond(seen: &Seen) -> usize {
    seen.beyond.refused.len()
        + usize::from(seen.names.sign_from_beyond)
        + seen.organisations().len()
        + seen.web.local.len()
        + seen.web.far.len()
}

/// The gateway answers for the web, and what was tried beyond it gives no sign.
fn routers_own_page(seen: &Seen) -> bool {
    let silence = seen.names_fail() || !seen.missing().is_empty();
    let sign = !seen.nothing_beyond() || seen.names.sign_from_beyond;
    !seen.web.gateway.is_empty() && silence && !sign && !gateway_is_the_providers(seen)
}

/// This computer hangs on the provider's own device: an address that no home has.
///
/// Only IPv4 tells; over IPv6 a home router's address may be a public one. RFC 6598 (100.64/10).
fn gateway_is_the_providers(seen: &Seen) -> bool {
    let mut own = seen.path.gateways.iter().filter(|address| address.is_ipv4()).peekable();
    own.peek().is_some() && own.all(|address| is_public(*address))
}

/// Other pages came for the canaries, by more than one vendor's word: two vendors, a page from inside
/// the home or venue, or one vendor's while another witness is missing and literal addresses do not work.
/// An exact page of one vendor does not clear the way, for some portals let one through; two do.
fn another_page(seen: &Seen) -> bool {
    let (replaced, exact) = (seen.web.replaced(), seen.web.exact.len());
    let routers = !seen.web.gateway.is_empty() && !gateway_is_the_providers(seen);
    let inside = routers || !seen.web.local.is_empty();
    let missing = !seen.missing().is_empty() && !seen.addresses_work();
    match exact {
        0 => replaced >= 2 || replaced == 1 && (inside || missing),
        1 => replaced >= 2,
        _ => false,
    }
}

/// A page from a private address is the router's or a box's beside it; any other is the provider's.
fn whose_page(seen: &Seen) -> Segment {
    let inside = seen.web.gateway.len() + seen.web.local.len();
    let is_homes = inside >= seen.web.far.len() && !gateway_is_the_providers(seen);
    if is_homes { Segment::Router } else { Segment::Isp }
}

/// Nothing but a page from inside: a modem behind the router may say "no internet" with it.
fn page_may_be_a_modems(seen: &Seen) -> bool {
    seen.web.far.is_empty() && seen.organisations().is_empty() && !gateway_is_the_providers(seen)
}

/// Two vendors' exact pages; or two organisations, by a connection and by one more protocol.
fn internet_works(seen: &Seen) -> bool {
    let pages = seen.web.exact.len();
    let connection = pages > 0 || !seen.beyond.by_tcp.is_empty();
    let protocols = [
        !seen.beyond.by_tcp.is_empty(),
        !seen.beyond.by_icmp.is_empty(),
        seen.names.found(),
        pages > 0,
    ];
    let two_protocols = protocols.into_iter().filter(|seen| *seen).count() >= 2;
    pages >= 2 || seen.organisations().len() >= 2 && connection && two_protocols
}

/// More is missing than answers, or no page came at all, and there are no two exact pages to outweigh it.
fn doubts_about_health(seen: &Seen) -> usize {
    if seen.web.exact.len() >= 2 {
        return 0;
    }
    let missing = seen.missing().len() > seen.organisations().len();
    let no_page = seen.web.was_asked() && seen.web.exact.is_empty();
    usize::from(missing) + usize::from(no_page) + usize::from(seen.names_fail())
}

/// An exact page, or two organisations: no local box answers for those.
fn line_is_proved(seen: &Seen) -> bool {
    !seen.web.exact.is_empty() || seen.organisations().len() >= 2
}
