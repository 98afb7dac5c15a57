//! Every address that a look would contact, without contacting any.

use crate::probe::Plan;

impl Plan {
    /// Lists everything that a look contacts, one line each: protocol, where, who. The home's own router and
    /// resolvers come first, as the system states them now.
    ///
    /// Sends nothing. Both families are listed, whichever of them leads out.
    pub fn contacts(&self) -> Vec<String> {
        let view = self.way_out();
        let mut lines = Vec::new();
        for peer in &view.gateways {
            lines.push(format!("icmp {} gateway", peer.address));
            let ports = self.gateway_ports.iter();
            lines.extend(ports.map(|port| format!("tcp {} gateway", peer.at(*port))));
            lines.push(format!("dns {} gateway", peer.at(self.dns_port)));
        }
        let resolvers = view.resolvers.iter().map(|peer| peer.at(self.dns_port));
        lines.extend(resolvers.map(|place| format!("dns {place} resolver")));
        lines.extend(self.endpoints.lines());
        lines
    }
}

#[cfg(test)]
mod tests {
    use crate::probe::testing::{self, Dns};

    #[test]
    fn the_home_comes_first_and_nothing_is_left_out() {
        let resolver = testing::dns(Dns::Silent);
        let plan = testing::plan(7, &resolver, [8, 9]);
        let lines = plan.contacts();
        let dns = format!("dns 127.0.0.1:{}", resolver.address.port());
        let home = ["icmp 127.0.0.1 gateway", "tcp 127.0.0.1:7 gateway"];
        assert_eq!(lines[..2], home);
        assert_eq!(lines[2..4], [format!("{dns} gateway"), format!("{dns} resolver")]);
        assert_eq!(lines[4..], plan.endpoints.lines());
    }
}
