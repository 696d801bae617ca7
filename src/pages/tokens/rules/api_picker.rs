//! The backend's operations in groups, to pick rules from.

use super::api_rules::is_on;
use crate::api::use_api;
use crate::browser::lower_case;
use crate::i18n::use_i18n;
use crate::state::{OperationChoice, use_operations};
use latchkey_model::{ApiRule, Mark, Marks, Operation, Operations, shown};
use latchkey_ui::{Checkbox, Icon, LineFocus, ListWindow, SearchBox, VirtualList, icons, use_window_in};
use leptos::ev::{Event, KeyboardEvent, Targeted};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::HtmlInputElement;

/// Height of a line in CSS pixels, as in `style/tokens.css`.
const LINE_HEIGHT: f64 = 36.0;

/// Height of the box in which they scroll, likewise.
const BOX_HEIGHT: f64 = 288.0;

/// A line of the picker. The number is a place in the list of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Line {
    /// Of the group whose first operation that shows stands there.
    Group(usize),
    Operation(usize),
}

type Lines = Memo<Arc<Vec<Line>>>;

#[component]
pub fn ApiPicker(
    rules: RwSignal<Vec<ApiRule>>,
    /// How the operations stand to the rules.
    marks: Memo<Arc<Marks>>,
    /// The rules were changed here.
    on_edit: Callback<()>,
) -> impl IntoView {
    let (t, store) = (use_i18n(), use_operations());
    let picker = Picker { rules, marks, on_edit };
    let search = RwSignal::new(String::new());
    let only_checked = RwSignal::new(false);
    let lines: Lines = Memo::new(move |_| {
        let search = lower_case(&search.get());
        // Unchecking under "Only checked" must not take the line away under the pointer: the marks are read as they are
        // when the filter is set.
        let marks = only_checked.get().then(|| marks.get_untracked());
        let lines = store.all.with(|operations| {
            store.choices.with(|choices| find_lines(operations, choices, &search, marks.as_deref()))
        });
        Arc::new(lines)
    });
    let scroll_box = NodeRef::<html::Div>::new();
    let length = Signal::derive(move || lines.with(|lines| lines.len()));
    let window = use_window_in(scroll_box, BOX_HEIGHT, length, |_| LINE_HEIGHT);
    let focus = LineFocus::new(window);
    let line_of = move |at: usize| lines.with(|lines| lines.get(at).copied());
    let row = move |at: usize| {
        untrack(|| line_of(at)).map(|line| match line {
            Line::Group(place) => view! { <GroupLine at place lines picker window focus/> }.into_any(),
            Line::Operation(place) => view! { <OperationLine at place picker window focus/> }.into_any(),
        })
    };
    let found =
        move || lines.with(|lines| lines.iter().filter(|line| matches!(line, Line::Operation(_))).count());
    let on_keydown = move |event: KeyboardEvent| {
        if focus.key(&event.key()) {
            event.prevent_default();
        }
    };
    view! {
        <div class="picker">
            <div class="bar">
                <SearchBox
                    label=t.search_apis()
                    value=search
                    on_input=move |typed| {
                        focus.reset();
                        search.set(typed);
                    }
                />
                <Checkbox
                    label=t.only_checked()
                    checked=only_checked
                    on_change=move |on| {
                        focus.reset();
                        only_checked.set(on);
                    }
                />
            </div>
            <div node_ref=scroll_box class="picker-list" tabindex="-1" on:keydown=on_keydown>
                <VirtualList
                    window
                    key=line_of
                    keep=focus.line()
                    class="picker-space"
                    children=row
                />
            </div>
            <p class="hint" role="status">{move || t.apis_found(found() as u64)}</p>
        </div>
    }
}

/// The rules that the lines stand for.
#[derive(Clone, Copy)]
struct Picker {
    rules: RwSignal<Vec<ApiRule>>,
    marks: Memo<Arc<Marks>>,
    on_edit: Callback<()>,
}

impl Picker {
    fn mark(self, place: usize) -> Mark {
        self.marks.with(|marks| marks.operations.get(place).copied().unwrap_or(Mark::Off))
    }

    /// Puts the rules of these operations in, or takes them out in whichever of its two spellings one stands: an API set
    /// names operations by id.
    fn choose(self, operations: &Operations, places: &[usize], wanted: bool) {
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        for place in places {
            let Some(operation) = operations.get(*place) else { continue };
            let rule = operations.rules().get(*place).cloned();
            if !wanted {
                removed.extend(rule);
                removed.push(ApiRule::Id(operation.id.clone()));
            } else if !untrack(|| is_on(self.mark(*place))) {
                added.extend(rule);
            }
        }
        // Sorted, to be looked up in: a group can have thousands.
        removed.sort();
        self.on_edit.run(());
        self.rules.update(move |rules| {
            rules.retain(|rule| removed.binary_search(rule).is_err());
            rules.extend(added);
        });
    }
}

