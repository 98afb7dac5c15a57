//! What the words in the table of rules mean.
//!
//! Pure. One short function each; numbers live in `checklists/data/thresholds.toml`.

use std::collections::BTreeSet;

use super::Segment;
use super::seen::{Habit, Seen};
use super::thresholds::Thresholds;
use crate::evidence::{Family, Medium};

/// What the operating system states about itself needs no second witness.
pub(super) const SYSTEMS_WORD: usize = 2;

/// The decisive witness was not heard.
pub(super) const UNKNOWN: usize = 0;

pub(super) fn never(_: &Seen) -> bool {
    false
}

/// The system told what it knows, and no answer from outside belies it.
pub(super) fn silent_system(seen: &Seen) -> bool {
    seen.path.told && seen.nothing_beyond()
}

/// Ways in which the router showed itself, where there should be no way to it.
pub(super) fn signs_of_the_router(seen: &Seen) -> usize {
    seen.gateway.alive.len()
}

/// Hints that something beyond the router is there after all.
pub(super) fn signs_from_beyond(seen: &Seen) -> usize {
    seen.beyond.refused.len()
        + usize::from(seen.names.sign_from_beyond)
        + seen.organisations().len()
        + seen.web.local.len()
        + seen.web.far.len()
        + seen.proxies.working.len()
}

/// The gateway answers for the web, and what was tried beyond it gives no sign.
pub(super) fn routers_own_page(seen: &Seen) -> bool {
    let silence = seen.names_fail() || !seen.missing().is_empty();
    let sign = !seen.nothing_beyond() || seen.names.sign_from_beyond;
    !seen.web.gateway.is_empty()
        && silence
        && !sign
        && seen.hops.provider.is_empty()
        && !seen.path.is_at_provider()
}

/// Other pages came for the canaries, by more than one vendor's word: two vendors, a page from inside
/// the home or venue, or one vendor's while another witness is missing and literal addresses do not work.
/// An exact page of one vendor does not clear the way, for some portals let one through; two do.
pub(super) fn another_page(seen: &Seen) -> bool {
    let (replaced, exact) = (seen.web.replaced(), seen.web.exact.len());
    let routers = !seen.web.gateway.is_empty() && !seen.path.is_at_provider();
    let inside = routers || !seen.web.local.is_empty();
    let missing = !seen.missing().is_empty() && !seen.addresses_work();
    if own_page_before_the_provider(seen) {
        return false;
    }
    match exact {
        0 => replaced >= 2 || replaced == 1 && (inside || missing),
        1 => replaced >= 2,
        _ => false,
    }
}

/// A page from a private address is the router's or a box's beside it; any other is the provider's.
pub(super) fn whose_page(seen: &Seen) -> Segment {
    let inside = seen.web.gateway.len() + seen.web.local.len();
    let is_homes = inside >= seen.web.far.len() && !seen.path.is_at_provider();
    if is_homes { Segment::Router } else { Segment::Isp }
}

/// Nothing but a page from inside: a modem behind the router may say "no internet" with it.
pub(super) fn page_may_be_a_modems(seen: &Seen) -> bool {
    seen.web.far.is_empty() && seen.organisations().is_empty() && !seen.path.is_at_provider()
}

