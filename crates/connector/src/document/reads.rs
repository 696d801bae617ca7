//! Where the parts of an answer are.

use super::{Expression, Members, Place};
use crate::value::Value;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Where one value is: an expression or template alone, or with what to make of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read(pub Box<ReadDetail>);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrObject;

        impl<'de> Visitor<'de> for TextOrObject {
            type Value = ReadDetail;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an expression or an object")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ReadDetail, E> {
                let at = Place::try_from(text.to_owned()).map_err(E::custom)?;
                Ok(ReadDetail { at, ..ReadDetail::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<ReadDetail, A::Error> {
                ReadDetail::deserialize(MapAccessDeserializer::new(members))
            }
        }

        deserializer.deserialize_any(TextOrObject).map(|detail| Read(Box::new(detail)))
    }
}

impl Read {
    /// Whether it reads from elsewhere in the body than the entry.
    pub(crate) fn reads_body(&self) -> bool {
        let detail = &*self.0;
        let mut places = [Some(&detail.at), detail.each.as_ref()].into_iter().flatten();
        let mut others = [&detail.also, &detail.from].into_iter().flatten();
        places.any(|place| place.0.contains("$response.body#")) || others.any(Read::reads_body)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Read {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Read".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let detail = generator.subschema_for::<ReadDetail>();
        schemars::json_schema!({
            "description": "An expression or template, alone or with what to make of the value.",
            "anyOf": [{ "type": "string" }, detail]
        })
    }
}

/// A value's place and what to make of it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadDetail {
    /// `$response.body#/pointer`, `$response.header.Name`, `$response.body` (its text), `#/pointer` from the
    /// entry being read, or a template of these. `*` in a pointer stands for every entry.
    pub at: Place,
    /// Only the text after the first occurrence of this.
    pub after: Option<String>,
    /// Only the text before the next occurrence of this.
    pub before: Option<String>,
    /// The text is a list with this between its entries.
    pub split: Option<String>,
    /// A template for each entry, for example `{#/method} {#/path}`.
    pub each: Option<Place>,
    /// Lists: what else belongs to it, read from another place.
    pub also: Option<Read>,
    /// What the texts (also of booleans and numbers) stand for; a text that is not here is an error.
    pub map: Option<Members<Value>>,
    pub time: Option<TimeFormat>,
    /// What `seconds_after` and `days_after` count from; now if left out.
    pub from: Option<Read>,
    /// For dates: whether the start or the end of that day is meant.
    pub day: Option<Day>,
    /// What null, an empty text or nothing at all means for an expiry; an error if left out.
    pub empty: Option<EmptyTime>,
    /// Values of a time that mean "never", for example 0.
    #[serde(default)]
    pub never: Vec<Value>,
    /// Read instead of null or nothing.
    pub default: Option<Value>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimeFormat {
    /// With a zone: `2026-12-31T00:00:00Z` (RFC 3339). The default.
    #[default]
    Rfc3339,
    /// Without a zone, `T` or a space between: `2026-12-31 00:00:00`; in the connector's `zone`.
    Naive,
    /// `2026-12-31`; in the connector's `zone`.
    Date,
    /// Seconds since 1970, also as text.
    #[serde(rename = "epoch_s")]
    EpochSeconds,
    /// Milliseconds since 1970, also as text.
    #[serde(rename = "epoch_ms")]
    EpochMilliseconds,
    #[serde(rename = "epoch_us")]
    EpochMicroseconds,
    #[serde(rename = "epoch_ns")]
    EpochNanoseconds,
    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7), or with `+0000` in place of `GMT` (RFC 5322).
    Http,
    /// So many seconds after `from`.
    SecondsAfter,
    MinutesAfter,
    HoursAfter,
    /// So many days of 24 hours after `from`.
    DaysAfter,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Day {
    #[default]
    Start,
    /// The first instant after that day.
    End,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EmptyTime {
    #[default]
    Never,
    /// The backend does not say.
    Unstated,
}

/// A token's record, read from an entry of `list` or from `token` of another answer.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenReads {
    pub id: Read,
    pub name: Option<Read>,
    pub description: Option<Read>,
    /// The part of the secret that the backend keeps to recognise it by.
    pub hint: Option<Read>,
    pub scopes: Option<Read>,
    pub allowed_apis: Option<Read>,
    pub blocked_apis: Option<Read>,
    pub allowed_ips: Option<Read>,
    pub blocked_ips: Option<Read>,
    /// Not said by the backend if left out.
    pub expires_at: Option<Read>,
    pub created_at: Option<Read>,
    pub last_used_at: Option<Read>,
    /// `enabled`, `disabled` or `revoked`, or a boolean that is true for enabled.
    pub state: Option<Read>,
    pub revoked_at: Option<Read>,
    /// An ETag or version; sent back as `{token.version}`.
    pub version: Option<Read>,
}

impl TokenReads {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Read> {
        let optional = [
            &self.name,
            &self.description,
            &self.hint,
            &self.scopes,
            &self.allowed_apis,
            &self.blocked_apis,
            &self.allowed_ips,
            &self.blocked_ips,
            &self.expires_at,
            &self.created_at,
            &self.last_used_at,
            &self.state,
            &self.revoked_at,
            &self.version,
        ];
        [&self.id].into_iter().chain(optional.into_iter().flatten())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScopeReads {
    pub id: Read,
    pub description: Option<Read>,
}

impl ScopeReads {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Read> {
        let optional = [&self.description];
        [&self.id].into_iter().chain(optional.into_iter().flatten())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OperationReads {
    /// `METHOD path` if left out.
    pub id: Option<Read>,
    pub method: Option<Read>,
    pub path: Option<Read>,
    pub group: Option<Read>,
    pub summary: Option<Read>,
    pub docs: Option<Read>,
    pub scopes: Option<Read>,
}

impl OperationReads {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Read> {
        let optional =
            [&self.id, &self.method, &self.path, &self.group, &self.summary, &self.docs, &self.scopes];
        optional.into_iter().flatten()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresetReads {
    pub id: Read,
    pub name: Read,
    pub operations: Option<Read>,
}

impl PresetReads {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Read> {
        let optional = [&self.operations];
        [&self.id, &self.name].into_iter().chain(optional.into_iter().flatten())
    }
}

/// What one of several revocations came to.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RevocationReads {
    pub id: Read,
    /// As an HTTP status.
    pub status: Read,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InstanceReads {
    pub name: Option<Read>,
    pub version: Option<Read>,
    pub location: Option<Read>,
    pub time: Option<Read>,
    /// The zone that people there read the time in, as IANA names it: `Europe/Berlin`.
    pub time_zone: Option<Read>,
    pub your_address: Option<Read>,
    pub counts: Option<CountReads>,
    pub sites: Option<SiteReads>,
    /// An object in the shape of a connector's `capabilities`.
    pub capabilities: Option<Expression>,
    /// Single members of it by JSON pointer, for example `/expiry/max_seconds`.
    #[serde(default)]
    pub members: Members<Expression>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CountReads {
    pub items: Expression,
    pub label: Read,
    pub count: Read,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SiteReads {
    pub items: Expression,
    pub name: Read,
    pub latitude: Read,
    pub longitude: Read,
    pub status: Option<Read>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileReads {
    pub user_name: Option<Read>,
    pub full_name: Option<Read>,
    pub email: Option<Read>,
    pub language: Option<Read>,
}
