//! How long a restart takes, by what is restarted and how the internet comes into the home.
//!
//! Pure: numbers from `checklists/data/restart.toml`, which names their sources.

use std::sync::OnceLock;
use std::time::Duration;

use serde::Deserialize;

use crate::checklist::Device;
use crate::data;

/// How long a restart takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the unit is part of each name")]
pub(super) struct Times {
    /// Seconds without power.
    unplugged_s: u64,
    /// How long after the unplugging something that still answers is worth a word, in seconds.
    still_there_s: u64,
    /// The usual start-up by access, in seconds.
    usual_s: ByAccess,
    /// The longest start-up by access, in seconds.
    longest_s: ByAccess,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByAccess {
    fibre: u64,
    dsl: u64,
    cable: u64,
    mobile: u64,
    router: u64,
}

impl ByAccess {
    fn of(&self, device: Device, access: Option<&str>) -> Duration {
        Duration::from_secs(match (device, access) {
            (Device::Router, _) => self.router,
            (Device::Modem | Device::Both, Some("dsl")) => self.dsl,
            (Device::Modem | Device::Both, Some("cable")) => self.cable,
            (Device::Modem | Device::Both, Some("mobile")) => self.mobile,
            (Device::Modem | Device::Both, _) => self.fibre,
        })
    }
}

impl Times {
    /// Returns the built-in times.
    pub(super) fn builtin() -> &'static Self {
        static TIMES: OnceLock<Times> = OnceLock::new();
        TIMES.get_or_init(|| {
            toml::from_str(&data::shipped!("restart.toml"))
                .expect("a test reads the built-in times")
        })
    }

    /// Returns how long the power stays off.
    pub(super) fn unplugged(&self) -> Duration {
        Duration::from_secs(self.unplugged_s)
    }

    /// Returns how long after the unplugging something that still answers is worth a word.
    pub(super) fn still_there(&self) -> Duration {
        Duration::from_secs(self.still_there_s)
    }

    /// Returns the usual start-up of one box; of both, the modem's.
    pub(super) fn usual(&self, device: Device, access: Option<&str>) -> Duration {
        self.usual_s.of(device, access)
    }

    /// Returns the longest start-up of one box; of both, the modem's.
    pub(super) fn longest(&self, device: Device, access: Option<&str>) -> Duration {
        self.longest_s.of(device, access)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_are_in_the_allowed_range() {
        let times = Times::builtin();
        assert!((30..=600).contains(&times.unplugged_s));
        assert!(times.still_there() < times.unplugged());
        let all = [Some("fibre"), Some("dsl"), Some("cable"), Some("mobile"), None];
        let minutes = |access| times.longest(Device::Modem, access).as_secs() / 60;
        assert_eq!(all.map(minutes), [5, 6, 15, 5, 5]);
        for device in [Device::Modem, Device::Router, Device::Both] {
            let usual = |access| times.usual(device, access) < times.longest(device, access);
            assert!(all.into_iter().all(usual), "{device:?}");
        }
    }

    #[test]
    fn a_router_starts_the_same_on_every_line() {
        let times = Times::builtin();
        assert_eq!(times.longest(Device::Router, Some("cable")).as_secs(), 240);
        assert_eq!(times.longest(Device::Both, Some("cable")).as_secs(), 900);
    }
}
