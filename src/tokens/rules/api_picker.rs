//! The choice of APIs: the backend's operations in groups, and patterns beside single ones.

use super::operations::{Choice, Operations};
use crate::text;
use crate::tokens::form::Form;
use crate::widgets::button::{Button, icon_button};
use crate::widgets::field::group;
use crate::widgets::icon::icon;
use crate::widgets::windowed::windowed;
use latchkey_model::{ApiRule, ApiRuleError, Reach, RuleList};
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Height of a line in CSS pixels, as in `style/picker.css`.
const LINE: f64 = 36.0;

/// How an operation stands to the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Off,
    /// By a rule that names it alone.
    On,
    /// By a pattern, which is taken away in its own place.
    ByPattern,
}

/// A line of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    Group(String),
    /// A place in the list of operations.
    Operation(usize),
}

#[derive(Clone, Copy)]
struct Picker {
    form: Form,
    rules: RwSignal<Vec<ApiRule>>,
    operations: Operations,
    marks: Memo<Arc<Vec<Mark>>>,
}

pub fn picker(
    form: Form,
    list: RuleList,
    label: &'static str,
    rules: RwSignal<Vec<ApiRule>>,
    error: Signal<Option<String>>,
    operations: Operations,
) -> AnyView {
    let open = RwSignal::new(false);
    let marks = Memo::new(move |_| {
        let rules = rules.get();
        operations.list.with(|list| Arc::new(list.iter().map(|choice| mark(&rules, choice)).collect::<Vec<_>>()))
    });
    let picker = Picker { form, rules, operations, marks };
    let count = move || {
        let on = marks.with(|m| m.iter().filter(|m| **m != Mark::Off).count()) as u64;
        let all = marks.with(|m| m.len()) as u64;
        text::apis_chosen(on, &crate::clock::number(all))
    };
    let blocked = list == RuleList::BlockedApis;
    let refused = RwSignal::new(None::<String>);
    let shown_error = Signal::derive(move || refused.get().or_else(|| error.get()));
    let has_list = Memo::new(move |_| operations.list.with(|l| !l.is_empty()));
    let content = view! {
        {picker.chips(blocked)}
        {picker.pattern_input(label, form.typed(list), refused)}
        {move || {
            has_list
                .get()
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="btn small"
                            aria-expanded=move || open.get().to_string()
                            on:click=move |_| open.update(|o| *o = !*o)
                        >
                            {move || icon(if open.get() { "chevron-up" } else { "chevron-down" })}
                            {text::choose_apis()}
                            <span class="dim">{count}</span>
                        </button>
                    }
                })
        }}
        {move || operations.error.get().map(|message| view! { <p class="error">{message}</p> })}
        {move || open.get().then(|| picker.list())}
    };
    group(label, content.into_any(), shown_error)
}

fn mark(rules: &[ApiRule], choice: &Choice) -> Mark {
    let mut mark = Mark::Off;
    for rule in rules {
        if *rule == choice.rule {
            return Mark::On;
        }
        if mark == Mark::Off && rule.reach(&choice.operation) == Reach::Whole {
            mark = Mark::ByPattern;
        }
    }
    mark
}

impl Picker {
    /// The rules themselves. Single operations are gathered into one chip where they are many.
    fn chips(self, blocked: bool) -> AnyView {
        const MANY: usize = 12;
        let view = move || {
            let rules = self.rules.get();
            let more = rules.len().saturating_sub(MANY) as u64;
            let chips = rules
                .into_iter()
                .take(MANY)
                .map(|rule| {
                    let name = rule.to_string();
                    view! {
                        <span class=if blocked { "rule no mono" } else { "rule mono" }>
                            {name.clone()}
                            {icon_button("x", text::remove(&name), Box::new(move || {
                                let gone = rule.clone();
                                self.change(move |rules| rules.retain(|r| *r != gone));
                            }))}
                        </span>
                    }
                })
                .collect_view();
            view! { {chips} {(more > 0).then(|| view! { <span class="dim">{text::and_more(more)}</span> })} }
        };
        view! { <div class="rules">{view}</div> }.into_any()
    }

    /// Changing the selection by hand makes the API set `Custom`.
    fn change(self, edit: impl FnOnce(&mut Vec<ApiRule>)) {
        self.form.preset.set(None);
        self.rules.update(edit);
    }

