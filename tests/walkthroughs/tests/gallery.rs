//! Every component of the kit in every state, as the gallery shows them (`cargo xtask gallery`).

use serde_json::json;
use walkthroughs::{Find, Page, Site, walk};

use crate::looks::TOO_WIDE;

async fn open(page: &Page, asked: &str) {
    page.open(asked).await;
    page.until_true("the gallery", "document.querySelector('h1') !== null").await;
}

async fn inspect(page: &Page, what: &str) {
    page.axe().await;
    assert_eq!(page.script(TOO_WIDE).await, json!([]), "{what} is too wide");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_component_is_accessible_in_every_state() {
    walk("gallery", Site::gallery(), async |_, page| {
        for theme in ["light", "dark"] {
            for direction in ["ltr", "rtl"] {
                open(page, &format!("?theme={theme}&dir={direction}")).await;
                inspect(page, &format!("the gallery, {theme}, {direction}")).await;
            }
            open(page, &format!("?theme={theme}&dialog=plain")).await;
            page.dialog("Generate access token").visible().await;
            inspect(page, "a dialog").await;
            open(page, &format!("?theme={theme}&dialog=alert")).await;
            page.alertdialog("Revoke access token").visible().await;
            inspect(page, "a dialog that warns").await;
        }
        page.viewport(390, 800).await;
        for direction in ["ltr", "rtl"] {
            open(page, &format!("?theme=light&dir={direction}")).await;
            inspect(page, &format!("the narrow gallery, {direction}")).await;
        }
        // The row of sort buttons takes the lines it needs.
        let out = "[...document.querySelectorAll('.sort')].filter(button => button.offsetWidth > 0) \
            .filter(button => (box => box.left < 0 || box.right > innerWidth)(button.getBoundingClientRect())) \
            .map(button => button.textContent)";
        assert_eq!(page.script(out).await, json!([]), "sort buttons outside of the page");
    })
    .await;
}
