//! Parts of a token's record that could not be read. The token has its row all the same: it is alive, and somebody may
//! have to revoke it.

use crate::access::RuleList;
use crate::token::Token;

/// A part of a token's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPart {
    Name,
    Description,
    Hint,
    Scopes,
    Rules(RuleList),
    Expiry,
    State,
    Created,
    LastUsed,
    Version,
}

/// A part that could not be read, or one entry of a list. The token's own value for it is empty or lacks the entry, so
/// that the token may be allowed more or less than its access says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadPart {
    pub part: TokenPart,
    /// Where in the answer: a JSON pointer.
    pub at: String,
    /// In English: "expected an IP address or block, found a text that is none".
    pub problem: String,
    /// The rule as the backend wrote it, for people; empty for all other parts.
    pub text: String,
}

impl Token {
    /// Whether scopes, rules and expiry are all that the backend has. Where they are not, say so beside them, and give no
    /// verdict on what the token may do.
    pub fn is_access_read(&self) -> bool {
        let of_access = |part: &TokenPart| {
            matches!(part, TokenPart::Scopes | TokenPart::Rules(_) | TokenPart::Expiry | TokenPart::State)
        };
        !self.unread.iter().any(|unread| of_access(&unread.part))
    }

    /// Whether an edit can be offered: saving a list without the rule that could not be read would drop that rule.
    /// Revoking, regenerating and looking need no reading.
    pub fn is_editable(&self) -> bool {
        let is_never_sent = |part: &TokenPart| {
            matches!(part, TokenPart::Hint | TokenPart::State | TokenPart::Created | TokenPart::LastUsed)
        };
        self.unread.iter().all(|unread| is_never_sent(&unread.part))
    }

    /// Whether this part could be read.
    pub fn has_read(&self, part: TokenPart) -> bool {
        !self.unread.iter().any(|unread| unread.part == part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Access;
    use crate::access::lifecycle::Lifecycle;
    use crate::expiry::Expiry;
    use crate::token::TokenId;

    #[test]
    fn what_is_not_read_is_not_edited() {
        for (part, editable, access) in [
            (None, true, true),
            (Some(TokenPart::Hint), true, true),
            (Some(TokenPart::Created), true, true),
            (Some(TokenPart::LastUsed), true, true),
            (Some(TokenPart::State), true, false),
            (Some(TokenPart::Name), false, true),
            (Some(TokenPart::Description), false, true),
            (Some(TokenPart::Version), false, true),
            (Some(TokenPart::Scopes), false, false),
            (Some(TokenPart::Expiry), false, false),
            (Some(TokenPart::Rules(RuleList::BlockedIps)), false, false),
        ] {
            let unread =
                |part| UnreadPart { part, at: String::new(), problem: String::new(), text: String::new() };
            let token = Token {
                id: TokenId("1".into()),
                name: String::new(),
                description: String::new(),
                hint: String::new(),
                access: Access::new(Expiry::Never),
                lifecycle: Lifecycle::Enabled,
                created: None,
                last_used: None,
                version: None,
                unread: part.map(unread).into_iter().collect(),
            };
            assert_eq!((token.is_editable(), token.is_access_read()), (editable, access), "{part:?}");
            assert_eq!(part.is_some_and(|part| !token.has_read(part)), part.is_some(), "{part:?}");
        }
    }
}