    fn pattern_input(self, label: &'static str, typed: RwSignal<String>, refused: RwSignal<Option<String>>) -> AnyView {
        let add = move || match take(typed, self.rules) {
            Ok(added) => {
                if added {
                    self.form.preset.set(None);
                }
                refused.set(None);
            }
            Err(message) => refused.set(Some(message)),
        };
        view! {
            <div class="add">
                <input
                    class="input mono"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=[label, ": ", text::api_input()].concat()
                    placeholder=text::api_input()
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" && !typed.with_untracked(|t| t.trim().is_empty()) {
                            event.prevent_default();
                            add();
                        }
                    }
                />
                {Button::new(text::add()).class("small").on(Box::new(add))}
            </div>
        }
        .into_any()
    }

    fn list(self) -> AnyView {
        let search = RwSignal::new(String::new());
        let only_checked = RwSignal::new(false);
        let space = NodeRef::<html::Div>::new();
        let window = windowed(space, |_| LINE);
        let lines = Memo::new(move |_| {
            let search = search.get().to_lowercase();
            let only = only_checked.get();
            // Unchecking under "Only checked" must not take the line away under the pointer: the marks are
            // read as they are when the filter is set.
            let marks = if only { self.marks.get_untracked() } else { Arc::default() };
            self.operations.list.with(|list| {
                let mut lines = Vec::new();
                let mut group = None;
                for (place, choice) in list.iter().enumerate() {
                    let wanted = !only || marks.get(place).is_some_and(|m| *m != Mark::Off);
                    if wanted && choice.has(&search) {
                        if group != Some(&choice.operation.group) && !choice.operation.group.is_empty() {
                            lines.push(Line::Group(choice.operation.group.clone()));
                        }
                        group = Some(&choice.operation.group);
                        lines.push(Line::Operation(place));
                    }
                }
                Arc::new(lines)
            })
        });
        let visible = move || {
            let lines = lines.get();
            let (first, last) = window.get().of(lines.len());
            let part = lines.get(first..last).unwrap_or_default();
            part.iter().enumerate().map(|(i, line)| (first + i, line.clone())).collect::<Vec<_>>()
        };
        let key = |(at, line): &(usize, Line)| match line {
            Line::Group(_) => (*at, usize::MAX),
            Line::Operation(place) => (*at, *place),
        };
        view! {
            <div class="picker">
                <div class="bar">
                    <label class="search">
                        {icon("search")}
                        <input
                            class="input"
                            type="search"
                            aria-label=text::search_apis()
                            placeholder=text::search_apis()
                            prop:value=move || search.get()
                            on:input=move |event| search.set(event_target_value(&event))
                        />
                    </label>
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || only_checked.get()
                            on:change=move |event| only_checked.set(event_target_checked(&event))
                        />
                        <span>{text::only_checked()}</span>
                    </label>
                </div>
                <div class="picker-list" tabindex="-1">
                    <div
                        class="picker-space"
                        node_ref=space
                        style:height=move || format!("{}px", lines.with(|l| l.len()) as f64 * LINE)
                    >
                        <For each=visible key=key let((at, line))>
                            {self.line(at, line, lines)}
                        </For>
                    </div>
                </div>
                <p class="hint" role="status">{move || {
                    let found = lines.with(|l| l.iter().filter(|l| matches!(l, Line::Operation(_))).count());
                    text::apis_found(found as u64)
                }}</p>
            </div>
        }
        .into_any()
    }

    fn line(self, at: usize, line: Line, lines: Memo<Arc<Vec<Line>>>) -> AnyView {
        let place = format!("translateY({}px)", at as f64 * LINE);
        match line {
            Line::Group(name) => self.group_line(place, name, lines),
            Line::Operation(index) => self.operation_line(place, index),
        }
    }

    /// A group's box is on, off or mixed, over the operations of the group that the search shows.
    fn group_line(self, place: String, name: String, lines: Memo<Arc<Vec<Line>>>) -> AnyView {
        let members = {
            let name = name.clone();
            Memo::new(move |_| {
                self.operations.list.with(|list| {
                    lines.with(|lines| {
                        let member = |place: &usize| list.get(*place).is_some_and(|c| c.operation.group == name);
                        let places = lines.iter().filter_map(|line| match line {
                            Line::Operation(place) => Some(*place),
                            Line::Group(_) => None,
                        });
                        Arc::new(places.filter(member).collect::<Vec<_>>())
                    })
                })
            })
        };
        let on = Memo::new(move |_| {
            self.marks.with(|marks| {
                members.with(|m| m.iter().filter(|p| marks.get(**p).is_some_and(|m| *m != Mark::Off)).count())
            })
        });
        let all = Memo::new(move |_| members.with(|m| m.len()));
        let mixed = move || on.get() > 0 && on.get() < all.get();
        let press = move |event: web_sys::Event| {
            let wanted = event_target_checked(&event);
            let rules: BTreeSet<String> = self.operations.list.with_untracked(|list| {
                members.with_untracked(|m| m.iter().filter_map(|p| list.get(*p)).map(|c| c.rule.to_string()).collect())
            });
            let choices: Vec<ApiRule> = self.operations.list.with_untracked(|list| {
                members.with_untracked(|m| m.iter().filter_map(|p| list.get(*p)).map(|c| c.rule.clone()).collect())
            });
            self.change(move |list| {
                list.retain(|rule| !rules.contains(&rule.to_string()));
                if wanted {
                    list.extend(choices);
                }
            });
        };
        view! {
            <label class="op op-group" style:transform=place>
                <input
                    type="checkbox"
                    prop:checked=move || on.get() == all.get()
                    prop:indeterminate=mixed
                    on:change=press
                />
                <b>{name}</b>
                <span class="sub">{move || text::apis_chosen(on.get() as u64, &crate::clock::number(all.get() as u64))}</span>
            </label>
        }
        .into_any()
    }

    fn operation_line(self, place: String, index: usize) -> AnyView {
        let Some(choice) = self.operations.list.with_untracked(|list| list.get(index).cloned()) else {
            return ().into_any();
        };
        let state = Memo::new(move |_| self.marks.with(|m| m.get(index).copied().unwrap_or(Mark::Off)));
        let Choice { operation, rule, label, .. } = choice;
        let press = move |event: web_sys::Event| {
            let wanted = event_target_checked(&event);
            let rule = rule.clone();
            self.change(move |rules| {
                rules.retain(|r| *r != rule);
                if wanted {
                    rules.push(rule);
                }
            });
        };
        let docs = (!operation.docs.is_empty()).then(|| {
            view! {
                <a class="icon" href=operation.docs.clone() target="_blank" rel="noopener noreferrer" title=text::api_docs(&label) aria-label=text::api_docs(&label)>
                    {icon("external-link")}
                </a>
            }
        });
        let verb = (!operation.path.is_empty()).then(|| {
            let class = if operation.method == "DELETE" { "verb del" } else { "verb" };
            view! { <span class=class aria-hidden="true">{operation.method.clone()}</span> }
        });
        let written = if operation.path.is_empty() { operation.id } else { operation.path };
        view! {
            <div class="op" style:transform=place>
                <label class="check">
                    <input
                        type="checkbox"
                        aria-label=label
                        prop:checked=move || state.get() != Mark::Off
                        disabled=move || state.get() == Mark::ByPattern
                        on:change=press
                    />
                    {verb}
                    <code>{written}</code>
                </label>
                <span class="sub">
                    {move || if state.get() == Mark::ByPattern { text::by_pattern().to_owned() } else { operation.summary.clone() }}
                </span>
                {docs}
            </div>
        }
        .into_any()
    }
}

/// Turns what is typed into a rule; what cannot be read stays typed. Whether there was one.
pub fn take(typed: RwSignal<String>, rules: RwSignal<Vec<ApiRule>>) -> Result<bool, String> {
    let text = typed.with_untracked(|t| t.trim().to_owned());
    if text.is_empty() {
        return Ok(false);
    }
    let rule: ApiRule = text.parse().map_err(|error| refusal(&error))?;
    rules.update(|list| {
        if !list.contains(&rule) {
            list.push(rule);
        }
    });
    typed.set(String::new());
    Ok(true)
}

fn refusal(error: &ApiRuleError) -> String {
    match error {
        ApiRuleError::Empty => text::api_missing().to_owned(),
        ApiRuleError::Method(method) => text::api_method(method),
        ApiRuleError::NoSlash => text::api_no_slash().to_owned(),
        ApiRuleError::Segment(segment) => text::api_segment(segment),
        ApiRuleError::Wildcard(segment) => text::api_wildcard(segment),
        ApiRuleError::Character(character) => text::api_character(&format!("U+{:04X}", u32::from(*character))),
    }
}
