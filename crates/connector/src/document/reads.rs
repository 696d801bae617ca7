//! Where the parts of an answer are.

use crate::json::{FromJson, Members, Problems, choice, record, text};
use crate::value::Value;

/// Where one value is: an expression or template alone, or with what to make of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read(pub Box<ReadDetail>);

impl FromJson for Read {
    fn read(&mut self, value: &Value, problems: &mut Problems) {
        match value {
            Value::String(_) => self.0.at.read(value, problems),
            Value::Object(_) => self.0.read(value, problems),
            _ => problems.expected("an expression or an object", value),
        }
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

record! {
    /// A value's place and what to make of it.
    pub struct ReadDetail {
        /// `$response.body#/pointer`, `$response.header.Name`, `$response.body` (its text), `#/pointer` from the
        /// entry being read, or a template of these. `*` in a pointer stands for every entry.
        pub at: Place,
        /// Only the text after the first occurrence of this.
        pub after: Option<String> = default,
        /// Only the text before the next occurrence of this.
        pub before: Option<String> = default,
        /// The text is a list with this between its entries.
        pub split: Option<String> = default,
        /// A template for each entry, for example `{#/method} {#/path}`.
        pub each: Option<Place> = default,
        /// Lists: what else belongs to it, read from another place.
        pub also: Option<Read> = default,
        /// What the texts (also of booleans and numbers) stand for; a text that is not here is an error.
        pub map: Option<Members<Value>> = default,
        pub time: Option<TimeFormat> = default,
        /// What `seconds_after` and `days_after` count from; now if left out.
        pub from: Option<Read> = default,
        /// For dates: whether the start or the end of that day is meant.
        pub day: Option<Day> = default,
        /// What null, an empty text or nothing at all means for an expiry; an error if left out.
        pub empty: Option<EmptyTime> = default,
        /// Values of a time that mean "never", for example 0.
        pub never: Vec<Value> = default,
        /// Read instead of null or nothing.
        pub default: Option<Value> = default,
    }
}

text! {
    /// `$response.body#/pointer`, `$response.header.Name`, or `#/pointer` from the entry being read.
    pub struct Expression
}

text! {
    /// An expression, or a template of expressions: `nbt_{#/key}.{#/token}`.
    pub struct Place
}

choice! {
    pub enum TimeFormat {
        /// With a zone: `2026-12-31T00:00:00Z` (RFC 3339). The default.
        Rfc3339 = "rfc3339",
        /// Without a zone, `T` or a space between: `2026-12-31 00:00:00`; in the connector's `zone`.
        Naive = "naive",
        /// `2026-12-31`; in the connector's `zone`.
        Date = "date",
        /// Seconds since 1970, also as text.
        EpochSeconds = "epoch_s",
        /// Milliseconds since 1970, also as text.
        EpochMilliseconds = "epoch_ms",
        EpochMicroseconds = "epoch_us",
        EpochNanoseconds = "epoch_ns",
        /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7), or with `+0000` in place of `GMT` (RFC 5322).
        Http = "http",
        /// So many seconds after `from`.
        SecondsAfter = "seconds_after",
        MinutesAfter = "minutes_after",
        HoursAfter = "hours_after",
        /// So many days of 24 hours after `from`.
        DaysAfter = "days_after",
    }
}

choice! {
    pub enum Day {
        Start = "start",
        /// The first instant after that day.
        End = "end",
    }
}

choice! {
    pub enum EmptyTime {
        Never = "never",
        /// The backend does not say.
        Unstated = "unstated",
    }
}

record! {
    /// A token's record, read from an entry of `list` or from `token` of another answer.
    pub struct TokenReads {
        pub id: Read,
        pub name: Option<Read> = default,
        pub description: Option<Read> = default,
        /// The part of the secret that the backend keeps to recognise it by.
        pub hint: Option<Read> = default,
        pub scopes: Option<Read> = default,
        pub allowed_apis: Option<Read> = default,
        pub blocked_apis: Option<Read> = default,
        pub allowed_ips: Option<Read> = default,
        pub blocked_ips: Option<Read> = default,
        /// Not said by the backend if left out.
        pub expires_at: Option<Read> = default,
        pub created_at: Option<Read> = default,
        pub last_used_at: Option<Read> = default,
        /// `enabled`, `disabled` or `revoked`, or a boolean that is true for enabled.
        pub state: Option<Read> = default,
        pub revoked_at: Option<Read> = default,
        /// An ETag or version; sent back as `{token.version}`.
        pub version: Option<Read> = default,
    }
}

record! {
    pub struct ScopeReads {
        pub id: Read,
        pub description: Option<Read> = default,
    }
}

record! {
    pub struct OperationReads {
        /// `METHOD path` if left out.
        pub id: Option<Read> = default,
        pub method: Option<Read> = default,
        pub path: Option<Read> = default,
        pub group: Option<Read> = default,
        pub summary: Option<Read> = default,
        pub docs: Option<Read> = default,
        pub scopes: Option<Read> = default,
    }
}

record! {
    pub struct PresetReads {
        pub id: Read,
        pub name: Read,
        pub operations: Option<Read> = default,
    }
}

record! {
    /// What one of several revocations came to.
    pub struct RevocationReads {
        pub id: Read,
        /// As an HTTP status.
        pub status: Read,
    }
}

record! {
    pub struct InstanceReads {
        pub name: Option<Read> = default,
        pub version: Option<Read> = default,
        pub location: Option<Read> = default,
        pub time: Option<Read> = default,
        /// The zone that people there read the time in, as IANA names it: `Europe/Berlin`.
        pub time_zone: Option<Read> = default,
        pub your_address: Option<Read> = default,
        pub counts: Option<CountReads> = default,
        pub sites: Option<SiteReads> = default,
        /// An object in the shape of a connector's `capabilities`.
        pub capabilities: Option<Expression> = default,
        /// Single members of it by JSON pointer, for example `/expiry/max_seconds`.
        pub members: Members<Expression> = default,
    }
}

record! {
    pub struct CountReads {
        pub items: Expression,
        pub label: Read,
        pub count: Read,
    }
}

record! {
    pub struct SiteReads {
        pub items: Expression,
        pub name: Read,
        pub latitude: Read,
        pub longitude: Read,
        pub status: Option<Read> = default,
    }
}

record! {
    pub struct ProfileReads {
        pub user_name: Option<Read> = default,
        pub full_name: Option<Read> = default,
        pub email: Option<Read> = default,
        pub language: Option<Read> = default,
    }
}
