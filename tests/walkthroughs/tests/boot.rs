//! Starting: what the boot script asks for in advance is what the app then uses.

use walkthroughs::{Find, Site, walk};

/// Asked twice would mean that `prefetch` in config.json and what the connector asks for have parted.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_in_advance_is_asked_for_once() {
    walk("boot", Site::new().demo(), async |site, page| {
        page.sign_in().await;
        page.row("terraform").visible().await;
        let before = site.requests().len();
        page.reload().await;
        page.row("terraform").visible().await;
        page.text_visible("6 of 6 shown").await;
        let asked = site.requests().split_off(before);
        for path in ["/api/v1/session", "/api/v1/instance", "/api/v1/tokens?"] {
            let times = asked.iter().filter(|request| request.contains(path)).count();
            assert_eq!(times, 1, "{path} among {asked:#?}");
        }
    })
    .await;
}
