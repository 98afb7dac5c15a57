//! What was looked at, in one calm line for each kind of evidence.
//!
//! Pure. Every word comes from `lang/probe.toml`; nothing that came over the network is repeated.

use super::conditions::{names_are_filtered, some_resolver_fails};
use super::seen::{Habit, Path, Seen, Share};
use super::sentences::{place, rate, span};
use super::thresholds::Thresholds;
use crate::evidence::{Evidence, Family, Id, Status};
use crate::lang::{Catalogue, Lang};

/// Returns one line for each kind of evidence that was looked at, the nearest to this computer first.
///
/// ```text
/// komputer ke Wi-Fi rumah: tersambung
/// modem: menjawab
/// di luar modem: 0 dari 4 alamat menjawab
/// nama: tidak menjawab
/// ```
pub fn lines(evidence: &Evidence, lang: Lang) -> Vec<String> {
    let (seen, say) = (Seen::of(evidence), Catalogue::of(lang));
    let computer = seen.path.told.then(|| computer_line(evidence, &seen, say));
    let plain = |key: Option<&'static str>| key.map(|key| say.get(key).to_owned());
    [
        computer,
        plain(wifi_line(&seen)),
        plain(modem_line(evidence, &seen)),
        loss_line(seen.samples.to_gateway(), "modem", say),
        plain(word_line(&seen)),
        plain((!seen.hops.provider.is_empty()).then_some("probe.line.provider-answers")),
        beyond_line(&seen, say),
        loss_line(seen.samples.to_beyond(), "beyond", say),
        plain(delay_line(&seen)),
        plain(family_line(&seen)),
        plain(large_line(&seen)),
        plain(names_line(&seen)),
        pages_line(&seen, say),
        secure_line(&seen, say),
        clock_line(&seen, say),
        plain(proxy_line(&seen)),
        plain(site_line(&seen)),
        speed_line(&seen, lang),
        plain(seen.load.is_bloated().then_some("probe.line.load-waits")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Tells the lines of [`lines`] one after the other while a look goes on, each as soon as no later item can
/// change it.
#[derive(Debug, Default)]
pub struct Telling {
    told: Vec<String>,
}

impl Telling {
    /// Returns the lines that have become certain.
    pub fn news(&mut self, so_far: &Evidence, lang: Lang) -> Vec<String> {
        let (seen, say) = (Seen::of(so_far), Catalogue::of(lang));
        // The system's statements all come first; each may be about another interface.
        let stated = so_far.items.last().is_some_and(|item| item.id != Id::Path) && seen.path.told;
        let computer = stated.then(|| computer_line(so_far, &seen, say));
        let answers = stated && seen.gateway.lives();
        let modem = answers.then(|| say.get("probe.line.modem-answers").to_owned());
        self.tell([computer, modem].into_iter().flatten())
    }

    /// Returns the lines that are still to be told, once everything has been seen.
    pub fn rest(&mut self, all: &Evidence, lang: Lang) -> Vec<String> {
        self.tell(lines(all, lang).into_iter())
    }

    fn tell(&mut self, lines: impl Iterator<Item = String>) -> Vec<String> {
        let news: Vec<_> = lines.filter(|line| !self.told.contains(line)).collect();
        self.told.extend_from_slice(&news);
        news
    }
}

fn computer_line(evidence: &Evidence, seen: &Seen, say: &Catalogue) -> String {
    let subject = say.fill("probe.item.path", &[("place", place(evidence, say))]);
    format!("{subject}: {}", say.get(path_state(&seen.path)))
}

pub(super) fn path_state(path: &Path) -> &'static str {
    if !path.link {
        "probe.state.no-link"
    } else if !path.address {
        "probe.state.no-address"
    } else if path.way_out.is_none() {
        "probe.state.no-way-out"
    } else {
        "probe.state.connected"
    }
}

fn modem_line(evidence: &Evidence, seen: &Seen) -> Option<&'static str> {
    let hidden = evidence.items.iter().any(|item| {
        matches!(item.id, Id::GatewayIcmp | Id::GatewayTcp | Id::GatewayDns)
            && item.status == Status::NotPermitted
    });
    if seen.gateway.lives() {
        Some("probe.line.modem-answers")
    } else if seen.gateway.silent.is_empty() {
        hidden.then_some("probe.line.modem-hidden")
    } else if seen.nothing_beyond() && seen.gateway.is_neighbour {
        Some("probe.line.modem-neighbour")
    } else if seen.nothing_beyond() {
        Some("probe.line.modem-silent")
    } else {
        Some("probe.line.modem-silent-but-through")
    }
}

fn beyond_line(seen: &Seen, say: &Catalogue) -> Option<String> {
    let (n, m) = (seen.beyond.answered().len(), seen.beyond.asked.len());
    (m > 0).then(|| say.fill("probe.line.beyond", &[("n", &n.to_string()), ("m", &m.to_string())]))
}

fn names_line(seen: &Seen) -> Option<&'static str> {
    let names = &seen.names;
    if names.count(Habit::Invents) > 0 {
        return Some("probe.line.names-invented");
    } else if names_are_filtered(seen) {
        return Some("probe.line.names-filtered");
    } else if some_resolver_fails(seen) {
        return Some("probe.line.names-slow");
    }
    let missed = names.system_failed + names.resolvers_failed;
    match (names.found(), missed > 0) {
        (true, false) => Some("probe.line.names-found"),
        (true, true) => Some("probe.line.names-partly"),
        (false, true) => Some("probe.line.names-silent"),
        (false, false) => None,
    }
}

