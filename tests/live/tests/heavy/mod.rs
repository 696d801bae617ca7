//! Servers that take minutes to install, or other servers beside them to run. Only with `--all`.

mod keystone;
mod netbox;
mod strapi;
