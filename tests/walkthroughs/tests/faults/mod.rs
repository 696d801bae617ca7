//! The fault matrix: everything that a person does, with everything that can go wrong in between. For each pair the
//! person is told what happened, what was typed is kept, trying again works, and the backend has neither a token too
//! many nor one whose secret nobody saw.

mod action;
mod api;

use std::io::{Write, stderr};
use std::time::Instant;

use serde_json::{Value, json};
use walkthroughs::{FAULTS, Fault, Page, Running, Site, walk};

use self::action::{ACTIONS, Action, Outcome};
pub use self::api::Api;
use crate::steps::PASSWORD;

const PAGE: &str = include_str!("page.js");

/// Short enough to wait for, long enough for a busy machine.
const TIMEOUT_SECONDS: u32 = 4;

/// Two pages of the list.
const TOKENS: u64 = 210;

#[tokio::test(flavor = "multi_thread")]
async fn every_action_survives_every_fault() {
    let config = json!({
        "backend": "/", "connector": "connectors/latchkey.json", "timeout_seconds": TIMEOUT_SECONDS,
        "prefetch": ["/api/v1/session", "/api/v1/instance", "/api/v1/tokens?limit=200"],
    });
    let site = Site::new()
        .tokens(TOKENS)
        .file("config.json", config.to_string())
        .backend(|options| options.step_up_seconds = 24 * 3600);
    walk("fault-matrix", site, async |site, page| {
        // What is provoked is logged by the browser; anything else still fails the test.
        for text in [
            "Failed to load resource",
            "net::ERR_",
            "Fetch API cannot load",
            "violates the following",
            "Unsafe attempt to load",
        ] {
            page.expect_console(text);
        }
        page.sign_in().await;
        let matrix = Matrix { site, page, api: Api::new(site).await };
        let only = std::env::var("FAULTS").unwrap_or_default();
        let (mut pairs, mut again, mut wrong, begun) = (0, 0, Vec::new(), Instant::now());
        for action in ACTIONS {
            for fault in FAULTS {
                let name = format!("{action:?} x {fault:?}");
                if !only.split(',').any(|part| name.contains(part)) {
                    continue;
                }
                pairs += 1;
                let mut outcome = matrix.pair(action, fault, &format!("pair-{pairs}")).await;
                // On a busy machine a time limit of the page can run out where its answer was under way. What is
                // wrong is wrong again; what had to be walked twice is printed, past the test runner, which keeps
                // what a test prints to itself.
                if let Err(why) = &outcome {
                    let _ = writeln!(stderr(), "{name}: {why}; once more");
                    matrix.recover().await;
                    again += 1;
                    outcome = matrix.pair(action, fault, &format!("pair-{pairs}-again")).await;
                }
                if let Err(why) = outcome {
                    wrong.push(format!("{name}: {why}"));
                    matrix.recover().await;
                }
            }
            eprintln!("{action:?} walked: {} of {pairs} pairs so far", pairs - wrong.len());
        }
        let took = begun.elapsed().as_secs();
        let right = pairs - wrong.len();
        let _ = writeln!(stderr(), "fault matrix: {right} of {pairs} pairs, {again} walked twice, {took} s");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

struct Matrix<'a> {
    site: &'a Running,
    page: &'a Page,
    api: Api<'a>,
}

/// What a pair works on.
struct Case {
    action: Action,
    /// Of the token, or whatever is typed.
    name: String,
    ids: Vec<String>,
}

impl Matrix<'_> {
    async fn pair(&self, action: Action, fault: Fault, name: &str) -> Result<(), String> {
        let case = self.prepare(action, name).await?;
        let (method, target) = action.request();
        self.site.fault(method, target, fault, Action::times(fault));
        if action == Action::ConfirmPassword {
            self.site.fault("POST", "/api/v1/tokens", Fault::StepUp, 1);
        }
        self.act(&case).await?;
        match action.outcome(fault) {
            Outcome::Done => {}
            Outcome::Told(words) | Outcome::TriedAgain(words) => {
                self.js(&format!("await told({words:?});")).await?
            }
            Outcome::SignInAgain => self.js(&format!("await signInAgain({PASSWORD:?});")).await?,
            Outcome::SignInPage => {
                self.js("await until('the sign-in page', () => field('User name'));").await?
            }
            Outcome::Waits => {
                self.arrived(fault).await?;
                self.impatient(&case).await?;
                self.site.release_late();
            }
        }
        if matches!(action.outcome(fault), Outcome::Told(_)) {
            self.kept(&case).await?;
            self.site.no_faults();
        }
        self.go_on(&case).await?;
        self.verify(&case, fault).await?;
        self.site.no_faults();
        self.js(&format!("await home('ada', {PASSWORD:?});")).await
    }

    /// Runs a step on the page.
    async fn js(&self, step: &str) -> Result<(), String> {
        self.read(step).await.map(|_| ())
    }

    async fn read(&self, step: &str) -> Result<Value, String> {
        let script = format!(
            "(async () => {{ {PAGE}\ntry {{ return {{ value: await (async () => {{ {step} }})() ?? null }}; }} \
             catch (error) {{ return {{ wrong: String(error?.stack ?? error) }}; }} }})()"
        );
        let answer = self.page.script(&script).await;
        match answer["wrong"].as_str() {
            Some(wrong) => Err(wrong.to_owned()),
            None => Ok(answer["value"].clone()),
        }
    }

    /// After a pair that failed: all anew, so that the next one does not fail with it.
    async fn recover(&self) {
        self.site.no_faults();
        self.site.release_late();
        let _ = self
            .js("addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true);")
            .await;
        let _ = self.js(&format!("await home('ada', {PASSWORD:?});")).await;
        self.page.open("").await;
        let _ = self.js(&format!("await home('ada', {PASSWORD:?});")).await;
    }

    /// Waits until the request is there that is to be late.
    async fn arrived(&self, fault: Fault) -> Result<(), String> {
        let deadline = Instant::now() + walkthroughs::PATIENCE;
        while self.site.faults_left() > 0 {
            if Instant::now() > deadline {
                return Err(format!("nothing was asked that could be {fault:?}"));
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn prepare(&self, action: Action, name: &str) -> Result<Case, String> {
        let mut case = Case { action, name: name.to_owned(), ids: Vec::new() };
        let new = format!("{name}-new");
        match action {
            Action::Edit => {
                case.ids.push(self.api.make(name).await);
                let id = &case.ids[0];
                self.js(&format!(
                    "await go('#/tokens?edit={id}'); await until('the dialog', () => dialog('Edit access token')); \
                     await until('its scopes', () => box('Device')); await fill('Token name', {new:?});"
                ))
                .await?;
            }
            Action::Regenerate => {
                case.ids.push(self.api.make(name).await);
                let id = &case.ids[0];
                self.js(&format!(
                    "await go('#/tokens?edit={id}'); await until('the dialog', () => dialog('Edit access token'));"
                ))
                .await?;
            }
            Action::OpenByAddress => case.ids.push(self.api.make(name).await),
            Action::Refresh | Action::NextPage => {
                self.api.make(name).await;
            }
            Action::Disable | Action::Enable => {
                case.ids.push(self.api.make(name).await);
                self.js(&format!(
                    "await press('Refresh'); await until('its row', () => box('Select {name}')); await tick('Select {name}');"
                ))
                .await?;
                if action == Action::Enable {
                    self.js("await press('Disable'); await until('it to be off', () => button('Enable'));")
                        .await?;
                }
            }
            Action::Revoke | Action::RevokeMany => {
                case.ids.push(self.api.make(name).await);
                if action == Action::RevokeMany {
                    case.ids.push(self.api.make(&new).await);
                }
                let ids = case.ids.join(",");
                self.js(&format!(
                    "await go('#/tokens?revoke={ids}'); await until('the question', () => dialog('Revoke access token'));"
                ))
                .await?;
            }
            Action::Create | Action::ConfirmPassword => {
                self.js(&format!(
                    "await press('Generate token'); await fill('Token name', {name:?}); await tick('Device');"
                ))
                .await?;
            }
            Action::EditProfile => {
                self.js(&format!("await go('#/profile'); await fill('Full name', {name:?});")).await?;
            }
            Action::Overview => {
                self.js("await go('#/overview'); await until('the page', () => button('Refresh') && !location.hash.startsWith('#/tokens') && document.querySelector('.facts'));")
                    .await?;
            }
            Action::SignIn => {
                self.js("await press('Sign out'); await until('the form', () => field('User name'));")
                    .await?;
                self.js(&format!("await fill('User name', 'ada'); await fill('Password', {PASSWORD:?});"))
                    .await?;
            }
            // Asked for once in the life of the page.
            Action::Operations | Action::Presets => {
                self.page.open("").await;
                self.js(&format!("await home('ada', {PASSWORD:?});")).await?;
            }
            Action::Start | Action::DescribeAtStart | Action::Scopes | Action::Profile | Action::SignOut => {}
        }
        Ok(case)
    }

    async fn act(&self, case: &Case) -> Result<(), String> {
        let id = case.ids.first().map(String::as_str).unwrap_or_default();
        match case.action {
            Action::Start | Action::DescribeAtStart => {
                self.page.open("").await;
                Ok(())
            }
            Action::SignIn => self.js("await press('Sign in');").await,
            Action::Refresh | Action::NextPage | Action::Overview => self.js("await press('Refresh');").await,
            Action::Scopes | Action::Operations | Action::Presets => {
                self.js("await press('Generate token');").await
            }
            Action::OpenByAddress => self.js(&format!("await go('#/tokens?edit={id}');")).await,
            Action::Create => self.js("await press('Generate');").await,
            Action::Edit | Action::EditProfile => self.js("await press('Save changes');").await,
            Action::Regenerate => {
                self.js("await press('Regenerate token value'); await press('Regenerate');").await
            }
            Action::Disable => self.js("await press('Disable');").await,
            Action::Enable => self.js("await press('Enable');").await,
            Action::Revoke | Action::RevokeMany => self.js("await press('Revoke');").await,
            Action::Profile => self.js("await go('#/profile');").await,
            Action::ConfirmPassword => {
                self.js("await press('Generate');").await?;
                self.js(&format!(
                    "await until('the question', () => dialog('Confirm with your password')); \
                     await fill('Password', {PASSWORD:?}); await press('Confirm');"
                ))
                .await
            }
            Action::SignOut => self.js("await press('Sign out');").await,
        }
    }

    /// Presses again what was pressed, while nothing has come of it yet.
    async fn impatient(&self, case: &Case) -> Result<(), String> {
        let label = match case.action {
            Action::Create => "Generate",
            Action::Edit | Action::EditProfile => "Save changes",
            Action::Regenerate => "Regenerate",
            Action::Revoke | Action::RevokeMany => "Revoke",
            Action::SignIn => "Sign in",
            Action::ConfirmPassword => "Confirm",
            _ => return Ok(()),
        };
        self.js(&format!(
            "must('{label} can be pressed twice', !button('{label}')); \
             [...root().querySelectorAll('button')].find((b) => name(b) === '{label}')?.click();"
        ))
        .await
    }

    /// What was typed or chosen is still there.
    async fn kept(&self, case: &Case) -> Result<(), String> {
        let name = &case.name;
        let is = match case.action {
            Action::Create => format!("field('Token name')?.value === '{name}' && box('Device').checked"),
            Action::Edit => format!("field('Token name')?.value === '{name}-new'"),
            Action::SignIn => {
                format!("field('User name')?.value === 'ada' && field('Password').value === {PASSWORD:?}")
            }
            Action::ConfirmPassword => format!("field('Password')?.value === {PASSWORD:?}"),
            Action::EditProfile => format!("field('Full name')?.value === '{name}'"),
            Action::Regenerate => format!("field('Token name')?.value === '{name}'"),
            Action::Revoke | Action::RevokeMany => "dialog('Revoke access token')".to_owned(),
            Action::Disable | Action::Enable => format!("box('Select {name}')?.checked"),
            Action::Refresh | Action::NextPage => {
                "document.querySelectorAll('[role=row]').length > 5".to_owned()
            }
            Action::Scopes | Action::Operations | Action::Presets => {
                "dialog('Generate access token')".to_owned()
            }
            _ => return Ok(()),
        };
        self.js(&format!("must('what was there is gone', {is});")).await
    }

    /// Tries again until it is done.
    async fn go_on(&self, case: &Case) -> Result<(), String> {
        let (name, id) = (&case.name, case.ids.first().map(String::as_str).unwrap_or_default());
        let step = match case.action {
            Action::Start | Action::DescribeAtStart => format!(
                "await until('the console', () => {{ if (button('Sign out') || field('User name')) return true; \
                 button('Try again')?.click(); }}); await home('ada', {PASSWORD:?});"
            ),
            Action::SignIn => "await again('Sign in', 'to be signed in', () => button('Sign out'));".to_owned(),
            Action::Refresh | Action::NextPage => format!(
                "await again('Try again', 'the new list', () => row('{name}') && !shown().includes('could not be loaded'));"
            ),
            Action::Scopes => "await again('Try again', 'the scopes', () => box('Device'));".to_owned(),
            Action::Operations => {
                "await again('Try again', 'the operations', () => shown().includes('Choose from the list'));".to_owned()
            }
            Action::Presets => "await again('Try again', 'the sets', () => field('API set'));".to_owned(),
            Action::OpenByAddress => format!(
                "await until('the dialog', () => {{ if (dialog('Edit access token')) return true; \
                 if (location.hash === '#/tokens') location.hash = '#/tokens?edit={id}'; }}); \
                 must('it is another', field('Token name').value === '{name}');"
            ),
            Action::Create | Action::ConfirmPassword => {
                "await until('the secret', () => { if (dialog('Access token created')) return true; \
                 (button('Confirm') ?? button('Generate'))?.click(); });"
                    .to_owned()
            }
            Action::Edit => "await until('the changes to be saved', () => { \
                 if (shown().includes('are saved') || shown().includes('Nothing has been changed')) return true; \
                 button('Save changes')?.click(); });"
                .to_owned(),
            Action::Regenerate => "await until('the secret', () => { if (dialog('Access token created')) return true; \
                 (button('Regenerate') ?? button('Regenerate token value'))?.click(); });"
                .to_owned(),
            Action::Disable => format!("await again('Disable', 'it to be off', () => row('{name}')?.textContent.includes('Disabled'));"),
            Action::Enable => format!("await again('Enable', 'it to be on', () => row('{name}')?.textContent.includes('Active'));"),
            Action::Revoke | Action::RevokeMany => {
                "await again('Revoke', 'the question to go', () => !dialog('Revoke access token'));".to_owned()
            }
            Action::Profile => "await again('Try again', 'the profile', () => field('Email'));".to_owned(),
            Action::EditProfile => {
                "await again('Save changes', 'the profile to be saved', () => shown().includes('Your profile is saved'));"
                    .to_owned()
            }
            Action::Overview => "await again('Try again', 'the overview', () => document.querySelector('.facts') \
                 && !shown().includes('could not be read anew') && !shown().includes('asks for a pause'));"
                .to_owned(),
            Action::SignOut => "await again('Sign out', 'the sign-in form', () => field('User name'));".to_owned(),
        };
        self.js(&step).await
    }

    /// What the backend has in the end.
    async fn verify(&self, case: &Case, fault: Fault) -> Result<(), String> {
        let name = &case.name;
        let check = |what: &str, is: bool| if is { Ok(()) } else { Err(format!("{what} ({name})")) };
        match case.action {
            Action::Create | Action::ConfirmPassword | Action::Regenerate => {
                let secret = self.read("return field('Access token').value;").await?;
                check("the secret is not good", self.api.takes(secret.as_str().unwrap_or_default()).await)?;
                let named = self.api.named(name).await;
                check(&format!("one token was wanted: {named:?}"), named == ["enabled"])
            }
            Action::Edit => {
                let now = self.api.get(&case.ids[0]).await;
                check("the new name is not saved", now["name"] == format!("{name}-new"))
            }
            Action::Disable | Action::Enable => {
                let state = self.api.get(&case.ids[0]).await["state"].clone();
                let wanted = if case.action == Action::Disable { "disabled" } else { "enabled" };
                check(&format!("it is {state}"), state == wanted)
            }
            Action::Revoke | Action::RevokeMany => {
                for id in &case.ids {
                    let state = self.api.get(id).await["state"].clone();
                    check(&format!("{fault:?} left it {state}"), state == "revoked")?;
                }
                Ok(())
            }
            Action::EditProfile => check("the profile is not saved", self.api.full_name().await == *name),
            _ => Ok(()),
        }
    }
}
