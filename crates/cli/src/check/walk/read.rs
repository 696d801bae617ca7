//! Reads tokens, scopes, operations, presets and the profile.

use latchkey_connector::{Intent, Outcome};
use latchkey_model::Operation;

use super::Walk;
use crate::check::draft::Choices;

impl Walk<'_> {
    /// Everything that can be read without changing anything.
    pub(super) fn read(&mut self) -> Choices {
        let mut choices = Choices::default();
        let tokens = if self.client.capabilities.list && !self.is_stopped() {
            self.report.section("List");
            self.list(false).unwrap_or_default()
        } else {
            Vec::new()
        };
        if let Some(token) = tokens.first().filter(|_| self.has_request("get")).cloned() {
            self.report.section("Get one");
            let intent = Intent::Get { id: token.id.clone() };
            match self.call(&intent) {
                Ok(Outcome::Token(again)) if again.id == token.id => self.report.ok("the same token"),
                Ok(_) => self.report.fail("get: another token than the one asked for"),
                Err(error) => self.fail("get", &intent, &error),
            }
        }
        for intent in [Intent::Scopes, Intent::Operations, Intent::Presets, Intent::Profile] {
            let is_fixed = self.client.engine.answer(&intent).is_some();
            if (self.has_request(intent.name()) || is_fixed) && !self.is_stopped() {
                self.read_choices(&intent, &mut choices);
            }
        }
        choices
    }

    fn read_choices(&mut self, intent: &Intent, choices: &mut Choices) {
        let name = intent.name();
        self.report.section(match name {
            "scopes" => "Scopes",
            "operations" => "Operations",
            "presets" => "Presets",
            _ => "Profile",
        });
        let summary = |names: Vec<String>| {
            let more = if names.len() > 5 { ", …" } else { "" };
            let first: Vec<String> = names.iter().take(5).cloned().collect();
            format!("{}: {}{more}", names.len(), first.join(", "))
        };
        match self.call(intent) {
            Ok(Outcome::Scopes(scopes)) => {
                self.report.ok(&summary(scopes.iter().map(|s| s.id.0.to_string()).collect()));
                choices.scopes = scopes;
            }
            Ok(Outcome::Operations(operations)) => {
                self.report.ok(&summary(operations.iter().map(Operation::label).collect()));
                choices.operations = operations;
            }
            Ok(Outcome::Presets(presets)) => {
                self.report.ok(&summary(presets.iter().map(|p| p.name.clone()).collect()));
                choices.presets = presets;
            }
            Ok(Outcome::Profile(profile)) => {
                self.report.ok("read");
                for (label, text) in [
                    ("user name", &profile.user_name),
                    ("full name", &profile.full_name),
                    ("email", &profile.email),
                    ("language", &profile.language),
                ] {
                    if !text.is_empty() {
                        self.report.pair(label, text);
                    }
                }
            }
            Ok(_) => {}
            Err(error) => self.fail(name, intent, &error),
        }
    }
}
