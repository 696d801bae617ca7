//! The choice of APIs: the backend's operations in groups, and patterns beside single ones.

use super::chips::chips;
use super::entry::Entry;
use super::operations::Operations;
use crate::console::Console;
use crate::dom::{El, Key, after, effect, el, icons, keyed_in_turn, live, slot, svg_icon};
use crate::state::{Derived, State};
use crate::tokens::form::Form;
use crate::tokens::list::pixels;
use crate::widgets::field::{Note, checkbox, group, search as search_box};
use crate::widgets::windowed::{ScrollBox, windowed};
use crate::{browser, clock, text};
use latchkey_model::{ApiRule, ApiRuleError, Mark, Marks, RuleList, marks, shown, sorted};
use leptos::reactive::graph::untrack;
use std::rc::Rc;
use std::sync::Arc;

/// Height of a line in CSS pixels, as in `style/tokens.css`.
const LINE: f64 = 36.0;

/// Height of the box in which they scroll, likewise.
const BOX: f64 = 288.0;

/// A line of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    /// Of the operation at this place, which is the first of it that shows.
    Group(usize),
    /// A place in the list of operations.
    Operation(usize),
}

/// The list is one stop for Tab, at the line that had the focus last; arrows go from line to line. That line stays in the
/// page wherever one scrolls: it would lose the focus with its place.
#[derive(Clone, Copy)]
struct Stop {
    line: State<usize>,
    /// The line is not in the page yet, and takes the focus as soon as it is.
    coming: State<bool>,
}

impl Stop {
    fn new() -> Self {
        Self { line: State::new(0), coming: State::new(false) }
    }

    /// Makes `control` of a line the stop while it is that line's turn.
    fn on(self, control: El, line: usize) -> El {
        control
            .bind("tabindex", move || (self.line.get() != line).then(|| "-1".to_owned()))
            .on_passing("focus", move |_| self.line.set(line))
    }

    /// As [`Stop::on`], for the control that arrows lead to.
    fn on_first(self, control: El, line: usize) -> El {
        if self.line.get_untracked() == line && self.coming.get_untracked() {
            self.coming.set(false);
            let control = control.clone();
            after(move || control.focus());
        }
        self.on(control, line)
    }

    /// Where a key leads among so many lines.
    fn step(self, key: &str, lines: usize) -> Option<usize> {
        const PAGE: usize = (BOX / LINE) as usize - 1;
        let here = self.line.get_untracked();
        let to = match key {
            "ArrowDown" => here + 1,
            "ArrowUp" => here.saturating_sub(1),
            "PageDown" => here + PAGE,
            "PageUp" => here.saturating_sub(PAGE),
            "Home" => 0,
            "End" => lines,
            _ => return None,
        };
        Some(to.min(lines.saturating_sub(1)))
    }

    fn go(self, space: &El, line: usize) {
        self.line.set(line);
        self.coming.set(true);
        let space = space.clone();
        after(move || {
            if let Ok(Some(here)) = space.0.query_selector("input:not([tabindex])") {
                self.coming.set(false);
                El(here).focus();
            }
        });
    }
}

#[derive(Clone, Copy)]
struct Picker {
    console: Console,
    form: Form,
    rules: State<Vec<ApiRule>>,
    operations: Operations,
    marks: Derived<Arc<Marks>>,
}

