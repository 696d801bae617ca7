//! Addresses and blocks.

use ipnet::IpNet;
use std::net::IpAddr;

/// An address or CIDR block, v4 or v6. IPv4-mapped IPv6 is kept as the IPv4 it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IpRule(IpNet);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IpRuleError {
    Empty,
    /// Neither an address, a block, nor a range.
    Unreadable(String),
    /// The address has bits set beyond the prefix; `offered` is the block it lies in.
    HostBits { given: String, offered: IpRule },
    /// A range whose end lies before its start, or that mixes v4 and v6.
    Range { given: String },
}

impl IpRule {
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}
