//! A thing on the page: found anew each time, waited for, and used as a person does, with real clicks
//! and keys.

use std::fmt;
use std::panic::Location;
use std::time::{Duration, Instant};

use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use serde_json::{Value, json};

use crate::cdp::cdp;
use crate::find::{Name, Query, QueryPath};
use crate::{Find, Key, Node, PATIENCE, Page};

/// The pause between two looks at a condition.
pub(crate) const BETWEEN_LOOKS: Duration = Duration::from_millis(30);

/// A thing on the page, looked up anew each time it is used. It remembers the line of the test that
/// named it.
#[derive(Clone)]
pub struct Locator {
    pub(crate) page: Page,
    pub(crate) path: Vec<Query>,
    pub(crate) at: &'static Location<'static>,
}

impl Find for Locator {
    fn page_and_path(&self) -> (Page, Vec<QueryPath>) {
        (self.page.clone(), self.path.iter().cloned().map(QueryPath).collect())
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, query) in self.path.iter().rev().enumerate() {
            let within = if depth == 0 { "" } else { " in " };
            let roles = query.roles.join(" or ");
            match &query.name {
                Name::Any => write!(out, "{within}any {roles}")?,
                Name::Exactly(name) => write!(out, "{within}{roles} {name:?}")?,
                Name::Containing(text) => write!(out, "{within}{roles} with {text:?}")?,
            }
        }
        Ok(())
    }
}

/// A node and the handle by which scripts reach it.
struct Found {
    node: Node,
    object: String,
}

impl Locator {
    /// The one at this place, counted from 0, where several match and that is right.
    pub fn nth(mut self, index: usize) -> Self {
        if let Some(last) = self.path.last_mut() {
            last.nth = Some(index);
        }
        self
    }

    // Actions.

    /// Clicks in the middle of it. What lies over it would take the click: then it waits.
    pub async fn click(&self) {
        self.until("clicked", async |found| found.element(&self.page).await?.click().await.map(Some)).await
    }

    /// Clicks while a key is held down: Shift for a range, Control for one more.
    pub async fn click_holding(&self, key: Key) {
        self.until("clicked", async |found| {
            let element = found.element(&self.page).await?;
            // Both start at once: the key goes down while the pointer moves, and up after the click.
            let wait = || KeyAction::Pause { duration: Duration::ZERO };
            let keys = KeyActions::new("keys".to_owned())
                .then(KeyAction::Down { value: key.into() })
                .then(wait())
                .then(wait())
                .then(KeyAction::Up { value: key.into() });
            let click = MouseActions::new("mouse".to_owned())
                .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
                .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
                .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
            self.page.client().perform_actions(Actions::from(keys).and(click)).await.map(Some)
        })
        .await
    }

    /// Replaces what is in the field, key by key.
    pub async fn fill(&self, text: &str) {
        // As people empty a field: WebDriver's own `clear` is not typing, and the app would miss it.
        let select_all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
        let keys = format!("{select_all}{}{text}", char::from(Key::Backspace));
        self.type_keys(&keys).await;
    }

    /// Types after what is in the field.
    pub async fn type_keys(&self, keys: &str) {
        let action = async |found: Found| found.element(&self.page).await?.send_keys(keys).await.map(Some);
        self.until("typed into", action).await
    }

    /// Sends one key to it.
    pub async fn press(&self, key: Key) {
        self.type_keys(&char::from(key).to_string()).await;
    }

    /// Sets a native date field, given as `YYYY-MM-DD`. Its keys depend on the language of the
    /// browser, so the value is set and announced as the field's own calendar does.
    pub async fn set_date(&self, date: &str) {
        let script = "function(date) { this.value = date; \
            for (const kind of ['input', 'change']) this.dispatchEvent(new Event(kind, { bubbles: true })); }";
        self.until("set", async |found| {
            found.call(&self.page, script, json!([{ "value": date }])).await.map(Some)
        })
        .await;
    }

