//! Somebody else's change of the token that is being edited: what fits together is put together, what clashes is
//! chosen. Nothing is saved by it.

use super::form::{Expiration, Form};
use super::rules::{list_label, words};
use crate::clock;
use crate::dom::{El, effect, el, live};
use crate::state::State;
use crate::text;
use crate::widgets::field::group;
use crate::widgets::fresh_id;
use latchkey_connector::Capabilities;
use latchkey_model::{Clash, Side, Token, difference, merge, reads_the_same, shown};
use std::fmt::Display;
use std::rc::Rc;

/// Rules that are named; of more, how many more.
const MANY: usize = 4;

/// A change that a save met.
struct Met {
    /// What they changed, in words.
    changes: Vec<String>,
    clashes: Vec<Clash>,
    /// My expiration, as it was chosen and typed.
    expiration: (Expiration, String),
    /// The form has something that is not saved in theirs.
    left: bool,
}

/// A handle that is copied freely.
#[derive(Clone, Copy)]
pub struct Stale {
    form: Form,
    met: State<Option<Rc<Met>>>,
    /// The side that was chosen, clash by clash.
    chosen: State<Vec<Option<Side>>>,
}

impl Stale {
    pub fn new(form: Form) -> Self {
        Self { form, met: State::new(None), chosen: State::new(Vec::new()) }
    }

    /// Puts the form together with `theirs`, which took the place of `before`.
    pub fn meet(self, can: &Capabilities, before: &Token, theirs: &Token) {
        let form = self.form;
        let merged = merge(before, &form.edited(can, before), theirs, can.access);
        let mut changes = Vec::new();
        for (field, before, after) in [
            (text::token_name(), &before.name, &theirs.name),
            (text::description(), &before.description, &theirs.description),
        ] {
            if before != after {
                changes.push(text::change_value(&written(after), &written(before), field));
            }
        }
        changes.extend(difference(&before.access, &theirs.access, can.access).iter().map(words::change));
        let expiration = (form.expiration.get_untracked(), form.date.get_untracked());
        form.put(&merged.token);
        form.saved.set(Some(theirs.clone()));
        form.current.set(theirs.access.expiry);
        if merged.token.access.expiry == theirs.access.expiry {
            form.keep_expiry(theirs.access.expiry);
        }
        let left = !merged.clashes.is_empty() || !reads_the_same(&merged.token, theirs);
        self.chosen.set(vec![None; merged.clashes.len()]);
        self.met.set(Some(Rc::new(Met { changes, clashes: merged.clashes, expiration, left })));
    }

    /// Whether all that was to be saved is saved already: by them, or by a save whose answer got lost.
    pub fn is_saved(self) -> bool {
        self.met.with_untracked(|met| met.as_ref().is_some_and(|met| !met.left))
    }

    /// Whether a choice is missing, without which nothing can be saved.
    pub fn is_undecided(self) -> bool {
        self.chosen.with_untracked(|chosen| chosen.contains(&None))
    }

    fn choose(self, met: &Met, place: usize, side: Side) {
        let form = self.form;
        match met.clashes.get(place) {
            Some(Clash::Expiry(_)) if side == Side::Mine => {
                let (expiration, date) = met.expiration.clone();
                form.expiration.set(expiration);
                form.date.set(date);
            }
            Some(Clash::Expiry(sides)) => form.keep_expiry(*sides.of(side)),
            Some(clash) => {
                let Some(mut token) = form.saved.get_untracked() else { return };
                token.name = form.name.get_untracked();
                token.description = form.description.get_untracked();
                token.access = form.lists(token.access.expiry);
                clash.settle(side, &mut token);
                form.put(&token);
            }
            None => {}
        }
        self.chosen.update(|chosen| chosen.iter_mut().skip(place).take(1).for_each(|one| *one = Some(side)));
    }

    /// What they changed, and a choice for each clash; nothing until a save met something.
    pub fn view(self) -> El {
        el("div").class("slot").region(move || {
            let met = self.met.get()?;
            let lines = met.changes.iter().map(|line| el("li").text(line));
            let list = (!met.changes.is_empty()).then(|| {
                el("div")
                    .class("slot")
                    .child(el("b").text(text::stale_theirs()))
                    .child(el("ul").attr("aria-label", text::stale_theirs()).all(lines))
            });
            let note = el("div").child(el("p").text(text::stale_merged())).maybe(list);
            let choices = (0..met.clashes.len()).filter_map(|place| self.choice(&met, place));
            Some(
                el("div")
                    .class("slot")
                    .child(el("div").class("note").attr("role", "alert").child(note))
                    .all(choices),
            )
        })
    }

    fn choice(self, met: &Rc<Met>, place: usize) -> Option<El> {
        let clash = met.clashes.get(place)?;
        let (field, values) = match clash {
            Clash::Name(sides) => (text::token_name(), SIDES.map(|side| written(sides.of(side)))),
            Clash::Description(sides) => (text::description(), SIDES.map(|side| written(sides.of(side)))),
            Clash::Expiry(sides) => (text::expiration(), SIDES.map(|side| words::expiry(*sides.of(side)))),
            Clash::Apis(list, sides) => (list_label(*list), SIDES.map(|side| names(sides.of(side)))),
            Clash::Ips(list, sides) => (list_label(*list), SIDES.map(|side| names(sides.of(side)))),
        };
        let name = fresh_id();
        let radios = SIDES.into_iter().zip(values).map(|(side, value)| {
            let label = match side {
                Side::Mine => text::side_mine(&value),
                Side::Theirs => text::side_theirs(&value),
                Side::Before => text::side_before(&value),
            };
            let tick = el("input").attr("type", "radio").attr("name", &name);
            let field = tick.input();
            effect(move || {
                field.set_checked(self.chosen.with(|all| all.get(place) == Some(&Some(side))));
            });
            let met = met.clone();
            el("label")
                .class("check")
                .child(tick.on("change", move |_| self.choose(&met, place, side)))
                .child(el("span").text(&label))
        });
        let missing = live(move || {
            let open = self.chosen.with(|all| all.get(place) == Some(&None));
            open.then(|| text::clash_choose().to_owned())
        });
        let radios = el("div").class("choices").all(radios);
        Some(group(&text::clash(field), radios, missing).attr("role", "radiogroup"))
    }
}

const SIDES: [Side; 3] = [Side::Mine, Side::Theirs, Side::Before];

fn written(value: &str) -> String {
    if value.is_empty() { text::nothing().to_owned() } else { shown(value) }
}

fn names<R: Display>(rules: &[R]) -> String {
    if rules.is_empty() {
        return text::nothing().to_owned();
    }
    let mut names: Vec<String> = rules.iter().take(MANY).map(ToString::to_string).collect();
    let more = rules.len().saturating_sub(MANY) as u64;
    if more > 0 {
        names.push(text::and_more(more));
    }
    clock::list(&names)
}
