//! Every address that a look would contact, without contacting any.

use crate::probe::{Door, Plan, Site};

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
            let upnp = peer.address.is_ipv4().then(|| peer.at(self.ssdp_port));
            lines.extend(upnp.map(|place| format!("upnp {place} gateway")));
        }
        let resolvers = view.resolvers.iter().map(|peer| peer.at(self.dns_port));
        lines.extend(resolvers.map(|place| format!("dns {place} resolver")));
        lines.extend(self.settings.iter().map(|setting| format!("proxy {} own", setting.name)));
        if let Some(Site { host, doors }) = &self.site {
            lines.push(format!("dns {host} site"));
            let scheme = |door: &Door| if door.secure { "https" } else { "http" };
            lines.extend(
                doors.iter().map(|door| format!("{} {host}:{} site", scheme(door), door.port)),
            );
        }
        lines.extend(self.endpoints.lines());
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::Setting;
    use crate::probe::testing::{self, Dns};

    #[test]
    fn the_home_comes_first_and_nothing_is_left_out() {
        let resolver = testing::dns(Dns::Silent);
        let plan = testing::plan(7, &resolver, [8, 9]);
        let lines = plan.contacts();
        let dns = format!("dns 127.0.0.1:{}", resolver.address.port());
        let home = ["icmp 127.0.0.1 gateway", "tcp 127.0.0.1:7 gateway"];
        assert_eq!(lines[..2], home);
        let upnp = format!("upnp 127.0.0.1:{} gateway", plan.ssdp_port);
        assert_eq!(lines[2..5], [format!("{dns} gateway"), upnp, format!("{dns} resolver")]);
        assert_eq!(lines[5..], plan.endpoints.lines());
    }

    #[test]
    fn what_the_person_named_and_configured_is_listed_without_its_secrets() {
        let mut plan = testing::plan(7, &testing::dns(Dns::Silent), [8, 9]);
        plan.site = Site::read("example.com");
        let value = "http://a:secret@proxy.example".into();
        plan.settings = vec![Setting { name: "http_proxy".into(), value }];
        let lines = plan.contacts().join("\n");
        for line in ["dns example.com site", "https example.com:443 site", "proxy http_proxy own"] {
            assert!(lines.contains(line), "{line}");
        }
        assert!(!lines.contains("secret"));
    }
}
