//! `cargo xtask look`: pictures of the pages and dialogs, for people to look at.
//!
//! They go to `screenshots` in the target folder, named `NAME-WIDTH-SCHEME.png`.

#![expect(clippy::panic, reason = "a tool of the tests: a failure is a message and an end")]

use walkthroughs::{Find, Key, Page, Profile, Scheme, Site, walk};

const SIZES: [(u32, u32); 3] = [(360, 780), (768, 1024), (1440, 900)];

struct Options {
    profile: Profile,
    tokens: u64,
}

fn options() -> Options {
    let mut options = Options { profile: Profile::Full, tokens: 0 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match (word.as_str(), words.next()) {
            ("--profile", Some(name)) => {
                options.profile = name.parse().unwrap_or_else(|error| panic!("{error}"))
            }
            ("--tokens", Some(count)) => {
                options.tokens = count.parse().unwrap_or_else(|_| panic!("{count} is no number"));
            }
            _ => panic!("look takes --profile NAME and --tokens N, not {word}"),
        }
    }
    options
}

#[tokio::main]
async fn main() {
    let options = options();
    let site = Site::new().profile(options.profile).demo().tokens(options.tokens);
    walk("look", site, async |_, page| {
        page.open("").await;
        page.button("Sign in").visible().await;
        take(page, "sign-in").await;
        page.enter_account().await;
        page.until_true("the list", "document.querySelectorAll('[role=row]').length > 1").await;
        take(page, "list").await;
        page.button("Generate token").click().await;
        let create = page.dialog("Generate access token");
        create.visible().await;
        take(page, "create").await;
        create.button("Generate").click().await;
        take(page, "create-errors").await;
        create.button("Cancel").click().await;
        create.gone().await;
        // Whatever stands first: profiles differ in their examples.
        page.role_containing(&["button"], "Revoke ").nth(0).click().await;
        page.alertdialog("Revoke access token").visible().await;
        take(page, "revoke").await;
        page.press(Key::Escape).await;
        for place in ["Profile", "Overview"] {
            page.link(place).click().await;
            page.heading(place).visible().await;
            take(page, &place.to_lowercase()).await;
        }
    })
    .await;
}

/// One picture for each size and colour scheme.
async fn take(page: &Page, name: &str) {
    for (scheme, word) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
        page.scheme(scheme).await;
        for (width, height) in SIZES {
            page.viewport(width, height).await;
            page.until_true("the new size", &format!("innerWidth === {width}")).await;
            println!("{}", page.screenshot(&format!("{name}-{width}-{word}")).await.display());
        }
    }
    page.scheme(Scheme::Light).await;
}