pub fn picker(
    form: Form,
    list: RuleList,
    label: &'static str,
    rules: State<Vec<ApiRule>>,
    error: Note,
    console: Console,
) -> El {
    let (open, operations) = (State::new(false), console.operations);
    let marks =
        Derived::new(move || rules.with(|rules| operations.all.with(|all| Arc::new(marks(rules, all)))));
    let picker = Picker { console, form, rules, operations, marks };
    let count = move || {
        marks.with(|marks| {
            let on = marks.operations.iter().filter(|m| is_on(**m)).count();
            text::apis_chosen(on as u64, &clock::number(marks.operations.len() as u64))
        })
    };
    let blocked = list == RuleList::BlockedApis;
    let entry = Entry::new(form.typed(list));
    let shown_error = live(move || entry.refused(|typed| read(typed).err()).or_else(|| error()));
    let opener = slot(move || {
        operations.list.with(|l| !l.is_empty()).then(|| {
            el("button")
                .attr("type", "button")
                .class("btn small")
                .bind_bool("aria-expanded", move || open.get())
                .click(move || open.update(|o| *o = !*o))
                .child(slot(move || {
                    Some(svg_icon(if open.get() { icons::CHEVRON_UP } else { icons::CHEVRON_DOWN }))
                }))
                .text(text::choose_apis())
                .child(el("span").class("dim").live(count))
        })
    });
    let content = el("div")
        .class("slot")
        .child(picker.chips(blocked, entry.said))
        .maybe((!console.can().single_apis).then(|| picker.pattern_input(label, list, entry)))
        .child(opener)
        .child(slot(move || open.get().then(|| picker.list())));
    group(label, content, shown_error)
}

impl Picker {
    /// The rules themselves; beyond a dozen, how many more.
    fn chips(self, blocked: bool, said: State<String>) -> El {
        const MANY: usize = 12;
        let held = move || {
            let rules = self.rules.get();
            let rules = if rules.len() > MANY { self.patterns_first(rules) } else { rules };
            let more = rules.len().saturating_sub(MANY) as u64;
            (rules.iter().take(MANY).map(|rule| rule.to_string()).collect(), more)
        };
        let remove = move |gone: &str| self.change(|rules| rules.retain(|rule| rule.to_string() != gone));
        chips(blocked, Box::new(held), Rc::new(remove), said)
    }

    /// Rules of single operations can be taken out in the list as well; patterns only here, so that they come first.
    fn patterns_first(self, rules: Vec<ApiRule>) -> Vec<ApiRule> {
        let marks = self.marks.get();
        let (mut first, mut single) = (Vec::new(), Vec::new());
        for (rule, own) in rules.into_iter().zip(&marks.own) {
            if *own { &mut single } else { &mut first }.push(rule);
        }
        first.extend(single);
        first
    }

    /// Changing the selection by hand makes the API set `Custom`.
    fn change(self, edit: impl FnOnce(&mut Vec<ApiRule>)) {
        self.form.preset.set(None);
        self.rules.update(edit);
    }

    fn pattern_input(self, label: &str, list: RuleList, entry: Entry) -> El {
        let take = move || {
            let added = take(self.form.typed(list), self.rules)?;
            if added {
                self.form.preset.set(None);
            }
            Ok(added)
        };
        entry.view(label, text::api_input(), "", Rc::new(take))
    }

