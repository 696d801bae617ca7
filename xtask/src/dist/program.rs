//! The programs of a release.

/// What is built from one package.
pub struct Program {
    pub package: &'static str,
    pub description: &'static str,
    /// `None`: the machine that builds.
    pub target: Option<&'static str>,
    /// Whether the Lucide icons are part of it.
    pub has_icons: bool,
}

/// The site's wasm.
pub const CONSOLE: Program = Program {
    package: "latchkey",
    description: "The console for API access tokens",
    target: Some("wasm32-unknown-unknown"),
    has_icons: true,
};

/// The command `latchkey`.
pub const COMMAND: Program = Program {
    package: "latchkey-cli",
    description: "The command that checks connectors",
    target: None,
    has_icons: false,
};
