//! The cables of a network. The one between router and provider may lead through a second box in the house,
//! and through a line that takes its time.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use crate::axes::Case;
use crate::net::Network;
use crate::topology::{Link, Place, Plan};

/// The two ends of a long line in its own place: the one towards the home.
const NEAR: &str = "near0";
/// The one towards the provider.
const FAR: &str = "far0";
/// The second box's end towards the router.
const BOX: &str = "box0";

/// Lays the cables that begin in a place.
pub(crate) fn lay(network: &Network, plan: &Plan, case: Case<'_>) -> Result<()> {
    for link in &plan.links {
        let is_line = plan.key == Place::Router && link.to == Place::Provider;
        let stops = if is_line { stops(link, case) } else { Vec::new() };
        let mut at = (plan.key, link.end.as_str());
        for (place, near, far) in stops {
            cable(network, at, (place, near))?;
            at = (place, far);
        }
        cable(network, at, (link.to, &link.far))?;
    }
    let mut up = String::new();
    if plan.key == Place::Router && case.is_long() {
        writeln!(up, "link set {NEAR} up\nlink set {FAR} up")?;
        network.ip(Place::Line, &up).context("the long line")?;
    }
    Ok(())
}

/// Lists what the router's line leads through, each with the interface that comes in and the one that goes on.
fn stops<'l>(link: &'l Link, case: Case<'_>) -> Vec<(Place, &'static str, &'l str)> {
    let second = case.row.two_boxes.then_some((Place::Modem, BOX, link.end.as_str()));
    let relay = case.is_long().then_some((Place::Line, NEAR, FAR));
    second.into_iter().chain(relay).collect()
}

/// Lays one cable between two interfaces, on which every packet travels by itself, as on a real one: the
/// kernel would carry large ones whole, past all limits of size and speed, and no relay could pass them on.
fn cable(network: &Network, from: (Place, &str), to: (Place, &str)) -> Result<()> {
    let beyond = network.pid(to.0)?;
    let (near, far) = (from.1, to.1);
    let one = "gso_max_segs 1";
    let line =
        format!("link add name {near} {one} type veth peer name {far} {one} netns {beyond}\n");
    network.ip(from.0, &line)
}

/// Returns what carries frames over a long line.
pub(crate) fn relay(case: Case<'_>) -> String {
    format!("relay={NEAR},{FAR},{},{}@-", case.delay_ms(), case.row.queue_ms)
}
