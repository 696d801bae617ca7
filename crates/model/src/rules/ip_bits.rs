//! Addresses as numbers: the arithmetic below [`IpRule`](crate::IpRule).

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address with a prefix length, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bits {
    pub v6: bool,
    /// A v4 address fills the lower 32 bits.
    pub value: u128,
    pub prefix: u8,
}

/// The first 96 bits of an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2).
const MAPPED: u128 = 0xffff;

impl Bits {
    /// The address alone; IPv4-mapped IPv6 is the IPv4 address.
    pub fn of(address: IpAddr) -> Bits {
        Bits::plain(address.to_canonical())
    }

    /// The address alone, as it was written.
    pub fn plain(address: IpAddr) -> Bits {
        match address {
            IpAddr::V4(v4) => Bits { v6: false, value: u128::from(u32::from(v4)), prefix: 32 },
            IpAddr::V6(v6) => Bits { v6: true, value: u128::from(v6), prefix: 128 },
        }
    }

    /// An IPv4-mapped block as the IPv4 block it stands for. A shorter prefix than /96 holds more than
    /// IPv4 and stays IPv6.
    pub fn unmapped(self) -> Bits {
        if self.v6 && self.prefix >= 96 && self.value >> 32 == MAPPED {
            Bits { v6: false, value: self.value & 0xffff_ffff, prefix: self.prefix - 96 }
        } else {
            self
        }
    }

    fn width(self) -> u8 {
        if self.v6 { 128 } else { 32 }
    }

    /// The first address of the block of this prefix length that `value` lies in.
    pub fn first_of(self, value: u128) -> u128 {
        let host = u32::from(self.width().saturating_sub(self.prefix));
        // Shifting by all 128 bits is an overflow, not zero.
        value.checked_shr(host).and_then(|v| v.checked_shl(host)).unwrap_or(0)
    }

    pub fn net(self) -> Option<IpNet> {
        let address = if self.v6 {
            IpAddr::V6(Ipv6Addr::from(self.value))
        } else {
            IpAddr::V4(Ipv4Addr::from(u32::try_from(self.value).ok()?))
        };
        IpNet::new(address, self.prefix).ok()
    }
}

/// The fewest blocks that hold exactly the addresses from `start` to `end`, both included.
pub(crate) fn cover_range(start: Bits, end: u128) -> Vec<IpNet> {
    let mut blocks = Vec::new();
    let mut at = start.value;
    let width = start.width();
    while at <= end {
        // The largest block that starts here and does not pass the end.
        let mut prefix = width;
        while let Some(wider) = prefix.checked_sub(1) {
            let block = Bits { prefix: wider, ..start };
            if block.first_of(at) != at || last_of(at, width - wider) > end {
                break;
            }
            prefix = wider;
        }
        blocks.extend(Bits { value: at, prefix, ..start }.net());
        match last_of(at, width - prefix).checked_add(1) {
            Some(next) => at = next,
            None => break,
        }
    }
    blocks
}

/// The last address of the block that starts at `first` and leaves `host` bits free.
fn last_of(first: u128, host: u8) -> u128 {
    first | 1u128.checked_shl(u32::from(host)).map_or(u128::MAX, |size| size - 1)
}