    /// Chooses the option with this text in a native list.
    pub async fn choose(&self, option: &str) {
        self.until(&format!("set to {option:?}"), async |found| {
            match found.element(&self.page).await?.select_by_label(option).await {
                Ok(()) => Ok(Some(())),
                // The options may come later than the list.
                Err(error) if error.is_no_such_element() => Ok(None),
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// Checks a checkbox that is not.
    pub async fn check(&self) {
        self.set_checked(true).await;
    }

    /// Takes the check away.
    pub async fn uncheck(&self) {
        self.set_checked(false).await;
    }

    async fn set_checked(&self, wanted: bool) {
        if self.node().await.is("checked") != wanted {
            self.click().await;
        }
        self.wait_node("to have changed", |node| node.is("checked") == wanted).await;
    }

    // Waiting.

    /// Waits until it is there.
    pub async fn visible(&self) {
        self.wait_node("to appear", |_| true).await;
    }

    /// Waits until nothing matches.
    pub async fn gone(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.find_all().await {
                Ok(found) if found.is_empty() => return,
                _ if Instant::now() > deadline => panic!("{self} is still there ({})", self.at),
                _ => tokio::time::sleep(BETWEEN_LOOKS).await,
            }
        }
    }

    /// Waits until it has the keyboard focus.
    pub async fn focused(&self) {
        self.wait_node("to have the focus", |node| node.is("focused")).await;
    }

    /// Waits until it can be used.
    pub async fn enabled(&self) {
        self.wait_node("to be enabled", |node| !node.is("disabled")).await;
    }

    /// Waits until it cannot be used.
    pub async fn disabled(&self) {
        self.wait_node("to be disabled", |node| node.is("disabled")).await;
    }

    /// Waits until it is marked invalid and what describes it contains this text: what a screen
    /// reader says when one comes to the field.
    pub async fn has_error(&self, text: &str) {
        let wanted = text.to_lowercase();
        let says = |node: &Node| node.is("invalid") && node.description.to_lowercase().contains(&wanted);
        self.wait_node(&format!("to have the error {text:?}"), says).await;
    }

    /// Waits until what describes it contains this text: for a group, which cannot be invalid itself.
    pub async fn described(&self, text: &str) {
        let wanted = text.to_lowercase();
        let says = |node: &Node| node.description.to_lowercase().contains(&wanted);
        self.wait_node(&format!("to be described by {text:?}"), says).await;
    }

    /// Waits until its value is this.
    pub async fn has_value(&self, value: &str) {
        let script = "function() { return this.value ?? this.textContent; }";
        self.until(&format!("seen with the value {value:?}"), async |found| {
            let read = found.call(&self.page, script, json!([])).await?;
            Ok((read.as_str() == Some(value)).then_some(()))
        })
        .await
    }

    /// Waits until the option with this text is the chosen one of a native list.
    pub async fn has_chosen(&self, option: &str) {
        let script = "function() { return this.selectedOptions[0]?.text; }";
        self.until(&format!("seen with {option:?} chosen"), async |found| {
            let read = found.call(&self.page, script, json!([])).await?;
            Ok((read.as_str() == Some(option)).then_some(()))
        })
        .await
    }

    /// Waits until its visible text contains this.
    pub async fn text_visible(&self, text: &str) {
        self.until(&format!("seen with the text {text:?}"), async |found| {
            Ok(found.text(&self.page).await?.contains(text).then_some(()))
        })
        .await
    }

    /// Waits until its visible text does not contain this.
    pub async fn text_gone(&self, text: &str) {
        self.until(&format!("seen without the text {text:?}"), async |found| {
            Ok((!found.text(&self.page).await?.contains(text)).then_some(()))
        })
        .await
    }

    // Reading.

    /// Its node in the accessibility tree, once it is there.
    pub async fn node(&self) -> Node {
        self.wait_node("to appear", |_| true).await
    }

    /// What is in the field.
    pub async fn value(&self) -> String {
        let script = "function() { return this.value ?? this.textContent; }";
        let read =
            self.until("read", async |found| found.call(&self.page, script, json!([])).await.map(Some)).await;
        read.as_str().unwrap_or_default().to_owned()
    }

    /// Its visible text.
    pub async fn text(&self) -> String {
        self.until("read", async |found| found.text(&self.page).await.map(Some)).await
    }

    /// The options of a native list, by their text.
    pub async fn options(&self) -> Vec<String> {
        let script = "function() { return [...this.options].map(option => option.text); }";
        let read =
            self.until("read", async |found| found.call(&self.page, script, json!([])).await.map(Some)).await;
        read.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Runs a JavaScript function on it, with `this` bound to its element.
    pub async fn script(&self, function: &str) -> Value {
        self.until("used", async |found| found.call(&self.page, function, json!([])).await.map(Some)).await
    }

    /// How many match now.
    pub async fn count(&self) -> usize {
        match self.find_all().await {
            Ok(found) => found.len(),
            Err(error) => panic!("cannot look for {self} ({}): {error}", self.at),
        }
    }

    // The machinery.

    async fn wait_node(&self, what: &str, condition: impl Fn(&Node) -> bool) -> Node {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let last = match self.find().await {
                Ok(Ok(found)) if condition(&found.node) => return found.node,
                Ok(Ok(found)) => format!("it is{}", found.node.line()),
                Ok(Err(reason)) => reason,
                Err(error) => error.to_string(),
            };
            if Instant::now() > deadline {
                panic!("waited for {self} {what}, but {last} ({})", self.at);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Repeats an action until it gives something. An error counts as "not yet": a page that is being
    /// redrawn makes many that are gone at the next look.
    async fn until<T>(&self, what: &str, action: impl AsyncFn(Found) -> Result<Option<T>, CmdError>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let last = match self.find().await {
                Ok(Ok(found)) => match action(found).await {
                    Ok(Some(done)) => return done,
                    Ok(None) => "it was not so".to_owned(),
                    Err(error) => error.to_string(),
                },
                Ok(Err(reason)) => reason,
                Err(error) => error.to_string(),
            };
            if Instant::now() > deadline {
                panic!("{self} could not be {what}: {last} ({})", self.at);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// The one thing that matches, or why there is not one.
    async fn find(&self) -> Result<Result<Found, String>, CmdError> {
        let nodes = self.find_all().await?;
        let count = nodes.len();
        let nth = self.path.last().and_then(|query| query.nth);
        let one = match nth {
            Some(index) => nodes.into_iter().nth(index),
            None if count == 1 => nodes.into_iter().next(),
            None => None,
        };
        let Some(node) = one else {
            return Ok(Err(if count == 0 { "nothing matches".to_owned() } else { format!("{count} match") }));
        };
        let object = resolve(&self.page, &node).await?;
        Ok(object.map(|object| Found { node, object }).ok_or_else(|| "it has no element".to_owned()))
    }

    async fn find_all(&self) -> Result<Vec<Node>, CmdError> {
        let mut scopes = vec![self.page.document().await?];
        let mut found = Vec::new();
        for (depth, query) in self.path.iter().enumerate() {
            found = Vec::new();
            for scope in &scopes {
                found.extend(query_tree(&self.page, scope, query).await?);
            }
            if depth + 1 < self.path.len() {
                if let Some(index) = query.nth {
                    found = found.into_iter().skip(index).take(1).collect();
                }
                scopes = Vec::new();
                for node in &found {
                    scopes.extend(resolve(&self.page, node).await?);
                }
            }
        }
        Ok(found)
    }
}

impl Found {
    /// The WebDriver element, by which real input is sent.
    async fn element(&self, page: &Page) -> Result<Element, CmdError> {
        // What stands under a stuck header or footer counts as in sight for ChromeDriver, and a person scrolls it out.
        // The two protocols do not share handles, but they share the page.
        let hand_over =
            "function() { this.scrollIntoView({ block: 'nearest' }); window.__walkthrough = this; }";
        self.call(page, hand_over, json!([])).await?;
        let handed = page.client().execute("return window.__walkthrough;", Vec::new()).await?;
        let id = handed.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        match id {
            Some(id) => Ok(Element::from_element_id(page.client().clone(), ElementRef::from(id.to_owned()))),
            None => Err(CmdError::NotW3C(handed)),
        }
    }

    async fn call(&self, page: &Page, function: &str, arguments: Value) -> Result<Value, CmdError> {
        let answer = cdp(
            page.client(),
            "Runtime.callFunctionOn",
            json!({
                "objectId": self.object, "functionDeclaration": function, "arguments": arguments,
                "returnByValue": true, "awaitPromise": true,
            }),
        );
        Ok(answer.await?.pointer("/result/value").cloned().unwrap_or_default())
    }

    async fn text(&self, page: &Page) -> Result<String, CmdError> {
        let text = self.call(page, "function() { return this.innerText; }", json!([])).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }
}

async fn query_tree(page: &Page, scope: &str, query: &Query) -> Result<Vec<Node>, CmdError> {
    let name = if let Name::Exactly(name) = &query.name { Some(name) } else { None };
    let role = if let [role] = query.roles { Some(role) } else { None };
    let mut parameters = serde_json::Map::from_iter([("objectId".to_owned(), json!(scope))]);
    parameters.extend(name.map(|name| ("accessibleName".to_owned(), json!(name))));
    parameters.extend(role.map(|role| ("role".to_owned(), json!(role))));
    let answer = cdp(page.client(), "Accessibility.queryAXTree", parameters.into()).await?;
    let nodes = answer.get("nodes").and_then(Value::as_array).into_iter().flatten().map(Node::read);
    Ok(nodes
        .filter(|node| !node.ignored)
        .filter(|node| query.roles.is_empty() || query.roles.contains(&node.role.as_str()))
        .filter(|node| match &query.name {
            Name::Containing(text) => node.name.contains(text),
            _ => true,
        })
        .collect())
}

/// A handle to a node's element, for scripts.
async fn resolve(page: &Page, node: &Node) -> Result<Option<String>, CmdError> {
    let Some(id) = node.backend_id else { return Ok(None) };
    let answer = cdp(page.client(), "DOM.resolveNode", json!({ "backendNodeId": id })).await?;
    Ok(answer.pointer("/object/objectId").and_then(Value::as_str).map(str::to_owned))
}
