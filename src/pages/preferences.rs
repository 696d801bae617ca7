//! What is kept in this browser and not at the backend. (Language and theme stand in the navigation.)

use crate::dom::{El, el, live};
use crate::state::State;
use crate::widgets::field::no_note;
use crate::widgets::select::select_field;
use crate::{clock, date_format, text};

pub fn preferences() -> El {
    let format = State::new(date_format::name().to_owned());
    let choose = move |name: String| {
        date_format::choose(&name);
        format.set(name);
    };
    let today = live(move || format.with(|_| Some(clock::date(clock::now()))));
    let select = select_field(
        text::date_format(),
        live(date_format::choices),
        live(move || format.get()),
        choose,
        today,
        no_note(),
    );
    el("section").class("card pad").child(el("div").class("fields").child(select))
}
