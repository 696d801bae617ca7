//! A [`Value`] as the source of serde's types: what does not fit is said in our words.

use super::Value;
use crate::problem::{Problem, quoted};
use serde::Deserializer;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

fn expected(what: &str, found: &Value) -> Problem {
    Problem::new(format!("expected {what}, found {}", found.kind()))
}

impl<'de> IntoDeserializer<'de, Problem> for &'de Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for &'de Value {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            // As its text: no type of serde holds every number.
            Value::Number(number) => visitor.visit_newtype_struct(number.as_str().into_deserializer()),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(list) => visitor.visit_seq(SeqDeserializer::new(list.iter())),
            Value::Object(members) => visitor.visit_map(MapDeserializer::new(members.distinct())),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let is = self.as_bool().ok_or_else(|| expected("true or false", self))?;
        visitor.visit_bool(is)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let number = self.as_i64().and_then(|n| n.try_into().ok());
        visitor.visit_u64(number.ok_or_else(|| expected("a whole number that is not negative", self))?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let text = self.as_str().ok_or_else(|| expected("a string", self))?;
        visitor.visit_borrowed_str(text)
    }

    /// `null` is the same as no value.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let list = self.as_array().ok_or_else(|| expected("a list", self))?;
        visitor.visit_seq(SeqDeserializer::new(list.iter()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let object = self.as_object().ok_or_else(|| expected("an object", self))?;
        visitor.visit_map(MapDeserializer::new(object.distinct()))
    }

    /// Members that the type does not know come first: a misspelt name is named, not the one that is missing by it.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let object = self.as_object().ok_or_else(|| expected("an object", self))?;
        let unknown = object.distinct().filter(|(name, _)| !fields.contains(name));
        let known = fields.iter().filter_map(|name| Some((*name, object.get(name)?)));
        visitor.visit_map(MapDeserializer::new(unknown.chain(known)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let word = self.as_str();
        let word = word.ok_or_else(|| expected(&format!("one of {}", quoted(variants)), self))?;
        visitor.visit_enum(word.into_deserializer())
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char str bytes byte_buf unit unit_struct tuple tuple_struct
        identifier ignored_any
    }
}
