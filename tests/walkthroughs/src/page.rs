//! The page as a whole: where it is, what it shows, how it is looked at.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use fantoccini::Client;
use fantoccini::error::CmdError;
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

use crate::cdp::cdp;
use crate::console::Console;
use crate::find::Find;
use crate::locator::BETWEEN_LOOKS;
use crate::{Key, Node, PATIENCE};

/// The account that the reference backend makes in an empty database; the stand-ins know it too.
pub(crate) const ACCOUNT: (&str, &str) = ("ada", "lovelace-1843");

/// The colour scheme that the system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

/// A tab of the browser. Cheap to clone: all clones are the same tab.
#[derive(Clone)]
pub struct Page(Arc<Inner>);

struct Inner {
    client: Client,
    /// Address of the site, with a slash at the end.
    site: String,
    /// Where the browser saves files.
    downloads: PathBuf,
    /// `None`: the tab that the browser began with.
    window: Option<WindowHandle>,
    console: Mutex<Console>,
    shows_secrets: AtomicBool,
}

impl Page {
    pub(crate) async fn new(client: Client, site: String, downloads: PathBuf) -> Self {
        let page = Self(Arc::new(Inner {
            client,
            site,
            downloads,
            window: None,
            console: Mutex::default(),
            shows_secrets: AtomicBool::new(false),
        }));
        // Without it Chromium computes the tree for each question from nothing.
        page.cdp("Accessibility.enable", json!({})).await;
        page.viewport(1440, 900).await;
        page
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    pub(crate) async fn close(&self) -> Result<(), CmdError> {
        self.0.client.clone().close().await
    }

    /// A command of the DevTools protocol.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        cdp(self.client(), command, parameters).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// A handle to the document: not kept, since the next navigation ends it.
    pub(crate) async fn document(&self) -> Result<String, CmdError> {
        let answer = cdp(self.client(), "Runtime.evaluate", json!({ "expression": "document" })).await?;
        let object = answer.pointer("/result/objectId").and_then(Value::as_str).map(str::to_owned);
        object.ok_or(CmdError::NotW3C(answer))
    }

    // Going places.

    /// Opens an address below the site's: `""` is its first page, `"?page=tokens"` one with a query.
    pub async fn open(&self, below: &str) {
        let address = format!("{}{below}", self.0.site);
        self.client().goto(&address).await.unwrap_or_else(|error| panic!("cannot open {address}: {error}"));
    }

    pub async fn reload(&self) {
        self.client().refresh().await.expect("a page reloads");
    }

    pub async fn back(&self) {
        self.client().back().await.expect("the browser goes back");
    }

    /// The address in the bar.
    pub async fn address(&self) -> String {
        self.client().current_url().await.map(String::from).unwrap_or_else(|error| error.to_string())
    }

    pub async fn title(&self) -> String {
        self.client().title().await.unwrap_or_default()
    }

    /// Opens the site and signs in with the demo account.
    pub async fn sign_in(&self) {
        self.open("").await;
        self.enter_account().await;
    }

    /// Fills the sign-in form that is there, and waits until it was accepted.
    pub async fn enter_account(&self) {
        self.enter(ACCOUNT.0, ACCOUNT.1).await;
        self.button("Sign out").visible().await;
    }

    /// Fills the sign-in form that is there, and sends it.
    pub async fn enter(&self, user: &str, password: &str) {
        self.textbox("User name").fill(user).await;
        self.textbox("Password").fill(password).await;
        self.button("Sign in").click().await;
    }

    /// Reads the secret that is shown, copies it, and closes its dialog.
    pub async fn take_secret(&self) -> String {
        let dialog = self.dialog("Access token created");
        let secret = dialog.textbox("Access token").value().await;
        dialog.button("Copy token").click().await;
        self.says("Copied").await;
        dialog.button("Done").click().await;
        dialog.gone().await;
        secret
    }

    /// What is in the file that the browser saved as `name`; takes the file away, so that the next is not called
    /// `NAME (1)`.
    #[track_caller]
    pub fn download(&self, name: &str) -> impl Future<Output = String> + use<> {
        let (at, name) = (std::panic::Location::caller(), name.to_owned());
        let file = self.0.downloads.join(&name);
        async move {
            let deadline = Instant::now() + PATIENCE;
            // The browser gives a file its name when it is complete.
            while !file.exists() {
                assert!(Instant::now() < deadline, "waited in vain for a file {name} to be saved ({at})");
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
            let text = std::fs::read_to_string(&file).expect("the file is a text");
            std::fs::remove_file(&file).expect("the file can be removed");
            text
        }
    }

    /// Another tab of the same browser, turned to.
    pub async fn new_tab(&self) -> Page {
        let window = self.client().new_window(true).await.expect("a tab opens").handle;
        let tab = Page(Arc::new(Inner {
            client: self.0.client.clone(),
            site: self.0.site.clone(),
            downloads: self.0.downloads.clone(),
            window: Some(window),
            console: Mutex::default(),
            shows_secrets: AtomicBool::new(false),
        }));
        tab.turn_to().await;
        tab.cdp("Accessibility.enable", json!({})).await;
        tab.viewport(1440, 900).await;
        tab
    }

    /// Turns to this tab: what is done next is done there.
    pub async fn turn_to(&self) {
        let window = match &self.0.window {
            Some(window) => window.clone(),
            None => self.client().windows().await.expect("a browser has tabs").swap_remove(0),
        };
        self.client().switch_to_window(window).await.expect("the tab is there");
    }

    // Keys.

    /// Presses one key on whatever has the focus.
    pub async fn press(&self, key: Key) {
        let element = self.client().active_element().await.expect("something has the focus");
        element
            .send_keys(&char::from(key).to_string())
            .await
            .unwrap_or_else(|error| panic!("{key:?}: {error}"));
    }

    // Waiting for what the page as a whole shows.

    /// Waits until the page's visible text contains this.
    #[track_caller]
    pub fn text_visible(&self, text: &str) -> impl Future<Output = ()> + use<> {
        self.until_true(&format!("the text {text:?} to appear"), &self.has_text(text))
    }

    /// Waits until the page's visible text does not contain this.
    #[track_caller]
    pub fn text_gone(&self, text: &str) -> impl Future<Output = ()> + use<> {
        self.until_true(&format!("the text {text:?} to go"), &format!("!({})", self.has_text(text)))
    }

    fn has_text(&self, text: &str) -> String {
        format!("document.body.innerText.includes({})", Value::from(text))
    }

    /// Waits until a live region says something that contains this.
    #[track_caller]
    pub fn says(&self, text: &str) -> impl Future<Output = ()> + use<> {
        let live = "[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]";
        let text_json = Value::from(text);
        let script = format!(
            "[...document.querySelectorAll('{live}')].some(region => region.textContent.includes({text_json}))"
        );
        self.until_true(&format!("{text:?} to be said in a live region"), &script)
    }

    /// Waits until a JavaScript expression is true.
    #[track_caller]
    pub fn until_true(&self, what: &str, expression: &str) -> impl Future<Output = ()> + use<> {
        let at = std::panic::Location::caller();
        let (page, what, expression) = (self.clone(), what.to_owned(), expression.to_owned());
        async move {
            let deadline = Instant::now() + PATIENCE;
            while page.try_script(&expression).await.ok() != Some(Value::Bool(true)) {
                if Instant::now() > deadline {
                    panic!("waited in vain for {what} ({at})");
                }
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        }
    }

    /// The value of a JavaScript expression, promises awaited.
    pub async fn script(&self, expression: &str) -> Value {
        self.try_script(expression).await.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    async fn try_script(&self, expression: &str) -> Result<Value, CmdError> {
        let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = cdp(self.client(), "Runtime.evaluate", parameters).await?;
        match answer.get("exceptionDetails") {
            Some(_) => Err(CmdError::NotW3C(answer)),
            None => Ok(answer.pointer("/result/value").cloned().unwrap_or_default()),
        }
    }

    // How the page is looked at.

    /// The size of the page in CSS pixels.
    pub async fn viewport(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
    }

    pub async fn scheme(&self, scheme: Scheme) {
        let value = if scheme == Scheme::Dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.cdp("Emulation.setEmulatedMedia", features).await;
    }

    /// Puts a picture of what is in view into the folder `screenshots` of the target folder.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        self.try_screenshot(name).await.unwrap_or_else(|reason| panic!("no screenshot: {reason}"))
    }

    pub(crate) async fn try_screenshot(&self, name: &str) -> Result<PathBuf, String> {
        let picture = self.client().screenshot().await.map_err(|error| error.to_string())?;
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
        let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        let folder = root.join(target).join("screenshots");
        let path = folder.join(format!("{name}.png"));
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&path, picture))
            .map_err(|e| e.to_string())?;
        Ok(path)
    }

    // What is on it.

    /// What a screen reader finds, one line each; for failure messages.
    pub async fn describe(&self) -> String {
        let answer = match cdp(self.client(), "Accessibility.getFullAXTree", json!({})).await {
            Ok(answer) => answer,
            Err(error) => return format!("  the page cannot be read: {error}"),
        };
        let nodes = answer.get("nodes").and_then(Value::as_array).into_iter().flatten().map(Node::read);
        // A long list would bury the failure.
        let lines: Vec<String> = nodes.filter(Node::is_telling).map(|node| node.line()).take(200).collect();
        lines.join("\n")
    }

    // The console.

    /// Errors in the console that contain this text are part of the test: a refused request logs one.
    pub fn expect_console(&self, text: &str) {
        self.with_console(|console| console.expect(text));
    }

    /// When the test ends, a field of the page may hold a secret: its dialog is open, or the test typed it there.
    /// Everywhere else it is a failure all the same.
    pub fn ends_with_a_secret_shown(&self) {
        self.0.shows_secrets.store(true, Ordering::Relaxed);
    }

    pub(crate) fn may_show_secrets(&self) -> bool {
        self.0.shows_secrets.load(Ordering::Relaxed)
    }

    /// Fails on errors that were not expected. Every walkthrough ends with it.
    pub async fn check_console(&self) {
        self.read_console().await;
        let errors = self.with_console(|console| console.unexpected());
        assert!(errors.is_empty(), "the console has errors:\n{}", errors.join("\n"));
    }

    /// All that the console holds.
    pub async fn console(&self) -> String {
        self.read_console().await;
        self.with_console(|console| console.to_string())
    }

    async fn read_console(&self) {
        // A browser that is gone has no more to say; what failed before is the failure.
        if let Ok(entries) = crate::cdp::browser_log(self.client()).await {
            self.with_console(|console| console.add(&entries));
        }
    }

    fn with_console<T>(&self, use_it: impl FnOnce(&mut Console) -> T) -> T {
        use_it(&mut self.0.console.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}
