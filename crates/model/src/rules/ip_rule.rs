//! Addresses and blocks.

use crate::rules::ip_bits::{Bits, cover_range};
use crate::rules::{Rule, Specificity};
use ipnet::IpNet;
use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

/// An address or CIDR block, v4 or v6. IPv4-mapped IPv6 is kept as the IPv4 it stands for.
///
/// A single address is written without its prefix length. Zone ids (`fe80::1%eth0`) are refused: they
/// mean nothing outside the machine that names them.
///
/// ```
/// use latchkey_model::{IpRule, IpRuleError};
///
/// let office: IpRule = "203.0.113.0/24".parse().unwrap();
/// assert!(office.contains("::ffff:203.0.113.9".parse().unwrap()));
/// assert_eq!("10.0.0.7/32".parse::<IpRule>().unwrap().to_string(), "10.0.0.7");
///
/// // Bits beyond the prefix are never dropped silently: the block they lie in is offered.
/// let Err(IpRuleError::HostBits { offered, .. }) = "203.0.113.9/24".parse::<IpRule>() else { panic!() };
/// assert_eq!(offered, office);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IpRule(IpNet);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IpRuleError {
    Empty,
    /// Neither an address, a block, nor a range.
    Unreadable(String),
    /// The address has bits set beyond the prefix; `offered` is the block it lies in.
    HostBits {
        given: String,
        offered: IpRule,
    },
    /// A range whose end lies before its start, or that mixes v4 and v6.
    Range {
        given: String,
    },
}

/// One item of a pasted list that cannot be read, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IpListError {
    pub item: String,
    pub error: IpRuleError,
}

impl IpRule {
    /// Whether the address lies in the block. An IPv4-mapped IPv6 address is the IPv4 address, so `::/0` holds
    /// no IPv4 address in any spelling.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (own, asked) = (self.bits(), Bits::of(address));
        own.v6 == asked.v6 && own.value == own.first_of(asked.value)
    }

    /// Whether every address of `other` lies in this block.
    pub fn covers(&self, other: &IpRule) -> bool {
        self.prefix() <= other.prefix() && self.contains(other.0.network())
    }

    /// The block's prefix length: 0 to 32, or 0 to 128. The longer, the more specific.
    pub fn prefix(&self) -> u8 {
        self.0.prefix_len()
    }

    pub fn is_v6(&self) -> bool {
        matches!(self.0, IpNet::V6(_))
    }

    /// One address, not a block of several.
    pub fn is_host(&self) -> bool {
        self.0.prefix_len() == self.0.max_prefix_len()
    }

    pub fn net(&self) -> IpNet {
        self.0
    }

    /// Reads a pasted list: addresses, blocks and ranges `a-b`, separated by commas, semicolons or any white
    /// space; bullets (`- `), quotes and brackets around them are ignored. A range becomes the fewest blocks that hold exactly its addresses. Rules that are written twice
    /// are kept once; else the list stays as written, because merging neighbours would change which rule
    /// is the most specific ([`IpRule::merge`] does it where that is wanted).
    ///
    /// An empty text is an empty list. All the items that cannot be read are returned, in their order.
    ///
    /// ```
    /// use latchkey_model::IpRule;
    ///
    /// let rules = IpRule::parse_list("192.0.2.1, 10.0.0.0 - 10.0.0.5\n2001:db8::/32").unwrap();
    /// let text: Vec<String> = rules.iter().map(IpRule::to_string).collect();
    /// assert_eq!(text, ["192.0.2.1", "10.0.0.0/30", "10.0.0.4/31", "2001:db8::/32"]);
    ///
    /// let errors = IpRule::parse_list("10.0.0.1 10.0.0.300").unwrap_err();
    /// assert_eq!(errors[0].item, "10.0.0.300");
    /// ```
    pub fn parse_list(text: &str) -> Result<Vec<IpRule>, Vec<IpListError>> {
        let (rules, errors) = IpRule::sift_list(text);
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }

    /// As [`IpRule::parse_list`]: the rules that can be read, and what cannot.
    pub fn sift_list(text: &str) -> (Vec<IpRule>, Vec<IpListError>) {
        let mut rules = Vec::new();
        let mut seen = BTreeSet::new();
        let mut errors = Vec::new();
        for item in items(text) {
            match read_item(&item) {
                Ok(blocks) => rules.extend(blocks.into_iter().filter(|block| seen.insert(*block))),
                Err(error) => errors.push(IpListError { item, error }),
            }
        }
        (rules, errors)
    }

    /// The fewest blocks that hold exactly the same addresses, in order.
    ///
    /// ```
    /// use latchkey_model::IpRule;
    ///
    /// let rules = IpRule::parse_list("10.0.1.0/24 10.0.0.0/24 10.0.1.7").unwrap();
    /// assert_eq!(IpRule::merge(&rules), ["10.0.0.0/23".parse().unwrap()]);
    /// ```
    pub fn merge(rules: &[IpRule]) -> Vec<IpRule> {
        let mut sorted = rules.to_vec();
        sorted.sort_unstable();
        let mut merged: Vec<IpRule> = Vec::new();
        for mut rule in sorted {
            loop {
                match merged.last() {
                    Some(last) if last.covers(&rule) => break,
                    Some(last) => match last.joined(&rule) {
                        Some(both) => {
                            merged.pop();
                            rule = both;
                        }
                        None => {
                            merged.push(rule);
                            break;
                        }
                    },
                    None => {
                        merged.push(rule);
                        break;
                    }
                }
            }
        }
        merged
    }

    /// The block of twice the size, if the two are its halves.
    fn joined(&self, other: &IpRule) -> Option<IpRule> {
        let prefix = self.prefix().checked_sub(1)?;
        let whole = Bits { prefix, ..self.bits() };
        let fits = self.prefix() == other.prefix()
            && self != other
            && whole.first_of(self.bits().value) == self.bits().value;
        let whole = IpRule(whole.net()?);
        (fits && whole.covers(other)).then_some(whole)
    }

    fn bits(&self) -> Bits {
        Bits { prefix: self.prefix(), ..Bits::of(self.0.network()) }
    }
}

