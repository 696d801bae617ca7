//! Sends what the engine prepares, as the console's transport does in a browser.
