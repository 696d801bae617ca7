/// The backend that a connector is tried against.
#[derive(Clone, Default)]
pub struct Target {
    /// Where the connector's paths begin.
    pub url: String,
    pub user: String,
    /// Or the token to paste, where signing in takes one.
    pub password: String,
    /// The path of the page that the console will stand at. It decides which cookies the console can read.
    pub page: String,
    /// Whether to make a token, change it and revoke it.
    pub write: bool,
}
