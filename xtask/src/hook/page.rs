//! The page that Trunk wrote, minified (unquoted values) or not.

use crate::failure::{Failure, Result};

/// The element that tells the boot script the names of the app's files.
const APP: &str = "latchkey-app";

/// The page with the wasm's integrity as `data-integrity` of the app's element, and its preload link without, before the
/// first script.
///
/// Chromium ignores the integrity on a preload of type `fetch`, warns, and would then load the wasm twice. A preload
/// without it serves the boot script's request, which names the integrity; after that script the link would be met
/// when its preload is used up, and ask again. Without such a link (`no_sri`) nothing changes.
pub fn move_integrity(page: &str) -> Result<String> {
    let is_wasm = |tag: &&str| {
        attribute(tag, "as") == Some("fetch") && attribute(tag, "type") == Some("application/wasm")
    };
    let link = tags(page, "<link").find(is_wasm);
    let Some((link, integrity)) = link.and_then(|link| Some((link, attribute(link, "integrity")?))) else {
        return Ok(page.to_owned());
    };
    let bare = page.replacen(link, "", 1);
    let (before, after) = bare.split_at(bare.find("<script").unwrap_or(0));
    tell_app(&[before, &without(link, "integrity"), after].concat(), &[("data-integrity", integrity)])
}

/// What the page tells the app, for example `data-wasm`.
pub fn told<'a>(page: &'a str, name: &str) -> Result<&'a str> {
    attribute(app(page)?, name).ok_or_else(|| Failure::new(format!("the page tells the app no {name}")))
}

/// The page with other or further attributes of the app's element.
pub fn tell_app(page: &str, attributes: &[(&str, &str)]) -> Result<String> {
    let tag = app(page)?;
    let told = attributes.iter().fold(tag.to_owned(), |tag, (name, value)| with(&tag, name, value));
    Ok(page.replacen(tag, &told, 1))
}

/// The page with links to another file in the place of one, and of its integrity where they name it.
pub fn relinked(page: &str, old: &str, new: &str, integrity: &str) -> String {
    let links = tags(page, "<link").filter(|tag| attribute(tag, "href") == Some(old));
    links.fold(page.to_owned(), |page, link| {
        let mut other = with(link, "href", new);
        if attribute(link, "integrity").is_some() {
            other = with(&other, "integrity", integrity);
        }
        page.replacen(link, &other, 1)
    })
}

fn app(page: &str) -> Result<&str> {
    tags(page, "<meta").find(|tag| attribute(tag, "name") == Some(APP)).ok_or_else(|| {
        Failure::new(format!("the page has no meta element `{APP}`"))
            .next("see build.pattern_script in Trunk.toml")
    })
}

/// The start tag with an attribute, in the place of one of the same name.
fn with(tag: &str, name: &str, value: &str) -> String {
    let bare = without(tag, name);
    let (start, rest) = bare.split_at(bare.find([' ', '>']).unwrap_or(bare.len()));
    format!("{start} {name}=\"{value}\"{rest}")
}

fn without(tag: &str, name: &str) -> String {
    let Some(value) = attribute(tag, name) else { return tag.to_owned() };
    tag.replacen(&format!(" {name}=\"{value}\""), "", 1).replacen(&format!(" {name}={value}"), "", 1)
}

/// The start tags that begin so, with their `>`.
fn tags<'a>(page: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    page.match_indices(start).filter_map(|(at, _)| page.get(at..)?.split_inclusive('>').next())
}

/// The value of a start tag's attribute, quoted or not.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.find(&format!(" {name}="))?;
    let value = tag.get(at + name.len() + 2..)?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([' ', '>']).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::{move_integrity, relinked, tell_app, told};

    #[test]
    fn moves_the_integrity_to_the_meta_element() {
        let page = r#"<head><meta name="latchkey-app" data-wasm="./a.wasm"><script src="b.js"></script><link rel="preload" href="./a.wasm" crossorigin="anonymous" integrity="sha384-W+/=" as="fetch" type="application/wasm"></head>"#;
        let expected = r#"<head><meta data-integrity="sha384-W+/=" name="latchkey-app" data-wasm="./a.wasm"><link rel="preload" href="./a.wasm" crossorigin="anonymous" as="fetch" type="application/wasm"><script src="b.js"></script></head>"#;
        assert_eq!(move_integrity(page).unwrap(), expected);
    }

    #[test]
    fn reads_minified_markup() {
        let page = "<link as=fetch href=config.json><meta data-js=./a.js name=latchkey-app><script src=b.js></script><link as=fetch href=./a.wasm integrity=sha384-W+/= type=application/wasm>";
        let expected = "<link as=fetch href=config.json><meta data-integrity=\"sha384-W+/=\" data-js=./a.js name=latchkey-app><link as=fetch href=./a.wasm type=application/wasm><script src=b.js></script>";
        assert_eq!(move_integrity(page).unwrap(), expected);
        assert_eq!(told(page, "data-js").unwrap(), "./a.js");
    }

    #[test]
    fn leaves_a_page_without_integrity_alone() {
        let page = r#"<meta name="latchkey-app">"#;
        assert_eq!(move_integrity(page).unwrap(), page);
    }

    #[test]
    fn refuses_a_page_without_the_meta_element() {
        let page = r#"<link rel="preload" integrity="sha384-W" as="fetch" type="application/wasm">"#;
        assert!(move_integrity(page).is_err());
    }

    #[test]
    fn links_another_file_with_its_integrity() {
        let page = "<link rel=icon href=i><link href=./a.js integrity=sha384-A rel=modulepreload><link href=./a.wasm as=fetch>";
        let page =
            relinked(&relinked(page, "./a.js", "./b.js", "sha384-B"), "./a.wasm", "./b.wasm", "sha384-W");
        let expected = r#"<link rel=icon href=i><link integrity="sha384-B" href="./b.js" rel=modulepreload><link href="./b.wasm" as=fetch>"#;
        assert_eq!(page, expected);
    }

    #[test]
    fn tells_the_app_something_else_or_more() {
        let page = r#"<meta data-js="a.js" name=latchkey-app data-wasm=a.wasm><p data-wasm=a.wasm>"#;
        let told = tell_app(page, &[("data-wasm", "b.wasm"), ("data-words", "c")]);
        let expected = r#"<meta data-words="c" data-wasm="b.wasm" data-js="a.js" name=latchkey-app><p data-wasm=a.wasm>"#;
        assert_eq!(told.unwrap(), expected);
        assert!(tell_app("<meta name=other>", &[]).is_err());
    }
}
