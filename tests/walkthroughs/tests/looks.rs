//! Accessibility and layout of every page and dialog, light and dark, wide and narrow.

use serde_json::json;
use walkthroughs::{Find, Key, Page, Scheme, Site, walk};

use crate::steps::fill_token;

const WIDTHS: [u32; 3] = [320, 768, 1440];

/// Empty, or the elements that stand out of a page that scrolls sideways.
pub const TOO_WIDE: &str = "(() => { \
    const root = document.documentElement; \
    if (root.scrollWidth <= root.clientWidth) return []; \
    const out = [...document.querySelectorAll('body *')].filter(element => \
        element.getBoundingClientRect().right > root.clientWidth + 0.5); \
    return [root.scrollWidth, ...out.slice(0, 8).map(element => element.cloneNode(false).outerHTML)]; })()";

/// axe-core in both colour schemes, and nothing wider than the screen at any width.
async fn inspect(page: &Page, what: &str) {
    for scheme in [Scheme::Light, Scheme::Dark] {
        page.scheme(scheme).await;
        page.axe().await;
    }
    page.scheme(Scheme::Light).await;
    for width in WIDTHS {
        page.viewport(width, 800).await;
        page.until_true("the new width", &format!("innerWidth === {width}")).await;
        let wide = page.script(TOO_WIDE).await;
        assert_eq!(wide, json!([]), "{what} is wider than {width} pixels");
        if width == 320 {
            page.axe().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_dialog_is_accessible_and_fits() {
    walk("looks", Site::new().demo(), async |_, page| {
        page.open("").await;
        page.button("Sign in").visible().await;
        inspect(page, "the sign-in page").await;
        page.enter_account().await;
        page.row("ci-deploy").visible().await;
        inspect(page, "the list").await;

        page.button("Generate token").click().await;
        page.dialog("Generate access token").visible().await;
        inspect(page, "the create dialog").await;
        let dialog = fill_token(page, "for-the-looks", Some("Device")).await;
        dialog.button("Generate").click().await;
        let secret = page.dialog("Access token created");
        secret.visible().await;
        inspect(page, "the secret dialog").await;
        secret.button("Copy token").click().await;
        secret.button("Done").click().await;

        page.button("Edit for-the-looks").click().await;
        page.dialog("Edit access token").visible().await;
        inspect(page, "the edit dialog").await;
        page.press(Key::Escape).await;
        page.button("Revoke for-the-looks").click().await;
        page.alertdialog("Revoke access token").visible().await;
        inspect(page, "the revoke dialog").await;
        page.press(Key::Escape).await;

        for place in ["Profile", "Overview"] {
            page.link(place).click().await;
            page.heading(place).visible().await;
            inspect(page, place).await;
        }
    })
    .await;
}
