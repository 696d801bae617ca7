//! The choice of APIs: the backend's operations in groups, and patterns beside single ones.

use super::operations::{Choice, Operations};
use crate::dom::{El, Key, effect, el, keyed, live, slot, svg_icon};
use crate::state::{Derived, State};
use crate::tokens::form::Form;
use crate::tokens::list::pixels;
use crate::widgets::button::{Button, icon_button};
use crate::widgets::field::{Note, checkbox, group, search as search_box};
use crate::widgets::windowed::windowed;
use crate::{browser, clock, text};
use latchkey_model::{ApiRule, ApiRuleError, Reach, RuleList};
use leptos::prelude::untrack;
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
    rules: State<Vec<ApiRule>>,
    operations: Operations,
    marks: Derived<Arc<Vec<Mark>>>,
}

pub fn picker(
    form: Form,
    list: RuleList,
    label: &'static str,
    rules: State<Vec<ApiRule>>,
    error: Note,
    operations: Operations,
) -> El {
    let open = State::new(false);
    let marks = Derived::new(move || {
        let rules = rules.get();
        operations
            .list
            .with(|list| Arc::new(list.iter().map(|choice| mark(&rules, choice)).collect::<Vec<_>>()))
    });
    let picker = Picker { form, rules, operations, marks };
    let count = move || {
        marks.with(|marks| {
            let on = marks.iter().filter(|m| **m != Mark::Off).count();
            text::apis_chosen(on as u64, &clock::number(marks.len() as u64))
        })
    };
    let blocked = list == RuleList::BlockedApis;
    let refused = State::new(None::<String>);
    let shown_error = live(move || refused.get().or_else(|| error()));
    let opener = slot(move || {
        operations.list.with(|l| !l.is_empty()).then(|| {
            el("button")
                .attr("type", "button")
                .class("btn small")
                .bind_bool("aria-expanded", move || open.get())
                .click(move || open.update(|o| *o = !*o))
                .child(slot(move || Some(svg_icon(if open.get() { "chevron-up" } else { "chevron-down" }))))
                .text(text::choose_apis())
                .child(el("span").class("dim").live(count))
        })
    });
    let failed = slot(move || operations.error.get().map(|message| el("p").class("error").text(&message)));
    let content = el("div")
        .class("slot")
        .child(picker.chips(blocked))
        .child(picker.pattern_input(label, form.typed(list), refused))
        .child(opener)
        .child(failed)
        .child(slot(move || open.get().then(|| picker.list())));
    group(label, content, shown_error)
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
    /// The rules themselves; beyond a dozen, how many more.
    fn chips(self, blocked: bool) -> El {
        const MANY: usize = 12;
        let class = if blocked { "rule no mono" } else { "rule mono" };
        el("div").class("rules").region(move || {
            let rules = self.rules.get();
            let more = rules.len().saturating_sub(MANY) as u64;
            let chips = rules.into_iter().take(MANY).map(|rule| {
                let name = rule.to_string();
                let remove = move || {
                    let gone = rule.clone();
                    self.change(move |rules| rules.retain(|r| *r != gone));
                };
                el("span").class(class).text(&name).child(icon_button("x", &text::remove(&name), remove))
            });
            let rest = (more > 0).then(|| el("span").class("dim").text(&text::and_more(more)));
            Some(el("div").class("slot").all(chips).maybe(rest))
        })
    }

    /// Changing the selection by hand makes the API set `Custom`.
    fn change(self, edit: impl FnOnce(&mut Vec<ApiRule>)) {
        self.form.preset.set(None);
        self.rules.update(edit);
    }

    fn pattern_input(self, label: &str, typed: State<String>, refused: State<Option<String>>) -> El {
        let add = move || match take(typed, self.rules) {
            Ok(added) => {
                if added {
                    self.form.preset.set(None);
                }
                refused.set(None);
            }
            Err(message) => refused.set(Some(message)),
        };
        let input = el("input")
            .class("input mono")
            .attr("type", "text")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-label", &[label, ": ", text::api_input()].concat())
            .attr("placeholder", text::api_input())
            .value(typed)
            .on("keydown", move |event| {
                if browser::key(&event) == "Enter" && typed.with_untracked(|t| !t.trim().is_empty()) {
                    event.prevent_default();
                    add();
                }
            });
        el("div").class("add").child(input).child(Button::new(text::add()).small().on(add))
    }

    fn list(self) -> El {
        let search = State::new(String::new());
        let only_checked = State::new(false);
        let lines = Derived::new(move || {
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
        let space = el("div").class("picker-space");
        let window = windowed(&space, |_| LINE);
        let keys = move || {
            lines.with(|lines| {
                let (first, last) = window.get().of(lines.len());
                let part = lines.get(first..last).unwrap_or_default();
                let id = |line: &Line| match line {
                    Line::Group(name) => usize::MAX - name.len(),
                    Line::Operation(place) => *place,
                };
                part.iter().enumerate().map(|(at, line)| (first + at, id(line))).collect()
            })
        };
        let make = move |(at, _): Key| {
            let top = ["translateY(", &pixels(at as f64 * LINE), ")"].concat();
            match lines.with_untracked(|lines| lines.get(at).cloned()) {
                Some(Line::Group(name)) => self.group_line(&top, name, lines),
                Some(Line::Operation(index)) => self.operation_line(&top, index),
                None => el("div"),
            }
        };
        let space = keyed(space, keys, make);
        let sized = space.clone();
        effect(move || {
            let _ = sized.clone().style("height", &pixels(lines.with(|l| l.len()) as f64 * LINE));
        });
        let bar = el("div")
            .class("bar")
            .child(search_box(text::search_apis(), move || search.get(), move |typed| search.set(typed)))
            .child(checkbox(
                text::only_checked(),
                "",
                move || only_checked.get(),
                move |on| only_checked.set(on),
            ));
        let found = move || lines.with(|l| l.iter().filter(|l| matches!(l, Line::Operation(_))).count());
        el("div")
            .class("picker")
            .child(bar)
            .child(el("div").class("picker-list").attr("tabindex", "-1").child(space))
            .child(
                el("p").class("hint").attr("role", "status").live(move || text::apis_found(found() as u64)),
            )
    }

    /// A group's box is on, off or mixed, over the operations of the group that the search shows.
    fn group_line(self, top: &str, name: String, lines: Derived<Arc<Vec<Line>>>) -> El {
        let wanted = name.clone();
        let members = Derived::new(move || {
            self.operations.list.with(|list| {
                lines.with(|lines| {
                    let places = lines.iter().filter_map(|line| match line {
                        Line::Operation(place) => Some(*place),
                        Line::Group(_) => None,
                    });
                    let member =
                        |place: &usize| list.get(*place).is_some_and(|c| c.operation.group == wanted);
                    Arc::new(places.filter(member).collect::<Vec<usize>>())
                })
            })
        });
        // How many of the members are chosen, and how many there are.
        let count = move || {
            let members = members.get();
            let on = self.marks.with(|marks| {
                members.iter().filter(|p| marks.get(**p).is_some_and(|m| *m != Mark::Off)).count()
            });
            (on, members.len())
        };
        let press = move |wanted: bool| {
            let rules: Vec<ApiRule> = untrack(|| {
                let members = members.get();
                let list = self.operations.list.get();
                members.iter().filter_map(|p| list.get(*p)).map(|c| c.rule.clone()).collect()
            });
            let known: BTreeSet<String> = rules.iter().map(ApiRule::to_string).collect();
            self.change(move |list| {
                list.retain(|rule| !known.contains(&rule.to_string()));
                if wanted {
                    list.extend(rules);
                }
            });
        };
        let all = move || {
            let (on, of) = count();
            on == of
        };
        let tick = el("input").attr("type", "checkbox").checked(all, press);
        let field = tick.input();
        effect(move || {
            let (on, of) = count();
            field.set_indeterminate(on > 0 && on < of);
        });
        el("label").class("op op-group").style("transform", top).child(tick).child(el("b").text(&name)).child(
            el("span").class("sub").live(move || {
                let (on, of) = count();
                text::apis_chosen(on as u64, &clock::number(of as u64))
            }),
        )
    }

    fn operation_line(self, top: &str, index: usize) -> El {
        let Some(choice) = self.operations.list.with_untracked(|list| list.get(index).cloned()) else {
            return el("div");
        };
        let state = move || self.marks.with(|m| m.get(index).copied().unwrap_or(Mark::Off));
        let Choice { operation, rule, label, .. } = choice;
        let press = move |wanted: bool| {
            let rule = rule.clone();
            self.change(move |rules| {
                rules.retain(|r| *r != rule);
                if wanted {
                    rules.push(rule);
                }
            });
        };
        let tick = el("input")
            .attr("type", "checkbox")
            .attr("aria-label", &label)
            .bind("disabled", move || (state() == Mark::ByPattern).then(String::new))
            .checked(move || state() != Mark::Off, press);
        let verb = (!operation.path.is_empty()).then(|| {
            let class = if operation.method == "DELETE" { "verb del" } else { "verb" };
            el("span").class(class).attr("aria-hidden", "true").text(&operation.method)
        });
        let written = if operation.path.is_empty() { &operation.id } else { &operation.path };
        let docs = safe_link(&operation.docs).map(|link| {
            let name = text::api_docs(&label);
            link.attr("title", &name).attr("aria-label", &name).child(svg_icon("external-link"))
        });
        let summary = operation.summary;
        el("div")
            .class("op")
            .style("transform", top)
            .child(el("label").class("check").child(tick).maybe(verb).child(el("code").text(written)))
            .child(el("span").class("sub").live(move || {
                if state() == Mark::ByPattern { text::by_pattern().to_owned() } else { summary.clone() }
            }))
            .maybe(docs)
    }
}

/// A link to the backend's documentation, which opens beside the console; only what a browser fetches by
/// HTTP: a `javascript:` link would run here.
fn safe_link(href: &str) -> Option<El> {
    let safe = href.starts_with("https://") || href.starts_with("http://") || href.starts_with('/');
    safe.then(|| {
        el("a").class("icon").attr("href", href).attr("target", "_blank").attr("rel", "noopener noreferrer")
    })
}

/// Turns what is typed into a rule; what cannot be read stays typed. Whether there was one.
pub fn take(typed: State<String>, rules: State<Vec<ApiRule>>) -> Result<bool, String> {
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
        ApiRuleError::Character(character) => {
            text::api_character(&format!("U+{:04X}", u32::from(*character)))
        }
    }
}
