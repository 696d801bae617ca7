//! A tar archive (POSIX.1-1988, "ustar") of which every byte follows from the files' names and contents.

use std::io::Write;

use super::compress::gzip;
use super::{Files, is_executable};
use crate::failure::{Failure, Result};

const BLOCK: usize = 512;

/// All files below one folder, in the order of their names, owned by nobody in particular, writable by the owner.
/// `at` is when they were all last changed, in seconds since 1970.
pub fn tar_gz(folder: &str, files: &Files, at: u64) -> Result<Vec<u8>> {
    let mut tar = Vec::new();
    for (path, bytes) in files {
        let mode = if is_executable(path) { 0o755 } else { 0o644 };
        tar.extend(header(&format!("{folder}/{path}"), mode, bytes.len(), at)?);
        tar.extend(bytes);
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    }
    // Two empty blocks are the end.
    tar.resize(tar.len() + 2 * BLOCK, 0);
    gzip(&tar)
}

fn header(path: &str, mode: u32, size: usize, at: u64) -> Result<[u8; BLOCK]> {
    let mut header = [0; BLOCK];
    let mut rest: &mut [u8] = &mut header;
    let mut put = |field: &[u8], width: usize| -> std::io::Result<()> {
        rest.write_all(field)?;
        rest.write_all(&vec![0; width.saturating_sub(field.len())])
    };
    // Longer names would need another kind of header.
    if path.len() > 100 {
        return Err(Failure::new(format!("{path} is too long a name for the archive")));
    }
    let fields = [
        (path.to_owned(), 100),
        (format!("{mode:07o}"), 8),
        ("0000000".to_owned(), 8), // user 0
        ("0000000".to_owned(), 8), // group 0
        (format!("{size:011o}"), 12),
        (format!("{at:011o}"), 12),
        // The sum of all bytes, itself taken as blanks.
        (" ".repeat(8), 8),
        ("0".to_owned(), 1), // a file
        (String::new(), 100),
        ("ustar\u{0}00".to_owned(), 8),
    ];
    for (field, width) in fields {
        put(field.as_bytes(), width).map_err(|error| Failure::new(format!("{path}: {error}")))?;
    }
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    let sum = format!("{sum:06o}\u{0} ");
    if let Some(place) = header.get_mut(148..156) {
        place.copy_from_slice(sum.as_bytes());
    }
    Ok(header)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;

    #[test]
    fn tar_reads_it_and_the_same_files_give_the_same_bytes() {
        let files: Files = [
            ("b.txt", &b"second"[..]),
            ("a/empty", b""),
            ("a/long.bin", &[7; 1500]),
            ("bin/latchkey", b"#!"),
        ]
        .into_iter()
        .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
        .collect();
        let packed = tar_gz("release-1", &files, 1_795_000_000).unwrap();
        assert_eq!(packed, tar_gz("release-1", &files.clone(), 1_795_000_000).unwrap());

        let folder = std::env::temp_dir().join(format!("latchkey-archive-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("release.tar.gz"), &packed).unwrap();
        let tar = |arguments: &[&str]| {
            let output = Command::new("tar").current_dir(&folder).args(arguments).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let listed = tar(&["--utc", "--numeric-owner", "--full-time", "-tvzf", "release.tar.gz"]);
        let expected = "-rw-r--r-- 0/0               0 2026-11-18 11:06:40 release-1/a/empty\n\
                        -rw-r--r-- 0/0            1500 2026-11-18 11:06:40 release-1/a/long.bin\n\
                        -rw-r--r-- 0/0               6 2026-11-18 11:06:40 release-1/b.txt\n\
                        -rwxr-xr-x 0/0               2 2026-11-18 11:06:40 release-1/bin/latchkey\n";
        assert_eq!(listed, expected);
        tar(&["-xzf", "release.tar.gz"]);
        for (path, bytes) in &files {
            assert_eq!(&fs::read(folder.join("release-1").join(path)).unwrap(), bytes, "{path}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_name_that_would_be_cut_off_is_refused() {
        let files = Files::from([("x".repeat(100), Vec::new())]);
        assert!(tar_gz("release-1", &files, 0).is_err());
    }
}