    fn list(self) -> El {
        let search = State::new(String::new());
        let only_checked = State::new(false);
        let stop = Stop::new();
        let lines = Derived::new(move || {
            let search = browser::lower_case(&search.get());
            let only = only_checked.get();
            // Unchecking under "Only checked" must not take the line away under the pointer: the marks are
            // read as they are when the filter is set.
            let marks = if only { self.marks.get_untracked() } else { Arc::default() };
            let (all, list) = (self.operations.all.get(), self.operations.list.get());
            let mut lines = Vec::new();
            let mut group = None;
            for (place, (operation, choice)) in all.iter().zip(list.iter()).enumerate() {
                let wanted = !only || marks.operations.get(place).is_some_and(|m| *m != Mark::Off);
                if wanted && choice.has(&search) {
                    if group != Some(&operation.group) && !operation.group.is_empty() {
                        lines.push(Line::Group(place));
                    }
                    group = Some(&operation.group);
                    lines.push(Line::Operation(place));
                }
            }
            Arc::new(lines)
        });
        let space = el("div").class("picker-space");
        let scrolls = el("div").class("picker-list").attr("tabindex", "-1").child(space.clone());
        let window = windowed(&space, Some(ScrollBox { element: scrolls.clone(), height: BOX }), |_| LINE);
        let part = window.clone();
        let keys = move || {
            lines.with(|lines| {
                let (first, last) = part.get().of(lines.len());
                let id = |at: usize| match lines.get(at) {
                    Some(Line::Group(place)) => usize::MAX - place,
                    Some(Line::Operation(place)) => *place,
                    None => 0,
                };
                let held = stop.line.get();
                let mut keys = Vec::with_capacity(last - first + 1);
                if held < first {
                    keys.push((held, id(held)));
                }
                keys.extend((first..last).map(|at| (at, id(at))));
                if held >= last && held < lines.len() {
                    keys.push((held, id(held)));
                }
                keys
            })
        };
        let make = move |(at, _): Key| {
            let top = ["translateY(", &pixels(at as f64 * LINE), ")"].concat();
            match lines.with_untracked(|lines| lines.get(at).cloned()) {
                Some(Line::Group(index)) => self.group_line(&top, index, lines, (stop, at)),
                Some(Line::Operation(index)) => self.operation_line(&top, index, (stop, at)),
                None => el("div"),
            }
        };
        let space = keyed_in_turn(space, keys, make, move |(at, _)| window.shows(at));
        let (sized, inside) = (space.clone(), space);
        let scrolls = scrolls.on("keydown", move |event| {
            let lines = lines.with_untracked(|lines| lines.len());
            if let Some(to) = stop.step(&browser::key(&event), lines) {
                event.prevent_default();
                stop.go(&inside, to);
            }
        });
        effect(move || {
            let _ = sized.clone().style("height", &pixels(lines.with(|l| l.len()) as f64 * LINE));
        });
        let bar = el("div")
            .class("bar")
            .child(search_box(
                text::search_apis(),
                move || search.get(),
                move |typed| {
                    stop.line.set(0);
                    search.set(typed);
                },
            ))
            .child(checkbox(
                text::only_checked(),
                "",
                move || only_checked.get(),
                move |on| {
                    stop.line.set(0);
                    only_checked.set(on);
                },
            ));
        let found = move || lines.with(|l| l.iter().filter(|l| matches!(l, Line::Operation(_))).count());
        el("div").class("picker").child(bar).child(scrolls).child(
            el("p").class("hint").attr("role", "status").live(move || text::apis_found(found() as u64)),
        )
    }

    /// A group's box is on, off or mixed, over the operations of the group that the search shows.
    fn group_line(
        self,
        top: &str,
        index: usize,
        lines: Derived<Arc<Vec<Line>>>,
        (stop, at): (Stop, usize),
    ) -> El {
        let name = self.operations.all.with_untracked(|all| all.get(index).map(|o| o.group.clone()));
        let name = name.unwrap_or_default();
        let wanted = name.clone();
        let members = Derived::new(move || {
            self.operations.all.with(|all| {
                lines.with(|lines| {
                    let places = lines.iter().filter_map(|line| match line {
                        Line::Operation(place) => Some(*place),
                        Line::Group(_) => None,
                    });
                    let member = |place: &usize| all.get(*place).is_some_and(|o| o.group == wanted);
                    Arc::new(places.filter(member).collect::<Vec<usize>>())
                })
            })
        });
        // How many of the members are chosen, and how many there are.
        let count = move || {
            let members = members.get();
            let on = self.marks.with(|marks| {
                members.iter().filter(|p| marks.operations.get(**p).is_some_and(|m| is_on(*m))).count()
            });
            (on, members.len())
        };
        let all = move || {
            let (on, of) = count();
            on == of
        };
        let tick = el("input").attr("type", "checkbox");
        let (field, mixed) = (tick.input(), tick.input());
        let tick = stop.on_first(tick, at).checked(all, move |wanted| {
            let members = untrack(|| members.get());
            self.choose(&members, wanted);
            // What a pattern means stays chosen: the box says so again.
            field.set_checked(untrack(all));
        });
        effect(move || {
            let (on, of) = count();
            mixed.set_indeterminate(on > 0 && on < of);
        });
        el("label")
            .class("op op-group")
            .style("transform", top)
            .child(tick)
            .child(el("b").text(&shown(&name)))
            .child(el("span").class("sub").live(move || {
                let (on, of) = count();
                text::apis_chosen(on as u64, &clock::number(of as u64))
            }))
    }