impl Rule for IpRule {
    fn covers(&self, other: &Self) -> bool {
        IpRule::covers(self, other)
    }

    fn specificity(&self) -> Specificity {
        Specificity([u32::from(self.prefix()), 0, 0, 0, 0])
    }

    fn is_single(&self) -> bool {
        self.is_host()
    }

    fn fingerprint(&self) -> u64 {
        if self.is_v6() { 1 } else { 2 }
    }

    fn all(rules: &[Self]) -> bool {
        let has = |v6| rules.iter().any(|rule| rule.prefix() == 0 && rule.is_v6() == v6);
        has(false) && has(true)
    }
}

impl From<IpAddr> for IpRule {
    /// The one address alone.
    fn from(address: IpAddr) -> IpRule {
        IpRule(IpNet::from(address.to_canonical()))
    }
}

impl FromStr for IpRule {
    type Err = IpRuleError;

    /// Reads one address or block. Ranges are for [`IpRule::parse_list`], since they may need several blocks.
    fn from_str(text: &str) -> Result<IpRule, IpRuleError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(IpRuleError::Empty);
        }
        let unreadable = || IpRuleError::Unreadable(String::from(text));
        let Some((address, prefix)) = text.split_once('/') else {
            return address_of(text).map(IpRule::from).ok_or_else(unreadable);
        };
        let address = address_of(address).ok_or_else(unreadable)?;
        let prefix = prefix_of(prefix, address.is_ipv4()).ok_or_else(unreadable)?;
        let given = Bits { prefix, ..Bits::plain(address) }.unmapped();
        let block = Bits { value: given.first_of(given.value), ..given };
        let rule = IpRule(block.net().ok_or_else(unreadable)?);
        if block.value == given.value {
            Ok(rule)
        } else {
            Err(IpRuleError::HostBits { given: String::from(text), offered: rule })
        }
    }
}

impl fmt::Display for IpRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_host() { self.0.addr().fmt(f) } else { self.0.fmt(f) }
    }
}

/// Splits a list into its items. White space separates too, but not around the dash of a range.
fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    // A dash never reaches over a line or a comma: the bullets of a list must not turn into ranges. Quotes
    // and brackets are there when JSON was pasted.
    for part in text.split(['\n', '\r', ',', ';', '"', '\'', '[', ']']) {
        let start = items.len();
        let mut joins = false;
        // People paste ranges from documents that turn `-` into a dash.
        let part = part.replace(['\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '\u{2212}'], "-");
        let part = part.trim();
        for word in part.strip_prefix("- ").unwrap_or(part).split_whitespace() {
            match items.get_mut(start..).and_then(<[String]>::last_mut) {
                Some(last) if joins || word.starts_with('-') => last.push_str(word),
                _ => items.push(String::from(word)),
            }
            joins = word.ends_with('-');
        }
    }
    items
}

fn read_item(item: &str) -> Result<Vec<IpRule>, IpRuleError> {
    let Some((start, end)) = item.split_once('-') else {
        return item.parse().map(|rule| vec![rule]);
    };
    let (Some(start), Some(end)) = (address_of(start), address_of(end)) else {
        return Err(IpRuleError::Unreadable(String::from(item)));
    };
    let (start, end) = (Bits::of(start), Bits::of(end));
    if start.v6 != end.v6 || start.value > end.value {
        return Err(IpRuleError::Range { given: String::from(item) });
    }
    Ok(cover_range(start, end.value).into_iter().map(IpRule).collect())
}

fn address_of(text: &str) -> Option<IpAddr> {
    // The standard parser refuses what inet_aton guesses at: leading zeros (octal), missing octets, zone ids.
    text.parse().ok()
}

/// A prefix length, or for v4 a contiguous netmask (`255.255.255.0`).
fn prefix_of(text: &str, v4: bool) -> Option<u8> {
    if v4 && text.contains('.') {
        let mask = u32::from(text.parse::<Ipv4Addr>().ok()?);
        return (mask.leading_ones() + mask.trailing_zeros() == 32).then_some(mask.leading_ones() as u8);
    }
    // `parse` alone would take `+8` and `008`.
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    let prefix: u8 = text.parse().ok().filter(|_| plain)?;
    (prefix <= if v4 { 32 } else { 128 }).then_some(prefix)
}
