//! What the installation says of itself, signing in and signing out.

use latchkey_connector::{BackendError, Instance, Intent, Outcome, SignInKind};
use serde_json::Value;

use super::Walk;
use crate::check::{Target, text};
use crate::http::CallError;

impl Walk<'_> {
    pub(super) fn describe(&mut self) {
        if !self.has_request("describe") {
            return;
        }
        self.report.section("What the installation says of itself");
        match self.call(&Intent::Describe) {
            Ok(Outcome::Instance(instance)) => self.show_instance(instance),
            Ok(_) => {}
            Err(CallError::Backend(BackendError::NotSignedIn)) => {
                self.report.note("only to those who are signed in: asked again then");
            }
            Err(error) => self.fail("describe", &Intent::Describe, &error),
        }
    }

    pub(super) fn describe_again(&mut self) {
        if !self.has_request("describe") {
            return;
        }
        self.report.section("What it says of itself to those who are signed in");
        // The same exchange was printed before signing in.
        self.is_quiet = self.is_described;
        let result = self.call(&Intent::Describe);
        self.is_quiet = false;
        match result {
            Ok(Outcome::Instance(instance)) => self.show_instance(instance),
            Ok(_) => {}
            Err(error) => self.fail("describe", &Intent::Describe, &error),
        }
    }

    /// Whether somebody is signed in afterwards.
    pub(super) fn sign_in(&mut self, target: &Target) -> bool {
        if self.client.capabilities.sign_in != SignInKind::None {
            self.report.section("Sign in");
            let intent = Intent::SignIn { user: target.user.clone(), password: target.password.clone() };
            match self.call(&intent) {
                Ok(_) => {
                    self.is_signed_in = true;
                    self.client.password = Some(target.password.clone());
                    let bound: Vec<&str> =
                        self.client.session.values().iter().map(|(name, _)| name.as_str()).collect();
                    let bound = if bound.is_empty() { "nothing".to_owned() } else { bound.join(", ") };
                    self.report.ok(&format!("bound to the session: {bound}"));
                    self.check_bindings();
                }
                Err(error) => {
                    self.fail("sign in", &intent, &error);
                    return false;
                }
            }
        }
        if self.has_request("current_session") {
            self.report.section("Who is signed in, as a reload asks");
            match self.call(&Intent::CurrentSession) {
                Ok(_) => {
                    self.is_signed_in = true;
                    let user = self.client.session.get("user_name").unwrap_or("somebody").to_owned();
                    self.report.ok(&format!("{user} is signed in"));
                }
                Err(error) => {
                    self.fail("current_session", &Intent::CurrentSession, &error);
                    return self.is_signed_in;
                }
            }
        }
        true
    }

    pub(super) fn sign_out(&mut self) {
        if !self.has_request("sign_out") {
            return;
        }
        self.report.section("Sign out");
        match self.call(&Intent::SignOut) {
            Ok(_) => self.report.ok("signed out"),
            Err(error) => self.fail("sign_out", &Intent::SignOut, &error),
        }
    }

    fn show_instance(&mut self, instance: Instance) {
        let texts = [
            ("name", &instance.name),
            ("version", &instance.version),
            ("location", &instance.location),
            ("time", &instance.time),
            ("your address", &instance.your_address),
        ];
        self.report.ok("read");
        for (label, text) in texts {
            if !text.is_empty() && !self.is_described {
                self.report.pair(label, text);
            }
        }
        self.is_described = true;
        if let Some(capabilities) = instance.capabilities {
            let before = text::capabilities(self.client.engine.connector(), &self.client.capabilities);
            let after = text::capabilities(self.client.engine.connector(), &capabilities);
            for (label, text) in after {
                if !before.contains(&(label, text.clone())) {
                    self.report.pair(label, &text);
                }
            }
            self.client.capabilities = *capabilities;
        }
    }

    /// Reports values that `sign_in` should bind and the response does not have: nothing else does.
    fn check_bindings(&mut self) {
        let bind = self.document.pointer("/requests/sign_in/bind").and_then(Value::as_object).cloned();
        for (name, at) in bind.unwrap_or_default() {
            // `refresh` may bind it later.
            let is_renewed =
                self.document.pointer("/requests/refresh/bind").is_some_and(|b| b.get(&name).is_some());
            if self.client.session.get(&name).is_none() && !is_renewed {
                self.report.fail(&format!("sign_in: nothing was found for `bind.{name}` at {at}"));
            }
        }
        if self.client.session.get("user_name").is_none() && !self.has_request("current_session") {
            self.report.hint("bind \"user_name\" (for example to \"{user}\"), so that the console can say who is signed in");
        }
    }
}