    /// Puts the rules of these operations in, or takes them out, in whichever of its two spellings one stands:
    /// an API set names operations by id.
    fn choose(self, places: &[usize], wanted: bool) {
        let (all, marks) = (self.operations.all.get_untracked(), self.marks.get_untracked());
        let mut gone = Vec::new();
        let mut added = Vec::new();
        for place in places {
            let Some(operation) = all.get(*place) else { continue };
            let rule = all.rules().get(*place).cloned();
            if !wanted {
                gone.extend(rule);
                gone.push(ApiRule::Id(operation.id.clone()));
            } else if !marks.operations.get(*place).is_some_and(|mark| is_on(*mark)) {
                added.extend(rule);
            }
        }
        // Sorted, to be looked up in: a group can have thousands.
        let gone = sorted(gone);
        self.change(move |rules| {
            rules.retain(|rule| gone.binary_search(rule).is_err());
            rules.extend(added);
        });
    }

    fn operation_line(self, top: &str, index: usize, (stop, at): (Stop, usize)) -> El {
        let operation = self.operations.all.with_untracked(|all| all.get(index).cloned());
        let Some(operation) = operation else { return el("div") };
        let state = move || self.marks.with(|m| m.operations.get(index).copied().unwrap_or(Mark::Off));
        let label = shown(&operation.label());
        let tick = el("input").attr("type", "checkbox").attr("aria-label", &label);
        let field = tick.input();
        let by_pattern = move || state() == Mark::ByPattern;
        // Arrows come to it all the same, which they could not if it were `disabled`.
        let tick = stop
            .on_first(tick, at)
            .bind("aria-disabled", move || by_pattern().then(|| "true".to_owned()))
            .checked(
                move || is_on(state()),
                move |wanted| match untrack(by_pattern) {
                    true => field.set_checked(true),
                    false => self.choose(&[index], wanted),
                },
            );
        let verb = (!operation.path.is_empty()).then(|| {
            let class = if operation.method == "DELETE" { "verb del" } else { "verb" };
            el("span").class(class).attr("aria-hidden", "true").text(&operation.method)
        });
        let written = shown(if operation.path.is_empty() { &operation.id } else { &operation.path });
        let docs = safe_link(&self.console.link(&operation.docs)).map(|link| {
            let name = text::api_docs(&label);
            stop.on(link, at)
                .attr("title", &name)
                .attr("aria-label", &name)
                .child(svg_icon(icons::EXTERNAL_LINK))
        });
        let summary = shown(&operation.summary);
        el("div")
            .class("op")
            .style("transform", top)
            .child(el("label").class("check").child(tick).maybe(verb).child(el("code").text(&written)))
            .child(el("span").class("sub").live(move || match state() {
                Mark::ByPattern => text::by_pattern().to_owned(),
                Mark::Part => text::partly().to_owned(),
                Mark::On | Mark::Off => summary.clone(),
            }))
            .maybe(docs)
    }
}

/// Whether all calls of the operation are meant.
fn is_on(mark: Mark) -> bool {
    matches!(mark, Mark::On | Mark::ByPattern)
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
    let Some(rule) = typed.with_untracked(|typed| read(typed))? else { return Ok(false) };
    rules.update(|list| {
        if !list.contains(&rule) {
            list.push(rule);
        }
    });
    typed.set(String::new());
    Ok(true)
}

/// `None`: nothing is typed.
fn read(typed: &str) -> Result<Option<ApiRule>, String> {
    match typed.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|error| refusal(&error)),
    }
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