/// Its box is on, off or mixed, over the operations of the group that the search shows.
#[component]
fn GroupLine(
    at: usize,
    place: usize,
    lines: Lines,
    picker: Picker,
    window: ListWindow,
    focus: LineFocus,
) -> impl IntoView {
    let (t, store) = (use_i18n(), use_operations());
    let tick = NodeRef::<html::Input>::new();
    focus.register(at, tick);
    let name = store.all.with_untracked(|all| all.get(place).map(|operation| shown(&operation.group)));
    let members = move || lines.with(|lines| members(lines, at));
    let count = Memo::new(move |_| {
        let members = members();
        let on = members.iter().filter(|place| is_on(picker.mark(**place))).count();
        (on, members.len())
    });
    let is_mixed = move || {
        let (on, all) = count.get();
        on > 0 && on < all
    };
    let is_all = move || {
        let (on, all) = count.get();
        on == all
    };
    let on_change = move |event: Targeted<Event, HtmlInputElement>| {
        let field = event.target();
        picker.choose(&store.all.get_untracked(), &untrack(members), field.checked());
        // What a pattern means stays chosen: the box says so again.
        field.set_checked(untrack(is_all));
        field.set_indeterminate(untrack(is_mixed));
    };
    view! {
        <label class="op op-group" style:transform=move || window.place(at)>
            <input
                node_ref=tick
                type="checkbox"
                tabindex=move || focus.tabindex(at)
                prop:checked=is_all
                prop:indeterminate=is_mixed
                on:change:target=on_change
                on:focus=move |_| focus.entered(at)
            />
            <b translate="no">{name}</b>
            <span class="sub">
                {move || {
                    let (on, all) = count.get();
                    t.apis_chosen(on as u64, &t.number(all as u64))
                }}
            </span>
        </label>
    }
}

#[component]
fn OperationLine(
    at: usize,
    place: usize,
    picker: Picker,
    window: ListWindow,
    focus: LineFocus,
) -> impl IntoView {
    let (api, t, store) = (use_api(), use_i18n(), use_operations());
    let operation = store.all.with_untracked(|all| all.get(place).cloned())?;
    let tick = NodeRef::<html::Input>::new();
    focus.register(at, tick);
    let label = shown(&operation.label());
    let Operation { id, method, path, summary, docs, .. } = operation;
    let mark = Memo::new(move |_| picker.mark(place));
    let is_by_pattern = move || mark.get() == Mark::ByPattern;
    let on_change = move |event: Targeted<Event, HtmlInputElement>| {
        let field = event.target();
        if untrack(is_by_pattern) {
            field.set_checked(true);
        } else {
            picker.choose(&store.all.get_untracked(), &[place], field.checked());
        }
    };
    let verb = (!path.is_empty()).then(|| {
        let class = if method == "DELETE" { "verb del" } else { "verb" };
        view! { <span class=class aria-hidden="true">{method}</span> }
    });
    let docs = safe_link(api.link(&docs)).map(|href| {
        view! {
            <a
                class="icon"
                href=href
                target="_blank"
                rel="noopener noreferrer"
                aria-label=t.api_docs(&label)
                tabindex=move || focus.tabindex(at)
                on:focus=move |_| focus.entered(at)
            >
                <Icon icon=icons::EXTERNAL_LINK/>
            </a>
        }
    });
    let summary = shown(&summary);
    Some(view! {
        <div class="op" style:transform=move || window.place(at)>
            <label class="check" translate="no">
                // Arrows lead to it also while it cannot be changed, which they could not if it were `disabled`.
                <input
                    node_ref=tick
                    type="checkbox"
                    aria-label=label
                    tabindex=move || focus.tabindex(at)
                    aria-disabled=move || is_by_pattern().then_some("true")
                    prop:checked=move || is_on(mark.get())
                    on:change:target=on_change
                    on:focus=move |_| focus.entered(at)
                />
                {verb}
                <code>{shown(if path.is_empty() { &id } else { &path })}</code>
            </label>
            <span class="sub">
                {move || match mark.get() {
                    Mark::ByPattern => t.by_pattern(),
                    Mark::Part => t.partly(),
                    Mark::On | Mark::Off => summary.clone(),
                }}
            </span>
            {docs}
        </div>
    })
}

/// The operations that have every word of `search`, each group below a line of its own. `marks`: only those that are
/// checked, also in part.
fn find_lines(
    operations: &Operations,
    choices: &[OperationChoice],
    search: &str,
    marks: Option<&Marks>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut group = None;
    for (place, (operation, choice)) in operations.iter().zip(choices).enumerate() {
        let is_wanted =
            marks.is_none_or(|marks| marks.operations.get(place).is_some_and(|mark| *mark != Mark::Off));
        if is_wanted && choice.has(search) {
            if group != Some(&operation.group) && !operation.group.is_empty() {
                lines.push(Line::Group(place));
            }
            group = Some(&operation.group);
            lines.push(Line::Operation(place));
        }
    }
    lines
}

/// The places of the operations below the group's line at `at`.
fn members(lines: &[Line], at: usize) -> Vec<usize> {
    let below = lines.iter().skip(at + 1).map_while(|line| match line {
        Line::Operation(place) => Some(*place),
        Line::Group(_) => None,
    });
    below.collect()
}

/// Only what a browser fetches by HTTP: a `javascript:` link would run here.
fn safe_link(href: String) -> Option<String> {
    let is_safe = ["https://", "http://", "/"].iter().any(|start| href.starts_with(start));
    is_safe.then_some(href)
}
