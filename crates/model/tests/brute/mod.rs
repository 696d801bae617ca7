//! A second evaluator, written from the documentation and not from the code: rules are lists of tokens or strings
//! of bits, wildcards try every split, winners are found by comparing every pair. And generators for it.
//!
//! The worlds are small (two letters, eight addresses), so that random rules meet often.

use chrono::{DateTime, Utc};
use latchkey_model::{
    Access, AccessPolicy, ApiRule, Call, EmptyList, Expiry, IpRule, Lifecycle, Precedence, ScopeId,
};
use proptest::collection::vec;
use proptest::prelude::*;
use std::net::IpAddr;

pub const METHODS: [&str; 2] = ["GET", "POST"];
pub const IDS: [&str; 5] = ["", "a", "ab", "ba", "abba"];

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Literal(&'static str),
    One(&'static str),
    Many,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Api {
    /// `None`: any method.
    Path(Option<&'static str>, Vec<Token>),
    /// `None`: any run of characters.
    Id(Vec<Option<char>>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ip {
    v6: bool,
    /// The bits that are fixed, as `0` and `1`.
    bits: String,
}

#[derive(Clone, Debug)]
pub struct World {
    pub allowed: Vec<Api>,
    pub blocked: Vec<Api>,
    pub allowed_ips: Vec<Ip>,
    pub blocked_ips: Vec<Ip>,
    pub scopes: Vec<&'static str>,
    pub expires: Option<i64>,
    pub lifecycle: Lifecycle,
}

#[derive(Clone, Debug)]
pub struct Request {
    pub id: &'static str,
    pub method: &'static str,
    /// `None`: has no safe spelling.
    pub path: Option<Vec<&'static str>>,
    /// One of the path's spellings.
    pub wire: String,
    pub v6: bool,
    pub host: u8,
    pub mapped: bool,
    pub scopes: Vec<&'static str>,
    pub at: i64,
}

impl Api {
    pub fn text(&self) -> String {
        match self {
            Api::Id(parts) => parts.iter().map(|part| part.unwrap_or('*')).collect(),
            Api::Path(method, tokens) => {
                let segments = tokens.iter().map(|token| match token {
                    Token::Literal(text) | Token::One(text) => format!("/{text}"),
                    Token::Many => "/**".into(),
                });
                let path: String = segments.collect();
                format!("{} {}", method.unwrap_or("*"), if path.is_empty() { "/" } else { &path })
            }
        }
    }

    pub fn rule(&self) -> ApiRule {
        self.text().parse().unwrap_or_else(|error| panic!("{self:?}: {error:?}"))
    }

    fn everything(&self) -> bool {
        match self {
            Api::Id(parts) => !parts.is_empty() && parts.iter().all(Option::is_none),
            Api::Path(method, tokens) => {
                method.is_none() && !tokens.is_empty() && tokens.iter().all(|token| *token == Token::Many)
            }
        }
    }

    pub fn matches(&self, request: &Request) -> bool {
        self.everything()
            || match (self, &request.path) {
                (Api::Id(parts), _) => fits_id(parts, &request.id.chars().collect::<Vec<_>>()),
                (Api::Path(method, tokens), Some(path)) => {
                    method.is_none_or(|method| method == request.method) && fits(tokens, path)
                }
                (Api::Path(..), None) => false,
            }
    }

    /// A path that nobody reads the same way may be any path.
    fn might_match(&self, request: &Request) -> bool {
        let any_path = match self {
            Api::Path(method, _) => {
                request.path.is_none() && method.is_none_or(|method| method == request.method)
            }
            Api::Id(_) => false,
        };
        any_path || self.matches(request)
    }

    fn rank(&self) -> Vec<i64> {
        let count = |found: usize| found as i64;
        match self {
            _ if self.everything() => vec![0],
            Api::Id(parts) => {
                let mut stars = 0;
                for (at, part) in parts.iter().enumerate() {
                    let starts_run = part.is_none() && (at == 0 || parts[at - 1].is_some());
                    stars += i64::from(starts_run);
                }
                let literals = count(parts.iter().flatten().count());
                if stars == 0 { vec![3, literals] } else { vec![1, literals, -stars] }
            }
            Api::Path(method, tokens) => {
                let mut collapsed = tokens.clone();
                collapsed.dedup_by(|a, b| *a == Token::Many && *b == Token::Many);
                let of = |wanted: fn(&Token) -> bool| {
                    count(collapsed.iter().filter(|token| wanted(token)).count())
                };
                vec![
                    2,
                    of(|token| matches!(token, Token::Literal(_))),
                    of(|token| matches!(token, Token::One(_))),
                    -of(|token| matches!(token, Token::Many)),
                    i64::from(method.is_some()),
                ]
            }
        }
    }
}

fn fits(tokens: &[Token], path: &[&str]) -> bool {
    match tokens {
        [] => path.is_empty(),
        [Token::Many, rest @ ..] => (0..=path.len()).any(|taken| fits(rest, &path[taken..])),
        [Token::One(_), rest @ ..] => !path.is_empty() && fits(rest, &path[1..]),
        [Token::Literal(text), rest @ ..] => path.first() == Some(text) && fits(rest, &path[1..]),
    }
}

fn fits_id(parts: &[Option<char>], id: &[char]) -> bool {
    match parts {
        [] => id.is_empty(),
        [None, rest @ ..] => (0..=id.len()).any(|taken| fits_id(rest, &id[taken..])),
        [Some(c), rest @ ..] => id.first() == Some(c) && fits_id(rest, &id[1..]),
    }
}

/// All 32 or 128 bits of an address of the small world: 10.0.0.0 to 10.0.0.7, 2001:db8:: to 2001:db8::7.
fn address_bits(v6: bool, host: u8) -> String {
    if v6 {
        format!("{:0128b}", 0x2001_0db8_u128 << 96 | u128::from(host))
    } else {
        format!("{:032b}", 10_u32 << 24 | u32::from(host))
    }
}

impl Ip {
    pub fn text(&self) -> String {
        let (length, width) = (self.bits.len(), if self.v6 { 128 } else { 32 });
        let value = u128::from_str_radix(&format!("{:0<width$}", self.bits), 2).unwrap();
        if self.v6 {
            format!("{}/{length}", std::net::Ipv6Addr::from(value))
        } else {
            format!("{}/{length}", std::net::Ipv4Addr::from(value as u32))
        }
    }

    pub fn rule(&self) -> IpRule {
        self.text().parse().unwrap_or_else(|error| panic!("{self:?}: {error:?}"))
    }

    fn matches(&self, request: &Request) -> bool {
        self.v6 == request.v6 && address_bits(request.v6, request.host).starts_with(&self.bits)
    }

    fn rank(&self) -> Vec<i64> {
        vec![self.bits.len() as i64]
    }
}

/// Each pair of an allow and a block that both match is a contest; an allow passes if it loses none.
fn passes(allows: &[Vec<i64>], blocks: &[Vec<i64>], unlisted: bool, precedence: Precedence) -> bool {
    if allows.is_empty() {
        return blocks.is_empty() && unlisted;
    }
    let beats = |allow: &Vec<i64>, block: &Vec<i64>| match precedence {
        Precedence::DenyOverrides => false,
        Precedence::AllowOverrides => true,
        Precedence::MostSpecific => allow > block,
    };
    allows.iter().any(|allow| blocks.iter().all(|block| beats(allow, block)))
}

impl World {
    pub fn access(&self) -> Access {
        Access {
            scopes: self.scopes.iter().map(|name| ScopeId::from(*name)).collect(),
            allowed_apis: self.allowed.iter().map(Api::rule).collect(),
            blocked_apis: self.blocked.iter().map(Api::rule).collect(),
            allowed_ips: self.allowed_ips.iter().map(Ip::rule).collect(),
            blocked_ips: self.blocked_ips.iter().map(Ip::rule).collect(),
            expiry: self.expires.map_or(Expiry::Never, |at| Expiry::At(instant(at))),
        }
    }

    pub fn allows(&self, request: &Request, policy: AccessPolicy) -> bool {
        let ranks = |rules: &[Api], matches: fn(&Api, &Request) -> bool| -> Vec<Vec<i64>> {
            rules.iter().filter(|rule| matches(rule, request)).map(Api::rank).collect()
        };
        let ip_ranks = |rules: &[Ip]| -> Vec<Vec<i64>> {
            rules.iter().filter(|rule| rule.matches(request)).map(Ip::rank).collect()
        };
        let unlisted = |count: usize, empty: EmptyList| count == 0 && empty == EmptyList::Everything;
        self.lifecycle == Lifecycle::Enabled
            && self.expires.is_none_or(|at| request.at < at)
            && (request.scopes.is_empty() || request.scopes.iter().any(|scope| self.scopes.contains(scope)))
            && passes(
                &ip_ranks(&self.allowed_ips),
                &ip_ranks(&self.blocked_ips),
                unlisted(self.allowed_ips.len(), policy.empty_ips),
                policy.precedence,
            )
            && passes(
                &ranks(&self.allowed, Api::matches),
                &ranks(&self.blocked, Api::might_match),
                unlisted(self.allowed.len(), policy.empty_apis),
                policy.precedence,
            )
    }
}

impl Request {
    /// Hands the call to `judge`; it borrows, so it cannot be returned.
    pub fn with_call<T>(&self, judge: impl FnOnce(&Call<'_>) -> T) -> T {
        let scopes: Vec<ScopeId> = self.scopes.iter().map(|name| ScopeId::from(*name)).collect();
        judge(&Call {
            operation: self.id,
            scopes: &scopes,
            method: self.method,
            path: &self.wire,
            address: self.address(),
            at: instant(self.at),
        })
    }

    pub fn address(&self) -> IpAddr {
        let host = self.host;
        let text = match (self.v6, self.mapped) {
            (true, _) => format!("2001:db8::{host}"),
            (false, true) => format!("::ffff:10.0.0.{host}"),
            (false, false) => format!("10.0.0.{host}"),
        };
        text.parse().unwrap()
    }
}

pub fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

/// Every path of up to three segments and one that is unsafe, with every method, id and some addresses.
pub fn all_requests() -> Vec<Request> {
    let mut paths: Vec<Option<Vec<&'static str>>> = vec![None, Some(Vec::new())];
    for first in ["a", "b"] {
        paths.push(Some(vec![first]));
        for second in ["a", "b"] {
            paths.push(Some(vec![first, second]));
            paths.extend(["a", "b"].map(|third| Some(vec![first, second, third])));
        }
    }
    let mut requests = Vec::new();
    for (nth, path) in paths.iter().enumerate() {
        for method in METHODS {
            let wire = path.as_ref().map_or("/a/../b".into(), |path| format!("/{}", path.join("/")));
            requests.push(Request {
                id: IDS[nth % IDS.len()],
                method,
                path: path.clone(),
                wire,
                v6: nth % 3 == 0,
                host: (nth % 8) as u8,
                mapped: nth % 2 == 0,
                scopes: if nth % 4 == 0 { vec!["read"] } else { Vec::new() },
                at: (nth % 3) as i64,
            });
        }
    }
    requests
}

pub fn api() -> impl Strategy<Value = Api> {
    let token = prop_oneof![
        3 => prop_oneof![Just("a"), Just("b")].prop_map(Token::Literal),
        2 => prop_oneof![Just("*"), Just("{id}")].prop_map(Token::One),
        2 => Just(Token::Many),
    ];
    let method = prop_oneof![Just(None), Just(Some("GET")), Just(Some("POST"))];
    let part = prop_oneof![3 => Just(Some('a')), 3 => Just(Some('b')), 2 => Just(None)];
    prop_oneof![
        4 => (method, vec(token, 0..4)).prop_map(|(method, tokens)| Api::Path(method, tokens)),
        1 => vec(part, 1..5).prop_map(Api::Id),
    ]
}

pub fn ip() -> impl Strategy<Value = Ip> {
    (any::<bool>(), 0_u8..8, prop_oneof![0_usize..4, Just(40)]).prop_map(|(v6, host, free)| {
        let mut bits = address_bits(v6, host);
        bits.truncate(bits.len().saturating_sub(free));
        Ip { v6, bits }
    })
}

pub fn world() -> impl Strategy<Value = World> {
    let lifecycle = prop_oneof![8 => Just(Lifecycle::Enabled), 1 => Just(Lifecycle::Disabled), 1 => Just(Lifecycle::Revoked(None))];
    // Most calls must get as far as the API rules, or these are hardly tried.
    let ips = || prop_oneof![2 => Just(Vec::new()), 1 => vec(ip(), 1..3)];
    (
        (vec(api(), 0..4), vec(api(), 0..3)),
        (ips(), ips()),
        proptest::sample::subsequence(vec!["read", "write"], 0..=2),
        prop_oneof![3 => Just(None), 1 => (0_i64..4).prop_map(Some)],
        lifecycle,
    )
        .prop_map(|((allowed, blocked), (allowed_ips, blocked_ips), scopes, expires, lifecycle)| World {
            allowed,
            blocked,
            allowed_ips,
            blocked_ips,
            scopes,
            expires,
            lifecycle,
        })
}

pub fn policy() -> impl Strategy<Value = AccessPolicy> {
    let empty = || prop_oneof![Just(EmptyList::Everything), Just(EmptyList::Nothing)];
    let precedence = prop_oneof![
        Just(Precedence::DenyOverrides),
        Just(Precedence::AllowOverrides),
        Just(Precedence::MostSpecific)
    ];
    (precedence, empty(), empty()).prop_map(|(precedence, empty_apis, empty_ips)| AccessPolicy {
        precedence,
        empty_apis,
        empty_ips,
    })
}

/// A path in some spelling that every server reads alike, or in one that they do not.
pub fn request() -> impl Strategy<Value = Request> {
    let spelling = |plain: &'static str, escaped: &'static str| prop_oneof![Just(plain), Just(escaped)];
    let segment = prop_oneof![
        spelling("a", "%61").prop_map(|text| ("a", text)),
        spelling("b", "%62").prop_map(|text| ("b", text))
    ];
    let end = prop_oneof![Just(""), Just("?"), Just("?x=/../a"), Just("/"), Just("/?a%2Fb")];
    let bad = prop_oneof![
        Just(".."),
        Just("%2e"),
        Just(""),
        Just("a%2Fb"),
        Just("a%5Cb"),
        Just("%zz"),
        Just("a%252fb")
    ];
    let path =
        (vec(segment, 0..4), end, proptest::option::weighted(0.15, bad)).prop_map(|(segments, end, bad)| {
            let mut wire = String::new();
            // The bad one comes first: an empty one at the end would be an ordinary slash.
            for text in bad.iter().copied().chain(segments.iter().map(|(_, text)| *text)) {
                wire.push('/');
                wire.push_str(text);
            }
            if bad == Some("") {
                wire.push_str("//");
            }
            let end = if wire.is_empty() { "/" } else { end };
            wire.push_str(end);
            (bad.is_none().then(|| segments.iter().map(|(text, _)| *text).collect()), wire)
        });
    (
        proptest::sample::select(IDS.to_vec()),
        proptest::sample::select(METHODS.to_vec()),
        path,
        (any::<bool>(), 0_u8..8, any::<bool>()),
        prop_oneof![
            2 => Just(Vec::new()),
            1 => proptest::sample::subsequence(vec!["read", "write", "admin"], 1..=3),
        ],
        0_i64..4,
    )
        .prop_map(|(id, method, (path, wire), (v6, host, mapped), scopes, at)| Request {
            id,
            method,
            path,
            wire,
            v6,
            host,
            mapped,
            scopes,
            at,
        })
}
