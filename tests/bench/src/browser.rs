//! Chromium over the DevTools protocol, through a pipe: `--remote-debugging-pipe` reads commands from descriptor 3
//! and writes answers and events to 4, each a JSON text that ends with a NUL.
//!
//! Not through ChromeDriver as in the walkthroughs: it passes no events on, and a trace comes as events.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{mpsc, oneshot};
use walkthroughs::{BROWSER_FLAGS, end_group};

use crate::Result;

/// A hundred thousand tokens on a slow phone take their time; what takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(180);

pub struct Browser {
    process: Child,
    cdp: Arc<Cdp>,
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Value>>,
    _profile: TempDir,
}

/// The other end of the pipe.
struct Cdp {
    commands: tokio::sync::Mutex<ChildStdin>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    waiting: HashMap<u64, oneshot::Sender<Value>>,
}

impl Cdp {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn call(&self, session: Option<&str>, method: &str, parameters: Value) -> Result<Value> {
        let (sender, answer) = oneshot::channel();
        let id = {
            let mut state = self.state();
            state.last += 1;
            let id = state.last;
            state.waiting.insert(id, sender);
            id
        };
        let mut command = json!({ "id": id, "method": method, "params": parameters });
        if let (Some(session), Some(command)) = (session, command.as_object_mut()) {
            command.insert("sessionId".into(), session.into());
        }
        let mut bytes = command.to_string().into_bytes();
        bytes.push(0);
        let mut commands = self.commands.lock().await;
        commands.write_all(&bytes).await?;
        commands.flush().await?;
        drop(commands);
        let answer = tokio::time::timeout(PATIENCE, answer)
            .await
            .map_err(|_| format!("{method}: no answer in {} s", PATIENCE.as_secs()))?
            .map_err(|_| format!("{method}: the browser has gone"))?;
        match (answer.get("result"), answer.get("error")) {
            (Some(result), _) => Ok(result.clone()),
            (None, Some(error)) => Err(format!("{method}: {error}").into()),
            (None, None) => Err(format!("{method}: neither result nor error").into()),
        }
    }
}

impl Browser {
    /// A browser with an empty profile. `LATCHKEY_CHROMIUM` names another than `chromium`.
    pub fn start() -> Result<Self> {
        let profile = TempDir::new()?;
        let program = std::env::var_os("LATCHKEY_CHROMIUM").unwrap_or_else(|| "chromium".into());
        // The shell turns our pipes, which are its 0 and 1, into 3 and 4.
        let mut command = Command::new("sh");
        command.args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh"]);
        command.arg(&program).args(BROWSER_FLAGS).arg("--remote-debugging-pipe");
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        // A group of its own, so that all of the browser can be ended with it.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn()?;
        let (Some(stdin), Some(stdout)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("the browser's pipes are not there".into());
        };
        let cdp = Arc::new(Cdp { commands: tokio::sync::Mutex::new(stdin), state: Mutex::default() });
        let (sender, events) = mpsc::unbounded_channel();
        tokio::spawn(listen(stdout, Arc::clone(&cdp), sender));
        Ok(Self { process, cdp, events: tokio::sync::Mutex::new(events), _profile: profile })
    }

    async fn call(&self, method: &str, parameters: Value) -> Result<Value> {
        self.cdp.call(None, method, parameters).await
    }

