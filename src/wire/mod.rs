//! Bytes to values and back, one protocol a file.
//!
//! Pure, and safe with hostile input: no bytes from the network can make anything here panic, hang or
//! allocate without bound, and no text comes out uncleaned.

pub mod basic;
pub mod clean;
pub mod der;
pub mod dns;
pub mod http;
pub mod icmp;
pub mod netlink;
pub mod nl80211;
pub mod padded;
pub mod page;
pub mod soap;
pub mod ssdp;
