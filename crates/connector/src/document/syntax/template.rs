//! Templates: text with `{placeholders}`.
//!
//! `{source}`, `{source?}` (the whole part is left out when there is no value), `{source|codec}`,
//! `{source|codec:argument|codec}`; `{{` and `}}` are braces.

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part<'t> {
    Text(&'t str),
    Value(Placeholder<'t>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placeholder<'t> {
    pub source: &'t str,
    pub optional: bool,
    /// Codecs by name and argument, in their order.
    pub codecs: Vec<(&'t str, &'t str)>,
}

pub(crate) fn parse(template: &str) -> Result<Vec<Part<'_>>, &'static str> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (text, brace) = rest.split_at(at);
        if brace.starts_with("{{") || brace.starts_with("}}") {
            let (braces, after) = brace.split_at(2);
            push_text(&mut parts, text);
            push_text(&mut parts, if braces == "{{" { "{" } else { "}" });
            rest = after;
            continue;
        }
        let Some((inside, after)) = brace.strip_prefix('{').and_then(|b| b.split_once('}')) else {
            return Err(if brace.starts_with('{') {
                "expected `}` after `{` (write `{{` for a brace)"
            } else {
                "expected `{` before `}` (write `}}` for a brace)"
            });
        };
        push_text(&mut parts, text);
        parts.push(Part::Value(placeholder(inside)?));
        rest = after;
    }
    push_text(&mut parts, rest);
    Ok(parts)
}

/// The placeholders alone.
pub(crate) fn placeholders(template: &str) -> Result<Vec<Placeholder<'_>>, &'static str> {
    let placeholder = |part| if let Part::Value(placeholder) = part { Some(placeholder) } else { None };
    Ok(parse(template)?.into_iter().filter_map(placeholder).collect())
}

fn push_text<'t>(parts: &mut Vec<Part<'t>>, text: &'t str) {
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
}

fn placeholder(inside: &str) -> Result<Placeholder<'_>, &'static str> {
    let mut pieces = inside.split('|');
    let source = pieces.next().unwrap_or_default();
    let (source, optional) = match source.strip_suffix('?') {
        Some(source) => (source, true),
        None => (source, false),
    };
    if source.is_empty() || source.contains(['{', ' ']) {
        return Err("expected the name of a value between `{` and `}`");
    }
    let codecs = pieces.map(|piece| piece.split_once(':').unwrap_or((piece, ""))).collect();
    Ok(Placeholder { source, optional, codecs })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'t>(source: &'t str, optional: bool, codecs: &[(&'t str, &'t str)]) -> Part<'t> {
        Part::Value(Placeholder { source, optional, codecs: codecs.to_vec() })
    }

    #[test]
    fn splits_text_and_placeholders() {
        for (template, parts) in [
            ("", vec![]),
            ("plain", vec![Part::Text("plain")]),
            ("/a/{token.id}/b", vec![Part::Text("/a/"), value("token.id", false, &[]), Part::Text("/b")]),
            ("{a?}{b}", vec![value("a", true, &[]), value("b", false, &[])]),
            ("{a?|join:,|url}", vec![value("a", true, &[("join", ","), ("url", "")])]),
            ("{{x}}", vec![Part::Text("{"), Part::Text("x"), Part::Text("}")]),
            ("{#/a b}", vec![]),
        ] {
            match parse(template) {
                Ok(parsed) => assert_eq!(parsed, parts, "{template}"),
                Err(_) => assert_eq!(template, "{#/a b}"),
            }
        }
    }

    #[test]
    fn refuses_what_is_not_closed_or_not_named() {
        for template in ["{", "a}", "{a", "{}", "{?}", "{|join}", "{a{b}}", "x{a}}"] {
            assert!(parse(template).is_err(), "{template}");
        }
    }
}
