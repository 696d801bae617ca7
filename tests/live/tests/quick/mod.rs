//! Servers that install in seconds and start in one or a few.

mod better_auth;
mod jupyterhub;
mod verdaccio;