    pub async fn version(&self) -> Result<String> {
        let version = self.call("Browser.getVersion", json!({})).await?;
        Ok(version.get("product").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// A new tab, which shows nothing yet: a renderer of its own, so that nothing is left in memory from another.
    pub async fn tab(&self) -> Result<Tab> {
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" })).await?;
        let target = text(&target, "/targetId")?;
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(&self.call("Target.attachToTarget", attach).await?, "/sessionId")?;
        let tab = Tab { cdp: Arc::clone(&self.cdp), target, session };
        for domain in ["Page.enable", "Runtime.enable", "Network.enable"] {
            tab.call(domain, json!({})).await?;
        }
        Ok(tab)
    }

    /// Megabytes of the tab's process that it shares with no other. Of the renderers, some of which are spare, it is the
    /// one that takes processor time while the tab is busy.
    pub async fn memory(&self, tab: &Tab) -> Result<f64> {
        let before = self.renderers().await?;
        tab.script("for (const start = performance.now(); performance.now() - start < 300;);").await?;
        let after = self.renderers().await?;
        let worked = |id: &u64| {
            after.get(id).copied().unwrap_or_default() - before.get(id).copied().unwrap_or_default()
        };
        let busiest = after.keys().max_by(|a, b| worked(a).total_cmp(&worked(b)));
        private_memory(*busiest.ok_or("no renderer runs")?)
    }

    /// The seconds of processor time that each renderer has taken, by process id.
    async fn renderers(&self) -> Result<HashMap<u64, f64>> {
        let info = self.call("SystemInfo.getProcessInfo", json!({})).await?;
        let all = info.get("processInfo").and_then(Value::as_array).into_iter().flatten();
        let renderers = all.filter(|process| process.get("type").and_then(Value::as_str) == Some("renderer"));
        Ok(renderers
            .filter_map(|process| Some((process.get("id")?.as_u64()?, process.get("cpuTime")?.as_f64()?)))
            .collect())
    }

    /// Records what the browser's threads do from here to [`Browser::stop_trace`]; with `samples` also in which
    /// functions the page is.
    pub async fn start_trace(&self, samples: bool) -> Result<()> {
        let mut events = self.events.lock().await;
        while events.try_recv().is_ok() {}
        drop(events);
        let mut categories =
            vec!["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"];
        if samples {
            categories.extend(["v8.wasm", "disabled-by-default-v8.cpu_profiler"]);
        }
        let config = json!({ "includedCategories": categories, "excludedCategories": ["*"] });
        self.call("Tracing.start", json!({ "traceConfig": config, "transferMode": "ReportEvents" })).await?;
        Ok(())
    }

    /// The events of the trace, as Chromium's trace format has them.
    pub async fn stop_trace(&self) -> Result<Vec<Value>> {
        self.call("Tracing.end", json!({})).await?;
        let mut events = self.events.lock().await;
        let mut trace = Vec::new();
        loop {
            let event = tokio::time::timeout(PATIENCE, events.recv()).await?;
            let mut event = event.ok_or("the browser has gone")?;
            match event.get("method").and_then(Value::as_str) {
                Some("Tracing.dataCollected") => {
                    if let Some(Value::Array(part)) = event.pointer_mut("/params/value").map(Value::take) {
                        trace.extend(part);
                    }
                }
                Some("Tracing.tracingComplete") => return Ok(trace),
                _ => {}
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(id) = self.process.id() {
            end_group(id);
        }
    }
}

/// Hands answers to who waits for them; of the events, those of a trace go on.
async fn listen(pipe: ChildStdout, cdp: Arc<Cdp>, events: mpsc::UnboundedSender<Value>) {
    let mut pipe = BufReader::new(pipe);
    let mut message = Vec::new();
    while pipe.read_until(0, &mut message).await.is_ok_and(|length| length > 0) {
        if message.last() == Some(&0) {
            message.pop();
        }
        if let Ok(value) = serde_json::from_slice::<Value>(&message) {
            let waiting =
                value.get("id").and_then(Value::as_u64).and_then(|id| cdp.state().waiting.remove(&id));
            if let Some(waiting) = waiting {
                let _ = waiting.send(value);
            } else if value.get("method").and_then(Value::as_str).is_some_and(|m| m.starts_with("Tracing.")) {
                let _ = events.send(value);
            }
        }
        message.clear();
    }
    // Nobody will answer any more.
    cdp.state().waiting.clear();
}

/// In megabytes.
fn private_memory(process: u64) -> Result<f64> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    let private = maps.lines().filter(|line| line.starts_with("Private_"));
    let kibibytes = private.filter_map(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    Ok(kibibytes.sum::<f64>() * 1024.0 / 1e6)
}

fn text(value: &Value, pointer: &str) -> Result<String> {
    let text = value.pointer(pointer).and_then(Value::as_str);
    Ok(text.ok_or_else(|| format!("no {pointer} in {value}"))?.to_owned())
}

/// One tab.
pub struct Tab {
    cdp: Arc<Cdp>,
    target: String,
    session: String,
}

impl Tab {
    pub async fn call(&self, method: &str, parameters: Value) -> Result<Value> {
        self.cdp.call(Some(&self.session), method, parameters).await
    }

    pub async fn close(self) -> Result<()> {
        self.cdp.call(None, "Target.closeTarget", json!({ "targetId": self.target })).await?;
        Ok(())
    }

    /// The value of a JavaScript expression, promises awaited.
    pub async fn script(&self, expression: &str) -> Result<Value> {
        let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", parameters).await?;
        if let Some(details) = answer.get("exceptionDetails") {
            return Err(format!("{expression}: {details}").into());
        }
        Ok(answer.pointer("/result/value").cloned().unwrap_or_default())
    }

    /// As [`Tab::script`], for what is a number.
    pub async fn number(&self, expression: &str) -> Result<f64> {
        let value = self.script(expression).await?;
        Ok(value.as_f64().ok_or_else(|| format!("{expression}: {value} is no number"))?)
    }

    /// Runs a script in each document before anything of its own.
    pub async fn prepare(&self, script: &str) -> Result<()> {
        self.call("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        Ok(())
    }

    pub async fn go(&self, address: &str) -> Result<()> {
        let answer = self.call("Page.navigate", json!({ "url": address })).await?;
        match answer.get("errorText") {
            Some(error) => Err(format!("{address}: {error}").into()),
            None => Ok(()),
        }
    }

    /// Presses a key that writes a character, or `Backspace`.
    pub async fn key(&self, key: &str) -> Result<()> {
        let mut down = json!({ "type": "keyDown", "key": key });
        if let (Some(down), "Backspace") = (down.as_object_mut(), key) {
            down.insert("windowsVirtualKeyCode".into(), 8.into());
        } else if let Some(down) = down.as_object_mut() {
            down.insert("text".into(), key.into());
        }
        self.call("Input.dispatchKeyEvent", down).await?;
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key })).await?;
        Ok(())
    }
}
