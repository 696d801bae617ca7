//! What the page's main thread did, out of a trace.
//!
//! A trace tells two times of each task: by the wall, and of the thread's own processor. On a machine that does other
//! things as well, only the second says what the page costs; what a person waits is the first.

use std::path::Path;

use serde_json::{Value, json};

use crate::Result;

/// A task as the browser's scheduler ran it, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Task {
    pub wall: f64,
    pub thread: f64,
}

/// The tasks of the busiest main thread of a page.
pub fn tasks(trace: &[Value]) -> Vec<Task> {
    let text = |event: &Value, pointer: &str| {
        event.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let place =
        |event: &Value| (event.get("pid").and_then(Value::as_u64), event.get("tid").and_then(Value::as_u64));
    let is_main = |event: &&Value| {
        text(event, "/name") == "thread_name" && text(event, "/args/name") == "CrRendererMain"
    };
    let of_thread = |thread| {
        let own = trace.iter().filter(move |event| place(event) == thread);
        let runs = own.filter(|event| text(event, "/name") == "RunTask");
        let milliseconds =
            |event: &Value, name: &str| event.get(name).and_then(Value::as_f64).unwrap_or_default() / 1000.0;
        runs.map(|event| Task { wall: milliseconds(event, "dur"), thread: milliseconds(event, "tdur") })
            .collect()
    };
    let threads = trace.iter().filter(is_main).map(place);
    let total = |tasks: &Vec<Task>| tasks.iter().map(|task| task.thread).sum::<f64>();
    threads.map(of_thread).max_by(|a, b| total(a).total_cmp(&total(b))).unwrap_or_default()
}

/// The longest by the wall, and the longest by the thread.
pub fn longest(tasks: &[Task]) -> Task {
    tasks.iter().fold(Task::default(), |most, task| Task {
        wall: most.wall.max(task.wall),
        thread: most.thread.max(task.thread),
    })
}

/// Writes a trace into a folder, as the browser's DevTools open it.
pub fn keep(folder: &Path, name: &str, trace: &[Value]) -> Result<()> {
    let file = folder.join(format!("{}.json", name.replace([' ', ','], "-")));
    Ok(std::fs::write(file, json!({ "traceEvents": trace }).to_string())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_tasks_of_the_main_thread_that_worked() {
        let name = |pid: u64, tid: u64, name: &str| json!({ "ph": "M", "name": "thread_name", "pid": pid, "tid": tid, "args": { "name": name } });
        let run = |pid: u64, tid: u64, dur: u64, tdur: u64| json!({ "ph": "X", "name": "RunTask", "pid": pid, "tid": tid, "dur": dur, "tdur": tdur });
        let trace = [
            name(1, 1, "CrRendererMain"),
            name(2, 1, "CrRendererMain"),
            name(2, 2, "Compositor"),
            run(1, 1, 900_000, 1_000),
            run(2, 1, 60_000, 20_000),
            run(2, 1, 30_000, 25_000),
            run(2, 2, 70_000, 70_000),
        ];
        let tasks = tasks(&trace);
        assert_eq!(tasks.len(), 2);
        assert_eq!(longest(&tasks), Task { wall: 60.0, thread: 25.0 });
        assert_eq!(longest(&[]), Task::default());
    }
}
