//! Dialogs.

use crate::{Part, asked_for};
use latchkey_ui::{Button, ButtonKind, Dialog, DialogFooter, Spacer, TextArea, TextField, icons};
use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Plain,
    Next,
    Alert,
}

#[component]
pub fn Dialogs() -> impl IntoView {
    let asked = match asked_for("dialog").as_deref() {
        Some("plain") => Open::Plain,
        Some("alert") => Open::Alert,
        _ => Open::Nothing,
    };
    let open = RwSignal::new(asked);
    let close = move |()| open.set(Open::Nothing);
    let dialog = move || match open.get() {
        Open::Nothing => ().into_any(),
        Open::Plain => view! { <Plain on_close=close on_submit=move |()| open.set(Open::Next) /> }.into_any(),
        Open::Next => view! {
            <Dialog title="What came of it" close_label="Close" on_close=close on_submit=close>
                <p>{"It took the place of the one before, and gives the focus back to what opened that."}</p>
                <DialogFooter slot:footer>
                    <Spacer />
                    <Button label="Done" kind=ButtonKind::Primary submit=true />
                </DialogFooter>
            </Dialog>
        }
        .into_any(),
        Open::Alert => view! {
            <Dialog title="Revoke access token" alert=true close_label="Close" on_close=close on_submit=close>
                <p>{"Programs that use it stop working at once. This cannot be undone."}</p>
                <DialogFooter slot:footer>
                    <Spacer />
                    <Button label="Cancel" autofocus=true on_click=close />
                    <Button label="Revoke" kind=ButtonKind::Danger icon=icons::TRASH submit=true />
                </DialogFooter>
            </Dialog>
        }
        .into_any(),
    };
    view! {
        <Part title="Dialogs">
            <div class="row">
                <Button label="Open a dialog" on_click=move |()| open.set(Open::Plain) />
                <Button label="Open one that warns" on_click=move |()| open.set(Open::Alert) />
            </div>
        </Part>
        {dialog}
    }
}

#[component]
fn Plain(#[prop(into)] on_close: Callback<()>, #[prop(into)] on_submit: Callback<()>) -> impl IntoView {
    let (name, lines) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    view! {
        <Dialog title="Generate access token" close_label="Close" on_close on_submit>
            <TextField label="Token name" value=name required=true autofocus=true hint="At most 255 characters." />
            <TextArea label="Description" value=lines rows=30 />
            <DialogFooter slot:footer>
                <span class="dim">{"Nothing is sent yet."}</span>
                <Spacer />
                <Button label="Cancel" on_click=on_close />
                <Button label="Generate" kind=ButtonKind::Primary submit=true />
            </DialogFooter>
        </Dialog>
    }
}