/// Two vendors' exact pages; or two organisations, by a connection and by one more protocol.
pub(super) fn internet_works(seen: &Seen) -> bool {
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
pub(super) fn doubts_about_health(seen: &Seen) -> usize {
    if seen.web.exact.len() >= 2 {
        return usize::from(seen.secure.fails());
    }
    let missing = seen.missing().len() > seen.organisations().len();
    let no_page = seen.web.was_asked() && seen.web.exact.is_empty();
    usize::from(missing)
        + usize::from(no_page)
        + usize::from(seen.names_fail())
        + usize::from(seen.secure.fails())
}

/// Where nothing can be reached: behind what was proved to work. A phone or VPN hides the home's line.
pub(super) fn beyond_the_router(seen: &Seen) -> Segment {
    if line_is_proved(seen) || !seen.other_way_out() && !seen.hops.provider.is_empty() {
        Segment::Isp
    } else if seen.other_way_out() {
        Segment::Device
    } else {
        Segment::Line
    }
}

/// An exact page, a trusted one, or two organisations: no local box answers for those.
pub(super) fn line_is_proved(seen: &Seen) -> bool {
    let page = !seen.web.exact.is_empty() || !seen.secure.trusted.is_empty();
    page || seen.organisations().len() >= 2
}

/// A medium that is none of a home is the system's own word; an address range alone is a hint.
pub(super) fn word_for_another_way(seen: &Seen) -> usize {
    let told = seen.path.way_out.as_ref().is_some_and(|way| match way.medium {
        Medium::Mobile | Medium::Tunnel | Medium::Tethered => true,
        Medium::Wired | Medium::Wifi | Medium::PointToPoint | Medium::Unknown => false,
    });
    if told { SYSTEMS_WORD } else { 1 }
}

/// No phone tells of a line over `UPnP`: where only the address looks like a phone's, a home has it too.
pub(super) fn word_of_a_home_router(seen: &Seen) -> usize {
    usize::from(seen.router.was_heard() && word_for_another_way(seen) < SYSTEMS_WORD)
}

/// Nothing beyond the router gave a sign, nor did a device of the provider.
pub(super) fn no_sign_of_the_line(seen: &Seen) -> bool {
    seen.nothing_beyond() && seen.hops.provider.is_empty()
}

/// A session that does not stand is one witness, one that is being set up is none; silence is another.
pub(super) fn word_for_a_fallen_session(seen: &Seen) -> usize {
    usize::from(!seen.router.is_connecting()) + usize::from(!seen.missing().is_empty())
}

/// Nothing beyond the router answers, and at least two witnesses were asked.
pub(super) fn certain_silence(seen: &Seen) -> bool {
    seen.nothing_beyond() && seen.silence_beyond()
}

/// A page in place of the web, most of it about a bill, and not the home router's own.
pub(super) fn page_about_the_bill(seen: &Seen) -> bool {
    let web = &seen.web;
    let afar = seen.path.is_at_provider() || web.bill.iter().any(|who| !web.gateway.contains(who));
    let two = web.bill.len() >= 2 || !seen.missing().is_empty();
    another_page(seen) && afar && two && web.bill.len() * 2 > web.replaced()
}

/// Some page was replaced, though too little speaks for it to be sure.
pub(super) fn another_page_perhaps(seen: &Seen) -> bool {
    let replaced = seen.web.replaced() > 0 && seen.web.exact.is_empty();
    let routers = routers_own_page(seen) || own_page_before_the_provider(seen);
    replaced && !routers && !page_about_the_bill(seen)
}

/// The home router shows its own page while a device of the provider answers: the fault is beyond that.
fn own_page_before_the_provider(seen: &Seen) -> bool {
    let routers = !seen.web.gateway.is_empty() && !seen.path.is_at_provider();
    let turned_away = !seen.beyond.refused.is_empty();
    routers && certain_silence(seen) && !turned_away && !seen.hops.provider.is_empty()
}

/// Two vendors or more agree that this computer's clock is off by minutes.
pub(super) fn clock_is_wrong(seen: &Seen) -> bool {
    seen.clock.wrong().0 >= 2
}

/// Packets are lost, or late, up to the router.
pub(super) fn wifi_suffers(seen: &Seen) -> bool {
    seen.samples.loses_before_router() || seen.delay.is_late_to_router()
}

/// With two organisations small packets are answered and large ones vanish, with none they pass.
pub(super) fn large_packets_vanish(seen: &Seen) -> bool {
    seen.mtu.vanish.len() >= 2 && seen.mtu.pass.is_empty()
}

/// Two vendors' certificates are not trusted, more than are, and the clock is not the reason.
pub(super) fn signed_by_strangers(seen: &Seen) -> bool {
    let strangers = seen.secure.stranger.len();
    strangers >= 2 && strangers > seen.secure.trusted.len() && !clock_is_wrong(seen)
}

/// Organisations that fail on port 443 in particular.
pub(super) fn failing_on_443(seen: &Seen) -> BTreeSet<&str> {
    let pages = seen.secure.absent.iter();
    pages.chain(&seen.beyond.only_other_port).map(String::as_str).collect()
}

/// Everything else works, no packets are lost, and on port 443 two organisations fail. Where connections to
/// that port come about, only somebody who turns the pages away counts, or who stays silent to both of them
/// for so long that it is no lack of time.
pub(super) fn only_https_fails(seen: &Seen) -> bool {
    let none = seen.secure.trusted.is_empty() && seen.secure.stranger.is_empty();
    let silent = seen.beyond.on_443.len() < 2 && failing_on_443(seen).len() >= 2;
    let mute = seen.secure.silent.len() >= 2
        && !seen.samples.loses_beyond()
        && !seen.samples.loses_before_router();
    none && (silent || mute || seen.secure.turned_away.len() >= 2) && internet_works(seen)
}

/// Answers of two operators come much later than they could, or all of them from very far.
pub(super) fn answers_come_late(seen: &Seen) -> bool {
    seen.delay.varying().0 >= 2 || seen.delay.far() >= 2
}

/// Where the delay arises.
pub(super) fn where_it_is_late(seen: &Seen) -> Segment {
    if seen.delay.is_explained_by_router() { Segment::Lan } else { Segment::Line }
}

/// Operators whose answers are not late, where lateness is what is claimed.
pub(super) fn witnesses_of_speed(seen: &Seen) -> usize {
    if seen.delay.far() >= 2 { 0 } else { seen.delay.varying().1 }
}

/// Names are found, and yet one resolver is dead while another answers, or one is very slow. Lost packets
/// and a family that goes nowhere explain that by themselves.
pub(super) fn some_resolver_fails(seen: &Seen) -> bool {
    let names = seen.names.found() && !seen.names_fail();
    names && internet_works(seen) && !seen.samples.loses_beyond() && failing_resolvers(seen) > 0
}

/// How many witnesses speak for a resolver that fails: questions that it left open, or late answers.
pub(super) fn words_for_a_failing_resolver(seen: &Seen) -> usize {
    let late = seen.names.system_ms > late_for_a_name(seen);
    failing_resolvers(seen) + usize::from(late)
}

fn failing_resolvers(seen: &Seen) -> usize {
    // A resolver of a family that this computer does not have costs nothing: the system passes it by at once.
    let set_up = &seen.families.set_up;
    let broken = |family: Family| {
        seen.families.broken(family) > 0 || !set_up.is_empty() && !set_up.contains(&family)
    };
    seen.names.dead(broken) + seen.names.slower_than(late_for_a_name(seen))
}

/// Two round trips of this line, and more time than a resolver ever needs.
fn late_for_a_name(seen: &Seen) -> f64 {
    Thresholds::get().names.slow_ms + 2.0 * seen.delay.nearest_ms.unwrap_or(0.0)
}

/// A name that must not exist has an address, by the word of two resolvers, or of the only one that says
/// anything about it. Where another one denies it, it is that resolver's own habit.
pub(super) fn names_are_invented(seen: &Seen) -> bool {
    let invents = seen.names.count(Habit::Invents);
    invents >= 2 || invents == 1 && seen.names.count(Habit::Denies) == 0
}

/// Some name led to a known filter, or one with a published answer is forged while another witness shows
/// that the true answer is there, or that somebody answers for everybody.
pub(super) fn names_are_filtered(seen: &Seen) -> bool {
    let names = &seen.names;
    let forges = names.count(Habit::Forges);
    let true_elsewhere = !names.public_exact.is_empty() || names.count(Habit::Tells) > 0;
    let second = names.intercepted || true_elsewhere || forges >= 2;
    !names.filtered.is_empty() || a_name_is_forged(seen) && second
}

/// A resolver gave another answer than the published one, and invents no names.
pub(super) fn a_name_is_forged(seen: &Seen) -> bool {
    let names = &seen.names;
    names.count(Habit::Forges) > 0 && names.count(Habit::Invents) == 0
}
