//! The reference backend as one that gives the whole list in one answer, as many do, and the console told so.

use serde_json::{Value, json};

use crate::Result;
use crate::host::Host;

const LIST: &str = "/api/v1/tokens";
const CONFIG: &str = "config.json";
const CONNECTOR: &str = "connectors/latchkey.json";

/// From here on the list comes in one answer where no page of it is asked for, and the console asks for none.
pub async fn give_list_in_one_answer(host: &mut Host) -> Result<()> {
    let items = all_tokens(host).await?;
    host.replace_answer(LIST, &json!({ "total": items.len(), "items": items, "next_cursor": null }))?;

    let mut connector = host.files().json(CONNECTOR)?;
    let list = connector.pointer_mut("/requests/list").and_then(Value::as_object_mut);
    let list = list.ok_or("the connector has no request for the list")?;
    list.remove("query");
    list.remove("paging").ok_or("the connector's list comes without pages already")?;
    host.replace_file(CONNECTOR, &connector)?;

    let mut config = host.files().json(CONFIG)?;
    let prefetch = config.get_mut("prefetch").and_then(Value::as_array_mut).into_iter().flatten();
    for path in prefetch.filter(|path| path.as_str().is_some_and(|path| path.starts_with(LIST))) {
        *path = LIST.into();
    }
    host.replace_file(CONFIG, &config)
}

async fn all_tokens(host: &Host) -> Result<Vec<Value>> {
    let mut tokens = Vec::new();
    let mut after = String::new();
    loop {
        let mut page = host.ask(&format!("{LIST}?limit=1000{after}")).await?;
        let Some(Value::Array(items)) = page.get_mut("items").map(Value::take) else {
            return Err(format!("the backend's list has no items: {page}").into());
        };
        tokens.extend(items);
        match page.get("next_cursor").and_then(Value::as_str) {
            Some(cursor) => after = format!("&cursor={cursor}"),
            None => return Ok(tokens),
        }
    }
}
