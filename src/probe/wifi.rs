//! What the system states of the Wi-Fi in use; nothing is sent.

use std::io::ErrorKind;

use crate::evidence::{Item, Status};
use crate::os;

/// Fills in what is known of the Wi-Fi on an interface.
pub(super) fn look(mut item: Item, interface: &str) -> Item {
    match os::wifi(interface) {
        Ok(link) => {
            item.status = Status::Got;
            item.facts.signal_dbm = link.signal_dbm;
            item.facts.frequency_mhz = link.frequency_mhz;
            item.facts.rate_mbps = link.rate_mbps;
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            item.status = Status::NotPermitted;
        }
        Err(_) => item.status = Status::Unsupported,
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Id;

    #[test]
    fn what_is_no_wifi_is_not_told() {
        let item = look(Item::new(Id::Wifi, Status::NotRun), "lo");
        assert!(matches!(item.status, Status::Unsupported | Status::NotPermitted));
        assert_eq!(item.facts.signal_dbm, None);
    }
}
