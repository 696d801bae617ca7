//! Ten thousand tokens: the first row does not wait for the last, and only what is on screen is in
//! the page.

use serde_json::Value;
use walkthroughs::{Find, Page, Site, walk};

const TOKENS: u64 = 10_000;

/// Rows in the page, its head included.
const ROWS: &str = "document.querySelectorAll('[role=row]').length";

async fn rows(page: &Page) -> u64 {
    page.script(ROWS).await.as_u64().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_tokens_are_shown_from_the_first_page_on_and_in_a_window() {
    walk("large-list", Site::new().tokens(TOKENS), async |site, page| {
        // The first page of the list is answered, the second is not.
        site.hold_lists_after(1);
        page.sign_in().await;
        page.until_true("the first rows", &format!("{ROWS} > 10")).await;
        page.text_visible("loaded").await;
        let shown = page.script("document.querySelector('[role=grid]').ariaRowCount").await;
        let shown: u64 = shown.as_str().and_then(|count| count.parse().ok()).unwrap_or_default();
        assert!(shown > 1 && shown < TOKENS, "{shown} rows before the second page was answered");

        site.release_lists();
        let all = format!("document.querySelector('[role=grid]').ariaRowCount === '{}'", TOKENS + 1);
        page.until_true("all rows to be loaded", &all).await;
        let before = rows(page).await;
        assert!(before < 150, "{before} rows are in the page");

        // To the end: the last row shows, and the window has moved, not grown.
        page.script("scrollTo(0, document.documentElement.scrollHeight)").await;
        let last = format!("[...document.querySelectorAll('[role=row]')].some(row => \
            row.ariaRowIndex === '{}' && row.getBoundingClientRect().top < innerHeight)", TOKENS + 1);
        page.until_true("the last row to be on the screen", &last).await;
        let after = rows(page).await;
        assert!(after < 150, "{after} rows are in the page at its end");

        // On the way nothing is empty for longer than a frame: after each step of scrolling and one
        // frame, the middle of the screen is covered by a row.
        let gaps = page.script(
            "(async () => { \
                const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); \
                let gaps = 0; \
                for (let step = 1; step <= 40; step += 1) { \
                    scrollTo(0, document.documentElement.scrollHeight * (1 - step / 42)); \
                    await frame(); \
                    const here = document.elementFromPoint(innerWidth / 2, innerHeight / 2); \
                    if (!here?.closest('[role=row]')) gaps += 1; \
                } \
                return gaps; })()",
        );
        assert_eq!(gaps.await, Value::from(0), "places where the list was empty");
        page.script("scrollTo(0, 0)").await;

        // Searching among all of them.
        page.searchbox("Search tokens").fill("no token has this name").await;
        page.text_visible("No token matches").await;
        page.button("Clear filters").click().await;
        page.until_true("the rows again", &format!("{ROWS} > 10")).await;
    })
    .await;
}
