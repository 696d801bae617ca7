//! Real web servers in front of the backend: nginx and Caddy from Debian's packages, each with its file from
//! `hosting/`, changed only where a comment there says `CHANGE`.

use std::collections::BTreeMap;
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;

use crate::PATIENCE;
use crate::driver::end_group;
use crate::locator::BETWEEN_LOOKS;

/// Who serves the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    Nginx,
    Caddy,
    /// A host that reads `_headers`, as Cloudflare Pages and Netlify do.
    HeadersFile,
}

/// A web server that runs. Dropping it ends it.
pub(crate) struct Server {
    child: Child,
    pub address: SocketAddr,
    /// Its settings, its site and what it logs.
    _folder: TempDir,
}

/// How often another port is tried: a free one may be taken by the time the server opens it.
const STARTS: usize = 5;

/// The files of `hosting/` that a release holds.
const NGINX: &str = include_str!("../../../hosting/nginx/latchkey.conf");
const CADDY: &str = include_str!("../../../hosting/Caddyfile");

impl Server {
    /// Serves the files of `site`, with `replaced` in their place, below a path; what is the backend's goes to it.
    /// `changes` are made to the server's file beside those that everybody makes.
    pub async fn start(
        front: Front,
        site: &Path,
        below: &str,
        replaced: &BTreeMap<String, Option<Vec<u8>>>,
        backend: SocketAddr,
        changes: &[(String, String)],
    ) -> Self {
        for _ in 0..STARTS {
            let folder = TempDir::new().expect("a temporary folder can be made");
            let root = folder.path().join("root");
            copy(site, &root.join(below.trim_matches('/')), replaced);
            let address = free_address();
            let host = Host { folder: folder.path(), root: &root, address, backend, changes };
            let mut command = match front {
                Front::Nginx => host.nginx(),
                Front::Caddy => host.caddy(),
                Front::HeadersFile => panic!("a host that reads _headers is no server of its own"),
            };
            let log = fs::File::create(folder.path().join("log")).expect("a log can be made");
            let error_log = log.try_clone().expect("a file has two handles");
            command.stdin(Stdio::null()).stdout(log).stderr(error_log).process_group(0);
            let child = command
                .spawn()
                .unwrap_or_else(|error| panic!("cannot start {front:?}: {error}; run `cargo xtask setup`"));
            let mut server = Self { child, address, _folder: folder };
            if server.listens().await {
                return server;
            }
            let log = fs::read_to_string(server._folder.path().join("log")).unwrap_or_default();
            assert!(log.contains("in use"), "{front:?} does not start with its file from hosting/:\n{log}");
        }
        panic!("{front:?} found no free port, {STARTS} times");
    }

    /// Waits until it does; false when it ended instead.
    async fn listens(&mut self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return false;
            }
            if TcpStream::connect(self.address).is_ok() {
                return true;
            }
            assert!(Instant::now() < deadline, "nothing listens on {}", self.address);
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end_group(self.child.id());
        let _ = self.child.wait();
    }
}

/// The folder that `cargo xtask setup` unpacked the packages into.
fn packages() -> PathBuf {
    std::env::var_os("LATCHKEY_WEB_SERVERS")
        .map(PathBuf::from)
        .expect("LATCHKEY_WEB_SERVERS is set: run `cargo xtask test hosting`")
}

/// What a server's file is changed to say.
struct Host<'a> {
    folder: &'a Path,
    root: &'a Path,
    address: SocketAddr,
    backend: SocketAddr,
    changes: &'a [(String, String)],
}

impl Host<'_> {
    fn nginx(&self) -> Command {
        let Self { folder, root, address, backend, changes } = *self;
        let packages = packages();
        let site = changed(
            NGINX,
            &[
                ("server 127.0.0.1:8787;", &format!("server {backend};")),
                ("listen 80;", &format!("listen {address};")),
                ("server_name tokens.example.com;", "server_name localhost;"),
                ("root /srv/latchkey/site;", &format!("root {};", root.display())),
            ],
            changes,
        );
        // What a system's own nginx.conf has around it, and no folder outside of ours. One process: as root, others
        // would run as somebody who may not read the temporary folder.
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {}/{kind};\n", folder.display()));
        let around = format!(
            "daemon off;\nmaster_process off;\npid {0}/pid;\nerror_log stderr;\n\
         load_module {1}/usr/lib/nginx/modules/ngx_http_brotli_static_module.so;\nevents {{}}\n\
         http {{\naccess_log off;\ninclude {1}/etc/nginx/mime.types;\ndefault_type application/octet-stream;\n\
         {2}include {0}/latchkey.conf;\n}}\n",
            folder.display(),
            packages.display(),
            folders.concat(),
        );
        write(&folder.join("latchkey.conf"), site.as_bytes());
        write(&folder.join("nginx.conf"), around.as_bytes());
        let mut command = Command::new(packages.join("usr/sbin/nginx"));
        command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf"));
        command
    }

    fn caddy(&self) -> Command {
        let Self { folder, root, address, backend, changes } = *self;
        let site = changed(
            CADDY,
            &[
                ("\ntokens.example.com {", &format!("\nhttp://{address} {{")),
                ("root * /srv/latchkey/site", &format!("root * {}", root.display())),
                ("reverse_proxy 127.0.0.1:8787 {", &format!("reverse_proxy {backend} {{")),
            ],
            changes,
        );
        // Without its administration port, of which a machine has one.
        write(&folder.join("Caddyfile"), format!("{{\n\tadmin off\n}}\n{site}").as_bytes());
        let mut command = Command::new(packages().join("usr/bin/caddy"));
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
        for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(variable, folder);
        }
        command
    }
}

/// The file as somebody who hosts it changes it. Each place must be there, once: the file has been changed otherwise.
fn changed(file: &str, always: &[(&str, &str)], changes: &[(String, String)]) -> String {
    let changes = changes.iter().map(|(from, to)| (from.as_str(), to.as_str()));
    always.iter().copied().chain(changes).fold(file.to_owned(), |file, (from, to)| {
        assert_eq!(file.matches(from).count(), 1, "{from:?} in a file of hosting/");
        file.replace(from, to)
    })
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it is bound")
}

fn copy(from: &Path, to: &Path, replaced: &BTreeMap<String, Option<Vec<u8>>>) {
    let mut folders = vec![from.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask dist`", folder.display()));
        for path in entries.map(|entry| entry.expect("a folder can be read").path()) {
            let name = path.strip_prefix(from).expect("it is below");
            if path.is_dir() {
                folders.push(path);
            } else if !replaced.contains_key(&*name.to_string_lossy()) {
                write(&to.join(name), &fs::read(&path).expect("a file can be read"));
            }
        }
    }
    for (name, contents) in replaced {
        if let Some(contents) = contents {
            write(&to.join(name), contents);
        }
    }
}

fn write(path: &Path, contents: &[u8]) {
    let folder = path.parent().expect("it has a folder");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, contents))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
