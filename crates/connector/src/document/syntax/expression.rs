//! Expressions into an answer, as they are written: the runtime expressions of OpenAPI links and Arazzo, whose JSON pointers
//! (RFC 6901) may hold `*` for every entry of a list or an object.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expression<'e> {
    /// `$response.body#/pointer`
    Body(&'e str),
    /// `#/pointer`: from the entry that is being read; outside lists from the body.
    Entry(&'e str),
    /// `$response.body`: its text, also where it is not JSON.
    Text,
    /// `$response.header.Name`
    Header(&'e str),
    /// `@1`: the name or index that the first `*` stood for.
    Key(usize),
}

/// Whether a text is meant as one expression rather than as a template.
pub(crate) fn is_expression(text: &str) -> bool {
    text.starts_with(['$', '#', '@'])
}

pub(crate) fn parse(text: &str) -> Result<Expression<'_>, &'static str> {
    if let Some(pointer) = text.strip_prefix("$response.body#") {
        return valid(pointer).map(Expression::Body);
    }
    if let Some(pointer) = text.strip_prefix('#') {
        return valid(pointer).map(Expression::Entry);
    }
    if text == "$response.body" {
        return Ok(Expression::Text);
    }
    if let Some(name) = text.strip_prefix("$response.header.")
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    {
        return Ok(Expression::Header(name));
    }
    match text.strip_prefix('@').and_then(|n| n.parse().ok()) {
        Some(n) if n > 0 => Ok(Expression::Key(n)),
        _ => Err(
            "expected `$response.body#/pointer`, `$response.header.Name`, `$response.body`, `#/pointer` or `@1`",
        ),
    }
}

fn valid(pointer: &str) -> Result<&str, &'static str> {
    let escapes = || pointer.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    if !(pointer.is_empty() || pointer.starts_with('/')) {
        Err("expected a JSON pointer that is empty or starts with `/`")
    } else if !escapes() {
        Err("expected `~` in a JSON pointer to be written `~0` (and `/` in a name `~1`)")
    } else {
        Ok(pointer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_what_arazzo_writes() {
        for (text, expression) in [
            ("$response.body#/data/token", Some(Expression::Body("/data/token"))),
            ("$response.body#", Some(Expression::Body(""))),
            ("$response.header.X-Subject-Token", Some(Expression::Header("X-Subject-Token"))),
            ("$response.body", Some(Expression::Text)),
            ("#/a~1b/~0", Some(Expression::Entry("/a~1b/~0"))),
            ("@2", Some(Expression::Key(2))),
            ("@0", None),
            ("#a", None),
            ("#/a~2", None),
            ("#/a~", None),
            ("$response.header.", None),
            ("$response.header.X Y", None),
            ("$request.body#/a", None),
            ("$response.bod", None),
        ] {
            assert_eq!(parse(text).ok(), expression, "{text}");
        }
    }
}