fn pages_line(seen: &Seen, say: &Catalogue) -> Option<String> {
    let web = &seen.web;
    let (exact, replaced) = (web.exact.len(), web.replaced());
    let m = (exact + replaced + web.absent.len()).to_string();
    let (key, n) = match replaced {
        0 => ("probe.line.pages-exact", exact),
        _ => ("probe.line.pages-replaced", replaced),
    };
    web.was_asked().then(|| say.fill(key, &[("n", &n.to_string()), ("m", &m)]))
}

fn wifi_line(seen: &Seen) -> Option<&'static str> {
    let _ = seen.wifi.signal_dbm?;
    Some(if seen.wifi.is_weak() { "probe.line.wifi-weak" } else { "probe.line.wifi-strong" })
}

fn word_line(seen: &Seen) -> Option<&'static str> {
    if seen.router.is_line_down() {
        Some("probe.line.router-line-down")
    } else if seen.router.is_session_down() {
        Some("probe.line.router-session-down")
    } else {
        seen.router.is_up().then_some("probe.line.router-up")
    }
}

/// "None of 66" only means that fewer than 4.5 % are lost; so the number is always said.
fn loss_line(share: Share, place: &str, say: &Catalogue) -> Option<String> {
    let key = format!("probe.line.{}lost-{place}", if share.lost == 0 { "none-" } else { "" });
    let (n, m) = (share.lost.to_string(), share.sent.to_string());
    (share.sent > 0).then(|| say.fill(&key, &[("n", &n), ("m", &m)]))
}

fn delay_line(seen: &Seen) -> Option<&'static str> {
    let nearest = seen.delay.min_ms.values().copied().reduce(f64::min)?;
    let satellite = nearest > Thresholds::get().latency.satellite_ms;
    Some(match (seen.delay.varying().0 >= 2 || seen.delay.far() >= 2, satellite) {
        (true, _) => "probe.line.late",
        (false, true) => "probe.line.satellite",
        (false, false) => "probe.line.prompt",
    })
}

fn family_line(seen: &Seen) -> Option<&'static str> {
    if seen.families.broken(Family::Ipv4) > 0 {
        Some("probe.line.ipv4-dead")
    } else {
        (seen.families.broken(Family::Ipv6) > 0).then_some("probe.line.ipv6-dead")
    }
}

fn large_line(seen: &Seen) -> Option<&'static str> {
    if seen.mtu.pass.is_empty() {
        (!seen.mtu.vanish.is_empty()).then_some("probe.line.large-vanish")
    } else {
        Some("probe.line.large-pass")
    }
}

fn secure_line(seen: &Seen, say: &Catalogue) -> Option<String> {
    let secure = &seen.secure;
    let (trusted, stranger) = (secure.trusted.len(), secure.stranger.len());
    let m = trusted + stranger + secure.absent.len();
    let (key, n) = match stranger {
        0 => ("probe.line.secure-trusted", trusted),
        _ => ("probe.line.secure-stranger", stranger),
    };
    (m > 0).then(|| say.fill(key, &[("n", &n.to_string()), ("m", &m.to_string())]))
}

fn clock_line(seen: &Seen, say: &Catalogue) -> Option<String> {
    let Some(offset) = seen.clock.offset_s() else {
        let right = seen.clock.wrong() == (0, seen.clock.offsets_s.len());
        let known = right && !seen.clock.offsets_s.is_empty();
        return known.then(|| say.get("probe.line.clock-right").to_owned());
    };
    let key = if offset > 0.0 { "probe.line.clock-ahead" } else { "probe.line.clock-behind" };
    Some(say.fill(key, &[("span", &span(offset, say))]))
}

fn proxy_line(seen: &Seen) -> Option<&'static str> {
    if seen.proxies.failing.is_empty() {
        (!seen.proxies.working.is_empty()).then_some("probe.line.proxy-works")
    } else {
        Some("probe.line.proxy-fails")
    }
}

fn site_line(seen: &Seen) -> Option<&'static str> {
    if seen.site.is_filtered() {
        Some("probe.line.site-filtered")
    } else if seen.site.is_down() {
        Some("probe.line.site-fails")
    } else {
        seen.site.page.then_some("probe.line.site-opens")
    }
}

fn speed_line(seen: &Seen, lang: Lang) -> Option<String> {
    let say = Catalogue::of(lang);
    let down = rate(seen.load.download_mbps?, lang);
    let up = seen.load.upload_mbps.map(|up| rate(up, lang));
    let key = if up.is_some() { "probe.line.load-both" } else { "probe.line.load-down" };
    Some(say.fill(key, &[("down", &down), ("up", &up.unwrap_or_default())]))
}
