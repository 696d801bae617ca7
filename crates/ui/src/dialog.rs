//! Modal dialogs: the browser's own `<dialog>`, which traps the focus and greys out the rest.

use crate::{IconButton, focus, fresh_id, icons};
use leptos::html;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use web_sys::HtmlElement;

/// The row of buttons below a dialog: `<DialogFooter slot:footer>`.
#[slot]
pub struct DialogFooter {
    children: Children,
}

/// A modal dialog for as long as it stands in the view. It closes only when its owner takes it away: Esc, the close
/// button and the browser's own ways to close come to `on_close`.
///
/// The focus comes back to where it was, or goes to the fallback of [`provide_dialogs`]. A dialog that takes the place
/// of another gives the focus back in its stead.
#[component]
pub fn Dialog(
    #[prop(into)] title: Signal<String>,
    /// Asks before something that cannot be undone: role `alertdialog`.
    #[prop(optional)]
    alert: bool,
    #[prop(into)] close_label: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    /// Enter in a field, and the submit button.
    #[prop(optional, into)]
    on_submit: Option<Callback<()>>,
    #[prop(optional)] footer: Option<DialogFooter>,
    children: Children,
) -> impl IntoView {
    let id = fresh_id();
    let body_id = format!("{id}-body");
    let (labelled_by, described_by) = (id.clone(), alert.then(|| body_id.clone()));
    let dialog = NodeRef::<html::Dialog>::new();
    let still = show(dialog);
    let cancel = move |event: leptos::ev::Event| {
        // A `cancel` from a picker inside bubbles up here too.
        if event.target() == event.current_target() {
            event.prevent_default();
            on_close.run(());
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_submit.inspect(|on_submit| on_submit.run(()));
    };
    // Chromium closes on a second Esc whatever `cancel` said: open again, the owner decides.
    let closed = move |_| {
        if let Some(dialog) = dialog.try_get_untracked().flatten()
            && dialog.is_connected()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class=if alert { "dialog small" } else { "dialog" }
            role=alert.then_some("alertdialog")
            aria-modal="true"
            aria-labelledby=labelled_by
            aria-describedby=described_by
            data-still=move || still.get().then_some("")
            on:cancel=cancel
            on:close=closed
        >
            <form method="dialog" novalidate=true on:submit=submit>
                <header>
                    <h2 id=id>{move || title.get()}</h2>
                    <IconButton icon=icons::X label=close_label on_click=on_close />
                </header>
                <div class="body" id=body_id>
                    {children()}
                </div>
                {footer.map(|footer| view! { <footer>{(footer.children)()}</footer> })}
            </form>
        </dialog>
    }
}

/// Pushes what follows it in a row to the other end.
#[component]
pub fn Spacer() -> impl IntoView {
    const GROW: &str = "grow";
    view! { <span class=GROW></span> }
}

/// To be called once, above all dialogs. `fallback` focuses something where what had the focus before a dialog is gone,
/// such as the page's heading.
pub fn provide_dialogs(fallback: impl Fn() + 'static) {
    let focus = Rc::new(DialogFocus { fallback: Some(Box::new(fallback)), ..DialogFocus::default() });
    provide_context(SharedFocus(StoredValue::new_local(focus)));
}

/// What had the focus before a dialog opened.
type Opener = Option<HtmlElement>;

#[derive(Clone, Copy)]
struct SharedFocus(StoredValue<Rc<DialogFocus>, LocalStorage>);

/// What dialogs have to know of each other.
#[derive(Default)]
struct DialogFocus {
    /// Of the dialog that went last, until the focus was given back.
    left: RefCell<Option<Opener>>,
    /// The dialog that is in the page and not open yet.
    coming: RefCell<Option<Place>>,
    fallback: Option<Box<dyn Fn()>>,
}

/// Of one dialog.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    /// Where the focus goes back to, once that is known.
    opener: StoredValue<Option<Opener>, LocalStorage>,
    /// It took the place of another and does not come in anew.
    still: RwSignal<bool>,
}

/// Opens the dialog once it is in the page, and gives the focus back when it goes. Whether it replaced another.
fn show(dialog: NodeRef<html::Dialog>) -> ReadSignal<bool> {
    let shared = use_context::<SharedFocus>().and_then(|shared| shared.0.try_get_value()).unwrap_or_default();
    // One that takes the place of another within the same change gives the focus back in its stead: in between the page
    // would come to life and go still again, which costs the browser its styles twice.
    let handed = shared.left.take();
    let place = Place { still: RwSignal::new(handed.is_some()), opener: StoredValue::new_local(handed) };
    shared.coming.replace(Some(place));
    let opening = shared.clone();
    let open = move || {
        let _ = opening.coming.borrow_mut().take_if(|coming| *coming == place);
        // It may have gone again meanwhile.
        let Some(dialog) = dialog.try_get_untracked().flatten().filter(|dialog| dialog.is_connected()) else {
            return;
        };
        place.opener.try_update_value(|opener| {
            opener.get_or_insert_with(focus::focused);
        });
        let _ = dialog.show_modal();
    };
    // In a task of its own: to be modal wants the styles and the layout of the whole page, and the key that opened the
    // dialog must not press what it focuses.
    set_timeout(open, Duration::ZERO);
    let shared = StoredValue::new_local(shared);
    on_cleanup(move || {
        let Some(shared) = shared.try_get_value() else { return };
        let Some(opener) = place.opener.try_get_value().flatten() else { return };
        // The one that takes its place may have been made before this one went.
        if let Some(coming) = shared.coming.borrow().filter(|coming| *coming != place) {
            coming.opener.try_set_value(Some(opener));
            coming.still.try_set(true);
            return;
        }
        shared.left.replace(Some(opener));
        set_timeout(
            move || {
                if let Some(opener) = shared.left.take() {
                    shared.give_back(opener);
                }
            },
            Duration::ZERO,
        );
    });
    place.still.read_only()
}

impl DialogFocus {
    fn give_back(self: Rc<Self>, opener: Opener) {
        match opener {
            Some(element) if element.is_connected() => drop(element.focus()),
            // Its row was drawn anew: the grid knows the place after the frame that shows it.
            Some(element) if element.closest("[role='row']").is_ok_and(|row| row.is_some()) => {
                request_animation_frame(move || {
                    set_timeout(
                        move || match document().query_selector("[role='grid'] [tabindex='0']") {
                            Ok(Some(stop)) => focus::focus(Some(stop)),
                            _ => self.fall_back(),
                        },
                        Duration::ZERO,
                    );
                });
            }
            _ => self.fall_back(),
        }
    }

    fn fall_back(&self) {
        if let Some(fallback) = &self.fallback {
            fallback();
        }
    }
}
