//! What a token should be after a change, as far as the answer can tell.

use super::{Engine, ExpirySending};
use crate::capabilities::Field;
use crate::document::{Read, TokenReads};
use crate::intent::{Changes, Draft, Intent};
use crate::request::capabilities;
use chrono::{DateTime, Utc};
use latchkey_model::{Access, Asked, Expiry, RuleList, Token, TokenPart};

impl Engine {
    /// What to compare the token with after this intent, by [`compare_asked`](latchkey_model::compare_asked): what was
    /// sent for a new one, and for one that was there all that it had, with the changes. Only what the connector reads of
    /// a token. `None`: the intent makes and changes no token. `now`: when it was sent.
    pub fn asked(&self, intent: &Intent, now: DateTime<Utc>) -> Option<Asked> {
        let reads = self.connector.token.as_ref()?;
        match intent {
            Intent::Create { draft } => Some(self.asked_of_draft(draft, reads, now)),
            Intent::Edit { before, changes } => Some(self.asked_of_edit(before, changes, reads, now)),
            Intent::Enable { before } | Intent::Disable { before } | Intent::Regenerate { before, .. } => {
                Some(of_token(before, reads))
            }
            _ => None,
        }
    }

    fn asked_of_draft(&self, draft: &Draft, reads: &TokenReads, now: DateTime<Utc>) -> Asked {
        let sent = capabilities::create_fields(&self.connector);
        let is_sent = |field| sent.contains(&field);
        let expiry = self.expiry_sent(ExpirySending::Create(draft.access.expiry), now);
        let mut asked = compared(&draft.name, &draft.description, &draft.access, reads);
        asked.name = asked.name.filter(|_| is_sent(Field::Name));
        asked.description = asked.description.filter(|_| is_sent(Field::Description));
        // What a preset stands for is the backend's to say.
        let by_preset = draft.preset.as_ref().is_some_and(|preset| !preset.is_empty());
        asked.scopes = asked.scopes.filter(|l| is_sent(Field::Scopes) && !(by_preset && l.is_empty()));
        asked.allowed_apis =
            asked.allowed_apis.filter(|l| is_sent(Field::AllowedApis) && !(by_preset && l.is_empty()));
        asked.blocked_apis = asked.blocked_apis.filter(|_| is_sent(Field::BlockedApis));
        asked.allowed_ips = asked.allowed_ips.filter(|_| is_sent(Field::AllowedIps));
        asked.blocked_ips = asked.blocked_ips.filter(|_| is_sent(Field::BlockedIps));
        asked.expiry = expiry.ok().flatten().filter(|_| reads.expires_at.is_some());
        asked
    }

    fn asked_of_edit(
        &self,
        before: &Token,
        changes: &Changes,
        reads: &TokenReads,
        now: DateTime<Utc>,
    ) -> Asked {
        let mut asked = of_token(before, reads);
        set(&mut asked.name, &changes.name, reads.name.is_some());
        set(&mut asked.description, &changes.description, reads.description.is_some());
        set(&mut asked.scopes, &changes.scopes, reads.scopes.is_some());
        set(&mut asked.allowed_apis, &changes.allowed_apis, reads.allowed_apis.is_some());
        set(&mut asked.blocked_apis, &changes.blocked_apis, reads.blocked_apis.is_some());
        set(&mut asked.allowed_ips, &changes.allowed_ips, reads.allowed_ips.is_some());
        set(&mut asked.blocked_ips, &changes.blocked_ips, reads.blocked_ips.is_some());
        if is_one_text(reads) && changes.name.is_some() != changes.description.is_some() {
            (asked.name, asked.description) = (changes.name.clone(), changes.description.clone());
        }
        if changes.preset.as_ref().is_some_and(|preset| !preset.is_empty()) {
            asked.scopes = changes.scopes.clone();
            asked.allowed_apis = changes.allowed_apis.clone();
        }
        let sending = ExpirySending::Edit { before: before.access.expiry, chosen: changes.expiry };
        match self.expiry_sent(sending, now) {
            Ok(Some(expiry)) if reads.expires_at.is_some() => asked.expiry = Some(expiry),
            Ok(_) => {}
            Err(_) => asked.expiry = None,
        }
        asked
    }
}

/// A token that should be as it was.
fn of_token(before: &Token, reads: &TokenReads) -> Asked {
    let mut asked = compared(&before.name, &before.description, &before.access, reads);
    let is_read = |part| before.has_read(part);
    asked.name = asked.name.filter(|_| is_read(TokenPart::Name));
    asked.description = asked.description.filter(|_| is_read(TokenPart::Description));
    asked.scopes = asked.scopes.filter(|_| is_read(TokenPart::Scopes));
    asked.allowed_apis = asked.allowed_apis.filter(|_| is_read(TokenPart::Rules(RuleList::AllowedApis)));
    asked.blocked_apis = asked.blocked_apis.filter(|_| is_read(TokenPart::Rules(RuleList::BlockedApis)));
    asked.allowed_ips = asked.allowed_ips.filter(|_| is_read(TokenPart::Rules(RuleList::AllowedIps)));
    asked.blocked_ips = asked.blocked_ips.filter(|_| is_read(TokenPart::Rules(RuleList::BlockedIps)));
    asked.expiry = asked.expiry.filter(|_| is_read(TokenPart::Expiry));
    asked
}

/// All that the connector reads.
fn compared(name: &str, description: &str, access: &Access, reads: &TokenReads) -> Asked {
    fn if_read<T: Clone>(read: &Option<Read>, value: &T) -> Option<T> {
        read.as_ref().map(|_| value.clone())
    }
    Asked {
        name: reads.name.as_ref().map(|_| name.to_owned()),
        description: reads
            .description
            .as_ref()
            .filter(|_| !is_one_text(reads))
            .map(|_| description.to_owned()),
        scopes: if_read(&reads.scopes, &access.scopes),
        allowed_apis: if_read(&reads.allowed_apis, &access.allowed_apis),
        blocked_apis: if_read(&reads.blocked_apis, &access.blocked_apis),
        allowed_ips: if_read(&reads.allowed_ips, &access.allowed_ips),
        blocked_ips: if_read(&reads.blocked_ips, &access.blocked_ips),
        expiry: if_read(&reads.expires_at, &access.expiry).filter(|expiry| *expiry != Expiry::Unstated),
    }
}

/// Whether the backend keeps name and description in one field.
fn is_one_text(reads: &TokenReads) -> bool {
    reads.name.is_some() && reads.name == reads.description
}

fn set<T: Clone>(asked: &mut Option<T>, change: &Option<T>, is_read: bool) {
    if is_read && change.is_some() {
        asked.clone_from(change);
    }
}
