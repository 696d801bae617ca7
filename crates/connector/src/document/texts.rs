//! Texts with a syntax of their own, which is looked at when they are read.

use super::syntax::{self, expression, template};
use crate::problem::Problem;
use serde::Deserialize;

/// `$response.body#/pointer`, `$response.header.Name`, or `#/pointer` from the entry being read.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(!try_from))]
#[serde(try_from = "String")]
pub struct Expression(pub String);

/// An expression, or a template of expressions: `nbt_{#/key}.{#/token}`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(!try_from))]
#[serde(try_from = "String")]
pub struct Place(pub String);

/// A template of `{secret}`, `{name}` (the token's), `{url}` (where the backend is, with a slash at its end) and
/// `{host}` (the same without `https://`).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(!try_from))]
#[serde(try_from = "String")]
pub struct SecretText(pub String);

impl TryFrom<String> for Expression {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        expression::parse(&text).map_err(Problem::new)?;
        Ok(Self(text))
    }
}

impl TryFrom<String> for Place {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        if expression::is_expression(&text) {
            expression::parse(&text).map_err(Problem::new)?;
        } else {
            syntax::check_template(&text, syntax::ANSWER, &|_, _| false)?;
        }
        Ok(Self(text))
    }
}

impl TryFrom<String> for SecretText {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        // The empty text: a secret that is not sent so.
        let mut has_secret = text.is_empty();
        for placeholder in template::placeholders(&text).map_err(Problem::new)? {
            syntax::check_secret_placeholder(&placeholder)?;
            has_secret |= placeholder.source == "secret";
        }
        if has_secret { Ok(Self(text)) } else { Err(Problem::new("expected a text with `{secret}` in it")) }
    }
}
