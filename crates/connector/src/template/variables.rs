//! Where the values of placeholders come from.

use super::intent_values;
use crate::codec::time::Offset;
use crate::codec::{CodecContext, PlaceholderValue};
use crate::context::Context;
use crate::document::{Connector, SignInForm};
use crate::expression::{self, Answer};
use crate::intent::Intent;
use crate::value::Value;
use latchkey_model::clean_pasted_token;

/// Everything that a template can refer to.
#[derive(Clone, Copy)]
pub(crate) struct Variables<'a> {
    pub connector: &'a Connector,
    pub zone: Offset,
    pub intent: &'a Intent,
    pub context: &'a Context<'a>,
    /// Where the page of a list starts: number, offset or cursor.
    pub page: &'a str,
    /// The entry that a shape is filled from.
    pub item: Option<&'a Value>,
    pub answer: Option<Answer<'a>>,
}

impl<'a> Variables<'a> {
    pub fn get(&self, source: &str) -> PlaceholderValue {
        if expression::is_expression(source) {
            return self.answer_value(source);
        }
        let (root, member) = source.split_once('.').unwrap_or((source, ""));
        match root {
            "session" => self.context.session.get(member).into(),
            "cookie" => {
                let cookie = self.context.cookies.iter().find(|(name, _)| name == member);
                cookie.map(|(_, value)| value.as_str()).into()
            }
            "now" => PlaceholderValue::Time(self.context.now),
            "idempotency_key" => Some(self.context.idempotency_key).filter(|k| !k.is_empty()).into(),
            "confirmation" => self.context.password.into(),
            "page" => self.page_value(member),
            "item" => self.item_value(member),
            // A pasted token comes with blanks, and with the scheme that stands before it in a header.
            "password" if self.connector.session.sign_in == Some(SignInForm::Token) => match self.intent {
                Intent::SignIn { password, .. } => clean_pasted_token(password).as_str().into(),
                intent => intent_values::get(intent, root, member),
            },
            root => intent_values::get(self.intent, root, member),
        }
    }

    /// For a value from this source.
    pub fn codec_context(&self, source: &str) -> CodecContext<'a> {
        let is_changed = matches!(self.intent, Intent::Edit { changes, .. } if changes.expiry.is_some());
        let keeps = source.starts_with("token.") || (source.starts_with("merged.") && !is_changed);
        CodecContext { now: self.context.now, zone: self.zone, maps: &self.connector.maps, keeps }
    }

    /// `null` and the empty text are no value here: what is composed of them would look whole and not be.
    fn answer_value(&self, source: &str) -> PlaceholderValue {
        let value = self.answer.and_then(|answer| answer.find(source)).unwrap_or_default().into_owned();
        match value {
            Value::Null => PlaceholderValue::Absent,
            Value::String(text) if text.is_empty() && source.contains('#') => PlaceholderValue::Absent,
            value => PlaceholderValue::Json(value),
        }
    }

    fn page_value(&self, member: &str) -> PlaceholderValue {
        let number = |n: u64| PlaceholderValue::Json(n.into());
        match member {
            "size" => number(self.connector.page_size()),
            "number" => number(self.page.parse().unwrap_or_else(|_| self.connector.first_page())),
            "offset" => number(self.page.parse().unwrap_or_default()),
            _ => Some(self.page).filter(|p| !p.is_empty()).into(),
        }
    }

    /// An API rule's text is `METHOD /path`; its halves are there by name.
    fn item_value(&self, member: &str) -> PlaceholderValue {
        let Some(item) = self.item else { return PlaceholderValue::Absent };
        let halves = || item.as_str()?.split_once(' ');
        match member {
            "" => PlaceholderValue::Json(item.clone()),
            "method" => halves().map(|(method, _)| method).into(),
            "path" => halves().map(|(_, path)| path).into(),
            _ => PlaceholderValue::Absent,
        }
    }
}
