//! What a person does, and the request in which it goes wrong.

use walkthroughs::Fault;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Start,
    DescribeAtStart,
    SignIn,
    Refresh,
    NextPage,
    Scopes,
    Operations,
    Presets,
    OpenByAddress,
    Create,
    Edit,
    Regenerate,
    Disable,
    Enable,
    Revoke,
    RevokeMany,
    Profile,
    EditProfile,
    Overview,
    ConfirmPassword,
    SignOut,
}

pub const ACTIONS: [Action; 21] = [
    Action::Refresh,
    Action::NextPage,
    Action::Scopes,
    Action::OpenByAddress,
    Action::Create,
    Action::Edit,
    Action::Regenerate,
    Action::Disable,
    Action::Enable,
    Action::Revoke,
    Action::RevokeMany,
    Action::Profile,
    Action::EditProfile,
    Action::Overview,
    Action::ConfirmPassword,
    Action::SignOut,
    Action::SignIn,
    Action::Start,
    Action::DescribeAtStart,
    Action::Operations,
    Action::Presets,
];

/// What a pair must come to before anything is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As if nothing had gone wrong.
    Done,
    /// This is said, and what was typed is still there.
    Told(&'static str),
    /// This is said, and the console tries again by itself.
    TriedAgain(&'static str),
    /// The question to sign in again; then it goes on.
    SignInAgain,
    /// The sign-in page.
    SignInPage,
    /// Nothing until it is released; then it is done.
    Waits,
}

const UNREADABLE: &str = "could not be read";

impl Action {
    /// Method and target of the request.
    pub fn request(self) -> (&'static str, &'static str) {
        match self {
            Action::Start => ("GET", "/api/v1/session"),
            Action::DescribeAtStart | Action::Overview => ("GET", "/api/v1/instance"),
            Action::SignIn => ("POST", "/api/v1/session"),
            Action::Refresh => ("GET", "/api/v1/tokens?limit=200"),
            Action::NextPage => ("GET", "/api/v1/tokens?*cursor=*"),
            Action::Scopes => ("GET", "/api/v1/scopes"),
            Action::Operations => ("GET", "/api/v1/operations"),
            Action::Presets => ("GET", "/api/v1/api-sets"),
            Action::OpenByAddress => ("GET", "/api/v1/tokens/*"),
            Action::Create => ("POST", "/api/v1/tokens"),
            Action::Edit | Action::Disable | Action::Enable => ("PATCH", "/api/v1/tokens/*"),
            Action::Regenerate => ("POST", "/api/v1/tokens/*/regenerate"),
            Action::Revoke => ("DELETE", "/api/v1/tokens/*"),
            Action::RevokeMany => ("POST", "/api/v1/tokens/revoke"),
            Action::Profile => ("GET", "/api/v1/profile"),
            Action::EditProfile => ("PATCH", "/api/v1/profile"),
            Action::ConfirmPassword => ("POST", "/api/v1/session/step-up"),
            Action::SignOut => ("DELETE", "/api/v1/session"),
        }
    }

    fn reads(self) -> bool {
        self.request().0 == "GET"
    }

    /// The answer has no body, so nothing in it can be wrong.
    fn has_no_answer(self) -> bool {
        matches!(self, Action::Revoke | Action::ConfirmPassword | Action::SignOut)
    }

    /// A second time is refused: the version has changed.
    fn has_version(self) -> bool {
        matches!(self, Action::Edit | Action::Disable | Action::Enable)
    }

    fn gives_password(self) -> bool {
        matches!(self, Action::SignIn | Action::ConfirmPassword)
    }

    /// How often the fault happens before things are well again, unless somebody ends it. A connection that breaks is
    /// tried again: by the browser, where it was an old one, and by the console, for what only reads.
    pub fn times(fault: Fault) -> u32 {
        match fault {
            Fault::Cut | Fault::Lost | Fault::Half | Fault::Redirect => u32::MAX,
            _ => 1,
        }
    }

    pub fn outcome(self, fault: Fault) -> Outcome {
        use Outcome::{Done, SignInAgain, SignInPage, Told, TriedAgain, Waits};
        match (fault, self) {
            (Fault::Late, _) => Waits,
            (Fault::Never, _) => Told("did not answer in time"),
            // The token is read again; what is there is what was to be saved, or as it was before.
            (Fault::Twice, Action::Edit) => Done,
            (Fault::Status(412 | 428), Action::Edit | Action::Regenerate) => Done,
            (Fault::Twice, action) if action.has_version() => Told("in the meantime"),
            (Fault::Twice | Fault::StepUp, _) => Done,
            (Fault::Redirect, action) if action.reads() => Told("leads elsewhere"),
            (Fault::Cut | Fault::Lost | Fault::Half | Fault::Redirect, _) => Told("cannot be reached"),
            // Nobody is signed in, as far as such an answer tells.
            (Fault::OtherShape | Fault::Empty, Action::Start) => SignInPage,
            (Fault::Garbage | Fault::OtherShape, action) if action.has_no_answer() => Done,
            // The answer is not looked at, and it was done.
            (Fault::Garbage | Fault::OtherShape | Fault::Empty, Action::EditProfile) => Done,
            (Fault::Html | Fault::Garbage | Fault::OtherShape | Fault::Empty, _) => Told(UNREADABLE),
            (Fault::Status(401), Action::Start) => SignInPage,
            (Fault::Status(401), Action::DescribeAtStart | Action::SignOut | Action::ConfirmPassword) => Done,
            (Fault::Status(401 | 403), action) if action.gives_password() => Told("not right"),
            (Fault::Status(422), Action::SignIn) => Told("not right"),
            (Fault::Status(401), _) => SignInAgain,
            (Fault::Status(403), _) => Told("not allowed"),
            (Fault::Status(409), _) => Told("stands against"),
            (Fault::Status(412 | 428), _) => Told("in the meantime"),
            (Fault::Status(422), _) => Told("does not accept"),
            (Fault::Status(503), _) => Told("not available"),
            (Fault::Status(_), _) => Told("status 500"),
            // Before there is a page to tell it on.
            (Fault::Wait(..) | Fault::WaitUntil(..), Action::Start | Action::DescribeAtStart) => Done,
            (Fault::Wait(..) | Fault::WaitUntil(..), action) if action.reads() => {
                TriedAgain("asks for a pause")
            }
            (Fault::Wait(429, _) | Fault::WaitUntil(429, _), _) => Told("too many requests"),
            (Fault::Wait(..) | Fault::WaitUntil(..), _) => Told("not available"),
        }
    }
}
