//! Names of a token's fields as they are printed.

use latchkey_connector::Field;

pub fn field(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Description => "description",
        Field::Scopes => "scopes",
        Field::Expiry => "expiry",
        Field::Preset => "preset",
        Field::AllowedApis => "allowed APIs",
        Field::BlockedApis => "blocked APIs",
        Field::AllowedIps => "allowed IPs",
        Field::BlockedIps => "blocked IPs",
        Field::Password => "password",
        Field::FullName => "full name",
        Field::Email => "email",
        Field::Language => "language",
        Field::Form => "the form",
    }
}
